// SPDX-License-Identifier: Apache-2.0
#include "model/core/telling_frames.h"

#include <algorithm>

namespace camframe {

std::vector<TellingFrame> tellingFrames(const RobotMotion& motion) {
    std::vector<int> valid;
    for (int f = 0; f < static_cast<int>(motion.baseFromLink.size()); ++f)
        if (motion.valid(f)) valid.push_back(f);
    std::vector<TellingFrame> shown;
    if (valid.empty()) return shown;
    const auto add = [&](int frame, FrameRole role) {
        const auto known = std::ranges::find(shown, frame, &TellingFrame::frame);
        if (known != shown.end())
            known->roles.push_back(role);
        else
            shown.push_back({frame, {role}});
    };
    const auto tool = [&](int f) -> Eigen::Vector3d {
        return motion.baseFromLink[static_cast<size_t>(f)][static_cast<size_t>(motion.toolLink)]
            .translation();
    };
    const auto furthest = [&](const auto& measure) { return *std::ranges::max_element(valid, {}, measure); };
    add(valid.front(), FrameRole::Start);
    add(valid[valid.size() / 2], FrameRole::Middle);
    add(valid.back(), FrameRole::End);
    add(furthest([&](int f) { return tool(f).z(); }), FrameRole::ToolHighest);
    add(furthest([&](int f) { return -tool(f).z(); }), FrameRole::ToolLowest);
    add(furthest([&](int f) { return tool(f).head<2>().norm(); }), FrameRole::ArmStretched);
    std::ranges::sort(shown, {}, &TellingFrame::frame);
    return shown;
}

}  // namespace camframe
