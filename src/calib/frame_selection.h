// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/core/episode.h"

namespace camframe {

struct FrameSelection {
    std::vector<int> fit;      ///< Ascending.
    std::vector<int> holdout;  ///< Ascending; disjoint from fit.
};

/// Chooses frames whose robot poses differ most (farthest-point sampling on the positions of all links).
///
/// Every fifth choice goes to the hold-out set until it is full; with fewer than five frames nothing is held
/// out. Deterministic. `candidates` are frame indices with valid poses.
FrameSelection selectFrames(const RobotMotion& motion, const std::vector<int>& candidates, int fitCount,
                            int holdoutCount);

}  // namespace camframe
