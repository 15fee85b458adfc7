// SPDX-License-Identifier: Apache-2.0
#include "views/docks/history_panel.h"

#include <QEvent>
#include <QHeaderView>
#include <QTabWidget>
#include <QTableView>
#include <QUndoView>
#include <QVBoxLayout>

namespace camframe {

HistoryPanel::HistoryPanel(Editor& editor, QWidget* parent)
    : QWidget(parent),
      m_editor(editor),
      m_edits(new EditModel(this)),
      m_tabs(new QTabWidget(this)),
      m_steps(new QUndoView(this)),
      m_table(new QTableView(this)) {
    m_table->setModel(m_edits);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->verticalHeader()->hide();
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_steps, QString());
    m_tabs->addTab(m_table, QString());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    connect(&editor, &Editor::documentChanged, this, &HistoryPanel::reload);
    connect(&editor, &Editor::cameraChanged, this, &HistoryPanel::reload);
    retranslate();
}

void HistoryPanel::reload() {
    m_steps->setStack(m_editor.hasDocument() ? &m_editor.document()->undoStack() : nullptr);
    m_edits->setSource(m_editor.document(), m_editor.camera());
}

void HistoryPanel::retranslate() {
    m_tabs->setTabText(0, tr("This session"));
    m_tabs->setTabText(1, tr("All edits"));
    m_steps->setEmptyLabel(tr("As opened"));
}

void HistoryPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace camframe
