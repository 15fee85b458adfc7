// SPDX-License-Identifier: Apache-2.0
#include "model/core/action_track.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "model/core/coco_rle.h"
#include "model/core/demo_robot.h"
#include "support/coco_rle_reader.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

using test::decodeRle;
using test::posesNear;
constexpr double kPi = std::numbers::pi;

Eigen::Matrix3d about(const Eigen::Vector3d& axis, double angle) {
    return Eigen::AngleAxisd(angle, axis.normalized()).toRotationMatrix();
}

std::vector<Eigen::Matrix3d> manyRotations() {
    std::vector<Eigen::Matrix3d> rotations = {Eigen::Matrix3d::Identity()};
    std::mt19937_64 random(11);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> angle(0, kPi);
    for (int i = 0; i < 200; ++i)
        rotations.push_back(about({normal(random), normal(random), normal(random)}, angle(random)));
    for (const Eigen::Vector3d& axis :
         {Eigen::Vector3d(1, 0, 0), Eigen::Vector3d(0, 1, 0), Eigen::Vector3d(0, 0, 1)})
        for (const double a : {kPi, kPi - 1e-9, 1e-9, kPi / 2, -kPi / 2}) rotations.push_back(about(axis, a));
    return rotations;
}

double difference(const Eigen::Matrix3d& a, const Eigen::Matrix3d& b) {
    return (a - b).cwiseAbs().maxCoeff();
}

TEST(RotationForms, AllDescribeTheSameRotation) {
    for (const Eigen::Matrix3d& r : manyRotations()) {
        const Eigen::Vector4d q = quaternionWxyz(r);
        EXPECT_NEAR(q.norm(), 1, 1e-12);
        EXPECT_GE(q[0], 0);
        EXPECT_LT(difference(Eigen::Quaterniond(q[0], q[1], q[2], q[3]).toRotationMatrix(), r), 1e-12);

        const Vector6d d = rotation6d(r);
        EXPECT_EQ(d, (Vector6d() << r(0, 0), r(1, 0), r(2, 0), r(0, 1), r(1, 1), r(2, 1)).finished());

        const Eigen::Vector3d v = rotationVector(r);
        EXPECT_LE(v.norm(), kPi + 1e-12);
        EXPECT_LT(difference(v.norm() > 0 ? about(v, v.norm()) : Eigen::Matrix3d::Identity(), r), 1e-12);

        const Eigen::Vector3d e = eulerStaticXyz(r);
        EXPECT_LE(std::abs(e[1]), kPi / 2 + 1e-12);
        EXPECT_LT(difference(about({0, 0, 1}, e[2]) * about({0, 1, 0}, e[1]) * about({1, 0, 0}, e[0]), r),
                  1e-8);
    }
}

TEST(RotationForms, EulerAnglesAreAboutStaticAxesXThenYThenZ) {
    // A vector along z: x turns it to -y, static y leaves -y alone, static z turns it to +x.
    const Eigen::Matrix3d r = about({0, 0, 1}, kPi / 2) * about({0, 1, 0}, 0.4) * about({1, 0, 0}, kPi / 2);
    EXPECT_LT((r * Eigen::Vector3d::UnitZ() - Eigen::Vector3d::UnitX()).norm(), 1e-12);
    EXPECT_LT((eulerStaticXyz(r) - Eigen::Vector3d(kPi / 2, 0.4, kPi / 2)).norm(), 1e-12);
}

TEST(RotationForms, EulerAnglesAtTheSingularityKeepTheRotation) {
    for (const double sign : {1.0, -1.0}) {
        const Eigen::Matrix3d r =
            about({0, 0, 1}, 0.7) * about({0, 1, 0}, sign * kPi / 2) * about({1, 0, 0}, 0.2);
        const Eigen::Vector3d e = eulerStaticXyz(r);
        EXPECT_LT(difference(about({0, 0, 1}, e[2]) * about({0, 1, 0}, e[1]) * about({1, 0, 0}, e[0]), r),
                  1e-9);
    }
}

/// The demo robot with one recorded arm, hand-made joint values and a gripper.
struct Scene {
    Robot robot;
    Episode episode;
    RobotMotion motion;
};

