// SPDX-License-Identifier: Apache-2.0
#include "calib/camera_motion.h"

#include <gtest/gtest.h>

#include <numeric>

#include "calib/robot_scene.h"
#include "calib/synthetic/trajectory.h"
#include "model/core/evaluation.h"

namespace camframe {
namespace {

using test::RobotScene;

SyntheticRecording film(SyntheticOptions options) {
    options.width = 320;
    options.height = 240;
    return *generate(*makeDemoRobot(), options, {});
}

CameraMotion motionOf(const SyntheticRecording& recording, int step) {
    std::vector<int> all(recording.frames.size()), sample;
    std::iota(all.begin(), all.end(), 0);
    std::vector<const ImageU8*> pictures;
    for (size_t f = 0; f < all.size(); f += static_cast<size_t>(step)) {
        sample.push_back(all[f]);
        pictures.push_back(&recording.frames[f].rgb);
    }
    const auto read = [&](int f) -> Result<ImageU8> { return recording.frames[static_cast<size_t>(f)].rgb; };
    return *findCameraMotion(sample, pictures, all, read, {});
}

TEST(CameraMotion, AStillCameraIsStillWhateverTheRobotTheLightsAndTheThingsDo) {
    for (const uint64_t seed : {61, 62}) {
        SyntheticOptions options;
        options.seed = seed;
        options.frames = 10;
        options.exposureJitter = 0.15;
        options.fps = 0;
        options.framesPerMove = 1;
        EXPECT_EQ(motionOf(film(options), 1).kind, CameraMotion::Kind::Still) << seed;
    }
}

TEST(CameraMotion, AKnockIsFoundInTheFrameInWhichItHappened) {
    for (const double degrees : {0.5, 6.0}) {
        SyntheticOptions options;
        options.seed = 63;
        options.frames = 16;
        options.cameraMotion = bumpedCamera(16, 5, degrees, 4 * degrees, 3);
        const CameraMotion motion = motionOf(film(options), 3);  // the knock lies between two samples
        ASSERT_EQ(motion.kind, CameraMotion::Kind::Bumped) << degrees;
        ASSERT_EQ(motion.bumps.size(), 1U);
        EXPECT_EQ(motion.bumps[0].frame, 5);
        EXPECT_EQ(motion.firstFrame, 5);
        EXPECT_EQ(motion.lastFrame, 15);
    }
}

TEST(CameraMotion, AWristCameraMoves) {
    SyntheticOptions options;
    options.seed = 64;
    options.frames = 12;
    options.camFromTool = synthetic::lookAt(Eigen::Vector3d(0.08, 0, -0.12), Eigen::Vector3d(0.03, 0, 0.15));
    EXPECT_EQ(motionOf(film(options), 1).kind, CameraMotion::Kind::Moves);
}

TEST(CameraMotion, PlainPicturesSayNothing) {
    SyntheticRecording recording;
    recording.frames.resize(6);
    for (SyntheticFrame& frame : recording.frames) frame.rgb = ImageU8(320, 240, 3, 120);
    EXPECT_EQ(motionOf(recording, 1).kind, CameraMotion::Kind::Unknown);
}

TEST(CalibrateCamera, AfterAKnockTheLongerPartIsUsedAndNeverCalledOk) {
    RobotScene scene(65, 20, false);
    SyntheticOptions options;
    options.seed = 65;
    options.frames = 20;
    options.cameraMotion = bumpedCamera(20, 13, 2, 15, 3);
    scene.recording = film(options);
    RobotScene::Frames frames(scene);
    CalibrationInput input = scene.input(frames);
    input.maskOfFrame = scene.masks();
    const auto run = calibrateCamera(input, RobotScene::options(), {});
    ASSERT_TRUE(run && run->calibration.camFromBase);
    EXPECT_EQ(run->calibration.status, CalibrationStatus::Review);
    EXPECT_LT(run->calibration.framesUsed.back(), 13);
    EXPECT_EQ(run->findings[0].reason, FailureReason::CameraBumped);
    const PoseError error = comparePoses(*run->calibration.camFromBase, scene.recording.camFromBase);
    EXPECT_LT(error.rotationDeg, 0.1);
    EXPECT_LT(error.translationMm, 1.5);
}

TEST(CalibrateCamera, AWristCameraIsRefusedWithThatReason) {
    RobotScene scene(66, 12, false);
    SyntheticOptions options;
    options.seed = 66;
    options.frames = 12;
    options.camFromTool = synthetic::lookAt(Eigen::Vector3d(0.08, 0, -0.12), Eigen::Vector3d(0.03, 0, 0.15));
    scene.recording = film(options);
    RobotScene::Frames frames(scene);
    const auto run = calibrateCamera(scene.input(frames), RobotScene::options(), {});
    ASSERT_TRUE(run.has_value());
    EXPECT_EQ(run->calibration.status, CalibrationStatus::Failed);
    EXPECT_FALSE(run->calibration.camFromBase);
    ASSERT_FALSE(run->findings.empty());
    EXPECT_EQ(run->findings[0].reason, FailureReason::CameraMoves);
}

}  // namespace
}  // namespace camframe
