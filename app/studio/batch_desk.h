// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/studio/batch_calibration.h"
#include "app/studio/job_runner.h"
#include "app/studio/review_session.h"

namespace camframe {

/// Calibrates many items of the review list in the background and keeps list and window up to date with it.
class BatchDesk : public QObject {
    Q_OBJECT

public:
    enum class Scope { Chosen, Group, Filtered };

    /// All must outlive the desk.
    BatchDesk(ReviewSession& review, Editor& editor, JobModel& jobs, QObject* parent = nullptr);

    /// Items of a scope, without those whose pose somebody has judged unless `judgedToo`.
    /// @param chosen  Rows that the person has selected in the list.
    std::vector<int> itemsOf(Scope scope, const std::vector<int>& chosen, bool judgedToo) const;
    /// One job for all of them.
    /// @param refine  What to solve for besides the pose.
    void calibrate(const std::vector<int>& items, const RefineSet& refine);
    /// The pose on show is proposed to these items, to be reviewed; says why where there is none.
    void propose(const std::vector<int>& items);
    bool isRunning() const { return m_runner.isRunning(m_job); }
    int job() const { return m_job; }

Q_SIGNALS:
    void notice(const QString& sentence);
    void problem(const QString& sentence);
    /// A job is about to read the projects of items.
    void projectsWanted();

private:
    /// What both kinds of batch need to know.
    BatchTask taskFor(const std::vector<int>& items);
    void start(const QString& title, BatchTask task);
    QString finished(int job, const BatchOutcome& outcome);

    ReviewSession& m_review;
    Editor& m_editor;
    JobModel& m_jobs;
    JobRunner m_runner;
    int m_job = -1;
};

}  // namespace camframe
