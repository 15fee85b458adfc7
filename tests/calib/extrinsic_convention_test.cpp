// SPDX-License-Identifier: Apache-2.0
#include "calib/conventions/extrinsic_convention.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>

#include "calib/conventions/joint_convention.h"
#include "model/core/demo_robot.h"

namespace camframe {
namespace {

RigidTransform somePose() {
    return Eigen::Translation3d(0.3, -0.2, 1.4) *
           Eigen::AngleAxisd(2.1, Eigen::Vector3d(0.4, -0.7, 0.3).normalized());
}

TEST(ExtrinsicConvention, EveryReadingGivesBackWhatWasWrittenInIt) {
    for (const size_t count : {6U, 7U, 16U}) {
        const auto conventions = extrinsicConventions(count);
        EXPECT_EQ(conventions.size(), count == 6 ? 156U : count == 7 ? 12U : 18U);
        for (const ExtrinsicConvention& convention : conventions) {
            const auto numbers = numbersOf(somePose(), convention);
            ASSERT_EQ(numbers.size(), count) << convention.words();
            const auto read = camFromBaseOf(numbers, convention);
            ASSERT_TRUE(read) << convention.words();
            EXPECT_TRUE(read->isApprox(somePose(), 1e-9)) << convention.words();
        }
    }
}

TEST(ExtrinsicConvention, AxesAndDirectionAreThoseOfTheirNames) {
    // A camera at the base's origin that looks along the base's x, upright: in ROS' axes it is the base
    // itself.
    const std::vector<double> numbers{0, 0, 0, 0, 0, 0, 1};
    const auto pose = camFromBaseOf(numbers, {.baseFromCam = true,
                                              .axes = ExtrinsicConvention::Axes::Ros,
                                              .rotation = RotationKind::QuaternionXyzw});
    ASSERT_TRUE(pose);
    EXPECT_TRUE((*pose * Eigen::Vector3d::UnitX()).isApprox(Eigen::Vector3d::UnitZ()));   // forward
    EXPECT_TRUE((*pose * Eigen::Vector3d::UnitZ()).isApprox(-Eigen::Vector3d::UnitY()));  // up
    const auto gl =
        camFromBaseOf(std::vector<double>{1, 2, 3, 0, 0, 0, 1}, {.baseFromCam = true,
                                                                 .axes = ExtrinsicConvention::Axes::OpenGl,
                                                                 .rotation = RotationKind::QuaternionXyzw});
    ASSERT_TRUE(gl);
    EXPECT_TRUE((*gl * Eigen::Vector3d(1, 2, 2)).isApprox(Eigen::Vector3d::UnitZ()));  // looks along -z
}

TEST(ExtrinsicConvention, WhatIsNoRigidMotionIsRefused) {
    EXPECT_TRUE(extrinsicConventions(5).empty());
    EXPECT_FALSE(camFromBaseOf(std::vector<double>(16, 0.5), {}));
    EXPECT_FALSE(camFromBaseOf(std::vector<double>(7, 0), {.rotation = RotationKind::QuaternionXyzw}));
    std::vector<double> rows = numbersOf(somePose(), {});
    EXPECT_TRUE(camFromBaseOf(rows, {}));
    EXPECT_FALSE(camFromBaseOf(rows, {.rotation = RotationKind::MatrixColumns, .lastColumns = true}));
}

TEST(JointConvention, LayoutsOfOneAndTwoArms) {
    const ConventionArm arm{{1, 2, 3}, 4, 1, 0};
    EXPECT_EQ(jointLayouts({arm}, 3).size(), 1U);
    EXPECT_EQ(jointLayouts({arm}, 5).size(), 0U);
    const auto one = jointLayouts({arm}, 4);
    ASSERT_EQ(one.size(), 2U);
    EXPECT_EQ(one[1].columns, (std::vector<int>{1, 2, 3}));
    EXPECT_EQ(one[1].gripperColumns, std::vector<int>{0});
    const auto two = jointLayouts({arm, arm}, 8);
    ASSERT_EQ(two.size(), 6U);
    EXPECT_EQ(two[1].columns, (std::vector<int>{4, 5, 6, 0, 1, 2}));
    EXPECT_EQ(two[2].columns, (std::vector<int>{0, 2, 4, 1, 3, 5}));
    EXPECT_EQ(two[2].gripperColumns, (std::vector<int>{6, 7}));
}

TEST(JointConvention, ValuesAreSignTimesUnitPlusOffset) {
    const RobotModel robot = makeDemoRobot().value();
    ConventionArm arm;
    for (int j = 1; j <= 7; ++j) arm.joints.push_back(robot.findJoint("demo_joint" + std::to_string(j)));
    arm.gripperJoint = robot.findJoint("demo_finger_joint");
    arm.open = 0.04;
    JointConvention convention = jointLayouts({arm}, 8)[1];
    convention.degrees = true;
    convention.signs[2] = -1;
    convention.offsets[2] = 0.5;
    convention.gripperInverted = true;
    Eigen::MatrixXd stored = Eigen::MatrixXd::Zero(3, 8);
    stored(1, 3) = 90;
    stored.col(0) << 10, 20, 30;
    const auto joints = jointsUnder(convention, robot, {arm}, stored);
    EXPECT_NEAR(joints[1][arm.joints[2]], 0.5 - 1.5707963, 1e-6);
    EXPECT_NEAR(joints[0][arm.gripperJoint], 0.04, 1e-9);
    EXPECT_NEAR(joints[2][arm.gripperJoint], 0, 1e-9);
    stored(2, 5) = std::nan("");
    EXPECT_EQ(jointsUnder(convention, robot, {arm}, stored)[2].size(), 0);
}

}  // namespace
}  // namespace camframe
