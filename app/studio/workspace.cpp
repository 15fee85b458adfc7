// SPDX-License-Identifier: Apache-2.0
#include "app/studio/workspace.h"

#include <QDir>
#include <QtConcurrent/QtConcurrentRun>
#include <algorithm>

#include "app/studio/demo_recording.h"
#include "app/studio/score_job.h"
#include "app/studio/segment_job.h"
#include "model/qt/project_rescue.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {
constexpr int fewMasks = 6;     ///< Below, a person is told what that means.
constexpr int closingMs = 300;  ///< Until the project that was left is closed.
}  // namespace

Workspace::Workspace(Editor& editor, FramePresenter& presenter, JobModel& jobs, QObject* parent)
    : QObject(parent), m_editor(editor), m_presenter(presenter), m_runner(jobs) {
    connect(&m_runner, &JobRunner::failed, this, &Workspace::problem);
    connect(&m_runner, &JobRunner::ended, this, [this](int id) {
        if (id != m_reading) return;
        m_reading = -1;
        Q_EMIT notOpened();
    });
    m_prepareThread.setMaxThreadCount(1);
    m_projectThread.setMaxThreadCount(1);
    m_closing.setSingleShot(true);
    m_closing.setInterval(closingMs);
    connect(&m_closing, &QTimer::timeout, this, &Workspace::closeLeft);
}

Workspace::~Workspace() {
    m_prepareThread.waitForDone();
    m_projectThread.waitForDone();
    m_presenter.setSources({}, nullptr);
    m_editor.setDocument(nullptr, nullptr);
}

Workspace::Prepared Workspace::prepare(const std::shared_ptr<OpenedRecording>& opened) {
    Prepared prepared{opened, OpenedRecording::makeLoaders(opened)};
    for (const auto& loader : prepared.loaders) {
        loader->setReach(0);
        loader->setCurrent(0);
    }
    return prepared;
}

void Workspace::prepare(const QList<Upcoming>& episodes) {
    m_wanted = episodes;
    const auto wanted = [&episodes](int episode) {
        return std::ranges::find(episodes, episode, &Upcoming::episode) != episodes.end();
    };
    for (auto entry = m_prepared.begin(); entry != m_prepared.end();) {
        if (wanted(entry->first)) {
            ++entry;
            continue;
        }
        for (auto& loader : entry->second.loaders) m_retirement.take(std::move(loader));
        entry = m_prepared.erase(entry);
    }
    prepareNext();
}

void Workspace::prepareNext() {
    if (m_preparing || !m_opened) return;
    const auto next = std::ranges::find_if(m_wanted, [this](const Upcoming& one) {
        return !m_prepared.contains(one.episode) && one.episode != m_opened->recording()->episodeIndex;
    });
    if (next == m_wanted.end()) return;
    const int episode = next->episode;
    m_preparing = true;
    QtConcurrent::run(&m_prepareThread, [opened = m_opened, one = *next] {
        auto sibling = withoutExceptions([&] { return opened->sibling(one.episode); });
        // A new file waits for the disk five times. What is wrong with it is said when a person gets there.
        if (sibling && !one.project.isEmpty() && !projectExists(one.project))
            static_cast<void>(ProjectStore::open(one.project, *(*sibling)->recording()));
        return sibling;
    }).then(this, [this, episode, of = m_opened](const Result<std::shared_ptr<OpenedRecording>>& opened) {
        m_preparing = false;
        // An episode that cannot be read is said when a person gets there.
        const bool wanted =
            m_wanted.removeIf([episode](const Upcoming& one) { return one.episode == episode; }) > 0;
        if (opened && wanted && m_opened && sameSession(of->request(), m_opened->request())) {
            m_prepared[episode] = prepare(*opened);
            Q_EMIT prepared(episode);
        }
        prepareNext();
    });
}

void Workspace::open(const StudioRequest& request) {
    stay();  // until this one is read: of two that are on their way, the last counts
    const bool sibling = !request.demo && m_opened && sameSession(request.session, m_opened->request());
    if (const auto ready = m_prepared.find(request.episode); sibling && ready != m_prepared.end()) {
        Prepared prepared = std::move(ready->second);
        m_prepared.erase(ready);
        bring(std::move(prepared), request);
        return;
    }
    const QString name = request.demo
                             ? tr("the demo")
                             : QDir(QString::fromStdString(request.session.dataset.string())).dirName();
    // What is read for nothing by the time it is there must not take the place of what a person works on.
    const auto job = std::make_shared<int>(-1);
    *job = m_runner.start<std::shared_ptr<OpenedRecording>>(
        tr("Open %1").arg(name),
        [request, of = sibling ? m_opened : nullptr](
            const RunContext& context) -> Result<std::shared_ptr<OpenedRecording>> {
            SessionRequest session = request.session;
            if (request.demo) {
                const auto demo = prepareDemoRecording(context);
                if (!demo) return tl::unexpected(demo.error());
                session.dataset = *demo;
                session.robot = "demo";
            }
            context.report(0.9, "reading the recording and the robot");
            return of ? of->sibling(request.episode) : OpenedRecording::open(session, request.episode);
        },
        this,
        [this, request, job](const std::shared_ptr<OpenedRecording>& recording) {
            if (*job != m_reading) return tr("Something else was opened meanwhile.");
            m_reading = -1;
            bring(prepare(recording), request);
            return tr("The recording was read.");
        });
    m_reading = *job;
}

