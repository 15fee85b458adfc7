// SPDX-License-Identifier: Apache-2.0
#include "app/studio/shortcut_dialog.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

namespace camframe {

namespace {

class KeyDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex&) const override {
        auto* editor = new QKeySequenceEdit(parent);
        connect(editor, &QKeySequenceEdit::editingFinished, this, [this, editor] {
            auto* self = const_cast<KeyDelegate*>(this);
            Q_EMIT self->commitData(editor);
            Q_EMIT self->closeEditor(editor);
        });
        return editor;
    }
    void setEditorData(QWidget* editor, const QModelIndex& index) const override {
        static_cast<QKeySequenceEdit*>(editor)->setKeySequence(
            index.data(Qt::EditRole).value<QKeySequence>());
    }
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override {
        model->setData(index, QVariant::fromValue(static_cast<QKeySequenceEdit*>(editor)->keySequence()));
    }
};

}  // namespace

ShortcutDialog::ShortcutDialog(Actions& actions, QWidget* parent)
    : QDialog(parent),
      m_model(new ShortcutModel(actions, this)),
      m_filtered(new QSortFilterProxyModel(this)),
      m_filter(new QLineEdit(this)),
      m_table(new QTableView(this)),
      m_note(new QLabel(this)),
      m_reset(new QPushButton(this)) {
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterKeyColumn(-1);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table->setModel(m_filtered);
    m_table->setItemDelegateForColumn(ShortcutModel::Key, new KeyDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->horizontalHeader()->setSectionResizeMode(ShortcutModel::Name, QHeaderView::Stretch);
    m_table->setColumnWidth(ShortcutModel::Key, 150);
    m_table->setColumnWidth(ShortcutModel::Default, 130);
    m_note->setWordWrap(true);
    auto* bottom = new QHBoxLayout;
    bottom->addWidget(m_note, 1);
    bottom->addWidget(m_reset);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_filter);
    layout->addWidget(m_table, 1);
    layout->addLayout(bottom);
    connect(m_filter, &QLineEdit::textChanged, m_filtered, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_model, &ShortcutModel::refused, m_note, &QLabel::setText);
    connect(m_model, &ShortcutModel::dataChanged, this, [this] { retranslate(); });
    connect(m_reset, &QPushButton::clicked, this, [this] {
        const QModelIndex index = m_filtered->mapToSource(m_table->currentIndex());
        if (index.isValid()) m_model->reset(index.row());
    });
    m_filter->setClearButtonEnabled(true);
    resize(620, 640);
    retranslate();
}

void ShortcutDialog::retranslate() {
    setWindowTitle(tr("Keyboard shortcuts"));
    m_filter->setPlaceholderText(tr("Find an action or a key"));
    m_note->setText(tr("Double-click a key to change it."));
    m_reset->setText(tr("Reset to default"));
}

void ShortcutDialog::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QDialog::changeEvent(event);
}

}  // namespace camframe
