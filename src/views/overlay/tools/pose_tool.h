// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/editing/editor.h"
#include "views/overlay/tools/canvas_tool.h"

namespace camframe {

/// Moves the camera by dragging the drawn robot.
///
/// Left drag: in the picture plane, the grabbed point stays under the mouse. Right drag: turns about the
/// grabbed point (with Shift about the viewing direction). Ctrl + wheel: nearer or farther along the ray
/// under the mouse.
class PoseTool : public CanvasTool {
    Q_OBJECT

public:
    explicit PoseTool(Editor& editor, QObject* parent = nullptr);

    QCursor cursor() const override { return m_drag ? Qt::ClosedHandCursor : Qt::SizeAllCursor; }
    QString hint() const override;
    void mousePress(const CanvasMouse& mouse) override;
    void mouseMove(const CanvasMouse& mouse) override;
    void mouseRelease(const CanvasMouse& mouse) override;
    bool wheel(const CanvasMouse& mouse, double notches) override;
    bool cancel() override;
    void paint(QPainter& painter, const Canvas& canvas) override;

private:
    struct Drag {
        Qt::MouseButton button = Qt::NoButton;
        int gesture = 0;
        Eigen::Vector2d pixel{0, 0};  ///< Where the drag began.
        QPointF screen;
        Eigen::Vector3d grabbed{0, 0, 0};  ///< In camera space at the start (m).
        RigidTransform start = RigidTransform::Identity();
    };

    Editor& m_editor;
    std::optional<Drag> m_drag;
};

}  // namespace camframe
