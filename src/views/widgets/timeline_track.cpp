// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/timeline_track.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "views/overlay/mask_layer.h"

namespace camframe {

namespace {
constexpr int trackInset = 10;  ///< Left and right of the track.
const QColor playedColour(0x4a, 0x6f, 0x96);
const QColor headColour(0xe8, 0xea, 0xed);
const QColor keypointColour(0x5a, 0xd1, 0x9a);
const QColor hiddenColour(0x9a, 0xa0, 0xa8), trackedColour(0x7d, 0xf0, 0xff), guessedColour(0xd8, 0xb4, 0xff);
const QColor invalidColour(0x8c, 0x4a, 0x43);
const QColor maskMarkColour(0xb5, 0x8c, 0xff);
const QColor usedColour(0x6f, 0xa8, 0xdc);
const QColor loopColour(0xff, 0xd2, 0x4d);
constexpr double grooveY = 17;  ///< Middle of the groove.
constexpr double scoreTop = 33, scoreHeight = 16;
constexpr double laneTop = 52, laneHeight = 12, laneStep = 15;  ///< Of the grippers.
const QColor openColour(0x55, 0xb3, 0xb8), eventColour(0xff, 0x9d, 0x5c);
}  // namespace

TimelineTrack::TimelineTrack(Editor& editor, QWidget* parent) : QWidget(parent), m_editor(editor) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

int TimelineTrack::heightNow() const {
    const size_t lanes = m_editor.hasDocument() ? m_editor.recording().grippers.size() : 0;
    return static_cast<int>(laneTop + laneStep * static_cast<double>(lanes));
}

double TimelineTrack::xOf(int frame) const {
    const int last = std::max(1, m_editor.frameCount() - 1);
    return trackInset + (width() - 2.0 * trackInset) * frame / last;
}

int TimelineTrack::frameAt(double x) const {
    const int last = std::max(0, m_editor.frameCount() - 1);
    return std::clamp(
        static_cast<int>(std::lround((x - trackInset) / std::max(1.0, width() - 2.0 * trackInset) * last)), 0,
        last);
}

void TimelineTrack::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = grooveY;
    const QRectF groove(trackInset, middle - 3, width() - 2.0 * trackInset, 6);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().color(QPalette::Mid));
    painter.drawRoundedRect(groove, 3, 3);
    if (!m_editor.hasDocument()) return;
    const double head = xOf(m_editor.frame());
    painter.setBrush(playedColour);
    painter.drawRoundedRect(QRectF(groove.topLeft(), QPointF(head, groove.bottom())), 3, 3);

    const RobotMotion& motion = m_editor.motion();
    const double step = std::max(1.0, xOf(1) - xOf(0));
    painter.setBrush(invalidColour);
    for (int frame = 0; frame < m_editor.frameCount(); ++frame) {
        if (!motion.valid(frame)) painter.drawRect(QRectF(xOf(frame) - step / 2, middle - 3, step, 6));
    }
    // Ticks as long as they do not run together.
    if (step >= 5) {
        painter.setPen(QPen(palette().color(QPalette::PlaceholderText), 1));
        for (int frame = 0; frame < m_editor.frameCount(); ++frame) {
            const double x = std::round(xOf(frame)) + 0.5;
            painter.drawLine(QPointF(x, middle + 6), QPointF(x, middle + (frame % 10 == 0 ? 12 : 9)));
        }
    }
    paintMarks(painter, middle);
    paintScores(painter);
    paintGrippers(painter);
    painter.setPen(QPen(QColor(0, 0, 0, 150), 1));
    painter.setBrush(headColour);
    painter.drawRoundedRect(QRectF(head - 3.5, middle - 9, 7, 18), 3, 3);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

void TimelineTrack::paintMarks(QPainter& painter, double middle) {
    const CameraState& state = m_editor.state();
    if (state.run) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(usedColour);
        for (const int frame : state.run->framesUsed)
            if (frame < m_editor.frameCount()) painter.drawEllipse(QPointF(xOf(frame), middle), 2, 2);
    }
    painter.setPen(QPen(QColor(0, 0, 0, 120), 1));
    for (const auto& [frame, mask] : state.masks) {
        painter.setBrush(maskMarkColour.darker(mask->carried ? 170 : 100));
        const double r = mask->carried ? 2 : 3;
        painter.drawRect(QRectF(xOf(frame) - r, middle - 9 - r, 2 * r, 2 * r));
    }
    painter.setPen(Qt::NoPen);
    for (const Keypoint& keypoint : state.keypoints) {
        if (keypoint.origin == KeypointOrigin::Human) continue;
        painter.setBrush(keypoint.origin == KeypointOrigin::Tracked ? trackedColour : guessedColour);
        painter.drawEllipse(QPointF(xOf(keypoint.frame), middle - 9), 2, 2);
    }
    painter.setPen(QPen(QColor(0, 0, 0, 120), 1));
    for (const Keypoint& keypoint : state.keypoints) {
        if (keypoint.origin != KeypointOrigin::Human) continue;
        painter.setBrush(keypoint.hidden ? hiddenColour : keypointColour);
        const QPointF at(xOf(keypoint.frame), middle - 9);
        painter.drawPolygon(
            QPolygonF{at + QPointF(0, -4), at + QPointF(4, 0), at + QPointF(0, 4), at + QPointF(-4, 0)});
    }
    if (!m_loop) return;
    const double first = xOf(m_loop->first), last = xOf(m_loop->last);
    painter.fillRect(QRectF(first, middle - 3, last - first, 6),
                     QColor(loopColour.red(), loopColour.green(), loopColour.blue(), 70));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(loopColour, 2));
    for (const auto& [x, side] : {std::pair{first, 1.0}, {last, -1.0}})
        painter.drawPolyline(QPolygonF{QPointF(x + 5 * side, middle - 10), QPointF(x, middle - 10),
                                       QPointF(x, middle + 10), QPointF(x + 5 * side, middle + 10)});
}

