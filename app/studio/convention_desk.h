// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>
#include <QThreadPool>
#include <optional>

#include "app/studio/convention_dialog.h"
#include "app/studio/job_runner.h"
#include "app/studio/workspace.h"

namespace camframe {

/// Finds out in the background what the columns of the dataset on show mean, and keeps the answer as a
/// profile.
class ConventionDesk : public QObject {
    Q_OBJECT

public:
    /// All must outlive the desk.
    ConventionDesk(Workspace& workspace, Editor& editor, JobModel& jobs, QObject* parent = nullptr);

    /// Opens the dialog, or brings it forward; needs an open recording.
    /// @param window  What it belongs to.
    void show(QWidget* window);
    ConventionDialog* dialog() const { return m_dialog; }
    void save(const QString& file);

Q_SIGNALS:
    /// The recording on show is to be opened again with this profile.
    void openRequested(const QString& profile);

private:
    void start();
    void showProgress();

    Workspace& m_workspace;
    Editor& m_editor;
    JobModel& m_jobs;
    JobRunner m_runner;
    QPointer<ConventionDialog> m_dialog;
    QThreadPool m_saving;
    std::optional<WizardSummary> m_answer;
    QString m_saved;
    int m_job = -1;
};

}  // namespace camframe
