// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "app/studio/batch_desk.h"

class QButtonGroup;
class QCheckBox;
class QLabel;
class QPushButton;

namespace camframe {

/// Asks which items of the review list are to be calibrated.
class BatchDialog : public QDialog {
    Q_OBJECT

public:
    /// @param chosen  Items that are selected in the list.
    /// @param group   Of the first of them; empty: none.
    /// @param alsoSolved  Names of what is solved for besides the pose.
    BatchDialog(const BatchDesk& desk, const std::vector<int>& chosen, const QString& group,
                const QStringList& alsoSolved, QWidget* parent = nullptr);
    std::vector<int> items() const;

private:
    BatchDesk::Scope scope() const;
    void refresh();

    const BatchDesk& m_desk;
    std::vector<int> m_chosen;
    QString m_group;
    QStringList m_alsoSolved;
    QButtonGroup* m_scopes;
    QCheckBox* m_judgedToo;
    QLabel* m_summary;
    QPushButton* m_start = nullptr;
};

}  // namespace camframe
