// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/action_track.h"

namespace camframe {

/// When a tool's way through the picture is cut into phases. The rules and their constants are those of the
/// helpers of CalibAll's public code; what is measured over `window` frames is ours, so that noise of single
/// frames does not count as a turn (window = 1 is the plain rule).
struct PhaseOptions {
    double turnDegrees = 60;        ///< A phase ends where the direction changes by at least this angle ...
    int axisFlips = 2;              ///< ... or where at least so many camera axes change their sign ...
    double gripperThreshold = 0.2;  ///< ... or where the gripper turns by this share of its range.
    double minSpeed = 1e-4;         ///< Metres per frame; what is slower has no direction.
    int minGap = 10;                ///< Frames between two cuts, and between a cut and an end.
    double flipShare = 0.2;         ///< An axis has a sign where it carries this share of the speed.
    int window = 5;                 ///< Frames before and after over which directions are measured.
    /// Motions smaller than these are not put into words.
    double minCentimetres = 0.5;
    double minDegrees = 3;
};

/// What a phase is, by its net motion.
enum class PhaseKind { Move, Turn, Hold };
/// What the gripper begins to do at the start of a phase.
enum class GripperCue { None, Opens, Closes };

/// Identifiers for files: "move", "turn", "hold"; "", "opens", "closes".
std::string_view identifier(PhaseKind kind);
std::string_view identifier(GripperCue cue);

/// Where a motion leads as the camera sees it.
struct OverallDirection {
    bool right = false;    ///< x grows; else left, or not at all.
    bool down = false;     ///< y grows.
    bool forward = false;  ///< z grows: away from the camera.
    bool operator==(const OverallDirection&) const = default;
};

/// One stretch of a tool's motion. Rows `start` to `end`, both included; the next phase begins where this one
/// ends, unless rows without a pose lie between.
struct MotionPhase {
    int start = 0, end = 0;
    PhaseKind kind = PhaseKind::Hold;
    GripperCue gripper = GripperCue::None;
    Eigen::Vector3d displacement{0, 0, 0};  ///< m, camera space.
    Eigen::Vector3d rotation{0, 0, 0};      ///< R_end R_start^T as axis times angle (rad), camera space.
    OverallDirection direction;
    std::string text;  ///< See motionText.
};

/// Cuts the motion of a tool into phases and puts each into words. Rows without a pose belong to no phase.
///
/// @param gripperOpen  0..1 per row, NaN where unknown; may be empty.
std::vector<MotionPhase> motionPhases(const ArmActions& actions, const std::vector<double>& gripperOpen,
                                      const PhaseOptions& options);

/// Signs of a displacement in camera space (m).
OverallDirection overallDirection(const Eigen::Vector3d& displacement);

/// A motion in terms of the camera: "move right for 12.0 cm, up for 3.0 cm and away from the camera for 5.0
/// cm; roll by 20 degrees". Pitch, yaw and roll are the parts of `rotation` about the camera's x, y and z
/// axis. Parts below the options' limits are left out; "hold still" when nothing is left.
std::string motionText(const Eigen::Vector3d& displacement, const Eigen::Vector3d& rotation,
                       GripperCue gripper, const PhaseOptions& options);

}  // namespace camframe
