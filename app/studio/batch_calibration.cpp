// SPDX-License-Identifier: Apache-2.0
#include "app/studio/batch_calibration.h"

#include <QCoreApplication>
#include <QDateTime>
#include <algorithm>
#include <cmath>

#include "app/commands/alternative_pictures.h"
#include "app/commands/console.h"
#include "app/review/review_files.h"
#include "app/studio/calibration_job.h"
#include "app/studio/score_job.h"
#include "model/core/io/calibration_file.h"
#include "model/qt/project_rescue.h"
#include "model/qt/reason_text.h"

namespace camframe {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(BatchCalibration)
};

/// Holds an item for the time of its calibration, unless this person's window holds it anyway.
class Claim {
public:
    Claim(ReviewStore& store, const ReviewItem& item, const QString& reviewer)
        : m_store(store), m_id(item.id), m_reviewer(reviewer) {
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        auto answer = store.claim(item.id, reviewer, now);
        if (!answer) {
            m_problem = QString::fromStdString(answer.error().message);
            return;
        }
        m_granted = answer->granted;
        m_holder = answer->item.claimedBy;
        m_ours = m_granted && item.claimedBy != reviewer;
    }
    ~Claim() {
        if (m_ours) (void)m_store.release(m_id, m_reviewer);
    }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;
    bool granted() const { return m_granted; }
    const QString& holder() const { return m_holder; }
    const QString& problem() const { return m_problem; }

private:
    ReviewStore& m_store;
    qint64 m_id;
    QString m_reviewer, m_holder, m_problem;
    bool m_granted = false;
    bool m_ours = false;  ///< Taken here, so given back here.
};

class Batch {
public:
    Batch(const BatchTask& task, ReviewStore& store) : m_task(task), m_store(store) {}

    /// The error is about this item, unless it says Stopped.
    Result<Calibration> calibrate(const ReviewItem& item, const RunContext& context) {
        if (auto opened = openEpisode(item.episode); !opened) return tl::unexpected(opened.error());
        const Recording& recording = *m_opened->recording();
        const auto camera = findCamera(recording.episode, item.camera.toStdString());
        if (!camera) return tl::unexpected(camera.error());
        CalibrationTask run;
        run.opened = m_opened;
        run.camera = static_cast<int>(*camera - recording.episode.cameras.data());
        auto state = stateOf(item, run.camera);
        if (!state) return tl::unexpected(state.error());
        run.state = std::move(*state);
        run.refine = m_task.refine;
        if (m_task.proposal) return propose(item, run, context);
        auto outcome = runCalibrationTask(run, context);
        if (!outcome) return tl::unexpected(outcome.error());
        const auto path = reviewResultPath(m_task.list, item.episode, run.state.name);
        if (auto written = writeCalibrationRun(outcome->calibration, outcome->alternativePictures, path);
            !written)
            return tl::unexpected(written.error());
        const auto told = m_store.setResult(
            item.id, reviewResultOf(outcome->calibration, QString::fromStdString(path.string())));
        if (!told) return tl::unexpected(told.error());
        return std::move(outcome->calibration);
    }

private:
    Result<Calibration> propose(const ReviewItem& item, const CalibrationTask& run,
                                const RunContext& context) {
        Calibration proposed = *m_task.proposal;
        const CameraModel& lens = run.state.intrinsics.camera;
        if (proposed.camera.width != lens.width || proposed.camera.height != lens.height) {
            return inputError(
                "The pictures of {} have {} x {} pixels, those of the pose {} x {}: take it out of the "
                "group.",
                run.state.name, lens.width, lens.height, proposed.camera.width, proposed.camera.height);
        }
        const Recording& recording = *m_opened->recording();
        const auto correction = correctionOf(recording.model(), proposed);
        if (!correction) return tl::unexpected(correction.error());
        ScoreTask score{m_opened, run.camera, run.state, nullptr, nullptr};
        score.state.camFromBase = proposed.camFromBase;
        score.state.intrinsics = {proposed.camera, proposed.intrinsicsSource};
        score.motion = std::make_shared<const RobotMotion>(
            correctedMotion(recording.model(), recording.motion, *correction));
        auto scores = runScoreTask(score, context);
        if (!scores) return tl::unexpected(scores.error());
        std::erase_if(scores->px, [](float px) { return !std::isfinite(px); });
        std::ranges::sort(scores->px);
        proposed.dataset = recording.dataset;
        proposed.episode = recording.episodeIndex;
        proposed.robot = recording.robot->name;
        proposed.cameraName = run.state.name;
        proposed.inputs = recording.provenance;
        // Only a person, or a calibration here, can say that the camera stood still in between.
        proposed.status = CalibrationStatus::Review;
        const std::string from = m_task.proposedFrom.toStdString();
        proposed.reasons = {
            scores->px.empty()
                ? fmt::format("The pose of {} was proposed; no frame could be compared with it.", from)
                : fmt::format(
                      "The pose of {} was proposed: in half of the frames the drawn outline is off by "
                      "more than {:.1f} px.",
                      from, double{scores->px[scores->px.size() / 2]})};
        proposed.quality = {};
        proposed.framesUsed.clear();
        proposed.alternatives.clear();
        proposed.covariance.reset();
        proposed.edits.clear();
        const auto path = reviewProposalPath(m_task.list, item.episode, run.state.name);
        if (auto written = writeCalibration(proposed, path); !written) return tl::unexpected(written.error());
        const auto told =
            m_store.setResult(item.id, reviewResultOf(proposed, QString::fromStdString(path.string())));
        if (!told) return tl::unexpected(told.error());
        return proposed;
    }

