// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/commands/results.h"
#include "model/core/evaluation.h"

namespace camframe {

/// How constant the pose of one camera in another is over the episodes of a rig.
struct RigPair {
    std::string first, second;
    int episodes = 0;
    RigidTransform secondFromFirst = RigidTransform::Identity();  ///< The most central of all episodes.
    double medianDegrees = 0, medianMillimetres = 0;              ///< Of the episodes against it.
    double worstDegrees = 0, worstMillimetres = 0;
};

/// A camera-episode that does not fit the rig.
struct OddCamera {
    int episode = 0;
    std::string camera;  ///< Empty: of two cameras one, and their own poses do not tell which.
    double degrees = 0, millimetres = 0;  ///< Of the worst pair with it against the rig.
};

struct RigReport {
    std::vector<RigPair> pairs;
    std::vector<OddCamera> odd;  ///< Worst first.
    int episodes = 0;            ///< With two cameras or more that have a pose.
};

/// Compares relative poses of cameras over episodes. In an episode in which a pair is further off than
/// max(2 mm, 0.2 deg) and five times its median, the camera that is in all pairs that are off is named; with
/// two cameras the one that is further from its own usual pose, where the other is within that limit.
///
/// Relative poses do not depend on where the robot stood. The most central episode is the one with the
/// smallest sum of distances to all others (at most 200 of them, evenly spread, are tried). Failed results do
/// not count.
RigReport compareRig(std::span<const StoredCalibration> results);

}  // namespace camframe
