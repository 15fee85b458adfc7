// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "views/editing/editor.h"
#include "views/widgets/still_list.h"

class QLabel;

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
    void retranslate();
    QString captionOf(int row) const;

    Editor& m_editor;
    QLabel* m_text;
    StillList* m_list;
    std::vector<Hypothesis> m_shown;  ///< What the list was made from.
};

}  // namespace camframe
