// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "calib/conventions/convention_search.h"

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
    for (const ConventionChoice& choice : ranking.choices)
        out.push_back(choice.determined
                          ? fmt::format("{}: {} ({:.3f} ahead of {})", choice.what, choice.chosen,
                                        choice.margin, choice.runnerUp)
                          : fmt::format("{}: undetermined; {} is kept, {} scores {:.3f} {}", choice.what,
                                        choice.chosen, choice.runnerUp, std::abs(choice.margin),
                                        choice.margin >= 0 ? "less" : "more"));
    out.emplace_back("order of colours: undetermined; the robot's outline does not tell red from blue");
    return out;
}

}  // namespace camframe
