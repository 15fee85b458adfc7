// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>

#include "app/review/review_export.h"
#include "app/studio/job_runner.h"
#include "app/studio/review_session.h"
#include "views/docks/export_panel.h"

namespace camframe {

/// Shows the export desk and runs its exports in the background.
class ExportDesk : public QObject {
    Q_OBJECT

public:
    /// All must outlive the desk.
    ExportDesk(ReviewSession& review, Editor& editor, JobModel& jobs, QObject* parent = nullptr);

    /// Opens the panel, or brings it forward.
    /// @param window  What it belongs to.
    void show(QWidget* window);
    ExportPanel* panel() const { return m_panel; }

Q_SIGNALS:
    void notice(const QString& sentence);
    void problem(const QString& sentence);
    /// A job is about to read the projects of items.
    void projectsWanted();

private:
    /// How an export ended; never an error once anything may have been written.
    struct Outcome {
        ExportManifest manifest;
        std::optional<Error> error;
    };

    void start(const ExportWish& wish);
    ReviewExport requestNow() const;
    QString finished(int job, const Outcome& outcome, const QString& folder);
    void showProgress();

    ReviewSession& m_review;
    Editor& m_editor;
    JobModel& m_jobs;
    JobRunner m_runner;
    QPointer<ExportPanel> m_panel;
    int m_job = -1;
};

}  // namespace camframe
