// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/commands/results.h"

namespace camframe {

/// What the rig says of a camera-episode.
enum class RigCheck {
    Joined,  ///< Its own frames took part; its pose is that of all cameras together.
    Filled,  ///< It had no pose that counts; the rig's other cameras give it one, for a person to review.
    Contradicts,  ///< Its own frames say something else than the rig, for a person to review.
    Untouched,    ///< A person has worked on it, or nothing ties it to the rig.
};
std::string_view toString(RigCheck check);

struct RigResult {
    std::filesystem::path path;
    int episode = 0;
    std::string camera;
    RigCheck check = RigCheck::Untouched;
    CalibrationStatus status = CalibrationStatus::Failed;
    double movedDegrees = 0, movedMillimetres = 0;  ///< Of the pose; where it contradicts: what it is off by.
};

/// Solves the cameras of all results together (solveRig()) and writes each result with the pose of the rig.
///
/// The poses that count are those that are `ok`. A result that took part keeps status and risk; one that
/// contradicts the rig keeps its pose and is `review`, risk at least 0.5, and so is the other one where only
/// two cameras say something of an episode; one without a pose that counts gets the rig's, as `review` with
/// risk at least 0.5, where another camera of its episode took part. Nothing becomes `ok`. Results that a
/// person has worked on are left as they are, and so is what nothing ties to the rig. Each file is written
/// atomically; `provenance.inputs` states `rig` (its cameras) and `rig_check`.
/// @param out  Folder for EPISODE/CAMERA/calibration.json.
/// Errors: Input, where fewer than two cameras have a pose that counts in one episode; System.
Result<std::vector<RigResult>> solveRigResults(std::span<const StoredCalibration> results,
                                               const std::filesystem::path& out);

}  // namespace camframe
