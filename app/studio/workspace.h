// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <memory>

#include "app/studio/calibration_job.h"
#include "app/studio/job_runner.h"
#include "app/studio/point_pose_solver.h"
#include "app/studio/recording_loader.h"
#include "app/studio/render_overlay_source.h"
#include "app/studio/render_still_source.h"
#include "model/qt/project_document.h"
#include "views/editing/editor.h"
#include "views/overlay/frame_presenter.h"

namespace camframe {

/// What the command line or the open dialog asks for.
struct StudioRequest {
    SessionRequest session;
    int episode = 0;
    QString project;      ///< Empty: the default place for this recording.
    QString calibration;  ///< calibration.json or a bare 4x4 to start from; empty: none.
    QString camera;       ///< Empty: the first.
    /// The embedded demo instead of session.dataset: generated where it is not there yet, then calibrated.
    bool demo = false;
    /// The user agreed to lose what cannot be saved of the recording that is open.
    bool dropUnsaved = false;
};

/// What is open and what can be done with it, without any widget: connects recording, document, renderer,
/// solver and jobs.
class Workspace : public QObject {
    Q_OBJECT

public:
    /// All must outlive the workspace.
    Workspace(Editor& editor, FramePresenter& presenter, JobModel& jobs, QObject* parent = nullptr);
    ~Workspace() override;

    /// Loads on a worker thread; the old recording stays until the new one is there.
    void open(const StudioRequest& request);
    /// Small pictures of what is open; null when nothing is. Changes with opened().
    StillSource* stills() const { return m_stills.get(); }
    ProjectDocument* document() const { return m_document.get(); }
    std::shared_ptr<const RobotGeometry> geometry() const {
        return m_opened ? m_opened->geometry() : nullptr;
    }

    /// Starts a calibration of the current camera; its result becomes an undoable step.
    void calibrate(CalibrationStart start);
    void setVerdict(Verdict verdict);
    /// Takes the calibration of a file for the current camera, as an undoable step.
    void openCalibration(const QString& path);
    /// Writes the calibration of the current camera as it stands.
    void exportCalibration(const QString& path);
    /// Writes the camera-frame action file of the episode, with all cameras as they stand, below a folder.
    void exportActions(const QString& folder);
    QString suggestedCalibrationName() const;

signals:
    void opened();
    /// Something did not work; a sentence for the banner.
    void problem(const QString& sentence);
    /// Something worked; a sentence for the banner.
    void notice(const QString& sentence);

private:
    bool show(const std::shared_ptr<OpenedRecording>& opened, const StudioRequest& request);

    Editor& m_editor;
    FramePresenter& m_presenter;
    JobRunner m_runner;
    PointPoseSolver m_solver;
    std::shared_ptr<OpenedRecording> m_opened;
    std::unique_ptr<ProjectDocument> m_document;
    std::unique_ptr<RenderOverlaySource> m_overlay;
    std::unique_ptr<RenderStillSource> m_stills;
};

}  // namespace camframe
