// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "calib/conventions/pose_ranking.h"

namespace camframe {

JointConvention settled(const ConventionRanking& ranking) {
    JointConvention out = ranking.ranked.front().joints;
    size_t joint = 0;
    for (const ConventionChoice& choice : ranking.choices) {
        if (choice.what.starts_with("joint ")) {
            if (!choice.determined) {
                out.signs[joint] = 1;
                out.offsets[joint] = 0;
            }
            ++joint;
        }
        if (choice.what == "gripper" && !choice.determined) out.gripperInverted = false;
    }
    return out;
}

namespace {

std::string wordsOf(const ConventionChoice& choice) {
    const auto amount = [&] {
        const double margin = std::abs(choice.margin);
        return choice.inMetres ? fmt::format("{:.1f} mm", 1000 * margin) : fmt::format("{:.3f}", margin);
    };
    if (!choice.determined)
        return choice.runnerUp == "all else"
                   ? fmt::format("{}: undetermined; {} is kept", choice.what, choice.chosen)
                   : fmt::format("{}: undetermined; {} is kept, {} is {} {}", choice.what, choice.chosen,
                                 choice.runnerUp, amount(), choice.margin >= 0 ? "worse" : "better");
    if (choice.runnerUp == "all else")
        return fmt::format("{}: {}, nothing else can be", choice.what, choice.chosen);
    return fmt::format("{}: {} ({} ahead of {})", choice.what, choice.chosen, amount(), choice.runnerUp);
}

}  // namespace

std::vector<std::string> explain(const PoseRanking& ranking) {
    std::vector<std::string> out;
    const RankedPose& winner = ranking.ranked.front();
    if (ranking.byPictures)
        out.push_back(
            fmt::format("The best reading of the end-effector poses explains the pixels that change with an "
                        "overlap of {:.3f}.",
                        winner.score));
    else
        out.push_back(
            fmt::format("The best reading of the end-effector poses is {:.1f} mm off the joints' (a hand of "
                        "10 cm, root mean square).",
                        1000 * winner.score));
    if (!ranking.convincing)
        out.emplace_back(
            ranking.byPictures
                ? "That is too little to believe any reading: check the robot, K, which link the poses "
                  "are of, and that the camera stood still."
                : "That is too much to believe any reading: they may be of another arm, or commands.");
    for (const ConventionChoice& choice : ranking.choices) out.push_back(wordsOf(choice));
    return out;
}

std::vector<std::string> explain(const ConventionRanking& ranking) {
    std::vector<std::string> out;
    const ConventionCandidate& winner = ranking.ranked.front();
    out.push_back(fmt::format("The best reading explains the pixels that change with an overlap of {:.3f}.",
                              winner.score));
    if (!ranking.convincing)
        out.emplace_back(
            "That is too little to believe any reading: check the robot, K and that the camera stood still.");
    if (ranking.ranked.size() > 1)
        out.push_back(fmt::format("The next one scores {:.3f}, {:.3f} less.", ranking.ranked[1].score,
                                  winner.score - ranking.ranked[1].score));
    for (const ConventionChoice& choice : ranking.choices) out.push_back(wordsOf(choice));
    return out;
}

}  // namespace camframe
