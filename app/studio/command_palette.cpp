// SPDX-License-Identifier: Apache-2.0
#include "app/studio/command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

constexpr int idRole = Qt::UserRole;
constexpr int keyRole = Qt::UserRole + 1;
constexpr int inset = 8;

/// The command on the left, its key on the right.
class CommandDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        QStyleOptionViewItem plain = option;
        initStyleOption(&plain, index);
        QStyledItemDelegate::paint(painter, plain, index);
        const bool selected = option.state & QStyle::State_Selected;
        painter->setPen(
            option.palette.color(selected ? QPalette::HighlightedText : QPalette::PlaceholderText));
        painter->drawText(option.rect.adjusted(0, 0, -inset, 0), Qt::AlignRight | Qt::AlignVCenter,
                          index.data(keyRole).toString());
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        return QStyledItemDelegate::sizeHint(option, index)
            .expandedTo({0, option.fontMetrics.height() + inset});
    }
};

}  // namespace

CommandPalette::CommandPalette(Actions& actions, QWidget* parent)
    : QDialog(parent, Qt::Popup),
      m_actions(actions),
      m_field(new QLineEdit(this)),
      m_list(new QListView(this)),
      m_model(new QStandardItemModel(this)) {
    setObjectName(u"commandPalette"_s);
    m_field->setPlaceholderText(tr("What do you want to do?"));
    m_field->setClearButtonEnabled(true);
    m_field->setAccessibleName(tr("Command to look for"));
    m_list->setAccessibleName(tr("Commands"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setFocusPolicy(Qt::NoFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(inset, inset, inset, inset);
    layout->addWidget(m_field);
    layout->addWidget(m_list, 1);
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
    filter({});
    resize(560, 420);
    m_field->setFocus();
}

std::optional<int> CommandPalette::distance(const QString& typed, const QString& name) {
    const QStringList names = name.split(u' ', Qt::SkipEmptyParts);
    int total = 0;
    for (const QString& word : typed.split(u' ', Qt::SkipEmptyParts)) {
        int best = -1;
        for (qsizetype i = 0; i < names.size(); ++i) {
            const qsizetype at = names[i].indexOf(word, 0, Qt::CaseInsensitive);
            if (at < 0) continue;
            // The beginning of an early word first, then beginnings, then anything.
            const int cost = static_cast<int>(at == 0 ? i : 100 + at);
            if (best < 0 || cost < best) best = cost;
        }
        if (best < 0) return {};
        total += best;
    }
    return total;
}

void CommandPalette::filter(const QString& typed) {
    struct Found {
        int distance;
        bool enabled;
        ActionId id;
    };
    QList<Found> found;
    for (const ActionId id : m_actions.all()) {
        QAction* action = m_actions[id];
        if (id == ActionId::CommandPalette) continue;
        const QString name = action->text().remove(u'&');
        const QString key = action->shortcut().toString(QKeySequence::NativeText);
        const auto cost = distance(typed, name);
        if (!cost && !(typed.size() > 1 && key.compare(typed, Qt::CaseInsensitive) == 0)) continue;
        found << Found{cost.value_or(0), action->isEnabled(), id};
    }
    std::ranges::stable_sort(found, [](const Found& a, const Found& b) {
        if (a.enabled != b.enabled) return a.enabled;
        return a.distance < b.distance;
    });
    m_model->clear();
    for (const Found& entry : found) {
        QAction* action = m_actions[entry.id];
        auto* item = new QStandardItem(action->icon(), action->text().remove(u'&'));
        item->setData(static_cast<int>(entry.id), idRole);
        item->setData(action->shortcut().toString(QKeySequence::NativeText), keyRole);
        item->setEnabled(entry.enabled);
        m_model->appendRow(item);
    }
    m_list->setCurrentIndex(m_model->index(0, 0));
}

void CommandPalette::run() {
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid() || !(index.flags() & Qt::ItemIsEnabled)) return;
    QAction* action = m_actions[static_cast<ActionId>(index.data(idRole).toInt())];
    accept();
    // After the popup is gone: the command may open another window, or look for the focus.
    QTimer::singleShot(0, action, &QAction::trigger);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        switch (key->key()) {
            case Qt::Key_Return:
            case Qt::Key_Enter:
                run();
                return true;
            case Qt::Key_Up:
            case Qt::Key_Down:
            case Qt::Key_PageUp:
            case Qt::Key_PageDown:
                QCoreApplication::sendEvent(m_list, event);
                return true;
            default:
                break;
        }
    }
    return QDialog::eventFilter(watched, event);
}

}  // namespace camframe
