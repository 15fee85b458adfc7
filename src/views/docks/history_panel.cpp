// SPDX-License-Identifier: Apache-2.0
#include "views/docks/history_panel.h"

#include <QEvent>
#include <QHeaderView>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QUndoView>
#include <QVBoxLayout>

namespace camframe {

using namespace Qt::StringLiterals;

HistoryPanel::HistoryPanel(Editor& editor, QWidget* parent)
    : QWidget(parent),
      m_editor(editor),
      m_edits(new EditModel(this)),
      m_tabs(new QTabWidget(this)),
      m_steps(new QUndoView(this)),
      m_table(new QTableView(this)),
      m_versions(new PoseVersionModel(this)),
      m_poses(new QTableView(this)),
      m_back(new QPushButton(this)) {
    m_table->setModel(m_edits);
    m_poses->setModel(m_versions);
    m_poses->setObjectName(u"poseVersions"_s);
    m_poses->setSelectionMode(QAbstractItemView::SingleSelection);
    m_back->setObjectName(u"backToPose"_s);
    for (QTableView* table : {m_table, m_poses}) {
        table->setSelectionBehavior(QAbstractItemView::SelectRows);
        table->verticalHeader()->hide();
        table->setShowGrid(false);
        table->setAlternatingRowColors(true);
        table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
        table->horizontalHeader()->setStretchLastSection(true);
    }
    auto* poses = new QWidget(this);
    auto* column = new QVBoxLayout(poses);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_poses, 1);
    column->addWidget(m_back);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_steps, QString());
    m_tabs->addTab(poses, QString());
    m_tabs->addTab(m_table, QString());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    connect(&editor, &Editor::documentChanged, this, &HistoryPanel::reload);
    connect(&editor, &Editor::cameraChanged, this, &HistoryPanel::reload);
    connect(m_poses, &QTableView::activated, this, &HistoryPanel::goBack);
    connect(m_back, &QPushButton::clicked, this, &HistoryPanel::goBack);
    const auto update = [this] { m_back->setEnabled(m_poses->currentIndex().row() > 0); };
    connect(m_poses->selectionModel(), &QItemSelectionModel::currentChanged, this, update);
    connect(m_versions, &QAbstractItemModel::modelReset, this, update);
    update();
    retranslate();
}

void HistoryPanel::goBack() {
    const int row = m_poses->currentIndex().row();
    if (row <= 0 || !m_editor.hasDocument()) return;  // the first row is on show
    pushVersion(*m_editor.document(), m_editor.camera(), PoseVersion(m_versions->version(row)));
}

void HistoryPanel::reload() {
    m_steps->setStack(m_editor.hasDocument() ? &m_editor.document()->undoStack() : nullptr);
    m_edits->setSource(m_editor.document(), m_editor.camera());
    m_versions->setSource(m_editor.document(), m_editor.camera());
}

void HistoryPanel::retranslate() {
    m_tabs->setTabText(0, tr("Steps"));
    m_tabs->setTabText(1, tr("Poses"));
    m_tabs->setTabText(2, tr("All edits"));
    m_steps->setAccessibleName(tr("Steps"));
    m_table->setAccessibleName(tr("All edits"));
    m_poses->setAccessibleName(tr("Earlier poses"));
    m_poses->setToolTip(
        tr("Each against the pose on show: how far the camera is turned and moved, and how far "
           "the tool is off in the picture (median of the frames)."));
    m_back->setText(tr("Go back to this pose"));
    m_steps->setEmptyLabel(tr("As opened"));
}

void HistoryPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace camframe