void Workspace::bring(Prepared prepared, const StudioRequest& request) {
    if (m_bringing) {
        m_next = std::make_shared<std::pair<Prepared, StudioRequest>>(std::move(prepared), request);
        return;
    }
    if (m_document && !m_document->save() && !request.dropUnsaved) {
        Q_EMIT notOpened();
        return;
    }
    const auto recording = prepared.opened->recording();
    const QString path = request.project.isEmpty() ? defaultProjectPath(*recording) : request.project;
    if (m_document && isOpenAs(*m_document, path)) {
        // The same project again: release its lock first.
        m_presenter.setSources({}, nullptr);
        m_editor.setDocument(nullptr, nullptr);
        m_document.reset();
    }
    if (m_left && isOpenAs(*m_left, path)) m_left.reset();
    QStringList expected = request.expected;
    if (!request.calibration.isEmpty()) expected << request.calibration;
    m_checks.clear();
    m_bringing = true;
    m_staying = false;
    // After prepare(), which may be making the same file just now.
    auto opening = QtConcurrent::run(&m_prepareThread, [recording, path, expected] {
        Brought brought{{}, withoutExceptions([&] { return openProject(*recording, path); })};
        for (const QString& file : expected) brought.expected.emplace(file, readGivenCalibration(file));
        return std::make_shared<Brought>(std::move(brought));
    });
    opening.then(this, [this, request, prepared = std::make_shared<Prepared>(std::move(prepared))](
                           const std::shared_ptr<Brought>& brought) {
        m_bringing = false;
        // Maybe the same file is wanted once more: what is not shown is closed before.
        if (m_next || m_staying) brought->project = tl::unexpected(Error{});
        if (m_next) {
            const auto next = std::exchange(m_next, nullptr);
            bring(std::move(next->first), next->second);
        } else if (!m_staying && !show(std::move(*prepared), std::move(*brought), request)) {
            brought->project = tl::unexpected(Error{});
            Q_EMIT notOpened();
        }
    });
}

bool Workspace::show(Prepared prepared, Brought brought, const StudioRequest& request) {
    Result<OpenedProject>& project = brought.project;
    const std::shared_ptr<OpenedRecording>& opened = prepared.opened;
    const Recording& recording = *opened->recording();
    // Edits go on while the other project is read.
    if (m_document && !m_document->save() && !request.dropUnsaved) return false;
    if (!project) {
        Q_EMIT problem(QString::fromStdString(project.error().message));
        return false;
    }
    int camera = 0;
    if (!request.camera.isEmpty()) {
        const auto found = findCamera(recording.episode, request.camera.toStdString());
        if (!found) {
            Q_EMIT problem(QString::fromStdString(found.error().message));
            return false;
        }
        camera = static_cast<int>(*found - recording.episode.cameras.data());
    }
    leave();
    m_masks = std::make_shared<MaskShelf>(opened->recording(), request.masks.toStdString(),
                                          opened->episodeCount() > 1);
    auto overlay = std::make_unique<RenderOverlaySource>(opened->geometry(), m_masks);
    m_solver.setRobot(opened->recording()->robot, opened->geometry());
    auto document = ProjectDocument::of(opened->recording(), std::move(project->contents));
    m_editor.setDocument(document.get(), &m_solver);
    m_left = std::exchange(m_document, std::move(document));
    m_closing.start();
    m_opened = opened;
    for (const auto& loader : prepared.loaders) loader->setReach(1 << 20);
    m_presenter.setSources(std::move(prepared.loaders), overlay.get());
    m_overlay = std::move(overlay);
    m_stills = std::make_unique<RenderStillSource>(opened);
    connect(m_document.get(), &ProjectDocument::saveFailed, this, &Workspace::problem);
    m_editor.setCamera(camera);
    m_expected = std::move(brought.expected);
    for (const auto& [path, isMeant] : m_checks) checkExpected(path, isMeant);
    Q_EMIT stillsChanged();
    Q_EMIT this->opened();
    if (!project->notice.isEmpty()) Q_EMIT notice(project->notice);
    if (!request.calibration.isEmpty()) openCalibration(request.calibration);
    if (request.demo && !m_editor.state().camFromBase) calibrate(CalibrationStart::Automatic);
    return true;
}

void Workspace::stay() {
    if (m_reading >= 0) m_runner.stop(std::exchange(m_reading, -1));
    m_next.reset();
    m_staying = true;
}

