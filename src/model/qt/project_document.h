// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QSet>
#include <QString>
#include <QTimer>
#include <QUndoStack>
#include <memory>
#include <vector>

#include "model/qt/change_event.h"
#include "model/qt/project_store.h"
#include "model/qt/recording.h"

namespace camframe {

/// The one thing that windows show and edit: a recording, the state of its cameras, and their history.
///
/// Owns the data, the undo stack and the only change signal. Views read through the const interface and
/// change through commands (undo/edit_camera_command.h). After every change of the stack the affected
/// cameras are saved in one transaction of the project file. Lives on the GUI thread.
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

    /// Tries once more to write what an earlier failure left unsaved.
    ~ProjectDocument() override;

    /// Writes what is not in the project file yet, as after every change. Says why with saveFailed().
    /// @return  False when something is still unsaved.
    bool save();
    bool hasUnsaved() const { return m_store && !m_unsaved.isEmpty(); }

    const Recording& recording() const { return *m_recording; }
    std::shared_ptr<const Recording> sharedRecording() const { return m_recording; }
    const std::vector<CameraState>& cameras() const { return m_cameras; }
    const CameraState& camera(int index) const { return m_cameras[static_cast<size_t>(index)]; }
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
    /// Review; accepted is Ok; rejected is Failed with the pose as a guess.
    Calibration calibration(int camera) const;

signals:
    void changed(const camframe::ChangeEvent& event);
    /// edits() changed for some camera.
    void editsChanged();
    /// Saving failed; the sentence says why. The next change tries again.
    void saveFailed(const QString& message);
    void saved();

private:
    friend class EditCameraCommand;
    /// Swaps the present members of `values` with the state; used by commands only.
    void swap(int camera, CameraEdit& values);

    std::shared_ptr<const Recording> m_recording;
    std::vector<CameraState> m_cameras;
    std::vector<std::vector<CalibrationEdit>> m_earlierEdits;  ///< Per camera, from the project file.
    std::vector<int> m_lastKeypointId;                         ///< Per camera.
    QSet<int> m_unsaved;                                       ///< Cameras whose state must be written.
    std::unique_ptr<ProjectStore> m_store;
    QTimer m_idle;  ///< Runs out when nothing has been saved for a while.
    QUndoStack m_undoStack;
    int m_gesture = 0;
};

}  // namespace camframe
