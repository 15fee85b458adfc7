// SPDX-License-Identifier: Apache-2.0
#include "model/qt/project_document.h"

#include <algorithm>

#include "model/qt/undo/edit_camera_command.h"

namespace camframe {

namespace {

constexpr const char* rejectedReason = "A person rejected this pose.";
constexpr const char* toFixReason = "A person marked this pose to be mended.";

constexpr int idleMs = 1500;
/// For the step before the one that is handed over. A write takes a millisecond or two.
constexpr std::chrono::seconds stepWait{1};
/// For all, where somebody asks.
constexpr std::chrono::seconds saveWait{5};

/// The near-ties of a pose that is one of them, or the run's own: all others, the run's own among them.
/// @return  The pose is one of the run's near-ties.
bool reorderAlternatives(Calibration& result, const std::optional<RigidTransform>& pose) {
    // Thumbnails lie beside the file of the run, which need not be where the result goes.
    for (AlternativePose& alternative : result.alternatives) alternative.picture.clear();
    const auto& winner = result.camFromBase ? result.camFromBase : result.camFromBaseGuess;
    const auto chosen = std::ranges::find_if(result.alternatives, [&pose](const AlternativePose& a) {
        return pose && a.camFromBase.matrix() == pose->matrix();
    });
    if (chosen == result.alternatives.end() || !winner) return false;
    const double best = chosen->score > 0 ? chosen->score : 1;
    chosen->camFromBase = *winner;
    chosen->score = 1;
    for (AlternativePose& alternative : result.alternatives)
        alternative.score = std::min(1.0, alternative.score / best);
    return true;
}

}  // namespace

ProjectDocument::ProjectDocument(std::shared_ptr<const Recording> recording, QObject* parent)
    : QObject(parent), m_recording(std::move(recording)), m_cameras(m_recording->initialStates()) {
    m_earlierEdits.resize(m_cameras.size());
    m_corrections.resize(m_cameras.size());
    m_motions.resize(m_cameras.size(), {m_recording, &m_recording->motion});
    m_motionProblems.resize(m_cameras.size());
    m_lastKeypointId.resize(m_cameras.size());
    m_idle.setSingleShot(true);
    m_idle.setInterval(idleMs);
    connect(&m_idle, &QTimer::timeout, this, [this] {
        if (m_file) m_file->checkpoint();
    });
    connect(&m_undoStack, &QUndoStack::indexChanged, this, [this] {
        handOver();
        Q_EMIT editsChanged();
    });
}

ProjectDocument::~ProjectDocument() {
    // The stack clears itself when it goes; a save at that moment would miss this session's edits.
    m_undoStack.disconnect(this);
    const QSignalBlocker nobodyListens(this);
    save();
    m_file.reset();  // its thread must not post to what is going
}

Result<std::unique_ptr<ProjectDocument>> ProjectDocument::open(std::shared_ptr<const Recording> recording,
                                                               const QString& projectPath) {
    auto contents = ProjectFile::open(projectPath, *recording);
    if (!contents) return tl::unexpected(contents.error());
    return of(std::move(recording), std::move(*contents));
}

std::unique_ptr<ProjectDocument> ProjectDocument::of(std::shared_ptr<const Recording> recording,
                                                     ProjectFile::Contents contents) {
    auto document = std::make_unique<ProjectDocument>(std::move(recording));
    for (size_t i = 0; i < document->m_cameras.size(); ++i) {
        SavedCamera& saved = contents.cameras[i];
        document->m_cameras[i] = std::move(saved.state);
        document->m_earlierEdits[i] = std::move(saved.edits);
        document->m_lastKeypointId[i] = saved.lastKeypointId;
        document->updateMotion(static_cast<int>(i));
    }
    document->restoreHistory(contents.history);
    document->m_file = std::move(contents.file);
    document->m_file->adoptHistory(document->stepsToSave());
    document->m_file->setListener([target = document.get()] {
        QMetaObject::invokeMethod(
            target, [target] { target->hear(); }, Qt::QueuedConnection);
    });
    document->m_idle.start();  // what a crash left beside the file goes into it when nobody waits
    return document;
}

void ProjectDocument::restoreHistory(const SavedHistory& history) {
    std::vector<EditCameraCommand*> commands;
    for (size_t i = 0; i < history.steps.size(); ++i) {
        const auto action = editAction(history.steps[i].action);
        if (!action) {  // of a program with other edits: what it did cannot be named, so nothing is undone
            qDeleteAll(commands);
            return;
        }
        commands.push_back(
            new EditCameraCommand(*this, *action, history.steps[i], static_cast<int>(i) < history.done));
    }
    for (int i = 0; i < history.done; ++i) {
        // They are on the stack now, and so again what edits() adds to the earlier ones.
        auto& earlier = m_earlierEdits[static_cast<size_t>(history.steps[static_cast<size_t>(i)].camera)];
        if (!earlier.empty()) earlier.pop_back();
    }
    for (EditCameraCommand* command : commands) m_undoStack.push(command);
    m_undoStack.setIndex(history.done);
}

std::vector<StepToSave> ProjectDocument::stepsToSave() const {
    std::vector<StepToSave> steps;
    for (int i = 0; i < m_undoStack.count(); ++i)
        steps.push_back(static_cast<const EditCameraCommand*>(m_undoStack.command(i))->toSave());
    return steps;
}

bool ProjectDocument::updateMotion(int camera) {
    const size_t index = static_cast<size_t>(camera);
    RobotCorrection correction;
    m_motionProblems[index].clear();
    if (const auto& run = m_cameras[index].run) {
        auto corrected = correctionOf(m_recording->model(), *run);
        if (corrected) {
            correction = std::move(*corrected);
        } else {
            m_motionProblems[index] = QString::fromStdString(corrected.error().message);
        }
    }
    if (correction == m_corrections[index]) return false;
    // Runs without corrections, the rule, share the recorded motion.
    m_motions[index] = correction.none()
                           ? std::shared_ptr<const RobotMotion>(m_recording, &m_recording->motion)
                           : std::make_shared<const RobotMotion>(
                                 correctedMotion(m_recording->model(), m_recording->motion, correction));
    m_corrections[index] = std::move(correction);
    return true;
}

std::optional<Eigen::Vector2d> ProjectDocument::residual(int camera, const Keypoint& keypoint) const {
    const CameraState& state = this->camera(camera);
    if (!state.camFromBase) return {};
    const auto point = motion(camera)->pointInBase(keypoint.frame, keypoint.link, keypoint.pointInLink);
    if (!point) return {};
    const auto predicted = state.intrinsics.camera.project(*state.camFromBase * *point);
    if (!predicted) return {};
    return Eigen::Vector2d(*predicted - keypoint.pixel);
}

QString ProjectDocument::path() const {
    return m_file ? m_file->path() : QString();
}

std::vector<CalibrationEdit> ProjectDocument::edits(int camera) const {
    std::vector<CalibrationEdit> all = m_earlierEdits[static_cast<size_t>(camera)];
    for (int i = 0; i < m_undoStack.index(); ++i) {
        const auto* command = static_cast<const EditCameraCommand*>(m_undoStack.command(i));
        if (command->camera() == camera) all.push_back(command->edit());
    }
    return all;
}

int ProjectDocument::newKeypointId(int camera) {
    return ++m_lastKeypointId[static_cast<size_t>(camera)];
}

Calibration ProjectDocument::calibration(int camera) const {
    const CameraState& state = this->camera(camera);
    Calibration out;
    bool untouched = false;
    bool chosen = false;
    if (state.run) {
        out = *state.run;
        const auto& pose = out.camFromBase ? out.camFromBase : out.camFromBaseGuess;
        const bool samePose = pose && state.camFromBase ? pose->matrix() == state.camFromBase->matrix()
                                                        : !pose && !state.camFromBase;
        chosen = reorderAlternatives(out, state.camFromBase);
        untouched = samePose &&
                    state.intrinsics == Intrinsics{out.camera, out.intrinsicsSource, state.intrinsics.locked};
    }
    out.dataset = m_recording->dataset;
    out.episode = m_recording->episodeIndex;
    out.robot = m_recording->robot->name;
    // An opened calibration may come from another machine; its paths mean nothing here.
    out.inputs = m_recording->provenance;
    out.cameraName = state.name;
    out.camera = state.intrinsics.camera;
    out.intrinsicsSource = state.intrinsics.source;
    out.edits = edits(camera);
    if (!untouched) {
        out.covariance.reset();
        out.quality = {};
        out.framesUsed.clear();
        for (const Keypoint& keypoint : state.keypoints)
            if (keypoint.counts()) out.framesUsed.push_back(keypoint.frame);
        std::sort(out.framesUsed.begin(), out.framesUsed.end());
        out.framesUsed.erase(std::unique(out.framesUsed.begin(), out.framesUsed.end()), out.framesUsed.end());
        double squares = 0;
        int count = 0;
        for (const Keypoint& keypoint : state.keypoints) {
            if (!keypoint.counts()) continue;
            if (const auto difference = residual(camera, keypoint)) {
                squares += difference->squaredNorm();
                ++count;
            }
        }
        if (count > 0) out.quality.trackRmsPx = std::sqrt(squares / count);
        out.status = state.camFromBase ? CalibrationStatus::Review : CalibrationStatus::Failed;
        out.reasons = {!state.camFromBase ? "Not run yet."
                       : chosen ? "The pose was chosen by hand among near-ties and has not been judged yet."
                                : "The pose was set by hand and has not been judged yet."};
    }
    out.camFromBase = state.camFromBase;
    out.camFromBaseGuess.reset();
    switch (state.verdict) {
        case Verdict::Accepted:
            out.status = CalibrationStatus::Ok;
            out.reasons = {};
            out.alternatives.clear();
            break;
        case Verdict::Rejected:
            out.status = CalibrationStatus::Failed;
            out.reasons = {rejectedReason};
            if (!state.verdictReason.empty()) out.reasons.push_back(state.verdictReason);
            break;
        case Verdict::ToFix:
            if (out.status == CalibrationStatus::Ok) out.status = CalibrationStatus::Review;
            out.reasons.insert(out.reasons.begin(), toFixReason);
            if (!state.verdictReason.empty())
                out.reasons.insert(out.reasons.begin() + 1, state.verdictReason);
            break;
        case Verdict::Skipped:
        case Verdict::Deferred:
        case Verdict::None:
            break;
    }
    if (out.status == CalibrationStatus::Failed) {
        out.camFromBaseGuess = out.camFromBase;
        out.camFromBase.reset();
        out.covariance.reset();
    }
    return out;
}

void ProjectDocument::swap(int camera, CameraEdit& values) {
    CameraState& state = m_cameras[static_cast<size_t>(camera)];
    ChangeEvent event{camera, {}, {}};
    if (values.intrinsics) {
        std::swap(*values.intrinsics, state.intrinsics);
        event.properties |= ChangeEvent::Intrinsics;
    }
    if (values.camFromBase) {
        std::swap(*values.camFromBase, state.camFromBase);
        event.properties |= ChangeEvent::Pose;
    }
    if (values.keypoints) {
        std::swap(*values.keypoints, state.keypoints);
        event.properties |= ChangeEvent::Keypoints;
        const std::vector<Keypoint>& old = *values.keypoints;
        auto before = old.begin();
        for (const Keypoint& keypoint : state.keypoints) {
            while (before != old.end() && before->id < keypoint.id) event.keypoints << (before++)->id;
            const bool same = before != old.end() && *before == keypoint;
            if (before != old.end() && before->id == keypoint.id) ++before;
            if (!same) event.keypoints << keypoint.id;
        }
        for (; before != old.end(); ++before) event.keypoints << before->id;
    }
    if (values.masks) {
        std::swap(*values.masks, state.masks);
        event.properties |= ChangeEvent::Masks;
    }
    if (values.verdict) {
        std::swap(*values.verdict, state.verdict);
        event.properties |= ChangeEvent::Verdict;
    }
    if (values.verdictReason) {
        std::swap(*values.verdictReason, state.verdictReason);
        event.properties |= ChangeEvent::Verdict;
    }
    if (values.run) {
        std::swap(*values.run, state.run);
        event.properties |= ChangeEvent::Run;
        if (updateMotion(camera)) event.properties |= ChangeEvent::Motion;
    }
    m_unsaved.insert(camera);
    Q_EMIT changed(event);
}

void ProjectDocument::handOver() {
    if (!m_file || m_unsaved.isEmpty()) return;
    ProjectWrite write;
    for (const int camera : m_unsaved) {
        const size_t index = static_cast<size_t>(camera);
        write.cameras.push_back({m_cameras[index], edits(camera), m_lastKeypointId[index]});
    }
    write.steps = stepsToSave();
    write.done = m_undoStack.index();
    const auto before = std::exchange(m_handedOver, {write.steps.empty() ? 0 : write.steps.back().serial,
                                                     m_undoStack.count(), m_undoStack.index()});
    // A drag that goes on is one step, of which the end counts.
    const bool sameStep = before.step == m_handedOver.step && before.count == m_handedOver.count &&
                          before.done == m_handedOver.done;
    // More than one step may wait only where the disk does not answer. One that refuses does answer.
    if (!sameStep && !m_slow) {
        static_cast<void>(m_file->wait(stepWait));
        m_slow = m_file->isBusy();
        if (m_slow) Q_EMIT saveFailed(slowSentence());
    }
    m_file->write(std::move(write));
    m_unsaved.clear();
}

void ProjectDocument::hear() {
    while (m_file) {
        const auto outcome = m_file->takeOutcome();
        if (!outcome) return;
        m_slow = false;
        if (*outcome) {
            m_idle.start();
            Q_EMIT saved();
        } else {
            Q_EMIT saveFailed(QString::fromStdString(outcome->error().message));
        }
    }
}

QString ProjectDocument::slowSentence() const {
    return tr("The project file %1 does not answer: the last changes are not saved yet.").arg(path());
}

bool ProjectDocument::save() {
    if (!hasUnsaved()) {
        hear();
        return true;
    }
    handOver();
    m_file->retry();
    const bool written = m_file->wait(saveWait);
    const bool silent = m_file->isBusy();
    hear();
    if (silent) Q_EMIT saveFailed(slowSentence());
    return written;
}

bool isObjectedTo(const Calibration& calibration) {
    return std::ranges::any_of(calibration.reasons, [](const auto& reason) {
        return reason == rejectedReason || reason == toFixReason;
    });
}

}  // namespace camframe