void TimelineTrack::paintGrippers(QPainter& painter) {
    double top = laneTop;
    for (const GripperTrack& gripper : m_editor.recording().grippers) {
        const double bottom = top + laneHeight;
        painter.fillRect(QRectF(trackInset, bottom, width() - 2.0 * trackInset, 1),
                         palette().color(QPalette::Mid));
        QPainterPath area;
        bool begun = false;
        const auto heightOf = [&](double open) { return bottom - 1 - (laneHeight - 1) * open; };
        for (size_t frame = 0; frame < gripper.open.size(); ++frame) {
            const double open = gripper.open[frame];
            const double x = xOf(static_cast<int>(frame));
            const bool last = frame + 1 == gripper.open.size() || !std::isfinite(gripper.open[frame + 1]);
            if (!std::isfinite(open)) continue;
            if (!begun) area.moveTo(x, bottom);
            area.lineTo(x, heightOf(open));
            begun = !last;
            if (last) {
                area.lineTo(x, bottom);
                area.closeSubpath();
            }
        }
        painter.fillPath(area, QColor(openColour.red(), openColour.green(), openColour.blue(), 110));
        painter.setPen(Qt::NoPen);
        painter.setBrush(eventColour);
        for (const GripperEvent& event : gripper.events) {
            // Opening points up, closing down.
            const double tip = event.opens ? top : bottom;
            const double base = event.opens ? top + 8 : bottom - 8;
            const double x = xOf(event.frame);
            painter.drawPolygon(QPolygonF{QPointF(x, tip), QPointF(x + 4, base), QPointF(x - 4, base)});
        }
        top += laneStep;
    }
}

bool TimelineTrack::scoresAreFresh() const {
    return m_scores && m_editor.hasDocument() && m_scores->camera == m_editor.camera() &&
           m_editor.state().camFromBase &&
           m_editor.state().camFromBase->matrix() == m_scores->camFromBase.matrix();
}

void TimelineTrack::paintScores(QPainter& painter) {
    if (!m_scores || m_scores->camera != m_editor.camera()) return;
    // Of another pose than the one on show: pale, until they are made anew.
    painter.setOpacity(scoresAreFresh() ? 1 : 0.3);
    painter.fillRect(QRectF(trackInset, scoreTop + scoreHeight, width() - 2.0 * trackInset, 1),
                     palette().color(QPalette::Mid));
    const double step = std::max(1.5, xOf(1) - xOf(0));
    const int worst = m_scores->worst();
    const int count = std::min(m_editor.frameCount(), static_cast<int>(m_scores->px.size()));
    for (int frame = 0; frame < count; ++frame) {
        const double px = double{m_scores->px[static_cast<size_t>(frame)]};
        if (!std::isfinite(px)) continue;
        // By the root, so that a pixel more is seen where frames fit well.
        const double tall = 1.5 + (scoreHeight - 1.5) * std::sqrt(std::min(1.0, px / maskErrorPx));
        const QRectF bar(xOf(frame) - step / 2, scoreTop + scoreHeight - tall, std::max(1.0, step - 0.5),
                         tall);
        painter.fillRect(bar, maskErrorColour(px));
        if (frame == worst) {
            painter.setPen(QPen(Qt::white, 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(bar.adjusted(-1, -1, 1, 1));
        }
    }
    painter.setOpacity(1);
}

void TimelineTrack::setLoop(const std::optional<LoopRange>& loop) {
    m_loop = loop;
    update();
}

void TimelineTrack::setScores(std::shared_ptr<const FrameScores> scores) {
    m_scores = std::move(scores);
    update();
}

void TimelineTrack::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) m_editor.setFrame(frameAt(event->position().x()));
}

void TimelineTrack::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) m_editor.setFrame(frameAt(event->position().x()));
}

void TimelineTrack::wheelEvent(QWheelEvent* event) {
    if (event->angleDelta().y() != 0)
        m_editor.setFrame(m_editor.frame() + (event->angleDelta().y() > 0 ? -1 : 1));
    event->accept();
}

void TimelineTrack::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Left:
            m_editor.setFrame(m_editor.frame() - 1);
            break;
        case Qt::Key_Right:
            m_editor.setFrame(m_editor.frame() + 1);
            break;
        default:
            QWidget::keyPressEvent(event);
    }
}

}  // namespace camframe
