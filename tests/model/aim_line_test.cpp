// SPDX-License-Identifier: Apache-2.0
#include "model/core/aim_line.h"

#include <gtest/gtest.h>

#include <cmath>

namespace camframe {
namespace {

const CameraModel kAimCamera{320, 240, 300, 310, 158, 121, {0.05, -0.02, 0.001, 0, 0}};

/// A tool at `at` whose approach axis points along `approach` (camera space).
RigidTransform tool(const Eigen::Vector3d& at, const Eigen::Vector3d& approach) {
    RigidTransform pose = RigidTransform::Identity();
    pose.linear() = Eigen::Quaterniond::FromTwoVectors(Eigen::Vector3d::UnitZ(), approach).toRotationMatrix();
    pose.translation() = at;
    return pose;
}

/// Depth of the plane n.p = d as the camera sees it.
ImageU16 planeDepth(const Eigen::Vector3d& n, double d) {
    ImageU16 depth(kAimCamera.width, kAimCamera.height);
    for (int y = 0; y < depth.height; ++y)
        for (int x = 0; x < depth.width; ++x) {
            const double z = d / n.dot(kAimCamera.unproject({x, y}, 1));
            if (z > 0 && z < 60) depth.at(x, y) = static_cast<uint16_t>(std::lround(1000 * z));
        }
    return depth;
}

TEST(AimLine, EndsWhereItMeetsTheSurface) {
    // A table seen obliquely; lines in several directions against the exact intersection.
    const Eigen::Vector3d n = Eigen::Vector3d(0.1, 0.9, 0.4).normalized();
    const double d = 0.55;
    const ImageU16 depth = planeDepth(n, d);
    for (const Eigen::Vector3d& approach :
         {Eigen::Vector3d(0, 1, 0.2), Eigen::Vector3d(0.5, 0.8, 0.1), Eigen::Vector3d(-0.3, 0.6, 0.5)}) {
        const RigidTransform pose = tool({0.02, -0.05, 0.9}, approach);
        const Eigen::Vector3d direction = approach.normalized();
        const double exact = (d - n.dot(pose.translation())) / n.dot(direction);
        const AimLine line = aimLine(pose, kAimCamera, &depth, nullptr, {});
        ASSERT_EQ(line.end, AimEnd::Surface) << approach.transpose();
        // Half a millimetre of rounded depth and half a pixel, seen obliquely.
        EXPECT_NEAR(line.length(), exact, 0.006) << approach.transpose();
        EXPECT_LT((line.toInCam - line.fromInCam).normalized().cross(direction).norm(), 1e-9);
    }
}

TEST(AimLine, WithoutASurfaceHasTheStatedLength) {
    AimOptions options;
    options.length = 0.17;
    const RigidTransform pose = tool({0, 0, 0.8}, {1, 0, 0});
    const AimLine noDepth = aimLine(pose, kAimCamera, nullptr, nullptr, options);
    EXPECT_EQ(noDepth.end, AimEnd::Length);
    EXPECT_NEAR(noDepth.length(), 0.17, 1e-12);
    const ImageU16 empty(kAimCamera.width, kAimCamera.height), far = planeDepth({0, 0, 1}, 5);
    EXPECT_EQ(aimLine(pose, kAimCamera, &empty, nullptr, options).end, AimEnd::Length);
    EXPECT_EQ(aimLine(pose, kAimCamera, &far, nullptr, options).end, AimEnd::Length);
    EXPECT_EQ(aimLine(tool({0, 0, -0.1}, {0, 0, 1}), kAimCamera, &far, nullptr, options).end, AimEnd::None);
}

TEST(AimLine, TheRobotItselfIsNoTarget) {
    // A wall at 1.5 m, and the robot's own hand right before the tool at 0.95 m.
    ImageU16 depth = planeDepth({0, 0, 1}, 1.5);
    ImageF robot(kAimCamera.width, kAimCamera.height);
    for (int y = 100; y < 140; ++y)
        for (int x = 140; x < 180; ++x) {
            depth.at(x, y) = 952;
            robot.at(x, y) = 0.95F;
        }
    const RigidTransform pose = tool({0, 0, 0.9}, Eigen::Vector3d(0.4, 0, 1));
    EXPECT_LT(aimLine(pose, kAimCamera, &depth, nullptr, {}).length(), 0.1);
    const AimLine line = aimLine(pose, kAimCamera, &depth, &robot, {});
    ASSERT_EQ(line.end, AimEnd::Surface);
    EXPECT_NEAR(line.toInCam.z(), 1.5, 0.005);
}

TEST(AimLine, PassesBehindWhatStandsBeforeIt) {
    // A post at 0.4 m hides a stretch of the line, which goes on to the wall behind.
    ImageU16 depth = planeDepth({0, 0, 1}, 1.2);
    for (int y = 0; y < depth.height; ++y)
        for (int x = 190; x < 215; ++x) depth.at(x, y) = 400;
    const AimLine line =
        aimLine(tool({0, 0, 0.9}, Eigen::Vector3d(0.8, 0, 0.6)), kAimCamera, &depth, nullptr, {});
    ASSERT_EQ(line.end, AimEnd::Surface);
    EXPECT_NEAR(line.toInCam.z(), 1.2, 0.005);
}

}  // namespace
}  // namespace camframe