Scene demoScene(int frames) {
    Result<RobotModel> model = makeDemoRobot();
    EXPECT_TRUE(model) << model.error().message;
    Arm arm;
    arm.name = "left";
    arm.tcpLink = model->findLink("demo_tcp");
    arm.linkFromTcp = expPose((Vector6d() << 0.1, 0.2, 0.3, 0.01, 0.02, 0.03).finished());
    arm.tcpDefinition = "by hand";
    Scene scene{Robot{"demo", std::move(*model), {}, {}, {}, {}, {}}, {}, {}};
    scene.episode.name = "by hand";
    scene.episode.frameCount = frames;
    for (int j = 1; j <= 7; ++j) {
        scene.episode.jointNames.push_back("demo_joint" + std::to_string(j));
        arm.joints.push_back(scene.robot.model.findJoint(scene.episode.jointNames.back()));
    }
    scene.episode.jointNames.push_back("demo_finger_joint");
    arm.gripperJoint = scene.robot.model.findJoint("demo_finger_joint");
    arm.gripperOpen = 0.04;
    arm.gripperClosed = 0;
    scene.robot.arms.push_back(arm);
    scene.episode.jointPositions.resize(frames, 8);
    for (int t = 0; t < frames; ++t) {
        for (int j = 0; j < 7; ++j) scene.episode.jointPositions(t, j) = 0.3 * std::sin(t + j);
        scene.episode.jointPositions(t, 7) = 0.01 * t;
        scene.episode.timestamps.push_back(0.1 * t);
    }
    return scene;
}

void move(Scene& scene) {
    Result<RobotMotion> motion = computeMotion(scene.robot.model, scene.episode);
    ASSERT_TRUE(motion) << motion.error().message;
    scene.motion = std::move(*motion);
}

const CameraModel kCamera{640, 480, 500, 510, 320, 240, {}};

RigidTransform viewpoint() {
    // Two metres in front of the robot, upright.
    RigidTransform pose = RigidTransform::Identity();
    pose.linear() << 0, 1, 0, 0, 0, -1, -1, 0, 0;
    pose.translation() << 0, 0.4, 2;
    return pose;
}

TEST(ArmStates, GripperOpennessIsScaledAndClamped) {
    Scene scene = demoScene(6);
    scene.episode.jointPositions(3, 7) = std::nan("");
    move(scene);
    const ArmState state = computeArmStates(scene.robot, scene.episode, scene.motion).at(0);
    EXPECT_EQ(state.jointNames.size(), 8u);
    EXPECT_EQ(state.jointNames[7], "demo_finger_joint");
    EXPECT_EQ(state.jointPositions.cols(), 8);
    EXPECT_DOUBLE_EQ(state.gripperOpen[0], 0);
    EXPECT_DOUBLE_EQ(state.gripperRaw[2], 0.02);
    EXPECT_DOUBLE_EQ(state.gripperOpen[2], 0.5);
    EXPECT_TRUE(std::isnan(state.gripperRaw[3]));
    EXPECT_TRUE(std::isnan(state.gripperOpen[3]));
    EXPECT_DOUBLE_EQ(state.gripperOpen[5], 1) << "0.05 m is beyond open";
    EXPECT_EQ(state.valid[3], 1) << "the fingers do not move the tool centre point";
    // Closed above open, as Robotiq counts.
    scene.robot.arms[0].gripperOpen = 0;
    scene.robot.arms[0].gripperClosed = 0.04;
    EXPECT_DOUBLE_EQ(computeArmStates(scene.robot, scene.episode, scene.motion)[0].gripperOpen[1], 0.75);
}

TEST(ArmStates, FramesWithoutAJointOfTheArmAreInvalid) {
    Scene scene = demoScene(4);
    scene.episode.jointPositions(2, 4) = std::nan("");
    move(scene);
    const ArmState state = computeArmStates(scene.robot, scene.episode, scene.motion).at(0);
    EXPECT_EQ(state.valid, (std::vector<uint8_t>{1, 1, 0, 1}));

    // A second arm that the recording does not know is never valid, whatever the first one does.
    Scene two = demoScene(4);
    move(two);
    two.robot.arms.push_back(two.robot.arms[0]);
    two.episode.jointNames[4] = "something_else";
    const auto states = computeArmStates(two.robot, two.episode, two.motion);
    EXPECT_EQ(states.at(1).valid, (std::vector<uint8_t>{0, 0, 0, 0}));
    EXPECT_TRUE(std::isnan(states[1].jointPositions(0, 4)));
}

TEST(ArmActions, PosesAreInCameraSpaceAndDeltasLeadToTheNext) {
    Scene scene = demoScene(5);
    move(scene);
    const ArmState state = computeArmStates(scene.robot, scene.episode, scene.motion).at(0);
    const RigidTransform camFromBase = viewpoint();
    const ArmActions actions = computeArmActions(state, kCamera, camFromBase);
    const Arm& arm = scene.robot.arms[0];
    for (size_t t = 0; t < 5; ++t) {
        EXPECT_TRUE(posesNear(
            actions.camFromTcp[t],
            camFromBase * scene.motion.baseFromLink[t][static_cast<size_t>(arm.tcpLink)] * arm.linkFromTcp,
            1e-12, 1e-12));
        const Eigen::Vector3d p = actions.camFromTcp[t].translation();
        EXPECT_NEAR(actions.uv[t].x(), 500 * p.x() / p.z() + 320, 1e-9);
        EXPECT_NEAR(actions.uv[t].y(), 510 * p.y() / p.z() + 240, 1e-9);
        EXPECT_DOUBLE_EQ(actions.depth[t], p.z());
        if (t + 1 < 5) {
            EXPECT_TRUE(
                posesNear(actions.delta[t] * actions.camFromTcp[t], actions.camFromTcp[t + 1], 1e-12, 1e-12));
            EXPECT_EQ(actions.deltaValid[t], 1);
        }
    }
    EXPECT_EQ(actions.deltaValid[4], 0);
    EXPECT_TRUE(posesNear(actions.delta[4], RigidTransform::Identity(), 0, 0));
}

