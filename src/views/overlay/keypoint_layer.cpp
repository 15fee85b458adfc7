// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/keypoint_layer.h"

#include <QPainter>
#include <QPainterPath>

namespace camframe {

namespace {

const QColor seenColour(0x5a, 0xd1, 0x9a);
const QColor selectedColour(0xff, 0xff, 0xff);
const QColor residualColour(0xff, 0x8a, 0x5c);

/// A dark edge keeps thin lines readable on any picture.
void strokeTwice(QPainter& painter, const QPainterPath& path, const QColor& colour, double width) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 170), width + 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(path);
    painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(path);
}

}  // namespace

void KeypointLayer::paint(QPainter& painter, const Canvas& canvas) {
    if (!m_editor.hasDocument()) return;
    const CameraState& state = m_editor.state();
    for (const Keypoint& keypoint : state.keypoints) {
        if (keypoint.frame != m_editor.frame()) continue;
        const bool selected = keypoint.id == m_editor.selectedKeypoint();
        const QPointF seen = canvas.screenFromPixel(keypoint.pixel);
        if (const auto residual = m_editor.document()->residual(m_editor.camera(), keypoint)) {
            const QPointF predicted = canvas.screenFromPixel(keypoint.pixel + *residual);
            QPainterPath line(seen);
            line.lineTo(predicted);
            strokeTwice(painter, line, residualColour, 1.5);
            QPainterPath dot;
            dot.addEllipse(predicted, 2.5, 2.5);
            strokeTwice(painter, dot, residualColour, 1.5);
        }
        // An open cross: the pixel itself stays visible.
        QPainterPath cross;
        for (const QPointF direction : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) {
            cross.moveTo(seen + 3 * direction);
            cross.lineTo(seen + (selected ? 11 : 8) * direction);
        }
        if (selected) cross.addEllipse(seen, 7, 7);
        strokeTwice(painter, cross, selected ? selectedColour : seenColour, selected ? 2 : 1.6);
        const QString label = QString::number(keypoint.id);
        QPainterPath text;
        text.addText(seen + QPointF(9, -8), painter.font(), label);
        painter.setPen(QPen(QColor(0, 0, 0, 190), 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(text);
        painter.fillPath(text, selected ? selectedColour : seenColour);
    }
}

}  // namespace camframe
