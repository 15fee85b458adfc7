// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>
#include <QWidget>
#include <map>

#include "views/editing/editor.h"
#include "views/overlay/still_source.h"

class QLabel;
class QListWidget;
class QListWidgetItem;

namespace camframe {

/// The poses that explain the pictures about equally well, each as a thumbnail of the frame that tells it
/// from the calibrated one; choosing one makes it the pose, as an undoable step.
class HypothesesPanel : public QWidget {
    Q_OBJECT

public:
    explicit HypothesesPanel(Editor& editor, QWidget* parent = nullptr);
    /// May be null: then the list has no pictures.
    void setStills(StillSource* stills);

signals:
    /// There is a choice to be made, or no longer.
    void countChanged(int count);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void rebuild();
    void showChosen();
    void choose(const QListWidgetItem* item);
    void retranslate();
    void forgetAll();

    Editor& m_editor;
    QPointer<StillSource> m_stills;
    QLabel* m_text;
    QListWidget* m_list;
    std::vector<Hypothesis> m_shown;  ///< What the list was made from.
    std::map<quint64, int> m_asked;   ///< Serial to row.
};

}  // namespace camframe