TEST(ArmActions, DeltasAcrossInvalidFramesAreInvalid) {
    Scene scene = demoScene(5);
    scene.episode.jointPositions(2, 0) = std::numeric_limits<double>::infinity();
    move(scene);
    const ArmActions actions = computeArmActions(
        computeArmStates(scene.robot, scene.episode, scene.motion).at(0), kCamera, viewpoint());
    EXPECT_EQ(actions.valid, (std::vector<uint8_t>{1, 1, 0, 1, 1}));
    EXPECT_EQ(actions.deltaValid, (std::vector<uint8_t>{1, 0, 0, 1, 0}));
    EXPECT_TRUE(std::isnan(actions.uv[2].x()));
    EXPECT_TRUE(std::isnan(actions.depth[2]));
    EXPECT_EQ(actions.visible[2], 0);
}

TEST(ArmActions, WithoutCalibrationNothingIsValid) {
    Scene scene = demoScene(3);
    move(scene);
    const ArmActions actions = computeArmActions(
        computeArmStates(scene.robot, scene.episode, scene.motion).at(0), kCamera, std::nullopt);
    EXPECT_EQ(actions.valid, (std::vector<uint8_t>{0, 0, 0}));
    EXPECT_EQ(actions.deltaValid, (std::vector<uint8_t>{0, 0, 0}));
    EXPECT_EQ(actions.visible, (std::vector<uint8_t>{0, 0, 0}));
}

TEST(ArmActions, VisibleMeansInsideThePictureAndBeforeTheCamera) {
    ArmState state;
    const Eigen::Vector3d points[] = {
        {0, 0, 1},   // Principal point.
        {0, 0, -1},  // Behind.
        {(639.49 - 320) / 500, 0, 1},
        {(639.51 - 320) / 500, 0, 1},  // Right edge of the last pixel.
        {0, 2 * (-0.49 - 240) / 510, 2},
        {0, 2 * (-0.51 - 240) / 510, 2},  // Upper edge of the first.
    };
    for (const Eigen::Vector3d& p : points) {
        RigidTransform pose = RigidTransform::Identity();
        pose.translation() = p;
        state.baseFromTcp.push_back(pose);
        state.valid.push_back(1);
    }
    const ArmActions actions = computeArmActions(state, kCamera, RigidTransform::Identity());
    EXPECT_EQ(actions.valid, (std::vector<uint8_t>{1, 1, 1, 1, 1, 1})) << "valid speaks of the pose";
    EXPECT_EQ(actions.visible, (std::vector<uint8_t>{1, 0, 1, 0, 1, 0}));
    EXPECT_TRUE(std::isnan(actions.uv[1].x()));
    EXPECT_DOUBLE_EQ(actions.depth[1], -1);
}

// ---- run-length encoding ---------------------------------------------------------------------------------

TEST(CocoRle, KnownTexts) {
    ImageU8 mask(2, 2);
    EXPECT_EQ(cocoRleJson(mask), "{\"size\":[2,2],\"counts\":\"4\"}");
    mask.data = {255, 255, 255, 255};
    EXPECT_EQ(cocoRleJson(mask), "{\"size\":[2,2],\"counts\":\"04\"}");
    mask.data = {0, 255, 0, 0};  // Down the columns: 0 0 1 0.
    EXPECT_EQ(cocoRleJson(mask), "{\"size\":[2,2],\"counts\":\"211\"}");
    // 40 = 8 + 32: a low group with continuation, then 1.
    EXPECT_EQ(cocoRleJson(ImageU8(8, 5)), "{\"size\":[5,8],\"counts\":\"X1\"}");
}

TEST(CocoRle, DecodesToTheSameMask) {
    std::mt19937 random(2);
    for (const auto& [width, height, keep] : std::vector<std::tuple<int, int, unsigned>>{
             {1, 1, 2}, {7, 3, 2}, {64, 48, 2}, {200, 150, 50}, {31, 400, 999}}) {
        ImageU8 mask(width, height);
        uint8_t value = 0;
        for (uint8_t& pixel : mask.data) {
            if (random() % keep == 0) value = value ? 0 : 255;
            pixel = value;
        }
        EXPECT_EQ(decodeRle(cocoRleJson(mask)), mask) << width << "x" << height;
    }
}

}  // namespace
}  // namespace camframe