void Workspace::settle() {
    if (m_bringing) {
        // It holds the lock of a project, which nobody could say is on show.
        m_prepareThread.waitForDone();
        QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
    }
    closeLeft();
    if (m_document) m_document->save();
}

void Workspace::closeLeft() {
    m_closing.stop();
    if (!m_left) return;
    m_left.reset();
    m_retirement.handBack();
}

void Workspace::leave() {
    for (auto& loader : m_presenter.setSources({}, nullptr)) m_retirement.take(std::move(loader));
    m_retirement.take(std::move(m_overlay));
    // Nobody may ask it for pictures of the new recording.
    auto stills = std::move(m_stills);
    Q_EMIT stillsChanged();
    m_retirement.take(std::move(stills));
}

void Workspace::calibrate(CalibrationStart start, const RefineSet& refine) {
    if (!m_document) return;
    const int camera = m_editor.camera();
    const QString name = QString::fromStdString(m_editor.state().name);
    if (start == CalibrationStart::CurrentPose && !m_editor.state().camFromBase) {
        Q_EMIT problem(tr("There is no pose to refine yet: calibrate, or place four keypoints."));
        return;
    }
    CalibrationTask task{m_opened, camera, m_editor.state(), start, refine, 0, m_masks};
    const auto drawn = std::ranges::count_if(task.state.masks,
                                             [](const auto& entry) { return !entry.second->robot.empty(); });
    if (drawn > 0 && !m_masks->hasFolder() && drawn < fewMasks) {
        Q_EMIT notice(
            tr("Masks are drawn in %n frame(s), and only those take part: more of them, with the arm in "
               "other places, make the camera surer.",
               nullptr, static_cast<int>(drawn)));
    }
    m_runner.start<CalibrationOutcome>(
        start == CalibrationStart::CurrentPose ? tr("Refine %1").arg(name) : tr("Calibrate %1").arg(name),
        [task](const RunContext& context) { return runCalibrationTask(task, context); }, m_document.get(),
        [this, camera, shelf = m_masks, document = m_document.get()](const CalibrationOutcome& outcome) {
            const Calibration& calibration = outcome.calibration;
            shelf->setMade(camera, outcome.masks);
            pushRun(*document, camera, EditAction::Calibrate, calibration);
            switch (calibration.status) {
                case CalibrationStatus::Ok:
                    return tr("Done: ok.");
                case CalibrationStatus::Review:
                    return tr("Done: please review.");
                case CalibrationStatus::Failed:
                    Q_EMIT notice(
                        tr("The calibration did not find a pose it trusts; the issues say what to do."));
                    return tr("Done: no trustworthy pose.");
            }
            return QString();
        });
}

void Workspace::scoreFrames() {
    if (!m_document) return;
    const int camera = m_editor.camera();
    if (!m_editor.state().camFromBase) {
        Q_EMIT problem(tr("There is no pose to compare the frames with yet."));
        return;
    }
    const ScoreTask task{m_opened, camera, m_editor.state(), m_document->motion(camera), m_masks};
    m_runner.start<FrameScores>(
        tr("Score the frames of %1").arg(QString::fromStdString(m_editor.state().name)),
        [task](const RunContext& context) { return runScoreTask(task, context); }, m_document.get(),
        [this](const FrameScores& scores) {
            Q_EMIT scored(std::make_shared<const FrameScores>(scores));
            return tr("Done.");
        });
}

void Workspace::segment() {
    if (!m_document) return;
    const int frame = m_editor.frame();
    const int camera = m_editor.camera();
    if (!m_editor.state().camFromBase || !m_editor.motion().valid(frame)) {
        Q_EMIT problem(
            tr("The robot is not drawn in this frame, so there is nothing to find its colours by."));
        return;
    }
    const SegmentTask task{m_opened, camera, frame, m_editor.state(), m_document->motion(camera)};
    m_runner.start<ImageU8>(
        tr("Find the robot in frame %1").arg(frame),
        [task](const RunContext& context) { return runSegmentTask(task, context); }, m_document.get(),
        [camera, frame, document = m_document.get()](ImageU8 robot) {
            FrameMask mask;
            const FrameMasks& masks = document->camera(camera).masks;
            if (const auto old = masks.find(frame); old != masks.end()) mask = *old->second;
            mask.robot = std::move(robot);
            pushMask(*document, camera, EditAction::SegmentMask, frame,
                     std::make_shared<const FrameMask>(std::move(mask)));
            return tr("Done.");
        });
}

void Workspace::setVerdict(Verdict verdict, const QString& reason) {
    if (!m_document) return;
    if (verdict == Verdict::Accepted && !m_editor.state().camFromBase) {
        Q_EMIT problem(tr("There is no pose to accept yet."));
        return;
    }
    pushVerdict(*m_document, m_editor.camera(), verdict, reason.toStdString());
}

}  // namespace camframe
