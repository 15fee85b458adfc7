// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/path_layer.h"

#include <QPainter>
#include <QPainterPath>

namespace camframe {

namespace {

constexpr double axisLength = 0.06;  // m
const QColor past(0xff, 0xc8, 0x3d), future(0xff, 0xe9, 0xb0, 150);
const QColor axisColours[] = {QColor(0xf2, 0x5c, 0x54), QColor(0x6c, 0xd0, 0x5f), QColor(0x5a, 0x9d, 0xff)};

void stroke(QPainter& painter, const QPainterPath& path, const QColor& colour, double width) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 140), width + 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
    painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
}

}  // namespace

void PathLayer::paint(QPainter& painter, const Canvas& canvas) {
    if (!m_on || !m_editor.hasDocument() || !m_editor.state().camFromBase) return;
    const RigidTransform& camFromBase = *m_editor.state().camFromBase;
    const CameraModel& camera = m_editor.state().intrinsics.camera;
    const RobotMotion& motion = m_editor.motion();
    // What lies outside the picture was not filmed.
    painter.setClipRect(QRectF(canvas.screenFromPixel({-0.5, -0.5}),
                               canvas.screenFromPixel({camera.width - 0.5, camera.height - 0.5})));
    const auto seen = [&](const Eigen::Vector3d& pointInBase) -> std::optional<QPointF> {
        const auto pixel = camera.project(camFromBase * pointInBase);
        if (!pixel) return {};
        return canvas.screenFromPixel(*pixel);
    };
    QPainterPath before, after;
    bool penDown = false;
    for (int frame = 0; frame < m_editor.frameCount(); ++frame) {
        const auto point = motion.pointInBase(frame, motion.toolLink, Eigen::Vector3d::Zero());
        const auto at = point ? seen(*point) : std::nullopt;
        // A gap in the recording, or a way behind the camera, is a gap in the line.
        for (QPainterPath* path : {&before, &after}) {
            const bool isBefore = path == &before;
            if (!at || (isBefore ? frame > m_editor.frame() : frame < m_editor.frame())) continue;
            if (penDown && path->elementCount() > 0) {
                path->lineTo(*at);
            } else {
                path->moveTo(*at);
            }
        }
        penDown = at.has_value();
    }
    stroke(painter, after, future, 1.4);
    stroke(painter, before, past, 2);

    const int frame = m_editor.frame();
    if (!motion.valid(frame)) return;
    const RigidTransform& baseFromTool =
        motion.baseFromLink[static_cast<size_t>(frame)][static_cast<size_t>(motion.toolLink)];
    const auto origin = seen(baseFromTool.translation());
    if (!origin) return;
    for (int axis = 0; axis < 3; ++axis) {
        const auto tip = seen(baseFromTool * Eigen::Vector3d(axisLength * Eigen::Vector3d::Unit(axis)));
        if (!tip) continue;
        QPainterPath line(*origin);
        line.lineTo(*tip);
        stroke(painter, line, axisColours[axis], 2.5);
    }
}

}  // namespace camframe
