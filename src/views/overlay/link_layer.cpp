// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/link_layer.h"

#include <QPainter>
#include <algorithm>

namespace camframe {

namespace {

constexpr int leastPixels = 60;  ///< A link of which less is seen gets no name.
constexpr int labelMargin = 4;
const QColor tintColour(0xff, 0xb0, 0x2e, 120);
const QColor labelBack(20, 21, 24, 200), labelText(0xe8, 0xea, 0xed), chosenBack(0x9a, 0x5b, 0x00, 230);

}  // namespace

std::vector<SeenLink> seenLinks(const OverlayPicture& overlay) {
    std::vector<SeenLink> links;
    std::vector<int> slot(overlay.linkOfPart.size(), -1);
    for (size_t part = 1; part < overlay.linkOfPart.size(); ++part) {
        const int link = overlay.linkOfPart[part];
        const auto found = std::ranges::find(links, link, &SeenLink::link);
        slot[part] = static_cast<int>(found - links.begin());
        if (found == links.end()) links.push_back({link, {0, 0}, 0});
    }
    for (int y = 0; y < overlay.part.height; ++y) {
        for (int x = 0; x < overlay.part.width; ++x) {
            const uint8_t part = overlay.part.at(x, y);
            if (part == 0 || part >= slot.size()) continue;
            SeenLink& seen = links[static_cast<size_t>(slot[part])];
            seen.middle += Eigen::Vector2d(x, y);
            ++seen.pixels;
        }
    }
    std::erase_if(links, [](const SeenLink& seen) { return seen.pixels == 0; });
    for (SeenLink& seen : links) seen.middle /= seen.pixels;
    std::ranges::sort(links, std::greater{}, &SeenLink::pixels);
    return links;
}

void LinkLayer::paint(QPainter& painter, const Canvas& canvas) {
    const auto& overlay = m_editor.shownOverlay();
    const int chosen = m_editor.selectedLink();
    if (!m_editor.hasDocument() || !overlay || (chosen < 0 && !m_namesOn)) return;
    if (overlay->frame != m_editor.frame()) return;
    if (chosen >= 0) paintTint(painter, canvas, *overlay, chosen);

    QList<QRectF> taken;
    for (const SeenLink& seen : seenLinks(*overlay)) {
        const bool isChosen = seen.link == chosen;
        if (!isChosen && (!m_namesOn || seen.pixels < leastPixels)) continue;
        const QString name =
            QString::fromStdString(m_editor.recording().model().links()[static_cast<size_t>(seen.link)].name);
        const QSizeF size = QSizeF(painter.fontMetrics().size(Qt::TextSingleLine, name)) +
                            QSizeF(2 * labelMargin, labelMargin);
        QRectF label(QPointF(0, 0), size);
        label.moveCenter(canvas.screenFromPixel(seen.middle));
        // Below what is there already; small links come last and give way.
        for (bool moved = true; moved;) {
            moved = false;
            for (const QRectF& other : std::as_const(taken)) {
                if (!label.intersects(other)) continue;
                label.moveTop(other.bottom() + 1);
                moved = true;
            }
        }
        taken << label;
        painter.setPen(Qt::NoPen);
        painter.setBrush(isChosen ? chosenBack : labelBack);
        painter.drawRoundedRect(label, 4, 4);
        painter.setPen(labelText);
        painter.drawText(label, Qt::AlignCenter, name);
    }
}

void LinkLayer::paintTint(QPainter& painter, const Canvas& canvas, const OverlayPicture& overlay, int link) {
    if (m_tintOf.lock().get() != &overlay || m_tintLink != link) {
        m_tintOf = m_editor.shownOverlay();
        m_tintLink = link;
        m_tint = QImage(overlay.part.width, overlay.part.height, QImage::Format_ARGB32_Premultiplied);
        m_tint.fill(Qt::transparent);
        const QRgb tint = qPremultiply(tintColour.rgba());
        for (int y = 0; y < overlay.part.height; ++y) {
            auto* line = reinterpret_cast<QRgb*>(m_tint.scanLine(y));
            for (int x = 0; x < overlay.part.width; ++x) {
                const uint8_t part = overlay.part.at(x, y);
                if (part != 0 && part < overlay.linkOfPart.size() && overlay.linkOfPart[part] == link)
                    line[x] = tint;
            }
        }
    }
    painter.drawImage(QRectF(canvas.screenFromPixel({-0.5, -0.5}),
                             canvas.screenFromPixel({m_tint.width() - 0.5, m_tint.height() - 0.5})),
                      m_tint);
}

}  // namespace camframe
