// SPDX-License-Identifier: Apache-2.0
#include "model/core/gripper_track.h"

#include <gtest/gtest.h>

#include <cmath>

namespace camframe {
namespace {

const double nan = std::nan("");

TEST(GripperEvents, AreWhereTheGripperChangesSides) {
    const std::vector<double> open{1, 1, 0.8, 0.5, 0.2, 0, 0, 0.4, 0.6, 0.7, 1};
    const std::vector<GripperEvent> events{{4, false}, {9, true}};
    EXPECT_EQ(gripperEvents(open), events);
}

TEST(GripperEvents, AThingHeldKeepsTheGripperFromClosingFully) {
    const std::vector<double> open{0.9, 0.9, 0.6, 0.55, 0.55, 0.55, 0.9};
    const std::vector<GripperEvent> events{{2, false}, {6, true}};
    EXPECT_EQ(gripperEvents(open), events);
}

TEST(GripperEvents, NoiseAndGapsAreNone) {
    std::vector<double> noisy;
    for (int i = 0; i < 40; ++i) noisy.push_back(0.5 + 0.06 * std::sin(2.3 * i));
    EXPECT_TRUE(gripperEvents(noisy).empty()) << "it does not really move";
    EXPECT_TRUE(gripperEvents({}).empty());
    EXPECT_TRUE(gripperEvents({nan, nan}).empty());
    const std::vector<double> wavering{1, 0.6, 0.5, 0.6, 0.5, nan, 0.6, 0};
    const std::vector<GripperEvent> events{{7, false}};
    EXPECT_EQ(gripperEvents(wavering), events);
}

TEST(GripperTracks, LeaveOutArmsWithoutARecordedGripper) {
    ArmState bare, gripping;
    bare.arm = "left";
    bare.gripperOpen = {nan, nan};
    gripping.arm = "right";
    gripping.gripperOpen = {1, 0};
    const auto tracks = gripperTracks({bare, gripping});
    ASSERT_EQ(tracks.size(), 1U);
    EXPECT_EQ(tracks[0].arm, "right");
    EXPECT_EQ(tracks[0].events.size(), 1U);
}

}  // namespace
}  // namespace camframe
