// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "model/qt/edit_model.h"
#include "model/qt/pose_version.h"
#include "views/editing/editor.h"

class QTabWidget;
class QPushButton;
class QTableView;
class QUndoView;

namespace camframe {

/// What can be undone in this session, and everything that was ever done to the current camera.
class HistoryPanel : public QWidget {
    Q_OBJECT

public:
    explicit HistoryPanel(Editor& editor, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void reload();
    void retranslate();
    void goBack();

    Editor& m_editor;
    EditModel* m_edits;
    QTabWidget* m_tabs;
    QUndoView* m_steps;
    QTableView* m_table;
    PoseVersionModel* m_versions;
    QTableView* m_poses;
    QPushButton* m_back;
};

}  // namespace camframe
