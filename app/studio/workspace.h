// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>
#include <functional>
#include <map>
#include <memory>

#include "app/review/review_import.h"
#include "app/studio/calibration_job.h"
#include "app/studio/job_runner.h"
#include "app/studio/point_pose_solver.h"
#include "app/studio/project_opening.h"
#include "app/studio/recording_loader.h"
#include "app/studio/render_overlay_source.h"
#include "app/studio/render_still_source.h"
#include "app/studio/retirement.h"
#include "model/core/io/input_files.h"
#include "model/qt/project_document.h"
#include "views/editing/editor.h"
#include "views/overlay/frame_presenter.h"
#include "views/widgets/frame_scores.h"

namespace camframe {

/// What the command line or the open dialog asks for.
struct StudioRequest {
    SessionRequest session;
    int episode = 0;
    QString project;      ///< Empty: the default place for this recording.
    QString calibration;  ///< calibration.json or a bare 4x4 to start from; empty: none.
    QString masks;        ///< Folder of robot masks, as --masks of calibrate; empty: none.
    QString camera;       ///< Empty: the first.
    /// Calibrations that may be wanted as soon as the recording is on show: read together with its project.
    QStringList expected;
    /// The embedded demo instead of session.dataset: generated where it is not there yet, then calibrated.
    bool demo = false;
    /// The user agreed to lose what cannot be saved of the recording that is open.
    bool dropUnsaved = false;
};

/// A file that --calibration takes: a calibration.json or, where it is none, a bare pose.
struct GivenCalibration {
    Result<Calibration> calibration;
    Result<InitialPose> pose;
};
/// Not for the GUI thread.
GivenCalibration readGivenCalibration(const QString& path);

/// What is open and what can be done with it, without any widget: connects recording, document, renderer,
/// solver and jobs.
class Workspace : public QObject {
    Q_OBJECT

public:
    /// All must outlive the workspace.
    Workspace(Editor& editor, FramePresenter& presenter, JobModel& jobs, QObject* parent = nullptr);
    ~Workspace() override;

    /// Loads recording and project on worker threads; the old recording stays until the new one is there. Of
    /// what was prepared only the project is left to read. The last call counts.
    void open(const StudioRequest& request);
    /// What is open is to stay: an open() that is still reading comes to nothing.
    void stay();
    /// An episode that may be wanted next, and its project file.
    struct Upcoming {
        int episode = 0;
        QString project;
    };
    /// Loads episodes of the dataset on show, and their first pictures, and makes project files that are not
    /// there yet, so that open() finds them ready. What was prepared before and is not among them is dropped.
    void prepare(const QList<Upcoming>& episodes);
    /// The episode is ready to be shown.
    bool isPrepared(int episode) const { return m_prepared.contains(episode); }
    /// Small pictures of what is open; null when nothing is.
    StillSource* stills() const { return m_stills.get(); }
    /// What is open, for jobs; null when nothing is.
    const std::shared_ptr<OpenedRecording>& recording() const { return m_opened; }
    JobRunner& runner() { return m_runner; }
    ProjectDocument* document() const { return m_document.get(); }
    std::shared_ptr<const RobotGeometry> geometry() const {
        return m_opened ? m_opened->geometry() : nullptr;
    }

    /// Starts a calibration of the current camera; its result becomes an undoable step.
    /// @param refine  What to solve for besides the pose.
    void calibrate(CalibrationStart start, const RefineSet& refine = {});
    /// Compares the drawn robot with every frame, in a job; scored() brings the result.
    void scoreFrames();
    /// Finds the robot in the current frame by its colours, in a job; its mask is one undoable step.
    void segment();
    /// @param reason  In the person's words; may be empty.
    void setVerdict(Verdict verdict, const QString& reason = {});
    /// Takes the calibration of a file for the current camera, as an undoable step: at once where it was
    /// expected and has not been taken or forgotten since, else when another thread has read it.
    void openCalibration(const QString& path);
    /// The file of an expected calibration may be another one now: what was read of it beforehand counts only
    /// if it is the one that is meant.
    using IsMeant = std::function<bool(const Calibration&)>;
    void checkExpected(const QString& path, const IsMeant& isMeant);
    /// Writes the calibration of the current camera as it stands, on another thread; notice() says when.
    void exportCalibration(const QString& path);
    /// Writes the camera-frame action file of the episode, with all cameras as they stand, below a folder.
    void exportActions(const QString& folder);
    /// Closes the project that was on show before, which otherwise keeps its lock for a moment, and waits for
    /// the last changes of the one on show: for what reads the projects of a list from now on.
    void settle();
    QString suggestedCalibrationName() const;
    /// Makes a review file, or brings it up to date; `done` when it is there.
    void importReview(const QString& path, const ReviewSource& source, std::function<void()> done);

Q_SIGNALS:
    /// How the frames of a camera fit.
    void scored(std::shared_ptr<const camframe::FrameScores> scores);
    void opened();
    /// stills() is another one, or null while one recording makes place for another: the old one is gone.
    void stillsChanged();
    /// What open() was asked for could not be shown; problem() says why.
    void notOpened();
    void prepared(int episode);
    /// Something did not work; a sentence for the banner.
    void problem(const QString& sentence);
    /// Something worked; a sentence for the banner.
    void notice(const QString& sentence);

private:
    /// A recording with loaders that decode its first pictures.
    struct Prepared {
        std::shared_ptr<OpenedRecording> opened;
        std::vector<std::unique_ptr<FrameLoader>> loaders;
    };

    /// What else showing a recording needs.
    struct Brought {
        std::map<QString, GivenCalibration> expected;
        Result<OpenedProject> project;
    };

    static Prepared prepare(const std::shared_ptr<OpenedRecording>& opened);
    /// Opens the project of a recording, and shows both.
    void bring(Prepared prepared, const StudioRequest& request);
    bool show(Prepared prepared, Brought brought, const StudioRequest& request);
    void closeLeft();
    void takeCalibration(int camera, const QString& path, const GivenCalibration& given);
    /// Nobody looks at what is open any more: its workers end elsewhere, its project closes a moment later.
    void leave();
    void prepareNext();

    Editor& m_editor;
    FramePresenter& m_presenter;
    JobRunner m_runner;
    Retirement m_retirement;
    std::map<int, Prepared> m_prepared;  ///< By episode of m_opened's dataset.
    QList<Upcoming> m_wanted;            ///< To be prepared.
    bool m_preparing = false;
    std::map<QString, GivenCalibration> m_expected;
    std::map<QString, IsMeant> m_checks;  ///< Since m_bringing.
    int m_reading = -1;                   ///< The job that reads the recording to be opened.
    bool m_bringing = false;
    bool m_staying = false;  ///< What is being brought is not wanted any more.
    std::shared_ptr<std::pair<Prepared, StudioRequest>> m_next;  ///< To be brought after it, instead of it.
    QThreadPool m_prepareThread;
    QThreadPool m_projectThread;
    PointPoseSolver m_solver;
    std::shared_ptr<OpenedRecording> m_opened;
    std::unique_ptr<ProjectDocument> m_document;
    std::unique_ptr<ProjectDocument> m_left;  ///< The one before, until the new one has had time to appear.
    QTimer m_closing;
    std::shared_ptr<MaskShelf> m_masks;
    std::unique_ptr<RenderOverlaySource> m_overlay;
    std::unique_ptr<RenderStillSource> m_stills;
};

}  // namespace camframe
