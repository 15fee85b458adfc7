// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/profiles/pose_signals.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

namespace camframe {

namespace {

std::string inLowerCase(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

bool hasAny(const std::string& text, const auto& words) {
    return std::ranges::any_of(words, [&](const char* word) { return text.find(word) != std::string::npos; });
}

/// 2: called like an end effector; 1: some state; 0: something else.
int poseLikeness(const std::string& key) {
    constexpr std::array others{"action", "command", "target", "goal",      "delta",   "vel",
                                "effort", "torque",  "force",  "wrench",    "master",  "leader",
                                "joint",  "qpos",    "object", "env",       "gripper", "reward",
                                "next",   "index",   "time",   "start_pose"};
    constexpr std::array effectors{"end_effector", "endeffector", "eef",     "ee_pos",    "ee_state",
                                   "cartesian",    "tcp",         "endpose", "hand_pose", "end_pose"};
    const std::string name = inLowerCase(key);
    if (hasAny(name, effectors)) {
        // robot0_gripper_eef...: the hand's pose all the same.
        std::string rest = name;
        if (const size_t at = rest.find("gripper"); at != std::string::npos) rest.erase(at, 7);
        return hasAny(rest, others) ? 0 : 2;
    }
    constexpr std::array states{"state", "pose", "proprio"};
    return hasAny(name, states) && !hasAny(name, others) ? 1 : 0;
}

/// The rotation that belongs to a signal of positions: the same key up to "pos".
const Signal* rotationOf(const RecordedEpisode& episode, const Signal& position) {
    const std::string name = inLowerCase(position.key);
    const size_t end = name.rfind("pos");
    if (end == std::string::npos) return nullptr;
    constexpr std::array rotations{"quat", "rot", "ori", "euler", "rpy", "axis_angle", "axisangle"};
    for (const Signal& signal : episode.signals) {
        const std::string other = inLowerCase(signal.key);
        const Eigen::Index width = signal.values.cols();
        const bool rotates = width == 3 || width == 4 || width == 6 || width == 9;
        if (rotates && other != name && other.starts_with(std::string_view(name).substr(0, end)) &&
            hasAny(other.substr(end), rotations))
            return &signal;
    }
    return nullptr;
}

}  // namespace

std::vector<SignalColumns> guessPoseSignals(const RecordedEpisode& episode) {
    std::vector<SignalColumns> out;
    for (const int wanted : {2, 1})
        for (const Signal& signal : episode.signals) {
            if (poseLikeness(signal.key) != wanted || signal.values.rows() != episode.frameCount) continue;
            SignalColumns columns;
            columns.signals = {signal.key};
            if (signal.values.cols() == 3) {
                const Signal* rotation = rotationOf(episode, signal);
                if (rotation == nullptr || rotation->values.rows() != episode.frameCount) continue;
                columns.signals.push_back(rotation->key);
            } else if (signal.values.cols() < 6) {
                continue;
            }
            out.push_back(std::move(columns));
        }
    return out;
}

}  // namespace camframe
