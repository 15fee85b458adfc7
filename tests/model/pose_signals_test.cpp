// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/profiles/pose_signals.h"

#include <gmock/gmock.h>

#include "tests/support/fake_dataset.h"

namespace camframe {
namespace {

using test::countingSignal;
using test::recordedEpisode;
using ::testing::ElementsAre;

TEST(PoseSignals, AreFoundByNameAndWidth) {
    const auto episode = recordedEpisode(
        9,
        {countingSignal("observation/state", 9, 8), countingSignal("obs/robot0_eef_vel", 9, 6),
         countingSignal("obs/robot0_eef_pos", 9, 3), countingSignal("obs/robot0_eef_quat", 9, 4),
         countingSignal("action/cartesian_position", 9, 6),
         countingSignal("robot_state/cartesian_position", 9, 6),
         countingSignal("robot_state/joint_positions", 9, 7), countingSignal("master/end_effector", 9, 7)});
    std::vector<std::vector<std::string>> found;
    for (const SignalColumns& columns : guessPoseSignals(episode)) found.push_back(columns.signals);
    EXPECT_THAT(found,
                ElementsAre(ElementsAre("obs/robot0_eef_pos", "obs/robot0_eef_quat"),
                            ElementsAre("robot_state/cartesian_position"), ElementsAre("observation/state")));
}

TEST(PoseSignals, PositionsAloneAreNone) {
    EXPECT_TRUE(guessPoseSignals(recordedEpisode(9, {countingSignal("eef_pos", 9, 3)})).empty());
}

}  // namespace
}  // namespace camframe
