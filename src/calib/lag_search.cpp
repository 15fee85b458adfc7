// SPDX-License-Identifier: Apache-2.0
#include "calib/lag_search.h"

#include <algorithm>

#include "model/core/parallel.h"

namespace camframe {

std::vector<LagScore> scoreLags(const RobotModel& robot, const RobotGeometry& geometry,
                                const RobotMotion& motion, const RobotCorrection& correction,
                                const CameraModel& camera, std::span<const ObservedFrame> frames,
                                const RigidTransform& pose, int reach,
                                const SilhouetteScorer::Options& options, uint64_t seed, int threads) {
    std::vector<std::vector<std::vector<RigidTransform>>> poses;  // [lag][frame]
    for (int shift = -reach; shift <= reach; ++shift) {
        RobotCorrection shifted = correction;
        shifted.lagFrames += shift;
        poses.emplace_back();
        for (const ObservedFrame& frame : frames)
            poses.back().push_back(correctedPoses(robot, motion, frame.frame, shifted));
    }
    constexpr size_t kFewest = 5, kMost = 14;
    std::vector<size_t> common;
    while (reach > 0) {
        common.clear();
        for (size_t f = 0; f < frames.size(); ++f)
            if (std::ranges::none_of(poses, [&](const auto& atLag) { return atLag[f].empty(); }))
                common.push_back(f);
        if (common.size() >= kFewest) break;
        poses.erase(poses.begin());
        poses.pop_back();
        --reach;
    }
    if (reach <= 0) return {};
    const size_t stride = (common.size() + kMost - 1) / kMost;
    std::vector<LagScore> out(poses.size());
    parallelFor(static_cast<int>(out.size()), threads, [&](int i) {
        const auto k = static_cast<size_t>(i);
        out[k].lagFrames = correction.lagFrames + i - reach;
        std::vector<SilhouetteScorer::Frame> shifted;
        for (size_t c = 0; c < common.size(); c += stride)
            shifted.push_back({poses[k][common[c]], frames[common[c]].observed});
        const SilhouetteScorer scorer(geometry, motion.linkKnown, camera, shifted, options);
        constexpr int kSteps = 150;
        out[k].best = climb(scorer, {pose, scorer.score(pose)}, kSteps, 0.05, 0.05, seed);
    });
    return out;
}

}  // namespace camframe
