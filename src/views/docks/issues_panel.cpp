// SPDX-License-Identifier: Apache-2.0
#include "views/docks/issues_panel.h"

#include <QEvent>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <utility>

namespace camframe {

namespace {

/// A sentence with its mark, over as many lines as it needs: the view's own delegate cuts what is longer than
/// it reckoned.
class SentenceDelegate : public QStyledItemDelegate {
public:
    explicit SentenceDelegate(QListView* list) : QStyledItemDelegate(list), m_list(list) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        QStyleOptionViewItem plain = option;
        initStyleOption(&plain, index);
        const QString text = std::exchange(plain.text, {});
        const QIcon mark = std::exchange(plain.icon, {});
        const QRect around = option.rect;
        const QWidget* widget = option.widget;
        widget->style()->drawControl(QStyle::CE_ItemViewItem, &plain, painter, widget);
        // The mark stands beside the first line.
        const QSize size = plain.decorationSize;
        mark.paint(painter, around.left() + inset,
                   around.top() + inset + (plain.fontMetrics.height() - size.height()) / 2, size.width(),
                   size.height());
        const bool selected = option.state & QStyle::State_Selected;
        painter->setPen(plain.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
        painter->setFont(plain.font);
        painter->drawText(textRect(plain, around), Qt::TextWordWrap, text);
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyleOptionViewItem plain = option;
        initStyleOption(&plain, index);
        const int width = m_list->viewport()->width() - 2 * m_list->spacing();
        const QRect room = textRect(plain, QRect(0, 0, width, tallest));
        const int height = plain.fontMetrics.boundingRect(room, Qt::TextWordWrap, plain.text).height();
        return {width, height + 2 * inset};
    }

private:
    static constexpr int inset = 4, tallest = 100000;
    static QRect textRect(const QStyleOptionViewItem& option, const QRect& around) {
        return around.adjusted(3 * inset + option.decorationSize.width(), inset, -inset, -inset);
    }
    QListView* m_list;
};

}  // namespace

IssuesPanel::IssuesPanel(Editor& editor, IssueModel& issues, QWidget* parent)
    : QWidget(parent),
      m_editor(editor),
      m_issues(issues),
      m_list(new QListView(this)),
      m_empty(new QLabel(this)) {
    m_list->setModel(&issues);
    m_list->setItemDelegate(new SentenceDelegate(m_list));
    m_list->setSpacing(2);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setEnabled(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_list);
    layout->addWidget(m_empty);
    const auto showOne = [this] {
        const bool empty = m_issues.rowCount() == 0;
        m_list->setVisible(!empty);
        m_empty->setVisible(empty);
    };
    connect(&issues, &IssueModel::countChanged, this, showOne);
    connect(m_list, &QListView::clicked, this, &IssuesPanel::jump);
    connect(m_list, &QListView::activated, this, &IssuesPanel::jump);
    showOne();
    retranslate();
}

void IssuesPanel::jump(const QModelIndex& index) {
    const int frame = index.data(IssueModel::FrameRole).toInt();
    const int keypoint = index.data(IssueModel::KeypointRole).toInt();
    if (frame >= 0) m_editor.setFrame(frame);
    if (keypoint >= 0) m_editor.selectKeypoint(keypoint);
}

void IssuesPanel::retranslate() {
    m_empty->setText(tr("Nothing to report."));
    m_list->setAccessibleName(tr("Issues"));
    m_issues.retranslate();
}

void IssuesPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace camframe
