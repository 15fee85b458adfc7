// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "model/qt/keypoint_model.h"
#include "views/editing/editor.h"
#include "views/overlay/tools/keypoint_tool.h"

class QComboBox;
class QCheckBox;
class QLabel;
class QTableView;

namespace camframe {

/// The keypoints of the current camera, and what the next one is bound to.
class KeypointsPanel : public QWidget {
    Q_OBJECT

public:
    KeypointsPanel(Editor& editor, KeypointTool& tool, QWidget* parent = nullptr);
    KeypointModel& model() { return *m_model; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void reload();
    void fillLinks();
    void showMark();
    void retranslate();

    Editor& m_editor;
    KeypointTool& m_tool;
    KeypointModel* m_model;
    QLabel* m_bindLabel;
    QComboBox* m_bind;
    QTableView* m_table;
    QCheckBox* m_solved;  ///< The chosen track's place on its link is solved for.
    QLabel* m_mark;       ///< Where it was found.
};

}  // namespace camframe
