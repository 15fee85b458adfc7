// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>
#include <QDateTime>
#include <QUndoCommand>
#include <memory>

#include "model/qt/project_document.h"

namespace camframe {

/// What a person did; also the `action` of the provenance written with a calibration.
enum class EditAction {
    DragCamera,
    NudgeCamera,
    EnterPose,
    AddKeypoint,
    MoveKeypoint,
    RemoveKeypoint,
    HideKeypoint,
    ShowKeypoint,
    ConfirmKeypoint,
    CarryKeypoint,
    FreeMark,
    FixMark,
    SolvePose,
    ChooseAlternative,
    EnterIntrinsics,
    LockIntrinsics,
    UnlockIntrinsics,
    PaintMask,
    EraseMask,
    SegmentMask,
    StartMask,
    ClearMask,
    IgnoreRegion,
    CarryMask,
    Accept,
    Reject,
    SendToFix,
    Skip,
    Defer,
    ClearVerdict,
    Calibrate,
    OpenCalibration,
    RestorePose,
};

/// Stable identifier for files, e.g. "move_keypoint".
std::string_view identifier(EditAction action);
std::optional<EditAction> editAction(std::string_view identifier);
/// In the language of the user, e.g. "Move keypoint". Unknown identifiers come back as they are.
QString displayName(std::string_view actionIdentifier);

/// One undoable change of one camera. Undo and redo are the same swap of values.
///
/// Commands with the same gesture number (not 0) on the same camera merge into one step, keeping the values
/// from before the gesture; a gesture that ends where it began disappears from the stack. A change of pose
/// or intrinsics also withdraws a verdict, which was about the old pose.
class EditCameraCommand : public QUndoCommand {
public:
    EditCameraCommand(ProjectDocument& document, int camera, EditAction action, CameraEdit values,
                      int gesture = 0);
    /// A step of an earlier session, for the undo stack of this one: the document is already as the step left
    /// it (`done`), or as it was before. The stack's own call of redo() on push() then changes nothing, nor
    /// does that of undo() with which a step that is not done gets to its place.
    EditCameraCommand(ProjectDocument& document, EditAction action, const SavedStep& step, bool done);

    void undo() override;
    void redo() override;
    int id() const override { return m_gesture == 0 ? -1 : m_gesture; }
    bool mergeWith(const QUndoCommand* other) override;

    int camera() const { return m_camera; }
    /// For the project file, on whatever thread.
    StepToSave toSave() const;
    /// Provenance: action, what it did in figures, when (UTC).
    CalibrationEdit edit() const;

private:
    /// Pose and intrinsics are what they were before.
    static bool samePlace(const CameraEdit& before, const CameraEdit& after);
    bool changesNothing() const;
    std::string detail() const;

    ProjectDocument& m_document;
    int m_camera;
    EditAction m_action;
    CameraEdit m_values;  ///< The other side of the swap: new values before redo, old ones after.
    /// Old values, kept for merging, for the provenance and for the file, and new ones.
    std::shared_ptr<const CameraEdit> m_before, m_after;
    int m_gesture;
    QDateTime m_time;
    bool m_withdrawsVerdict = false;
    quint64 m_serial;
    int m_revision = 0;  ///< Merges so far.
    int m_callsToSkip = 0;
};

// The changes that views make. Each pushes one command.

/// Does a step, unless it changes nothing: then what was undone stays to be redone.
/// @param gesture  From ProjectDocument::newGesture(), or 0 for a step of its own.
void pushEdit(ProjectDocument& document, int camera, EditAction action, CameraEdit values, int gesture = 0);
/// @param gesture  As for pushEdit.
void pushPose(ProjectDocument& document, int camera, EditAction action, const RigidTransform& camFromBase,
              int gesture = 0);
/// @param camFromBase  The pose solved with the new keypoints, or nothing to leave it.
void pushKeypoints(ProjectDocument& document, int camera, EditAction action, std::vector<Keypoint> keypoints,
                   const std::optional<RigidTransform>& camFromBase, int gesture = 0);
/// All masks of the camera at once.
void pushMasks(ProjectDocument& document, int camera, EditAction action, FrameMasks masks);
/// @param mask  New mask of one frame; null: the frame has none any more.
void pushMask(ProjectDocument& document, int camera, EditAction action, int frame,
              std::shared_ptr<const FrameMask> mask);
/// @param gesture  As for pushEdit.
void pushIntrinsics(ProjectDocument& document, int camera, EditAction action, const Intrinsics& intrinsics,
                    int gesture = 0);
/// @param reason  In the person's words; may be empty.
void pushVerdict(ProjectDocument& document, int camera, Verdict verdict, const std::string& reason = {});
/// Takes over pose (when there is one) and intrinsics of a result.
void pushRun(ProjectDocument& document, int camera, EditAction action, const Calibration& run);

}  // namespace camframe
