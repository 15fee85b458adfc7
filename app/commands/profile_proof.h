// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/commands/session.h"
#include "model/core/progress.h"

namespace camframe {

/// A picture that shows whether a profile is right.
struct ProfileProof {
    std::filesystem::path picture;
    std::string camera;
    std::vector<int> frames;  ///< That are shown, row by row.
    CalibrationStatus status = CalibrationStatus::Failed;
    std::string words;  ///< Where the pose is from, and how well it fits.
};

/// Draws the robot over the telling frames of one camera of an episode (start, middle, end, the arm's
/// extremes) into one contact sheet.
///
/// @param calibrationFile  Whose pose to draw; empty: the camera is calibrated from this episode alone.
/// Without
///                         known intrinsics they are estimated.
/// @param cameraName       Empty: that of the calibration, or the first that does not move with the robot.
Result<ProfileProof> proveProfile(Session& session, int episode, const std::filesystem::path& calibrationFile,
                                  const std::string& cameraName, const std::filesystem::path& picture,
                                  const RunContext& context);

}  // namespace camframe
