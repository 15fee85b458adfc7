// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "model/qt/job_item_model.h"

class QListView;
class QPlainTextEdit;
class QPushButton;
class QTabWidget;
class QTableView;

namespace camframe {

/// The jobs with their progress, the items and the log of the chosen one, and buttons to stop it or to tidy
/// up.
class JobsPanel : public QWidget {
    Q_OBJECT

public:
    explicit JobsPanel(JobModel& jobs, QWidget* parent = nullptr);
    /// Asks the newest running job to stop.
    void stopCurrent();
    QTableView& items() { return *m_items; }

Q_SIGNALS:
    /// An item of a job was double-clicked, or Enter pressed on it: `target` says what to open.
    void itemChosen(qint64 target);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void retranslate();
    void nameTabs();

    JobModel& m_jobs;
    QListView* m_list;
    QTabWidget* m_tabs;
    JobItemModel* m_itemModel;
    QTableView* m_items;
    QPlainTextEdit* m_log;
    QPushButton* m_stop;
    QPushButton* m_clear;
    int m_loggedJob = -1;
    qsizetype m_loggedLines = 0;
};

}  // namespace camframe
