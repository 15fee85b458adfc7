// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/core/calibration.h"
#include "model/qt/camera_state.h"

namespace camframe {

/// What a person does best next with a camera.
enum class NextStep {
    Calibrate,       ///< Nothing has been tried yet.
    Skip,            ///< The camera moves: there is no pose to find.
    PlaceKeypoints,  ///< The run found nothing to trust: show it where the robot is.
    ChooseNearTie,   ///< Several poses fit; only a person can tell.
    Solve,           ///< Enough keypoints for a pose, and none yet.
    Refine,          ///< A pose set by hand: the pictures make it exact.
    SolveFocal,      ///< The pictures ask for other intrinsics than are given.
    SolveJoints,     ///< A joint counts from another zero.
    SolveArmBases,   ///< A further arm stands elsewhere.
    SolveLag,        ///< Pictures and joints are out of step.
    Look,            ///< A doubtful pose: compare all frames with the drawing.
    Accept,          ///< Nothing speaks against it.
    Continue,        ///< Judged: on to the next.
};

/// @param exported  ProjectDocument::calibration(): what is on show, as it would be written.
/// @param scored    The frames have been compared with the pose on show.
NextStep nextStep(const CameraState& state, const Calibration& exported, bool scored);

}  // namespace camframe
