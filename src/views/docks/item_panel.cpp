// SPDX-License-Identifier: Apache-2.0
#include "views/docks/item_panel.h"

#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace camframe {

using namespace Qt::StringLiterals;

namespace {
constexpr int typingMs = 400;  ///< Notes are saved when nothing was typed for so long.
constexpr int noteLines = 4;
}  // namespace

ItemPanel::ItemPanel(ReviewDesk& desk, QWidget* parent)
    : QGroupBox(parent),
      m_desk(desk),
      m_group(new QLineEdit(this)),
      m_members(new QLabel(this)),
      m_apply(new QPushButton(this)),
      m_notes(new QPlainTextEdit(this)) {
    m_group->setObjectName(u"itemGroup"_s);
    m_notes->setObjectName(u"itemNotes"_s);
    m_apply->setObjectName(u"applyToGroup"_s);
    m_members->setWordWrap(true);
    m_notes->setTabChangesFocus(true);
    m_notes->setFixedHeight(noteLines * m_notes->fontMetrics().lineSpacing() + 12);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_group);
    column->addWidget(m_members);
    column->addWidget(m_apply);
    column->addWidget(m_notes);
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingMs);
    connect(&m_typing, &QTimer::timeout, this, &ItemPanel::save);
    connect(m_notes, &QPlainTextEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_group, &QLineEdit::editingFinished, this, [this] {
        if (m_item >= 0 && m_group->text().trimmed() != m_desk.items()[static_cast<size_t>(m_item)].group)
            m_desk.setText({m_item}, ReviewText::Group, m_group->text().trimmed());
    });
    connect(m_apply, &QPushButton::clicked, this, &ItemPanel::applyToGroupRequested);
    connect(&desk, &ReviewDesk::itemsChanged, this, &ItemPanel::refresh);
    connect(&desk, &ReviewDesk::itemsReplaced, this, [this] { setItem(m_desk.indexOf(m_id)); });
    retranslate();
    setItem(-1);
}

void ItemPanel::setItem(int item) {
    if (m_typing.isActive()) save();  // of the item before
    m_item = item;
    m_id = item >= 0 ? m_desk.items()[static_cast<size_t>(item)].id : 0;
    setVisible(item >= 0);
    refresh();
}

std::vector<int> ItemPanel::groupMembers() const {
    std::vector<int> members;
    if (m_item < 0) return members;
    const QString group = m_desk.items()[static_cast<size_t>(m_item)].group;
    for (int i = 0; i < static_cast<int>(m_desk.items().size()) && !group.isEmpty(); ++i)
        if (i != m_item && m_desk.items()[static_cast<size_t>(i)].group == group) members.push_back(i);
    return members;
}

void ItemPanel::refresh() {
    if (m_item < 0) return;
    const ReviewItem& item = m_desk.items()[static_cast<size_t>(m_item)];
    if (!m_group->hasFocus()) m_group->setText(item.group);
    // Not under the fingers of who types.
    if (!m_typing.isActive() && m_notes->toPlainText() != item.notes) {
        const QSignalBlocker quiet(m_notes);
        m_notes->setPlainText(item.notes);
    }
    const int others = static_cast<int>(groupMembers().size());
    m_members->setText(item.group.isEmpty()
                           ? tr("In no group: cameras that stand in the same place share one.")
                           : tr("%n other(s) in this group.", nullptr, others));
    m_apply->setEnabled(others > 0);
}

void ItemPanel::save() {
    m_typing.stop();
    const int item = m_desk.indexOf(m_id);
    if (item >= 0 && m_notes->toPlainText() != m_desk.items()[static_cast<size_t>(item)].notes)
        m_desk.setText({item}, ReviewText::Notes, m_notes->toPlainText());
}

void ItemPanel::retranslate() {
    setTitle(tr("This item"));
    m_group->setPlaceholderText(tr("Group"));
    m_group->setAccessibleName(tr("Group of this item"));
    m_notes->setPlaceholderText(tr("Notes"));
    m_notes->setAccessibleName(tr("Notes about this item"));
    m_apply->setText(tr("Propose this pose to the group"));
    m_apply->setToolTip(
        tr("The others get it as a result to be reviewed, with how well it fits there. What "
           "somebody has judged or has open is left alone."));
    refresh();
}

void ItemPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QGroupBox::changeEvent(event);
}

}  // namespace camframe
