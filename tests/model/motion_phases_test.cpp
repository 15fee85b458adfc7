// SPDX-License-Identifier: Apache-2.0
#include "model/core/motion_phases.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

namespace camframe {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A tool that goes through `steps`, one per frame (m), without turning.
ArmActions pathOf(const std::vector<Eigen::Vector3d>& steps) {
    ArmActions actions;
    RigidTransform pose = RigidTransform::Identity();
    pose.translation() = Eigen::Vector3d(0.1, -0.2, 1);
    actions.camFromTcp.push_back(pose);
    for (const Eigen::Vector3d& step : steps) {
        pose.translation() += step;
        actions.camFromTcp.push_back(pose);
    }
    actions.valid.assign(actions.camFromTcp.size(), 1);
    return actions;
}

std::vector<Eigen::Vector3d> repeated(std::initializer_list<std::pair<int, Eigen::Vector3d>> parts) {
    std::vector<Eigen::Vector3d> steps;
    for (const auto& [count, step] : parts) steps.insert(steps.end(), static_cast<size_t>(count), step);
    return steps;
}

std::vector<MotionPhase> phasesOf(const std::vector<Eigen::Vector3d>& steps,
                                  const PhaseOptions& options = {}) {
    return motionPhases(pathOf(steps), {}, options);
}

TEST(MotionPhases, ASharpTurnIsFoundInItsFrame) {
    for (const int window : {1, 3, 5}) {
        PhaseOptions options;
        options.window = window;
        const auto phases = phasesOf(repeated({{30, {0.004, 0, 0}}, {20, {0, 0.002, 0}}}), options);
        ASSERT_EQ(phases.size(), 2U) << window;
        EXPECT_EQ(phases[0].start, 0);
        EXPECT_EQ(phases[0].end, 30);
        EXPECT_EQ(phases[1].start, 30);
        EXPECT_EQ(phases[1].end, 50);
        EXPECT_EQ(phases[0].text, "move right for 12.0 cm");
        EXPECT_EQ(phases[1].text, "move down for 4.0 cm");
        EXPECT_EQ(phases[0].direction, (OverallDirection{true, false, false}));
        EXPECT_EQ(phases[1].direction, (OverallDirection{false, true, false}));
    }
}

TEST(MotionPhases, TheAngleDecides) {
    const auto turned = [](double degrees) {
        const double a = degrees * M_PI / 180;
        return phasesOf(repeated({{20, {0.003, 0, 0}}, {20, {0.003 * std::cos(a), 0, 0.003 * std::sin(a)}}}))
            .size();
    };
    EXPECT_EQ(turned(59), 1U);
    EXPECT_EQ(turned(61), 2U);
}

TEST(MotionPhases, TwoFlippedAxesAreATurnAndOneIsNot) {
    const Eigen::Vector3d in(0.001, 0.001, 0.003), twoFlipped(-0.001, -0.001, 0.003),
        oneFlipped(-0.001, 0.001, 0.003);
    EXPECT_EQ(phasesOf(repeated({{20, in}, {20, twoFlipped}})).size(), 2U);
    EXPECT_EQ(phasesOf(repeated({{20, in}, {20, oneFlipped}})).size(), 1U);
    // Axes along which nothing moves have no sign.
    EXPECT_EQ(phasesOf(repeated({{20, {1e-5, 1e-5, 0.003}}, {20, {-1e-5, -1e-5, 0.003}}})).size(), 1U);
}

TEST(MotionPhases, AreNeverShorterThanTheGap) {
    std::vector<Eigen::Vector3d> zigzag;
    for (int i = 0; i < 120; ++i) zigzag.emplace_back(i / 4 % 2 ? 0.005 : -0.005, 0.001, 0);
    PhaseOptions options;
    options.window = 2;
    const auto phases = phasesOf(zigzag, options);
    ASSERT_GT(phases.size(), 3U);
    for (const MotionPhase& phase : phases) EXPECT_GE(phase.end - phase.start, options.minGap);
}

TEST(MotionPhases, NoiseOfSingleFramesIsNoTurn) {
    std::mt19937_64 random(5);
    std::normal_distribution<double> noise(0, 0.0006);
    ArmActions actions = pathOf(repeated({{60, {0.003, 0, 0}}}));
    for (RigidTransform& pose : actions.camFromTcp)
        pose.translation() += Eigen::Vector3d(noise(random), noise(random), noise(random));
    EXPECT_EQ(motionPhases(actions, {}, {}).size(), 1U);
    ArmActions still = pathOf(repeated({{60, {0, 0, 0}}}));
    std::normal_distribution<double> tremor(0, 0.00005);
    for (RigidTransform& pose : still.camFromTcp)
        pose.translation() += Eigen::Vector3d(tremor(random), tremor(random), tremor(random));
    const auto phases = motionPhases(still, {}, {});
    ASSERT_EQ(phases.size(), 1U);
    EXPECT_EQ(phases[0].kind, PhaseKind::Hold);
    EXPECT_EQ(phases[0].text, "hold still");
}

TEST(MotionPhases, TheGripperCutsToo) {
    std::vector<double> open(41, 1.0);
    for (size_t t = 20; t < open.size(); ++t)
        open[t] = std::max(0.4, 1 - 0.1 * (static_cast<double>(t) - 19));
    const auto phases = motionPhases(pathOf(repeated({{40, {0, -0.002, 0}}})), open, {});
    ASSERT_EQ(phases.size(), 2U);
    EXPECT_EQ(phases[1].start, 21) << "0.2 below where it began";
    EXPECT_EQ(phases[0].gripper, GripperCue::None);
    EXPECT_EQ(phases[1].gripper, GripperCue::Closes);
    EXPECT_EQ(phases[1].text, "close the gripper; move up for 3.8 cm");

    // Closing, holding and opening again are two cues; wavering below the threshold is none.
    std::vector<double> again(80, 1.0);
    for (size_t t = 20; t < 50; ++t) again[t] = 0.3 + 0.15 * static_cast<double>(t % 2);
    std::vector<GripperCue> cues;
    for (const MotionPhase& phase : motionPhases(pathOf(repeated({{79, {0, 0, 0}}})), again, {}))
        cues.push_back(phase.gripper);
    EXPECT_EQ(cues, (std::vector{GripperCue::None, GripperCue::Closes, GripperCue::Opens}));
}

TEST(MotionPhases, RowsWithoutAPoseBelongToNone) {
    ArmActions actions = pathOf(repeated({{40, {0.002, 0, 0}}}));
    for (const size_t t : {0U, 20U, 21U}) actions.valid[t] = 0;
    const auto phases = motionPhases(actions, {}, {});
    ASSERT_EQ(phases.size(), 2U);
    EXPECT_EQ(phases[0].start, 1);
    EXPECT_EQ(phases[0].end, 19);
    EXPECT_EQ(phases[1].start, 22);
    EXPECT_EQ(phases[1].end, 40);
    actions.valid.assign(actions.valid.size(), 0);
    EXPECT_TRUE(motionPhases(actions, {}, {}).empty());
    EXPECT_TRUE(motionPhases({}, {}, {}).empty());
}

TEST(MotionText, SpeaksOfTheCamerasAxes) {
    const PhaseOptions options;
    EXPECT_EQ(motionText({-0.05, 0, 0.12}, {0, 0, 0}, GripperCue::None, options),
              "move left for 5.0 cm and away from the camera for 12.0 cm");
    EXPECT_EQ(motionText({0, 0, -0.1}, {0, 0, M_PI / 6}, GripperCue::Opens, options),
              "open the gripper; move towards the camera for 10.0 cm; roll by 30 degrees");
    EXPECT_EQ(motionText({0, 0, 0}, {-0.2, 0.1, 0}, GripperCue::None, options),
              "pitch by -11 degrees and yaw by 6 degrees");
    EXPECT_EQ(motionText({0.001, 0.001, 0}, {0.01, 0, 0}, GripperCue::None, options), "hold still");
}

}  // namespace
}  // namespace camframe
