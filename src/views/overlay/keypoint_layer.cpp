// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/keypoint_layer.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace camframe {

namespace {

const QColor seenColour(0x5a, 0xd1, 0x9a);
const QColor trackedColour(0x7d, 0xf0, 0xff);
const QColor guessedColour(0xd8, 0xb4, 0xff);
const QColor hiddenColour(0x9a, 0xa0, 0xa8);
const QColor selectedColour(0xff, 0xff, 0xff);
const QColor residualColour(0xff, 0x8a, 0x5c);
constexpr int trailFrames = 40;  ///< Before and after the current one.

/// A dark edge keeps thin lines readable on any picture.
void strokeTwice(QPainter& painter, const QPainterPath& path, const QColor& colour, double width) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 170), width + 2, Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(path);
    painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(path);
}

QColor colourOf(const Keypoint& keypoint) {
    if (keypoint.hidden) return hiddenColour;
    switch (keypoint.origin) {
        case KeypointOrigin::Human:
            return seenColour;
        case KeypointOrigin::Tracked:
            return trackedColour;
        case KeypointOrigin::Interpolated:
            return guessedColour;
    }
    return {};
}

/// People's points are open crosses, so that the pixel itself stays visible; tracked ones are open diamonds,
/// computed ones are two brackets; hidden ones are crossed out.
QPainterPath markOf(const Keypoint& keypoint, const QPointF& at, bool selected) {
    QPainterPath path;
    const double reach = selected ? 11 : 8;
    if (keypoint.origin == KeypointOrigin::Human) {
        for (const QPointF direction : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) {
            path.moveTo(at + 3 * direction);
            path.lineTo(at + reach * direction);
        }
    } else if (keypoint.origin == KeypointOrigin::Tracked) {
        const double r = reach - 2;
        path.moveTo(at + QPointF(0, -r));
        for (const QPointF corner : {QPointF(r, 0), QPointF(0, r), QPointF(-r, 0), QPointF(0, -r)})
            path.lineTo(at + corner);
    } else {
        for (const double side : {-1.0, 1.0}) {
            path.moveTo(at + QPointF(side * 3, -reach + 2));
            path.lineTo(at + QPointF(side * (reach - 2), -reach + 2));
            path.lineTo(at + QPointF(side * (reach - 2), reach - 2));
            path.lineTo(at + QPointF(side * 3, reach - 2));
        }
    }
    if (keypoint.hidden) {
        path.moveTo(at + QPointF(-reach, reach));
        path.lineTo(at + QPointF(reach, -reach));
    }
    return path;
}

}  // namespace

void KeypointLayer::paintTrail(QPainter& painter, const Canvas& canvas) {
    const auto track = m_editor.track();
    if (!track) return;
    std::vector<const Keypoint*> points;
    for (const Keypoint& keypoint : m_editor.state().keypoints)
        if (keypoint.boundPoint() == *track && !keypoint.hidden &&
            std::abs(keypoint.frame - m_editor.frame()) <= trailFrames)
            points.push_back(&keypoint);
    if (points.size() < 2) return;
    std::ranges::sort(points, {}, &Keypoint::frame);
    QPainterPath path;
    for (size_t i = 0; i < points.size(); ++i) {
        const QPointF at = canvas.screenFromPixel(points[i]->pixel);
        // A gap in the track is not bridged.
        if (i > 0 && points[i]->frame == points[i - 1]->frame + 1) {
            path.lineTo(at);
        } else {
            path.moveTo(at);
        }
    }
    strokeTwice(painter, path, QColor(trackedColour.red(), trackedColour.green(), trackedColour.blue(), 150),
                1.2);
    for (const Keypoint* point : points) {
        if (point->frame == m_editor.frame()) continue;
        const bool human = point->origin == KeypointOrigin::Human;
        painter.setPen(QPen(QColor(0, 0, 0, 170), 1));
        painter.setBrush(colourOf(*point));
        painter.drawEllipse(canvas.screenFromPixel(point->pixel), human ? 3.5 : 2, human ? 3.5 : 2);
    }
    painter.setBrush(Qt::NoBrush);
}

void KeypointLayer::paint(QPainter& painter, const Canvas& canvas) {
    if (!m_editor.hasDocument()) return;
    painter.setRenderHint(QPainter::Antialiasing);
    paintTrail(painter, canvas);
    for (const Keypoint& keypoint : m_editor.state().keypoints) {
        if (keypoint.frame != m_editor.frame()) continue;
        const bool selected = keypoint.id == m_editor.selectedKeypoint();
        const QPointF seen = canvas.screenFromPixel(keypoint.pixel);
        const auto residual = m_editor.document()->residual(m_editor.camera(), keypoint);
        if (residual && keypoint.counts()) {
            const QPointF predicted = canvas.screenFromPixel(keypoint.pixel + *residual);
            QPainterPath line(seen);
            line.lineTo(predicted);
            strokeTwice(painter, line, residualColour, 1.5);
            QPainterPath dot;
            dot.addEllipse(predicted, 2.5, 2.5);
            strokeTwice(painter, dot, residualColour, 1.5);
        }
        QPainterPath mark = markOf(keypoint, seen, selected);
        if (selected) mark.addEllipse(seen, 7, 7);
        if (keypoint.mark != 0) {  // a square frame: its place on the robot is found, not known
            const double r = selected ? 13 : 10;
            mark.addRect(QRectF(seen.x() - r, seen.y() - r, 2 * r, 2 * r));
        }
        const QColor colour = selected && !keypoint.hidden && keypoint.origin == KeypointOrigin::Human
                                  ? selectedColour
                                  : colourOf(keypoint);
        strokeTwice(painter, mark, colour, selected ? 2 : 1.6);
        if (keypoint.origin != KeypointOrigin::Human && !selected)
            continue;  // hundreds of numbers say nothing
        QPainterPath text;
        const double away = keypoint.mark != 0 ? 13 : 9;
        text.addText(seen + QPointF(away, -8), painter.font(), QString::number(keypoint.id));
        painter.setPen(QPen(QColor(0, 0, 0, 190), 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(text);
        painter.fillPath(text, colour);
    }
}

}  // namespace camframe
