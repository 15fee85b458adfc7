// SPDX-License-Identifier: Apache-2.0
#include "calib/mirror_poses.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <numbers>
#include <random>

#include "calib/near_ties.h"
#include "calib/robot_scene.h"
#include "model/core/evaluation.h"
#include "support/run_context.h"

namespace camframe {
namespace {

using test::RobotScene;

/// A camera that looks at `target` from `distance`, upright; angles in degrees.
RigidTransform lookingAt(const Eigen::Vector3d& target, double distance, double azimuth, double elevation) {
    constexpr double kRadians = std::numbers::pi / 180;
    const double a = azimuth * kRadians, e = elevation * kRadians;
    const Eigen::Vector3d towards(-std::cos(e) * std::cos(a), -std::cos(e) * std::sin(a), -std::sin(e));
    const Eigen::Vector3d right = towards.cross(Eigen::Vector3d::UnitZ()).normalized();
    RigidTransform out = RigidTransform::Identity();
    out.linear().row(0) = right;
    out.linear().row(1) = towards.cross(right);
    out.linear().row(2) = towards;
    out.translation() = -out.linear() * (target - distance * towards);
    return out;
}

TEST(MirrorPoses, FlatShapesFromAfarLookTheSameInTheDepthReversal) {
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> uniform(-0.4, 0.4);
    SilhouetteScorer::Workspace workspace;
    std::vector<Eigen::Vector3d> points;
    for (int i = 0; i < 50; ++i) points.emplace_back(uniform(random), 0, 0.4 + uniform(random));
    for (const auto& p : points) workspace.centre += p / 50.0;
    for (const auto& p : points)
        workspace.scatter += (p - workspace.centre) * (p - workspace.centre).transpose() / 50.0;
    constexpr double kDistance = 40;
    const RigidTransform pose = lookingAt({0.1, 0.2, 0.3}, kDistance, 40, 25);
    // In radians of view; the arm is 0.6 m in size, so 1.5e-2 rad.
    const auto difference = [&](const RigidTransform& other) {
        double most = 0;
        for (const auto& p : points)
            most = std::max(most, ((pose * p).hnormalized() - (other * p).hnormalized()).norm());
        return most;
    };
    const std::vector<RigidTransform> mirrors = mirrorPoses(pose, workspace);
    const auto same = std::ranges::count_if(mirrors, [&](const RigidTransform& m) {
        EXPECT_NEAR(m.linear().determinant(), 1, 1e-9);
        return difference(m) < 3e-4;
    });
    EXPECT_EQ(same, 1);  // only the reversal about the plane's normal
    for (const RigidTransform& m : mirrors) EXPECT_GT(rotationAngleBetween(m, pose), 0.15);
}

TEST(MirrorPoses, FromTheOtherSideThePictureIsMirrored) {
    SilhouetteScorer::Workspace workspace;
    workspace.centre = {0.1, 0, 0.4};
    workspace.scatter = Eigen::Vector3d(3, 2, 1).asDiagonal();
    const RigidTransform pose = lookingAt(workspace.centre, 40, 70, 10);
    const std::vector<RigidTransform> mirrors = mirrorPoses(pose, workspace);
    const Eigen::Vector3d point(0.3, 0.1, 0.6);
    const Eigen::Vector2d seen = (pose * point).hnormalized(), mirrored(-seen.x(), seen.y());
    EXPECT_TRUE(std::ranges::any_of(mirrors, [&](const RigidTransform& m) {
        return ((m * point).hnormalized() - mirrored).norm() < 3e-4 &&
               (cameraCentre(m) + cameraCentre(pose) - 2 * workspace.centre).norm() < 1e-6;
    }));
}

TEST(MirrorPoses, AWorkspaceBehindTheCameraHasNone) {
    SilhouetteScorer::Workspace workspace;
    workspace.centre = {0, 0, 0.4};
    RigidTransform pose = lookingAt(workspace.centre, 1, 70, 10);
    pose.translation().z() -= 2;
    EXPECT_TRUE(mirrorPoses(pose, workspace).empty());
}

TEST(NearTies, ARivalNeedsOverlapAndOutline) {
    const Explanation winner{0.8, 0.9};
    EXPECT_NEAR(relativeTo(winner, {0.76, 0.88}), 0.95, 1e-9);
    EXPECT_NEAR(relativeTo(winner, {0.8, 0.45}), 0.5, 1e-9);
    EXPECT_NEAR(relativeTo(winner, {0.4, 0.95}), 0.5, 1e-9);
    EXPECT_NEAR(relativeTo(winner, {0.76, {}}), 0.95, 1e-9);
    EXPECT_EQ(relativeTo({0, {}}, {0, {}}), 1);
}

/// The arm stays in one plane and moves one joint, filmed from afar through a long lens, nearly square to
/// that plane: turned to the other side of the square direction it looks much the same.
RobotScene farScene() {
    SyntheticOptions options = RobotScene::small(3, 20);
    options.focalPx = 1100;
    options.camFromBase = lookingAt({0.25, 0, 0.45}, 4, 50, 12);
    for (int f = 0; f < options.frames; ++f) {
        Eigen::VectorXd q = Eigen::VectorXd::Zero(11);
        q[0] = -0.593;
        q[1] = 0.2;
        q[3] = 0.3 + 1.6 * f / (options.frames - 1.0);
        q[5] = 0.5;
        options.jointValues.push_back(q);
    }
    return RobotScene(options);
}

TEST(NearTies, AFlatMotionFromAfarIsReportedWithItsAlternativeAndNeverOk) {
    const RobotScene scene = farScene();
    RobotScene::Frames frames(scene);
    const auto run = calibrateCamera(scene.input(frames), RobotScene::options(), test::withThreads(2));
    ASSERT_TRUE(run);
    const Calibration& c = run->calibration;
    EXPECT_NE(c.status, CalibrationStatus::Ok);
    ASSERT_FALSE(c.alternatives.empty());
    ASSERT_EQ(run->alternativePictures.size(), c.alternatives.size());
    ASSERT_TRUE(c.camFromBase);
    // Of the two one is the truth, and they really differ.
    const auto near = [&](const RigidTransform& pose) {
        return comparePoses(pose, scene.recording.camFromBase).rotationDeg < 2;
    };
    EXPECT_NE(near(*c.camFromBase), near(c.alternatives[0].camFromBase));
    EXPECT_NEAR(run->evidence->rivalScore.value_or(0), c.alternatives[0].score, 1e-12);
    EXPECT_GE(c.alternatives[0].score, kNearTie);
    EXPECT_LE(c.alternatives[0].score, 1);
    EXPECT_EQ(run->alternativePictures[0].width, 320);
    EXPECT_NE(run->alternativePictures[0],
              scene.recording.frames[static_cast<size_t>(c.alternatives[0].frame)].rgb);
}

TEST(NearTies, ExactMasksTellTheTwoApart) {
    const RobotScene scene = farScene();
    RobotScene::Frames frames(scene);
    CalibrationInput input = scene.input(frames);
    input.maskOfFrame = scene.masks();
    const auto run = calibrateCamera(input, RobotScene::options(), test::withThreads(2));
    ASSERT_TRUE(run && run->calibration.camFromBase);
    EXPECT_TRUE(comparePoses(*run->calibration.camFromBase, scene.recording.camFromBase).right());
    EXPECT_TRUE(run->calibration.alternatives.empty());
}

}  // namespace
}  // namespace camframe
