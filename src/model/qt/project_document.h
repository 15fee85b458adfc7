// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QSet>
#include <QString>
#include <QTimer>
#include <QUndoStack>
#include <memory>
#include <vector>

#include "model/core/robot_correction.h"
#include "model/qt/change_event.h"
#include "model/qt/project_file.h"
#include "model/qt/recording.h"

namespace camframe {

/// The one thing that windows show and edit: a recording, the state of its cameras, and their history.
///
/// Owns the data, the undo stack and the only change signal. Views read through the const interface and
/// change through commands (undo/edit_camera_command.h). After every change of the stack the affected
/// cameras and the stack itself go to the thread of the project file, which saves them in one transaction:
/// undo and redo go on after a restart, or a crash. A step is handed over when the one before it is saved, so
/// that a crash costs one step at most; only a disk that does not answer within a second is not waited for,
/// and that is said. Lives on the GUI thread.
class ProjectDocument : public QObject {
    Q_OBJECT

public:
    /// A document without a file, for tests and previews.
    explicit ProjectDocument(std::shared_ptr<const Recording> recording, QObject* parent = nullptr);

    /// Opens the project file, or creates it. States saved in it replace the recording's own.
    /// Fails, leaving the file untouched, when it is damaged, newer than this program, open in another
    /// window, or belongs to another recording.
    static Result<std::unique_ptr<ProjectDocument>> open(std::shared_ptr<const Recording> recording,
                                                         const QString& projectPath);
    /// The document of a file that was opened, on whatever thread.
    static std::unique_ptr<ProjectDocument> of(std::shared_ptr<const Recording> recording,
                                               ProjectFile::Contents contents);

    /// Waits for the last changes, and tries once more to write what an earlier failure left unsaved.
    ~ProjectDocument() override;

    /// Waits, at most some seconds, until all changes are in the project file; what could not be written is
    /// tried again. Says why not with saveFailed().
    /// @return  False when something is still unsaved.
    bool save();
    bool hasUnsaved() const { return m_file && (!m_unsaved.isEmpty() || !m_file->isWritten()); }
    /// Null without one.
    ProjectFile* file() { return m_file.get(); }

    const Recording& recording() const { return *m_recording; }
    std::shared_ptr<const Recording> sharedRecording() const { return m_recording; }
    const std::vector<CameraState>& cameras() const { return m_cameras; }
    const CameraState& camera(int index) const { return m_cameras[static_cast<size_t>(index)]; }
    /// The robot as a camera's pictures show it: the recorded motion with the corrections (time lag, joint
    /// offsets, bases of further arms) of the camera's last run. Drawing, picking, residuals, solving, the 3D
    /// scene and the timeline all use this one. Never null; immutable, so that other threads may keep it.
    const std::shared_ptr<const RobotMotion>& motion(int camera) const {
        return m_motions[static_cast<size_t>(camera)];
    }
    /// Why the corrections of the camera's last run cannot be applied to this robot; empty when they are.
    const QString& motionProblem(int camera) const { return m_motionProblems[static_cast<size_t>(camera)]; }
    /// Predicted minus observed pixel of a keypoint under the camera's pose and motion; nothing without a
    /// pose, without joints, or behind the camera.
    std::optional<Eigen::Vector2d> residual(int camera, const Keypoint& keypoint) const;

    /// Path of the project file; empty without one.
    QString path() const;

    QUndoStack& undoStack() { return m_undoStack; }
    const QUndoStack& undoStack() const { return m_undoStack; }

    /// Edits in effect, oldest first: those of earlier sessions, then the done commands of this one.
    std::vector<CalibrationEdit> edits(int camera) const;

    /// An id for a new keypoint.
    int newKeypointId(int camera);

    /// A number that marks the commands of one gesture (a drag, a held key), so that they merge.
    int newGesture() { return ++m_gesture; }

    /// The calibration as it would be exported now: the last run with pose, intrinsics and verdict as they
    /// stand. Figures that described another pose are left out; an edited pose that nobody accepted is
    /// Review; accepted is Ok; to be mended is at most Review; rejected is Failed with the pose as a guess.
    /// Near-ties stay listed, without the
    /// pose on show, until a person accepts it: that settles them.
    Calibration calibration(int camera) const;

Q_SIGNALS:
    void changed(const camframe::ChangeEvent& event);
    /// edits() changed for some camera.
    void editsChanged();
    /// Saving failed, or takes long; the sentence says why. The next change tries again.
    void saveFailed(const QString& message);
    /// A step is in the project file.
    void saved();

private:
    friend class EditCameraCommand;
    /// Swaps the present members of `values` with the state; used by commands only.
    void swap(int camera, CameraEdit& values);
    /// The undo stack as the earlier session left it.
    void restoreHistory(const SavedHistory& history);
    std::vector<StepToSave> stepsToSave() const;
    /// Gives what is unsaved to the file's thread.
    void handOver();
    /// Tells what became of it.
    void hear();
    QString slowSentence() const;
    /// Makes motion(camera) from the camera's run. @return False when it was so already.
    bool updateMotion(int camera);

    std::shared_ptr<const Recording> m_recording;
    std::vector<CameraState> m_cameras;
    std::vector<RobotCorrection> m_corrections;  ///< Per camera: what m_motions were made with.
    std::vector<std::shared_ptr<const RobotMotion>> m_motions;
    std::vector<QString> m_motionProblems;
    std::vector<std::vector<CalibrationEdit>> m_earlierEdits;  ///< Per camera, from the project file.
    std::vector<int> m_lastKeypointId;                         ///< Per camera.
    QSet<int> m_unsaved;                                       ///< Cameras whose state must be handed over.
    std::unique_ptr<ProjectFile> m_file;
    bool m_slow = false;  ///< The file's thread did not answer in time, and has not since.
    struct {
        quint64 step = 0;
        int count = 0, done = 0;
    } m_handedOver;  ///< The top of the stack when it was handed over last.
    QTimer m_idle;   ///< Runs out when nothing has been saved for a while.
    QUndoStack m_undoStack;
    int m_gesture = 0;
};

/// ProjectDocument::calibration() of a pose that a person rejected or marked to be mended.
bool isObjectedTo(const Calibration& calibration);

}  // namespace camframe
