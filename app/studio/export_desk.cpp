// SPDX-License-Identifier: Apache-2.0
#include "app/studio/export_desk.h"

#include <QDir>

#include "app/studio/settings.h"

namespace camframe {

using namespace Qt::StringLiterals;

ExportDesk::ExportDesk(ReviewSession& review, Editor& editor, JobModel& jobs, QObject* parent)
    : QObject(parent), m_review(review), m_editor(editor), m_jobs(jobs), m_runner(jobs) {
    connect(&m_runner, &JobRunner::failed, this, &ExportDesk::problem);
    connect(&jobs, &JobModel::dataChanged, this, &ExportDesk::showProgress);
}

void ExportDesk::show(QWidget* window) {
    if (!m_panel) {
        m_panel = new ExportPanel(m_review.desk(), setting(Setting::ExportFolder).toString(), window);
        m_panel->setAttribute(Qt::WA_DeleteOnClose);
        m_panel->setQuery(m_review.model().query());
        connect(m_panel, &ExportPanel::exportRequested, this, &ExportDesk::start);
        connect(m_panel, &ExportPanel::stopRequested, this, [this] { m_runner.stop(m_job); });
        connect(m_panel, &ExportPanel::itemChosen, &m_review, &ReviewSession::openItem);
    }
    m_panel->show();
    m_panel->raise();
    m_panel->activateWindow();
    showProgress();
}

ReviewExport ExportDesk::requestNow() const {
    const ReviewDesk& desk = m_review.desk();
    ReviewExport request{desk.path(), desk.source(), m_review.search(), m_panel->plan().choice(), {}, {}, {}};
    for (const ExportRow& row : m_panel->plan().rows()) {
        const ReviewItem& item = desk.items()[static_cast<size_t>(row.item)];
        if (row.refusal == ExportRefusal::None) {
            request.cameras.push_back({item, row.frames});
        } else {
            request.leftOut.push_back(
                {item.episode, item.camera.toStdString(), refusalText(item, row.refusal).toStdString()});
        }
    }
    // The window has locked the project that it shows; what it holds is as good as saved.
    if (m_editor.hasDocument()) {
        const ProjectDocument& document = *m_editor.document();
        const int episode = document.recording().episodeIndex;
        if (document.path() == reviewProjectPath(desk.path(), episode)) {
            for (size_t c = 0; c < document.cameras().size(); ++c) {
                const CameraState& state = document.cameras()[c];
                if (state.camFromBase || state.run)
                    request.open[{episode, QString::fromStdString(state.name)}] =
                        document.calibration(static_cast<int>(c));
            }
        }
    }
    return request;
}

void ExportDesk::start(const ExportWish& wish) {
    if (m_runner.isRunning(m_job)) return;
    setSetting(Setting::ExportFolder, wish.folder);
    ActionExportOptions options;
    options.format = wish.format;
    options.labels = wish.labels;
    options.singleFile = wish.singleFile;
    options.goOn = true;
    options.out = QDir(wish.folder).absolutePath().toStdString();
    Q_EMIT projectsWanted();
    const ReviewExport request = requestNow();
    const auto id = std::make_shared<int>(-1);
    *id = m_job = m_runner.start<Outcome>(
        tr("Export %n camera(s)", nullptr, static_cast<int>(request.cameras.size())),
        [request, options](const RunContext& context) -> Result<Outcome> {
            Outcome outcome;
            if (auto done = runReviewExport(request, options, outcome.manifest, context); !done) {
                // Nothing written: an ordinary failure.
                if (outcome.manifest.cameras.empty()) return tl::unexpected(done.error());
                outcome.error = done.error();
            }
            return outcome;
        },
        this,
        [this, id, folder = wish.folder](const Outcome& outcome) { return finished(*id, outcome, folder); });
    showProgress();
}

QString ExportDesk::finished(int job, const Outcome& outcome, const QString& folder) {
    const ExportManifest& manifest = outcome.manifest;
    const auto idOf = [this](int episode, const std::string& camera) -> qint64 {
        for (const ReviewItem& item : m_review.desk().items())
            if (item.episode == episode && item.camera == QString::fromStdString(camera)) return item.id;
        return 0;
    };
    constexpr size_t mostListed = 1000;  // more are in the manifest
    for (size_t i = 0; i < std::min(mostListed, manifest.leftOut.size()); ++i) {
        const LeftOutCamera& line = manifest.leftOut[i];
        m_jobs.addItem(job, {JobItem::State::Skipped,
                             tr("episode %1, %2").arg(line.episode).arg(QString::fromStdString(line.camera)),
                             QString::fromStdString(line.reason), idOf(line.episode, line.camera)});
    }
    const int written = static_cast<int>(manifest.cameras.size());
    const QString where = QDir::toNativeSeparators(folder);
    QString sentence = tr("%n camera(s) were written to %1.", nullptr, written).arg(where);
    if (!manifest.leftOut.empty())
        sentence += u' ' + tr("%n were left out; manifest.json says why.", nullptr,
                              static_cast<int>(manifest.leftOut.size()));
    if (!outcome.error) {
        Q_EMIT notice(sentence);
    } else if (outcome.error->kind == ErrorKind::Stopped) {
        sentence = tr("Stopped. %1").arg(sentence);
        m_jobs.finish(job, Job::State::Stopped, sentence);
    } else {
        sentence = QString::fromStdString(outcome.error->message) + u' ' + sentence;
        m_jobs.finish(job, Job::State::Failed, sentence);
        Q_EMIT problem(sentence);
    }
    return sentence;
}

void ExportDesk::showProgress() {
    if (!m_panel) return;
    const Job* job = m_jobs.find(m_job);
    if (!job) {
        m_panel->setProgress(false, 0, {});
        return;
    }
    const bool running = job->state == Job::State::Running;
    const QString left = JobModel::leftText(job->secondsLeft);
    m_panel->setProgress(running, job->fraction, left.isEmpty() ? job->stage : job->stage + u" · "_s + left);
}

}  // namespace camframe
