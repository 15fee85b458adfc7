// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QPolygonF>

#include "model/qt/undo/edit_camera_command.h"
#include "views/editing/editor.h"
#include "views/overlay/tools/canvas_tool.h"

namespace camframe {

/// How the mouse works on a mask.
enum class MaskMode { Brush, Polygon, Clicks };

/// A pixel, and whether it belongs to what is to be outlined.
struct MaskClick {
    Eigen::Vector2d pixel{0, 0};
    bool belongs = true;
};

/// What a person wants to have outlined.
struct MaskQuestion {
    int camera = 0;
    int frame = 0;
    std::vector<MaskClick> clicks;  ///< At least one belongs; none at all: the last question is withdrawn.
    bool ignores = false;           ///< The region to ignore, not the robot.
};

/// Draws what is robot in a frame, or what counts for nothing in it.
///
/// Left drag paints and right drag erases with a round brush (Ctrl + wheel: its size); as polygon, clicks set
/// corners and a click on the first or last of them fills, with the right button erases. The first stroke in
/// a frame goes on from the mask on show, else from the drawn robot. A stroke is one undo step when it ends.
/// With clicks, the left button says what belongs and the right one what does not; each click asks for the
/// outline of what all clicks of the frame say (asked()). Undoing its answer takes the click back too.
class MaskTool : public CanvasTool {
    Q_OBJECT

public:
    explicit MaskTool(Editor& editor, QObject* parent = nullptr);

    bool erases() const { return m_erases; }
    void setErases(bool on);
    MaskMode mode() const { return m_mode; }
    void setMode(MaskMode mode);
    size_t clickCount() const { return m_clicks.size(); }
    /// Works on the region to ignore instead of the robot.
    bool ignores() const { return m_ignores; }
    void setIgnores(bool on);
    /// Of the brush, in picture pixels.
    double radius() const { return m_radius; }
    void setRadius(double px);

    /// Replaces the frame's mask by the drawn robot.
    void startFromRobot();
    /// Removes mask and ignored region of the frame.
    void clearFrame();

    QCursor cursor() const override { return Qt::CrossCursor; }
    QString hint() const override;
    void mousePress(const CanvasMouse& mouse) override;
    void mouseMove(const CanvasMouse& mouse) override;
    void mouseRelease(const CanvasMouse& mouse) override;
    bool wheel(const CanvasMouse& mouse, double notches) override;
    bool cancel() override;
    void paint(QPainter& painter, const Canvas& canvas) override;

Q_SIGNALS:
    /// The answer is expected as a new mask of the frame, in one step.
    void asked(const camframe::MaskQuestion& question);

private:
    struct Asked {
        MaskClick click;
        std::shared_ptr<const FrameMask> before;  ///< The frame's mask at the click.
        bool answered = false;
    };
    struct Stroke {
        int camera = 0;
        int frame = 0;
        bool erase = false;
        Qt::MouseButton button = Qt::NoButton;
        FrameMask mask;  ///< With the stroke so far.
        Eigen::Vector2d last{0, 0};
    };

    /// The frame's mask as a stroke finds it: with pictures of the camera's size in both members.
    FrameMask maskToEdit() const;
    /// The drawn robot on show; empty when there is none.
    ImageU8 drawnRobot() const;
    ImageU8& layer(FrameMask& mask) const { return m_ignores ? mask.ignore : mask.robot; }
    void dab(Stroke& stroke, const Eigen::Vector2d& to) const;
    void finishStroke();
    void click(const Eigen::Vector2d& pixel, bool belongs);
    /// Marks clicks as answered, or takes them back with their answers.
    void matchClicks();
    void paintClicks(QPainter& painter, const Canvas& canvas) const;
    void closePolygon(bool erase);
    void push(EditAction action, int camera, int frame, FrameMask mask);
    const QImage& tint(const FrameMask& mask, const void* identity);

    Editor& m_editor;
    bool m_erases = false;
    MaskMode m_mode = MaskMode::Brush;
    bool m_ignores = false;
    double m_radius = 8;
    std::optional<Stroke> m_stroke;
    std::vector<Eigen::Vector2d> m_corners;
    std::vector<Asked> m_clicks;
    Eigen::Vector2d m_mouse{0, 0};
    QImage m_tint;  ///< Of the mask below.
    const void* m_tintOf = nullptr;
    std::shared_ptr<const FrameMask> m_tinted;  ///< Keeps the address from being used again.
};

}  // namespace camframe
