// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "model/qt/issue_model.h"
#include "views/editing/editor.h"

class QListView;
class QLabel;

namespace camframe {

/// Findings about the current camera; choosing one jumps to its frame and keypoint.
class IssuesPanel : public QWidget {
    Q_OBJECT

public:
    explicit IssuesPanel(Editor& editor, IssueModel& issues, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void jump(const QModelIndex& index);
    void retranslate();

    Editor& m_editor;
    IssueModel& m_issues;
    QListView* m_list;
    QLabel* m_empty;
};

}  // namespace camframe
