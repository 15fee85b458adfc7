// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/mask_layer.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "model/qt/shown_number.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("MaskLayer", text);
}

QString originText(MaskOrigin origin) {
    switch (origin) {
        case MaskOrigin::Drawn:
            return words(QT_TRANSLATE_NOOP("MaskLayer", "Mask drawn by hand"));
        case MaskOrigin::Given:
            return words(QT_TRANSLATE_NOOP("MaskLayer", "Given mask"));
        case MaskOrigin::Made:
            return words(QT_TRANSLATE_NOOP("MaskLayer", "Mask made by the calibration"));
        case MaskOrigin::None:
            return words(QT_TRANSLATE_NOOP("MaskLayer", "No mask of this frame: M draws one"));
    }
    return {};
}

}  // namespace

QColor maskErrorColour(double px) {
    const QColor none(0x5a, 0xd1, 0x7a), more(0xff, 0x3b, 0x2f), less(0x35, 0x7d, 0xff);
    const double share = std::clamp(std::abs(px) / maskErrorPx, 0.0, 1.0);
    const QColor& end = px > 0 ? more : less;
    // By way of yellow or cyan, so that half the error is not grey.
    const QColor half = px > 0 ? QColor(0xff, 0xc8, 0x2e) : QColor(0x3f, 0xe0, 0xe8);
    const auto mix = [](const QColor& a, const QColor& b, double t) {
        return QColor::fromRgbF(static_cast<float>(a.redF() + t * (b.redF() - a.redF())),
                                static_cast<float>(a.greenF() + t * (b.greenF() - a.greenF())),
                                static_cast<float>(a.blueF() + t * (b.blueF() - a.blueF())));
    };
    return share < 0.4 ? mix(none, half, share / 0.4) : mix(half, end, (share - 0.4) / 0.6);
}

QString MaskLayer::caption() const {
    const auto& shown = m_editor.shownOverlay();
    if (m_view == MaskView::None || !m_editor.hasDocument() || !shown || shown->frame != m_editor.frame())
        return {};
    QString origin = originText(shown->mask.origin);
    if (shown->mask.robot.empty()) return origin;
    return words(QT_TRANSLATE_NOOP("MaskLayer", "%1 · overlap %2 · outline off by %3 px (median)"))
        .arg(origin)
        .arg(shownNumber(shown->mask.overlap, 3), shownNumber(shown->mask.outlinePx, 1));
}

void MaskLayer::paint(QPainter& painter, const Canvas& canvas) {
    const QString text = caption();
    if (text.isEmpty()) return;
    const bool bar = m_view != MaskView::Mask && !m_editor.shownOverlay()->mask.robot.empty();
    const QString less = words(QT_TRANSLATE_NOOP("MaskLayer", "drawn too small"));
    const QString more = words(QT_TRANSLATE_NOOP("MaskLayer", "drawn too large"));
    const QFontMetrics metrics(painter.font());
    const int line = metrics.height();
    constexpr int barWidth = 130;
    const int lessWidth = metrics.horizontalAdvance(less), moreWidth = metrics.horizontalAdvance(more);
    const int inner =
        std::max(metrics.horizontalAdvance(text), bar ? lessWidth + barWidth + moreWidth + 20 : 0);
    const int height = line + 14 + (bar ? line + 6 : 0);
    const QRectF box(14, canvas.height() - height - 14, inner + 20, height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(20, 21, 24, 215));
    painter.drawRoundedRect(box, 6, 6);
    painter.setPen(QColor(0xe8, 0xea, 0xed));
    const QPointF first(box.left() + 10, box.top() + 7 + metrics.ascent());
    painter.drawText(first, text);
    if (!bar) return;
    const QPointF second = first + QPointF(0, line + 6);
    painter.drawText(second, less);
    const double left = second.x() + lessWidth + 10;
    painter.drawText(QPointF(left + barWidth + 10, second.y()), more);
    const double top = second.y() - metrics.ascent() + 2;
    if (m_view == MaskView::Difference) {
        const QColor colours[] = {maskErrorColour(-maskErrorPx / 2), QColor(70, 200, 110),
                                  maskErrorColour(maskErrorPx / 2)};
        for (int i = 0; i < 3; ++i)
            painter.fillRect(QRectF(left + i * barWidth / 3.0, top, barWidth / 3.0, line - 4), colours[i]);
        return;
    }
    for (int x = 0; x < barWidth; ++x)
        painter.fillRect(QRectF(left + x, top, 1, line - 4),
                         maskErrorColour(maskErrorPx * (2.0 * x / (barWidth - 1) - 1)));
    painter.setPen(QColor(20, 21, 24));
    painter.drawText(QRectF(left, top, barWidth, line - 4), Qt::AlignLeft | Qt::AlignVCenter,
                     u" -%1"_s.arg(maskErrorPx));
    painter.drawText(QRectF(left, top, barWidth, line - 4), Qt::AlignRight | Qt::AlignVCenter,
                     u"+%1 px "_s.arg(maskErrorPx));
}

}  // namespace camframe
