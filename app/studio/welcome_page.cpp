// SPDX-License-Identifier: Apache-2.0
#include "app/studio/welcome_page.h"

#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/studio/theme.h"
#include "model/qt/review/review_address.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

/// Folders of one's own are shown as one names them.
QString belowHome(const QString& folder) {
    const QString home = QDir::homePath();
    return folder.startsWith(home + u'/') ? u'~' + folder.sliced(home.size()) : folder;
}
constexpr int columnWidth = 620;
constexpr int visibleItems = 6;
}  // namespace

WelcomePage::WelcomePage(Actions& actions, QWidget* parent)
    : QWidget(parent),
      m_actions(actions),
      m_title(new QLabel(this)),
      m_what(new QLabel(this)),
      m_recentTitle(new QLabel(this)),
      m_hint(new QLabel(this)),
      m_recent(new QListWidget(this)) {
    setObjectName(u"welcome"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_title->setObjectName(u"welcomeTitle"_s);
    m_recentTitle->setObjectName(u"welcomeHeading"_s);
    m_hint->setObjectName(u"welcomeHint"_s);
    for (QLabel* label : {m_what, m_hint}) label->setWordWrap(true);
    m_recent->setObjectName(u"recent"_s);
    m_recent->setUniformItemSizes(true);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(10);
    for (const ActionId id : {ActionId::Open, ActionId::OpenDemo, ActionId::OpenReview}) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(m_actions[id]);
        button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
        button->setIconSize({32, 32});
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        button->setFocusPolicy(Qt::StrongFocus);
        buttons->addWidget(button);
    }
    auto* column = new QVBoxLayout;
    column->setSpacing(12);
    column->addStretch(2);
    column->addWidget(m_title);
    column->addWidget(m_what);
    column->addSpacing(8);
    column->addLayout(buttons);
    column->addSpacing(8);
    column->addWidget(m_recentTitle);
    column->addWidget(m_recent);
    column->addWidget(m_hint);
    column->addStretch(3);
    auto* row = new QHBoxLayout(this);
    row->addStretch(1);
    auto* holder = new QWidget(this);
    holder->setLayout(column);
    holder->setMaximumWidth(columnWidth);
    holder->setMinimumWidth(columnWidth / 2);
    row->addWidget(holder, 1000);
    row->addStretch(1);
    const auto open = [this](QListWidgetItem* item) {
        const RecentItem recent = m_items[m_recent->row(item)];  // opening changes the list
        Q_EMIT chosen(recent);
    };
    connect(m_recent, &QListWidget::itemActivated, this, open);
    connect(m_recent, &QListWidget::itemClicked, this, open);
    retranslate();
    refresh();
}

void WelcomePage::refresh() {
    m_items = recentItems();
    m_recent->clear();
    for (const RecentItem& item : std::as_const(m_items)) {
        const QFileInfo info(item.path);
        if (isServerName(item.path)) {
            m_recent->addItem(new QListWidgetItem(icon(u"accept"_s), item.path));
            continue;
        }
        QString text = info.fileName();
        if (!item.robot.isEmpty()) text += u" · "_s + QFileInfo(item.robot).fileName();
        text += u"   "_s + QDir::toNativeSeparators(belowHome(info.absolutePath()));
        auto* entry = new QListWidgetItem(icon(item.isReview ? u"accept"_s : u"open"_s), text, m_recent);
        entry->setToolTip(QDir::toNativeSeparators(item.path));
    }
    m_recentTitle->setVisible(!m_items.isEmpty());
    m_recent->setVisible(!m_items.isEmpty());
    if (m_items.isEmpty()) return;
    const int shown = static_cast<int>(std::min<qsizetype>(visibleItems, m_items.size()));
    m_recent->setFixedHeight(shown * m_recent->sizeHintForRow(0) + 2 * m_recent->frameWidth() + 4);
    m_recent->setCurrentRow(0);
}

void WelcomePage::retranslate() {
    m_title->setText(tr("Camframe Studio"));
    m_what->setText(
        tr("Shows a robot recording with the robot drawn over its pictures, finds where the camera "
           "stood, and lets you mend what went wrong."));
    m_recentTitle->setText(tr("Opened before"));
    m_recent->setAccessibleName(tr("Opened before"));
    const auto key = [this](ActionId id) {
        return m_actions[id]->shortcut().toString(QKeySequence::NativeText);
    };
    m_hint->setText(tr("Or drop a recording, a review list or a calibration on the window. %1 finds any "
                       "command, %2 lists all keys.")
                        .arg(key(ActionId::CommandPalette), key(ActionId::Shortcuts)));
}

void WelcomePage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

void WelcomePage::showEvent(QShowEvent* event) {
    refresh();
    QWidget::showEvent(event);
}

}  // namespace camframe
