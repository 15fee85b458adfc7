// SPDX-License-Identifier: Apache-2.0
#include "views/docks/issues_panel.h"

#include <QEvent>
#include <QLabel>
#include <QListView>
#include <QVBoxLayout>

namespace camframe {

IssuesPanel::IssuesPanel(Editor& editor, IssueModel& issues, QWidget* parent)
    : QWidget(parent),
      m_editor(editor),
      m_issues(issues),
      m_list(new QListView(this)),
      m_empty(new QLabel(this)) {
    m_list->setModel(&issues);
    m_list->setWordWrap(true);
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
