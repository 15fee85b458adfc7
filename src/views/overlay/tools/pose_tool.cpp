// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/tools/pose_tool.h"

#include <QPainter>
#include <cmath>

namespace camframe {

namespace {
constexpr double radiansPerPoint = 0.2 * 0.017453292519943295;  ///< Of mouse movement on the screen.
constexpr double dollyPerNotch = 0.01;                          ///< Share of the distance.
}  // namespace

PoseTool::PoseTool(Editor& editor, QObject* parent) : CanvasTool(parent), m_editor(editor) {
    // A drag belongs to the camera in which it began.
    connect(&editor, &Editor::documentChanged, this, [this] { m_drag.reset(); });
    connect(&editor, &Editor::cameraChanged, this, [this] { m_drag.reset(); });
}

QString PoseTool::hint() const {
    return tr(
        "Drag the drawn robot to shift it, right-drag to turn it (Shift: roll), Ctrl + wheel for distance, "
        "arrow keys for small steps.");
}

void PoseTool::mousePress(const CanvasMouse& mouse) {
    if ((mouse.button != Qt::LeftButton && mouse.button != Qt::RightButton) || m_drag ||
        !m_editor.hasDocument()) {
        return;
    }
    const auto& pose = m_editor.state().camFromBase;
    if (!pose) {
        m_editor.say(tr("There is no pose to drag yet: run the calibration, or place four keypoints."));
        return;
    }
    const CameraModel& camera = m_editor.state().intrinsics.camera;
    const auto picked = m_editor.pick(mouse.pixel, 3);
    m_drag = Drag{mouse.button,
                  m_editor.document()->newGesture(),
                  mouse.pixel,
                  mouse.screen,
                  picked ? picked->pointInCam : camera.unproject(mouse.pixel, m_editor.depthAt(mouse.pixel)),
                  *pose};
    repaint();
}

void PoseTool::mouseMove(const CanvasMouse& mouse) {
    if (!m_drag) return;
    RigidTransform pose = m_drag->start;
    if (m_drag->button == Qt::LeftButton) {
        // Both ends at the grabbed depth: the point stays under the mouse, also with lens distortion.
        const CameraModel& camera = m_editor.state().intrinsics.camera;
        const double z = m_drag->grabbed.z();
        pose.pretranslate(camera.unproject(mouse.pixel, z) - camera.unproject(m_drag->pixel, z));
    } else {
        const QPointF moved = mouse.screen - m_drag->screen;
        Eigen::Quaterniond turn;
        if (mouse.modifiers & Qt::ShiftModifier) {
            turn = Eigen::AngleAxisd(moved.x() * radiansPerPoint, Eigen::Vector3d::UnitZ());
        } else {
            turn = Eigen::AngleAxisd(moved.x() * radiansPerPoint, -Eigen::Vector3d::UnitY()) *
                   Eigen::AngleAxisd(moved.y() * radiansPerPoint, Eigen::Vector3d::UnitX());
        }
        pose = Eigen::Translation3d(m_drag->grabbed) * turn * Eigen::Translation3d(-m_drag->grabbed) * pose;
    }
    m_editor.setPose(EditAction::DragCamera, pose, m_drag->gesture);
}

void PoseTool::mouseRelease(const CanvasMouse& mouse) {
    if (m_drag && mouse.button == m_drag->button) {
        m_drag.reset();
        repaint();
    }
}

bool PoseTool::wheel(const CanvasMouse& mouse, double notches) {
    if (!(mouse.modifiers & Qt::ControlModifier) || !m_editor.hasDocument()) return false;
    const auto& pose = m_editor.state().camFromBase;
    if (!pose || m_drag) return true;
    const double z = m_editor.depthAt(mouse.pixel);
    const double nearer = z * (std::pow(1 + dollyPerNotch, -notches) - 1);
    RigidTransform moved = *pose;
    moved.pretranslate(m_editor.state().intrinsics.camera.unproject(mouse.pixel, z) * (nearer / z));
    m_editor.setPose(EditAction::DragCamera, moved, 0);
    return true;
}

bool PoseTool::cancel() {
    if (!m_drag) return false;
    m_editor.setPose(EditAction::DragCamera, m_drag->start, m_drag->gesture);
    m_drag.reset();
    repaint();
    return true;
}

void PoseTool::paint(QPainter& painter, const Canvas& canvas) {
    if (!m_drag || m_drag->button != Qt::RightButton) return;
    const QPointF at = canvas.screenFromPixel(m_drag->pixel);
    painter.setPen(QPen(QColor(0, 0, 0, 170), 4));
    painter.drawEllipse(at, 9, 9);
    painter.setPen(QPen(QColor(0xff, 0xd2, 0x4d), 2));
    painter.drawEllipse(at, 9, 9);
}

}  // namespace camframe