    Result<void> openEpisode(int episode) {
        if (m_opened && m_opened->recording()->episodeIndex == episode) return {};
        auto opened = m_opened ? m_opened->sibling(episode) : OpenedRecording::open(m_task.session, episode);
        if (!opened) return tl::unexpected(opened.error());
        m_opened = std::move(*opened);
        m_saved.clear();
        return {};
    }

    /// Keypoints, masks and intrinsics of a person take part, as with F5.
    Result<CameraState> stateOf(const ReviewItem& item, int camera) {
        const auto open = m_task.open.find({item.episode, item.camera});
        if (open != m_task.open.end()) return open->second;
        const Recording& recording = *m_opened->recording();
        if (m_saved.empty()) {
            m_saved = recording.initialStates();
            const QString path = reviewProjectPath(m_task.list, item.episode);
            if (projectExists(path)) {
                // Only looked into: it is closed again before the long work begins.
                const auto project = openProjectOrRescued(m_opened->recording(), path);
                if (!project) {
                    m_saved.clear();
                    return tl::unexpected(project.error());
                }
                m_saved = (*project)->cameras();
            }
        }
        return m_saved[static_cast<size_t>(camera)];
    }

    const BatchTask& m_task;
    ReviewStore& m_store;
    std::shared_ptr<OpenedRecording> m_opened;
    std::vector<CameraState> m_saved;  ///< Of the open episode.
};

JobItem said(const ReviewItem& item, const Calibration& calibration) {
    JobItem line{JobItem::State::Good, {}, {}, item.id};
    const QString reason =
        calibration.reasons.empty() ? QString() : translatedReason(calibration.reasons.front());
    switch (calibration.status) {
        case CalibrationStatus::Ok:
            line.message = Texts::tr("ok");
            break;
        case CalibrationStatus::Review:
            line.state = JobItem::State::Doubtful;
            line.message = Texts::tr("to review: %1").arg(reason);
            break;
        case CalibrationStatus::Failed:
            line.state = JobItem::State::Failed;
            line.message = Texts::tr("no trustworthy pose: %1").arg(reason);
            break;
    }
    return line;
}

}  // namespace

Result<BatchOutcome> runBatch(const BatchTask& task, const std::function<void(const JobItem&)>& report,
                              const RunContext& context) {
    auto store = ReviewStore::open(task.list);
    if (!store) return tl::unexpected(store.error());
    std::vector<ReviewItem> items = task.items;
    std::ranges::stable_sort(items, {}, &ReviewItem::episode);
    Batch batch(task, **store);
    BatchOutcome outcome;
    for (size_t i = 0; i < items.size(); ++i) {
        const ReviewItem& item = items[i];
        const double count = static_cast<double>(items.size());
        PartialProgress progress(context.progress, static_cast<double>(i) / count,
                                 static_cast<double>(i + 1) / count,
                                 fmt::format("{} of {}: ", i + 1, items.size()));
        RunContext own = context;
        own.progress = &progress;
        if (context.stopped()) {
            outcome.stopped = true;
            break;
        }
        own.report(0, "reading the recording and the robot");
        const QString what = Texts::tr("%1, %2").arg(item.episodeName, item.camera);
        const Claim claim(**store, item, task.reviewer);
        if (!claim.granted()) {
            ++outcome.skipped;
            report({JobItem::State::Skipped, what,
                    claim.problem().isEmpty() ? Texts::tr("skipped: %1 has it open").arg(claim.holder())
                                              : claim.problem(),
                    item.id});
            continue;
        }
        const auto done = withoutExceptions([&] { return batch.calibrate(item, own); });
        if (!done && done.error().kind == ErrorKind::Stopped) {
            outcome.stopped = true;
            break;
        }
        JobItem line{JobItem::State::Failed, {}, {}, item.id};
        if (done) {
            ++outcome.done;
            line = said(item, *done);
        } else {
            line.message = QString::fromStdString(done.error().message);
        }
        if (line.state == JobItem::State::Failed) ++outcome.failed;
        line.what = what;
        report(line);
    }
    return outcome;
}

}  // namespace camframe
