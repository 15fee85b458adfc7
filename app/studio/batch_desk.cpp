// SPDX-License-Identifier: Apache-2.0
#include "app/studio/batch_desk.h"

namespace camframe {

BatchDesk::BatchDesk(ReviewSession& review, Editor& editor, JobModel& jobs, QObject* parent)
    : QObject(parent), m_review(review), m_editor(editor), m_jobs(jobs), m_runner(jobs) {
    connect(&m_runner, &JobRunner::failed, this, &BatchDesk::problem);
}

std::vector<int> BatchDesk::itemsOf(Scope scope, const std::vector<int>& chosen, bool judgedToo) const {
    const std::vector<ReviewItem>& items = m_review.desk().items();
    std::vector<int> found;
    const auto take = [&](int index) {
        if (judgedToo || !isJudged(items[static_cast<size_t>(index)])) found.push_back(index);
    };
    switch (scope) {
        case Scope::Chosen:
            for (const int index : chosen) take(index);
            break;
        case Scope::Group: {
            const int current = chosen.empty() ? m_review.current() : chosen.front();
            if (current < 0) break;
            const QString group = items[static_cast<size_t>(current)].group;
            for (size_t i = 0; i < items.size() && !group.isEmpty(); ++i)
                if (items[i].group == group) take(static_cast<int>(i));
            break;
        }
        case Scope::Filtered:
            for (int row = 0; row < m_review.model().rowCount(); ++row) take(m_review.model().itemAt(row));
            break;
    }
    return found;
}

void BatchDesk::calibrate(const std::vector<int>& items, const RefineSet& refine) {
    if (items.empty() || isRunning()) return;
    BatchTask task = taskFor(items);
    task.refine = refine;
    start(tr("Calibrate %n camera(s)", nullptr, static_cast<int>(items.size())), std::move(task));
}

void BatchDesk::propose(const std::vector<int>& items) {
    if (isRunning()) return;
    const int current = m_review.current();
    if (current < 0 || !m_review.shows(current) || !m_editor.state().camFromBase) {
        Q_EMIT problem(tr("There is no pose to propose yet."));
        return;
    }
    // A verdict is a person's word: it is not undermined by a proposal.
    std::vector<int> open;
    for (const int item : items)
        if (!isJudged(m_review.desk().items()[static_cast<size_t>(item)])) open.push_back(item);
    if (open.empty()) {
        Q_EMIT problem(tr("All others of this group have a verdict already."));
        return;
    }
    BatchTask task = taskFor(open);
    task.proposal = m_editor.document()->calibration(m_editor.camera());
    if (!task.proposal->camFromBase) task.proposal->camFromBase = m_editor.state().camFromBase;
    task.proposal->camFromBaseGuess.reset();
    const ReviewItem& from = m_review.desk().items()[static_cast<size_t>(current)];
    task.proposedFrom = tr("%1, %2").arg(from.episodeName, from.camera);
    start(tr("Propose a pose to %n camera(s)", nullptr, static_cast<int>(open.size())), std::move(task));
}

BatchTask BatchDesk::taskFor(const std::vector<int>& items) {
    Q_EMIT projectsWanted();
    const ReviewDesk& desk = m_review.desk();
    BatchTask task;
    task.list = desk.path();
    task.reviewer = desk.reviewer();
    task.session = sessionOf(desk.source(), m_review.search());
    for (const int index : items) task.items.push_back(desk.items()[static_cast<size_t>(index)]);
    if (m_editor.hasDocument()) {
        const ProjectDocument& document = *m_editor.document();
        const int episode = document.recording().episodeIndex;
        if (document.path() == reviewProjectPath(desk.path(), episode))
            for (const CameraState& state : document.cameras())
                task.open[{episode, QString::fromStdString(state.name)}] = state;
    }
    return task;
}

void BatchDesk::start(const QString& title, BatchTask task) {
    const auto id = std::make_shared<int>(-1);
    // Items are told one by one; a batch that outlives the window tells nobody.
    const auto report = [this, id](const JobItem& item) {
        QMetaObject::invokeMethod(
            this,
            [this, id, item] {
                m_jobs.addItem(*id, item);
                m_review.desk().poll();
            },
            Qt::QueuedConnection);
    };
    *id = m_job = m_runner.start<BatchOutcome>(
        title,
        [task = std::move(task), report](const RunContext& context) {
            return runBatch(task, report, context);
        },
        this, [this, id](const BatchOutcome& outcome) { return finished(*id, outcome); });
}

QString BatchDesk::finished(int job, const BatchOutcome& outcome) {
    m_review.desk().poll();
    QStringList parts{tr("%n done", nullptr, outcome.done)};
    if (outcome.failed > 0) parts << tr("%n failed", nullptr, outcome.failed);
    if (outcome.skipped > 0) parts << tr("%n skipped", nullptr, outcome.skipped);
    QString sentence = (outcome.stopped ? tr("Stopped; what is finished stays: %1.") : tr("Done: %1."))
                           .arg(parts.join(tr(", ")));
    if (outcome.stopped) m_jobs.finish(job, Job::State::Stopped, sentence);
    Q_EMIT notice(sentence);
    return sentence;
}

}  // namespace camframe
