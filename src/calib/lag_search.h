// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "calib/observed_frame.h"
#include "calib/pose_search.h"
#include "model/core/robot_correction.h"

namespace camframe {

/// What a candidate time lag between pictures and joints explains.
struct LagScore {
    double lagFrames = 0;
    PoseCandidate best;  ///< The pose improved under this lag, with its score.
};

/// Scores whole-frame lags around the one that `correction` holds, up to `reach` on either side: the joints
/// are shifted, the pose is improved by random steps, and the overlap with the observation is taken. Only
/// frames that every lag can place take part, so that scores compare, and up to 14 of them, evenly spread. In
/// a short clip the ends cost most of the frames: the reach shrinks until five remain. Empty when there are
/// not even five for a lag of one frame; otherwise 2 r + 1 entries, the middle one without a change.
std::vector<LagScore> scoreLags(const RobotModel& robot, const RobotGeometry& geometry,
                                const RobotMotion& motion, const RobotCorrection& correction,
                                const CameraModel& camera, std::span<const ObservedFrame> frames,
                                const RigidTransform& pose, int reach,
                                const SilhouetteScorer::Options& options, uint64_t seed, int threads);

}  // namespace camframe
