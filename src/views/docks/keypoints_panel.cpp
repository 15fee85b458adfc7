// SPDX-License-Identifier: Apache-2.0
#include "views/docks/keypoints_panel.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace camframe {

KeypointsPanel::KeypointsPanel(Editor& editor, KeypointTool& tool, QWidget* parent)
    : QWidget(parent),
      m_editor(editor),
      m_tool(tool),
      m_model(new KeypointModel(this)),
      m_bindLabel(new QLabel(this)),
      m_bind(new QComboBox(this)),
      m_table(new QTableView(this)) {
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(26);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(KeypointModel::Link, QHeaderView::Stretch);
    m_bind->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_bind->setMinimumContentsLength(14);
    m_bindLabel->setBuddy(m_bind);
    auto* bindRow = new QHBoxLayout;
    bindRow->addWidget(m_bindLabel);
    bindRow->addWidget(m_bind, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addLayout(bindRow);
    layout->addWidget(m_table, 1);

    connect(m_bind, &QComboBox::currentIndexChanged, this, [this](int index) {
        if (index >= 0) m_tool.setBoundLink(m_bind->itemData(index).toInt());
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) {
                if (!index.isValid()) return;
                const int id = index.data(KeypointModel::KeypointIdRole).toInt();
                m_editor.setFrame(index.data(KeypointModel::FrameRole).toInt());
                m_editor.selectKeypoint(id);
            });
    connect(&editor, &Editor::selectionChanged, this, [this](int id) {
        const int selected = m_model->rowOf(id);
        if (selected >= 0) {
            if (m_table->currentIndex().row() != selected) m_table->selectRow(selected);
        } else {
            const QSignalBlocker blocker(m_table->selectionModel());
            m_table->clearSelection();
            m_table->setCurrentIndex({});
            m_table->viewport()->update();
        }
    });
    connect(&editor, &Editor::documentChanged, this, &KeypointsPanel::reload);
    connect(&editor, &Editor::cameraChanged, this, &KeypointsPanel::reload);
    retranslate();
}

void KeypointsPanel::reload() {
    m_model->setSource(m_editor.document(), m_editor.camera());
    fillLinks();
}

void KeypointsPanel::fillLinks() {
    const int bound = m_tool.boundLink();
    const QSignalBlocker blocker(m_bind);
    m_bind->clear();
    m_bind->addItem(tr("Point picked on the drawn robot"), -1);
    if (m_editor.hasDocument()) {
        const auto& links = m_editor.recording().model().links();
        for (size_t i = 0; i < links.size(); ++i) {
            if (!m_editor.motion().linkKnown[i]) continue;
            m_bind->addItem(tr("Origin of %1").arg(QString::fromStdString(links[i].name)),
                            static_cast<int>(i));
        }
    }
    const int row = std::max(0, m_bind->findData(bound));
    m_bind->setCurrentIndex(row);
    m_tool.setBoundLink(m_bind->itemData(row).toInt());
}

void KeypointsPanel::retranslate() {
    m_bindLabel->setText(tr("&Bind to"));
    m_bind->setToolTip(
        tr("What the next keypoint shows: a point that you pick on the drawn robot, or a link's origin"));
    m_table->setAccessibleName(tr("Keypoints"));
    fillLinks();
}

void KeypointsPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace camframe
