// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "model/qt/job_model.h"

class QListView;
class QPlainTextEdit;
class QPushButton;

namespace camframe {

/// The jobs with their progress, the log of the chosen one, and buttons to stop it or to tidy up.
class JobsPanel : public QWidget {
    Q_OBJECT

public:
    explicit JobsPanel(JobModel& jobs, QWidget* parent = nullptr);
    /// Asks the newest running job to stop.
    void stopCurrent();

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void retranslate();

    JobModel& m_jobs;
    QListView* m_list;
    QPlainTextEdit* m_log;
    QPushButton* m_stop;
    QPushButton* m_clear;
    int m_loggedJob = -1;
    qsizetype m_loggedLines = 0;
};

}  // namespace camframe
