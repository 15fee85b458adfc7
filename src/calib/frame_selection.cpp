// SPDX-License-Identifier: Apache-2.0
#include "calib/frame_selection.h"

#include <algorithm>
#include <limits>

namespace camframe {

FrameSelection selectFrames(const RobotMotion& motion, const std::vector<int>& candidates, int fitCount,
                            int holdoutCount) {
    FrameSelection out;
    if (candidates.empty()) return out;
    // Link origins, and a point 10 cm along each link's x and y so that turning in place counts as well.
    const auto signature = [&](int frame) {
        std::vector<Eigen::Vector3d> points;
        const auto& poses = motion.baseFromLink[static_cast<size_t>(frame)];
        for (size_t l = 0; l < poses.size(); ++l) {
            if (!motion.linkKnown[l]) continue;
            points.push_back(poses[l].translation());
            points.push_back(poses[l] * Eigen::Vector3d(0.1, 0, 0));
            points.push_back(poses[l] * Eigen::Vector3d(0, 0.1, 0));
        }
        return points;
    };
    std::vector<std::vector<Eigen::Vector3d>> signatures;
    for (const int frame : candidates) signatures.push_back(signature(frame));
    std::vector<double> distance(candidates.size(), std::numeric_limits<double>::infinity());
    const int wanted = std::min<int>(static_cast<int>(candidates.size()), fitCount + holdoutCount);
    const bool hold = static_cast<int>(candidates.size()) >= 5;
    size_t next = candidates.size() / 2;
    for (int k = 0; k < wanted; ++k) {
        const bool toHoldout = hold && k % 5 == 4 && static_cast<int>(out.holdout.size()) < holdoutCount;
        (toHoldout ? out.holdout : out.fit).push_back(candidates[next]);
        distance[next] = -1;
        size_t farthest = next;
        double best = -1;
        for (size_t i = 0; i < candidates.size(); ++i) {
            if (distance[i] < 0) continue;
            double squared = 0;
            for (size_t p = 0; p < signatures[i].size(); ++p)
                squared += (signatures[i][p] - signatures[next][p]).squaredNorm();
            distance[i] = std::min(distance[i], squared);
            if (distance[i] > best) {
                best = distance[i];
                farthest = i;
            }
        }
        next = farthest;
    }
    std::ranges::sort(out.fit);
    std::ranges::sort(out.holdout);
    return out;
}

}  // namespace camframe
