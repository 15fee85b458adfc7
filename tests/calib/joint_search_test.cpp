// SPDX-License-Identifier: Apache-2.0
#include "calib/joint_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numbers>

#include "calib/robot_scene.h"
#include "model/core/evaluation.h"

namespace camframe {
namespace {

using test::RobotScene;

constexpr double kDegrees = std::numbers::pi / 180;

/// A scene whose recorded joints lack constants: adding `offsets` (joint, degrees) mends them.
struct ShiftedScene {
    RobotScene scene;
    RobotScene::Frames frames{scene};

    ShiftedScene(uint64_t seed, const std::vector<std::pair<std::string, double>>& offsets)
        : scene(seed, 18) {
        Episode episode;
        episode.frameCount = 18;
        episode.jointNames = scene.recording.jointNames;
        episode.jointPositions = scene.recording.jointPositions;
        for (const auto& [name, degrees] : offsets) {
            const auto column = std::ranges::find(episode.jointNames, name) - episode.jointNames.begin();
            episode.jointPositions.col(column).array() -= degrees * kDegrees;
        }
        episode.baseLink = scene.recording.baseLink;
        episode.endEffectorLinks = {scene.recording.toolLink};
        scene.motion = *computeMotion(scene.robot, episode);
    }

    ArmChain arm() const {
        ArmChain out;
        for (int j = 1; j <= 7; ++j)
            out.joints.push_back(scene.robot.findJoint("demo_joint" + std::to_string(j)));
        out.baseLink = scene.robot.joints()[static_cast<size_t>(out.joints[0])].parentLink;
        return out;
    }

    CalibrationInput input() {
        CalibrationInput out = scene.input(frames);
        out.maskOfFrame = scene.masks();
        out.arms = {arm()};
        return out;
    }
};

TEST(JointSearch, NamesTheJointAndItsOffset) {
    const ShiftedScene shifted(51, {{"demo_joint6", 90}});
    const RobotScene& scene = shifted.scene;
    std::vector<ObservedFrame> frames;
    for (int f = 0; f < 18; f += 2)
        frames.push_back({f, scene.recording.frames[static_cast<size_t>(f)].mask});
    const std::vector<int> all = shifted.arm().joints;
    JointSearchOptions options;
    options.mostChanged = 1;
    options.scorer.changeMasks = false;
    const auto trials =
        searchJointOffsets(scene.robot, *scene.geometry, scene.motion, {}, scene.recording.camera, frames,
                           std::span(all).subspan(1), scene.recording.camFromBase, options, {});
    ASSERT_GE(trials.size(), 2U);
    EXPECT_EQ(trials[0].changed, 0);
    EXPECT_EQ(trials[1].changed, 1);
    EXPECT_GT(trials[1].best.score, trials[0].best.score + 0.03);
    EXPECT_NEAR(trials[1].offsets[scene.robot.findJoint("demo_joint6")], 90 * kDegrees, 1e-12);
}

TEST(JointSearch, StaysWithinTheLimitsOfTheJoints) {
    const ShiftedScene shifted(51, {});
    const RobotScene& scene = shifted.scene;
    const std::vector<ObservedFrame> frames{{0, scene.recording.frames[0].mask}};
    const std::vector<int> elbow{scene.robot.findJoint("demo_joint4")};  // -0.1 .. 2.5
    JointSearchOptions options;
    options.kept = 100;
    options.scorer.changeMasks = false;
    for (const JointOffsetTrial& trial :
         searchJointOffsets(scene.robot, *scene.geometry, scene.motion, {}, scene.recording.camera, frames,
                            elbow, scene.recording.camFromBase, options, {}))
        for (const Eigen::VectorXd& values : scene.motion.jointValues) {
            const double value = values[elbow[0]] + trial.offsets[elbow[0]];
            EXPECT_TRUE(value > -0.31 && value < 2.71) << value;
        }
}

TEST(CalibrateCamera, JointsThatCountFromAnotherZeroAreFound) {
    ShiftedScene shifted(52, {{"demo_joint6", 90}, {"demo_joint7", 45}});
    CalibrationInput input = shifted.input();
    CalibrationOptions options = RobotScene::options();
    const auto without = calibrateCamera(input, options, {});
    ASSERT_TRUE(without);
    EXPECT_NE(without->calibration.status, CalibrationStatus::Ok);

    options.refine.joints = true;
    const auto run = calibrateCamera(input, options, {});
    ASSERT_TRUE(run);
    const Calibration& c = run->calibration;
    ASSERT_TRUE(c.camFromBase) << testing::PrintToString(c.reasons);
    EXPECT_EQ(c.status, CalibrationStatus::Ok) << testing::PrintToString(c.reasons);
    for (const auto& [joint, offset] : c.jointOffsets) {
        const double truth = joint == "demo_joint6" ? 90 : joint == "demo_joint7" ? 45 : 0;
        EXPECT_NEAR(offset.value / kDegrees, truth, 0.3) << joint;
        ASSERT_TRUE(offset.sigma) << joint;
        EXPECT_LT(*offset.sigma / kDegrees, 0.5) << joint;
    }
    EXPECT_EQ(c.jointOffsets.size(), 6U);
    EXPECT_FALSE(c.jointOffsets.contains("demo_joint1"));  // looks like another camera
    const PoseError error = comparePoses(*c.camFromBase, shifted.scene.recording.camFromBase);
    EXPECT_LT(error.rotationDeg, 0.2);
    EXPECT_LT(error.translationMm, 3);
}

TEST(CalibrateCamera, TurnedJointsNearTheBaseAreFoundToo) {
    ShiftedScene shifted(53, {{"demo_joint3", -90}, {"demo_joint5", 45}});
    CalibrationOptions options = RobotScene::options();
    const auto without = calibrateCamera(shifted.input(), options, {});
    ASSERT_TRUE(without);
    EXPECT_NE(without->calibration.status, CalibrationStatus::Ok);
    options.refine.joints = true;
    const auto run = calibrateCamera(shifted.input(), options, {});
    ASSERT_TRUE(run);
    const Calibration& c = run->calibration;
    ASSERT_TRUE(c.camFromBase) << testing::PrintToString(c.reasons);
    EXPECT_NEAR(c.jointOffsets.at("demo_joint3").value / kDegrees, -90, 0.3);
    EXPECT_NEAR(c.jointOffsets.at("demo_joint5").value / kDegrees, 45, 0.3);
    EXPECT_LT(comparePoses(*c.camFromBase, shifted.scene.recording.camFromBase).translationMm, 3);
}

TEST(CalibrateCamera, AHandTurnedByAQuarterIsNeverOkUnlessJointsAreSolvedFor) {
    ShiftedScene shifted(54, {{"demo_joint7", 90}});
    const auto run = calibrateCamera(shifted.input(), RobotScene::options(), {});
    ASSERT_TRUE(run);
    EXPECT_NE(run->calibration.status, CalibrationStatus::Ok);
}

}  // namespace
}  // namespace camframe
