// SPDX-License-Identifier: Apache-2.0
#include "model/qt/undo/edit_camera_command.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>

#include "model/core/degrees.h"
#include "model/qt/undo/camera_values.h"

namespace camframe {

namespace {

struct ActionName {
    EditAction action;
    std::string_view identifier;
    const char* name;
};

constexpr std::array actionNames{
    ActionName{EditAction::DragCamera, "drag_camera", QT_TRANSLATE_NOOP("EditCameraCommand", "Drag camera")},
    ActionName{EditAction::NudgeCamera, "nudge_camera",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Nudge camera")},
    ActionName{EditAction::EnterPose, "enter_pose", QT_TRANSLATE_NOOP("EditCameraCommand", "Enter pose")},
    ActionName{EditAction::AddKeypoint, "add_keypoint",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Add keypoint")},
    ActionName{EditAction::MoveKeypoint, "move_keypoint",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Move keypoint")},
    ActionName{EditAction::RemoveKeypoint, "remove_keypoint",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Remove keypoint")},
    ActionName{EditAction::HideKeypoint, "hide_keypoint",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Hide keypoint")},
    ActionName{EditAction::ShowKeypoint, "show_keypoint",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Show keypoint")},
    ActionName{EditAction::ConfirmKeypoint, "confirm_keypoint",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Confirm keypoint")},
    ActionName{EditAction::CarryKeypoint, "carry_keypoint",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Carry keypoint over frames")},
    ActionName{EditAction::FreeMark, "free_mark",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Solve for a mark's place")},
    ActionName{EditAction::FixMark, "fix_mark",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Keep a mark's place")},
    ActionName{EditAction::SolvePose, "solve_pose",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Solve from keypoints")},
    ActionName{EditAction::ChooseAlternative, "choose_alternative",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Choose near-tie")},
    ActionName{EditAction::EnterIntrinsics, "enter_intrinsics",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Enter intrinsics")},
    ActionName{EditAction::LockIntrinsics, "lock_intrinsics",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Lock intrinsics")},
    ActionName{EditAction::UnlockIntrinsics, "unlock_intrinsics",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Unlock intrinsics")},
    ActionName{EditAction::PaintMask, "paint_mask", QT_TRANSLATE_NOOP("EditCameraCommand", "Paint mask")},
    ActionName{EditAction::EraseMask, "erase_mask", QT_TRANSLATE_NOOP("EditCameraCommand", "Erase mask")},
    ActionName{EditAction::SegmentMask, "segment_mask",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Find mask in picture")},
    ActionName{EditAction::StartMask, "start_mask",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Mask from drawn robot")},
    ActionName{EditAction::ClearMask, "clear_mask", QT_TRANSLATE_NOOP("EditCameraCommand", "Remove mask")},
    ActionName{EditAction::IgnoreRegion, "ignore_region",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Ignore region")},
    ActionName{EditAction::CarryMask, "carry_mask",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Carry mask over frames")},
    ActionName{EditAction::Accept, "accept", QT_TRANSLATE_NOOP("EditCameraCommand", "Accept")},
    ActionName{EditAction::Reject, "reject", QT_TRANSLATE_NOOP("EditCameraCommand", "Reject")},
    ActionName{EditAction::SendToFix, "mark_to_fix", QT_TRANSLATE_NOOP("EditCameraCommand", "Mark to fix")},
    ActionName{EditAction::Skip, "skip", QT_TRANSLATE_NOOP("EditCameraCommand", "Skip")},
    ActionName{EditAction::Defer, "defer", QT_TRANSLATE_NOOP("EditCameraCommand", "Defer")},
    ActionName{EditAction::ClearVerdict, "clear_verdict",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Withdraw verdict")},
    ActionName{EditAction::Calibrate, "calibrate", QT_TRANSLATE_NOOP("EditCameraCommand", "Calibrate")},
    ActionName{EditAction::RestorePose, "restore_pose",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Go back to an earlier pose")},
    ActionName{EditAction::OpenCalibration, "open_calibration",
               QT_TRANSLATE_NOOP("EditCameraCommand", "Open calibration")},
};

std::string describeMove(const std::optional<RigidTransform>& from, const std::optional<RigidTransform>& to) {
    if (!from || !to) return to ? "pose set" : "pose removed";
    const double millimetres = 1000 * (cameraCentre(*to) - cameraCentre(*from)).norm();
    const double degrees = degreesPerRadian * rotationAngleBetween(*from, *to);
    return fmt::format("camera moved {:.2f} mm, turned {:.3f} deg", millimetres, degrees);
}

/// One line about the first keypoint that differs, and how many more do. Both lists are by ascending id.
std::string describeKeypoints(const std::vector<Keypoint>& before, const std::vector<Keypoint>& after) {
    std::string first;
    int more = -1;
    const auto note = [&](auto&& describe) {
        if (++more == 0) first = describe();
    };
    const auto removed = [](const Keypoint& old) {
        return fmt::format("keypoint {} in frame {}", old.id, old.frame);
    };
    auto old = before.begin();
    for (const Keypoint& keypoint : after) {
        for (; old != before.end() && old->id < keypoint.id; ++old) note([&] { return removed(*old); });
        if (old == before.end() || old->id != keypoint.id) {
            note([&] {
                return fmt::format("keypoint {} in frame {} at {:.1f}, {:.1f}", keypoint.id, keypoint.frame,
                                   keypoint.pixel.x(), keypoint.pixel.y());
            });
            continue;
        }
        if (old->pixel != keypoint.pixel) {
            note([&] {
                return fmt::format("keypoint {} in frame {} from {:.1f}, {:.1f} to {:.1f}, {:.1f}",
                                   keypoint.id, keypoint.frame, old->pixel.x(), old->pixel.y(),
                                   keypoint.pixel.x(), keypoint.pixel.y());
            });
        } else if (!(*old == keypoint)) {
            note([&] { return removed(keypoint); });
        }
        ++old;
    }
    for (; old != before.end(); ++old) note([&] { return removed(*old); });
    return more > 0 ? fmt::format("{}, and {} more", first, more) : first;
}

/// The first frame whose mask differs, with its size in pixels, and how many more do.
std::string describeMasks(const FrameMasks& before, const FrameMasks& after) {
    const auto pixels = [](const ImageU8& mask) { return std::ranges::count(mask.data, 255); };
    std::string first;
    int more = -1;
    for (const auto& [frame, mask] : after) {
        const auto old = before.find(frame);
        if (old != before.end() && (old->second == mask || *old->second == *mask)) continue;
        if (++more == 0)
            first = fmt::format("frame {}: {} px robot, {} px ignored", frame, pixels(mask->robot),
                                pixels(mask->ignore));
    }
    for (const auto& [frame, mask] : before)
        if (!after.contains(frame) && ++more == 0) first = fmt::format("frame {}: none", frame);
    return more > 0 ? fmt::format("{}, and {} more", first, more) : first;
}

bool samePose(const std::optional<RigidTransform>& a, const std::optional<RigidTransform>& b) {
    if (!a || !b) return !a && !b;
    return a->matrix() == b->matrix();
}

quint64 nextSerial() {
    static std::atomic<quint64> last = 0;  // exports open projects on threads of their own
    return ++last;
}

}  // namespace

std::string_view identifier(EditAction action) {
    for (const auto& entry : actionNames) {
        if (entry.action == action) return entry.identifier;
    }
    return "edit";
}

std::optional<EditAction> editAction(std::string_view identifier) {
    for (const auto& entry : actionNames)
        if (entry.identifier == identifier) return entry.action;
    return {};
}

QString displayName(std::string_view actionIdentifier) {
    for (const auto& entry : actionNames) {
        if (entry.identifier == actionIdentifier) {
            return QCoreApplication::translate("EditCameraCommand", entry.name);
        }
    }
    return QString::fromUtf8(actionIdentifier.data(), static_cast<qsizetype>(actionIdentifier.size()));
}

EditCameraCommand::EditCameraCommand(ProjectDocument& document, int camera, EditAction action,
                                     CameraEdit values, int gesture)
    : m_document(document),
      m_camera(camera),
      m_action(action),
      m_values(std::move(values)),
      m_gesture(gesture),
      m_time(QDateTime::currentDateTimeUtc()),
      m_serial(nextSerial()) {
    const CameraState& state = document.camera(camera);
    // A lock changes nothing of what a verdict was about.
    const auto onlyLocked = [&state](Intrinsics now) {
        now.locked = state.intrinsics.locked;
        return now == state.intrinsics;
    };
    const bool otherLens = m_values.intrinsics && !onlyLocked(*m_values.intrinsics);
    if ((m_values.camFromBase || otherLens) && !m_values.verdict && state.verdict != Verdict::None) {
        m_values.verdict = Verdict::None;
        m_values.verdictReason.emplace();
        m_withdrawsVerdict = true;
    }
    m_before = std::make_shared<const CameraEdit>(valuesLike(state, m_values));
    m_after = std::make_shared<const CameraEdit>(m_values);
    setText(displayName(identifier(action)));
    setObsolete(changesNothing());
}

EditCameraCommand::EditCameraCommand(ProjectDocument& document, EditAction action, const SavedStep& step,
                                     bool done)
    : m_document(document),
      m_camera(step.camera),
      m_action(action),
      m_values(done ? step.before : step.after),
      m_before(std::make_shared<const CameraEdit>(step.before)),
      m_after(std::make_shared<const CameraEdit>(step.after)),
      m_gesture(0),  // gestures end with the session
      m_time(step.time),
      m_serial(nextSerial()),
      m_callsToSkip(done ? 1 : 2) {
    setText(displayName(identifier(action)));
}

void EditCameraCommand::undo() {
    redo();
}

void EditCameraCommand::redo() {
    if (m_callsToSkip > 0) {
        --m_callsToSkip;
        return;
    }
    m_document.swap(m_camera, m_values);
}

StepToSave EditCameraCommand::toSave() const {
    return {m_serial, m_revision, m_camera, std::string(identifier(m_action)), m_time, m_before, m_after};
}

bool EditCameraCommand::mergeWith(const QUndoCommand* other) {
    const auto* later = dynamic_cast<const EditCameraCommand*>(other);
    if (!later || later->m_gesture != m_gesture || later->m_camera != m_camera) return false;
    CameraEdit before = *m_before, after = *m_after;
    // Both are done: each m_values holds what was there before it. Members that only the later one touches
    // join with the values from before it.
    const auto join = [](auto& into, auto& intoAfter, const auto& laterBefore, const auto& laterAfter) {
        if (!laterAfter) return;
        if (!into) into = laterBefore;
        intoAfter = laterAfter;
    };
    join(before.intrinsics, after.intrinsics, later->m_before->intrinsics, later->m_after->intrinsics);
    join(before.camFromBase, after.camFromBase, later->m_before->camFromBase, later->m_after->camFromBase);
    join(before.keypoints, after.keypoints, later->m_before->keypoints, later->m_after->keypoints);
    join(before.masks, after.masks, later->m_before->masks, later->m_after->masks);
    join(before.verdict, after.verdict, later->m_before->verdict, later->m_after->verdict);
    join(before.verdictReason, after.verdictReason, later->m_before->verdictReason,
         later->m_after->verdictReason);
    join(before.run, after.run, later->m_before->run, later->m_after->run);
    m_time = later->m_time;
    m_withdrawsVerdict |= later->m_withdrawsVerdict;
    ++m_revision;
    if (m_withdrawsVerdict && samePlace(before, after)) {
        // Back at the pose that the verdict was about.
        CameraEdit verdict;
        verdict.verdict = before.verdict;
        verdict.verdictReason = before.verdictReason;
        m_document.swap(m_camera, verdict);
        after.verdict = before.verdict;
        after.verdictReason = before.verdictReason;
    }
    m_values = before;
    m_before = std::make_shared<const CameraEdit>(std::move(before));
    m_after = std::make_shared<const CameraEdit>(std::move(after));
    setObsolete(changesNothing());
    return true;
}

bool EditCameraCommand::samePlace(const CameraEdit& before, const CameraEdit& after) {
    return (!after.intrinsics || *after.intrinsics == *before.intrinsics) &&
           (!after.camFromBase || samePose(*after.camFromBase, *before.camFromBase));
}

bool EditCameraCommand::changesNothing() const {
    if (m_after->run) return false;  // Running again is an event worth a step even with the same outcome.
    return samePlace(*m_before, *m_after) &&
           (!m_after->keypoints || *m_after->keypoints == *m_before->keypoints) &&
           (!m_after->masks || sameMasks(*m_after->masks, *m_before->masks)) &&
           (!m_after->verdict || *m_after->verdict == *m_before->verdict) &&
           (!m_after->verdictReason || *m_after->verdictReason == *m_before->verdictReason);
}

std::string EditCameraCommand::detail() const {
    std::string text;
    const auto add = [&text](const std::string& part) {
        if (part.empty()) return;
        if (!text.empty()) text += "; ";
        text += part;
    };
    if (m_after->run && *m_after->run) add(fmt::format("status {}", toString((*m_after->run)->status)));
    if (m_after->verdictReason) add(*m_after->verdictReason);
    if (m_after->keypoints) add(describeKeypoints(*m_before->keypoints, *m_after->keypoints));
    if (m_after->masks) add(describeMasks(*m_before->masks, *m_after->masks));
    if (m_after->intrinsics && !(*m_after->intrinsics == *m_before->intrinsics)) {
        const CameraModel& camera = m_after->intrinsics->camera;
        add(fmt::format("fx {:.3f}, fy {:.3f}, cx {:.3f}, cy {:.3f}", camera.fx, camera.fy, camera.cx,
                        camera.cy));
    }
    if (m_after->camFromBase && !samePose(*m_before->camFromBase, *m_after->camFromBase)) {
        add(describeMove(*m_before->camFromBase, *m_after->camFromBase));
    }
    return text;
}

CalibrationEdit EditCameraCommand::edit() const {
    return {std::string(identifier(m_action)), detail(), m_time.toString(Qt::ISODateWithMs).toStdString()};
}

void pushEdit(ProjectDocument& document, int camera, EditAction action, CameraEdit values, int gesture) {
    auto command = std::make_unique<EditCameraCommand>(document, camera, action, std::move(values), gesture);
    // QUndoStack::push() forgets what was undone even for a command that changes nothing.
    if (!command->isObsolete()) document.undoStack().push(command.release());
}

void pushPose(ProjectDocument& document, int camera, EditAction action, const RigidTransform& camFromBase,
              int gesture) {
    CameraEdit edit;
    edit.camFromBase = camFromBase;
    pushEdit(document, camera, action, std::move(edit), gesture);
}

void pushKeypoints(ProjectDocument& document, int camera, EditAction action, std::vector<Keypoint> keypoints,
                   const std::optional<RigidTransform>& camFromBase, int gesture) {
    CameraEdit edit;
    edit.keypoints = std::move(keypoints);
    if (camFromBase) edit.camFromBase = camFromBase;
    pushEdit(document, camera, action, std::move(edit), gesture);
}

void pushMask(ProjectDocument& document, int camera, EditAction action, int frame,
              std::shared_ptr<const FrameMask> mask) {
    FrameMasks masks = document.camera(camera).masks;
    if (mask) {
        masks[frame] = std::move(mask);
    } else {
        masks.erase(frame);
    }
    pushMasks(document, camera, action, std::move(masks));
}

void pushMasks(ProjectDocument& document, int camera, EditAction action, FrameMasks masks) {
    CameraEdit edit;
    edit.masks = std::move(masks);
    pushEdit(document, camera, action, std::move(edit));
}

void pushIntrinsics(ProjectDocument& document, int camera, EditAction action, const Intrinsics& intrinsics,
                    int gesture) {
    CameraEdit edit;
    edit.intrinsics = intrinsics;
    pushEdit(document, camera, action, std::move(edit), gesture);
}

void pushVerdict(ProjectDocument& document, int camera, Verdict verdict, const std::string& reason) {
    CameraEdit edit;
    edit.verdict = verdict;
    edit.verdictReason = reason;
    constexpr std::array actions{EditAction::ClearVerdict, EditAction::Accept, EditAction::Reject,
                                 EditAction::SendToFix,    EditAction::Skip,   EditAction::Defer};
    const EditAction action = actions[static_cast<size_t>(verdict)];
    pushEdit(document, camera, action, std::move(edit));
}

void pushRun(ProjectDocument& document, int camera, EditAction action, const Calibration& run) {
    CameraEdit edit;
    edit.intrinsics = Intrinsics{run.camera, run.intrinsicsSource, document.camera(camera).intrinsics.locked};
    Calibration taken = run;
    const auto& pose = run.camFromBase ? run.camFromBase : run.camFromBaseGuess;
    if (pose) {
        edit.camFromBase = pose;
    } else {
        // The pose on show stays; until it is edited, what the run says is the last word on it.
        taken.camFromBaseGuess = document.camera(camera).camFromBase;
    }
    edit.run = std::move(taken);
    edit.verdict = Verdict::None;
    edit.verdictReason.emplace();
    pushEdit(document, camera, action, std::move(edit));
}

}  // namespace camframe
