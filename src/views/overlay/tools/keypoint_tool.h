// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>

#include "views/editing/editor.h"
#include "views/overlay/tools/canvas_tool.h"

namespace camframe {

/// Places and drags keypoints; the pose follows the mouse.
///
/// Three ways to bind a keypoint to the robot: press on the drawn robot and drag that point of the mesh to
/// where the picture shows it (or click it, then click the pixel); or choose a link beforehand and click
/// the pixel that shows the link's origin; or a mark on a link (a screw, a sticker) whose place nobody
/// knows, clicked in several frames. The latter two work without a pose. A ring shows where the
/// chosen point, seen in other frames, should be in this one; dragging the ring places it here too.
class KeypointTool : public CanvasTool {
    Q_OBJECT

public:
    explicit KeypointTool(Editor& editor, QObject* parent = nullptr);

    /// What the next clicks show.
    enum class Binding {
        PickedPoint,  ///< A point that is picked on the drawn robot.
        LinkOrigin,
        Mark,  ///< Somewhere on a link, solved for. Clicks in other frames go on with the mark of before.
    };
    /// @param link  Of LinkOrigin and Mark; below 0 it is PickedPoint.
    void bindTo(Binding binding, int link);
    Binding binding() const { return m_binding; }
    int boundLink() const { return m_boundLink; }
    /// A point of the robot was picked and waits for its pixel.
    bool waitsForPixel() const { return m_picked.has_value(); }
    /// Moves the selected keypoint by pixels, for the keyboard. Steps that follow each other are one undo
    /// step and solve from the pose before the first, so that ten steps end where one drag of their sum does.
    void nudgeSelected(const Eigen::Vector2d& pixels);
    /// Hides the selected keypoint of the frame from the solver, or shows it again.
    void toggleHidden();
    /// Selects the next or previous keypoint of the frame.
    void selectNeighbour(int step);

    QCursor cursor() const override { return m_overKeypoint ? Qt::PointingHandCursor : Qt::CrossCursor; }
    QString hint() const override;
    void mousePress(const CanvasMouse& mouse) override;
    void mouseMove(const CanvasMouse& mouse) override;
    void mouseRelease(const CanvasMouse& mouse) override;
    bool cancel() override;
    void paint(QPainter& painter, const Canvas& canvas) override;

private:
    struct Drag {
        int keypoint = -1;
        int gesture = 0;
        Eigen::Vector2d grabOffset{0, 0};  ///< Keypoint minus mouse at the press: no jump on grabbing.
        std::vector<Keypoint> keypointsBefore;
        std::optional<RigidTransform> poseBefore;
    };

    /// A row of keyboard steps.
    struct Nudges {
        int keypoint = -1;
        int gesture = 0;
        std::optional<RigidTransform> poseBefore;
        QElapsedTimer sinceLast;
    };

    /// The mark that a click is a sighting of.
    BoundPoint markToPlace(bool another) const;
    int keypointAt(const QPointF& screen) const;
    /// Where the chosen track should be in this frame, when it has no keypoint here.
    std::optional<Eigen::Vector2d> ghost() const;
    void beginDrag(int keypoint, const Eigen::Vector2d& grabOffset, int gesture,
                   std::vector<Keypoint> keypointsBefore, const std::optional<RigidTransform>& poseBefore);
    void place(const BoundPoint& point, const Eigen::Vector2d& pixel, const Eigen::Vector2d& grabOffset);
    void setPicked(const std::optional<PickedPoint>& picked);

    Editor& m_editor;
    Binding m_binding = Binding::PickedPoint;
    int m_boundLink = -1;
    std::optional<PickedPoint> m_picked;
    QPointF m_pressed;
    bool m_pressOpen = false;  ///< The press that picked is still down: moving it makes a keypoint.
    bool m_overKeypoint = false;
    std::optional<Drag> m_drag;
    Nudges m_nudges;
};

}  // namespace camframe
