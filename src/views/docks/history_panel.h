// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "model/qt/edit_model.h"
#include "views/editing/editor.h"

class QTabWidget;
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

    Editor& m_editor;
    EditModel* m_edits;
    QTabWidget* m_tabs;
    QUndoView* m_steps;
    QTableView* m_table;
};

}  // namespace camframe
