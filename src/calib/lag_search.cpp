// SPDX-License-Identifier: Apache-2.0
#include "calib/lag_search.h"

#include "model/core/parallel.h"

namespace camframe {

std::vector<LagScore> scoreLags(const RobotModel& robot, const RobotGeometry& geometry,
                                const RobotMotion& motion, const RobotCorrection& correction,
                                const CameraModel& camera, std::span<const LagFrame> frames,
                                const RigidTransform& pose, int reach,
                                const SilhouetteScorer::Options& options, uint64_t seed, int threads) {
    std::vector<LagScore> out(static_cast<size_t>(2 * reach + 1));
    std::vector<std::vector<std::vector<RigidTransform>>> poses(out.size());  // [lag][frame]
    for (size_t k = 0; k < out.size(); ++k) {
        out[k].lagFrames = correction.lagFrames + static_cast<double>(k) - reach;
        RobotCorrection shifted = correction;
        shifted.lagFrames = out[k].lagFrames;
        for (const LagFrame& frame : frames)
            poses[k].push_back(correctedPoses(robot, motion, frame.frame, shifted));
    }
    std::vector<size_t> common;
    for (size_t f = 0; f < frames.size(); ++f) {
        bool all = true;
        for (const auto& atLag : poses) all = all && !atLag[f].empty();
        if (all) common.push_back(f);
    }
    constexpr size_t kFewest = 5;
    if (common.size() < kFewest) return {};
    parallelFor(static_cast<int>(out.size()), threads, [&](int i) {
        const auto k = static_cast<size_t>(i);
        std::vector<SilhouetteScorer::Frame> shifted;
        for (const size_t f : common) shifted.push_back({poses[k][f], frames[f].observed});
        const SilhouetteScorer scorer(geometry, motion.linkKnown, camera, shifted, options);
        constexpr int kSteps = 150;
        out[k].best = climb(scorer, {pose, scorer.score(pose)}, kSteps, 0.05, 0.05, seed);
    });
    return out;
}

}  // namespace camframe
