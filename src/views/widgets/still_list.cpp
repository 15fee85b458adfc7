// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/still_list.h"

#include <QPainter>

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

const QColor empty(0x17, 0x18, 0x1b);

QIcon cardIcon(const QPixmap& picture) {
    QIcon icon(picture);
    icon.addPixmap(picture, QIcon::Selected);  // no tint over the evidence
    return icon;
}

}  // namespace

StillList::StillList(const QSize& thumbnail, QWidget* parent) : QListWidget(parent), m_thumbnail(thumbnail) {
    setObjectName(u"thumbnails"_s);
    setViewMode(QListView::IconMode);
    setResizeMode(QListView::Adjust);
    setMovement(QListView::Static);
    setUniformItemSizes(true);
    setIconSize(thumbnail);
    setSpacing(2);
    setWordWrap(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    connect(this, &QListWidget::itemClicked, this,
            [this](QListWidgetItem* card) { Q_EMIT chosen(row(card)); });
    connect(this, &QListWidget::itemActivated, this,
            [this](QListWidgetItem* card) { Q_EMIT chosen(row(card)); });
}

void StillList::setStills(StillSource* stills) {
    if (m_stills) m_stills->disconnect(this);
    m_stills = stills;
    m_asked.clear();
    if (!stills) return;
    connect(stills, &StillSource::ready, this, [this](quint64 serial, const QImage& image) {
        const auto asked = m_asked.find(serial);
        if (asked == m_asked.end()) return;
        show(asked->second, image);
        m_asked.erase(asked);
        if (m_asked.empty()) Q_EMIT complete();
    });
    connect(stills, &StillSource::failed, this, [this](quint64 serial, const QString& message) {
        const auto asked = m_asked.find(serial);
        if (asked == m_asked.end()) return;
        if (QListWidgetItem* card = item(asked->second)) card->setToolTip(message);
        m_asked.erase(asked);
        if (m_asked.empty()) Q_EMIT complete();
    });
}

void StillList::forgetAll() {
    if (m_stills)
        for (const auto& [serial, row] : m_asked) m_stills->forget(serial);
    m_asked.clear();
}

void StillList::setCards(std::vector<Card> cards) {
    forgetAll();
    clear();
    m_cards = std::move(cards);
    for (size_t i = 0; i < m_cards.size(); ++i) {
        auto* card = new QListWidgetItem(m_cards[i].caption, this);
        const int lines = static_cast<int>(m_cards[i].caption.count(u'\n')) + 1;
        card->setSizeHint(m_thumbnail + QSize(8, 12 + lines * fontMetrics().lineSpacing()));
        card->setTextAlignment(Qt::AlignHCenter | Qt::AlignTop);
        QPixmap blank(m_thumbnail);
        blank.fill(empty);
        card->setIcon(cardIcon(blank));
        if (m_stills) m_asked[m_stills->request(m_cards[i].request)] = static_cast<int>(i);
    }
}

void StillList::renew(int row, const StillRequest& request) {
    if (!m_stills || !item(row)) return;
    m_cards[static_cast<size_t>(row)].request = request;
    m_asked[m_stills->request(request)] = row;
}

void StillList::show(int row, const QImage& image) {
    if (!item(row)) return;
    // Letterboxed to one size, so that all captions stand in line; sharp on dense screens.
    const double ratio = devicePixelRatioF();
    QPixmap card(m_thumbnail * ratio);
    card.setDevicePixelRatio(ratio);
    card.fill(Qt::transparent);
    QPainter painter(&card);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const QSizeF size = QSizeF(image.size()).scaled(m_thumbnail, Qt::KeepAspectRatio);
    const QRectF at(
        QPointF((m_thumbnail.width() - size.width()) / 2, (m_thumbnail.height() - size.height()) / 2), size);
    painter.drawImage(at, image);
    if (const QColor& edge = m_cards[static_cast<size_t>(row)].edge; edge.isValid()) {
        painter.setPen(QPen(edge, 3));
        painter.drawRect(at.adjusted(1.5, 1.5, -1.5, -1.5));
    }
    painter.end();
    item(row)->setIcon(cardIcon(card));
}

}  // namespace camframe
