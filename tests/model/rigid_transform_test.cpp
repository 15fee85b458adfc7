// SPDX-License-Identifier: Apache-2.0
#include "model/core/rigid_transform.h"

#include <gtest/gtest.h>

#include <random>

#include "support/transform_matchers.h"

namespace camframe {
namespace {

Vector6d randomDelta(std::mt19937_64& random, double angle, double length) {
    std::uniform_real_distribution<double> unit(-1, 1);
    Vector6d delta;
    for (int i = 0; i < 6; ++i) delta[i] = unit(random);
    delta.head<3>() *= angle / delta.head<3>().norm();
    delta.tail<3>() *= length;
    return delta;
}

TEST(RigidTransform, LogInvertsExpFromTinyToNearlyPi) {
    std::mt19937_64 random(1);
    for (const double angle : {1e-12, 1e-6, 0.1, 1.0, 3.0, 3.14159}) {
        const Vector6d delta = randomDelta(random, angle, 0.5);
        EXPECT_LT((logPose(expPose(delta)) - delta).norm(), 1e-12) << "angle " << angle;
    }
}

TEST(RigidTransform, LeftPerturbationMovesPointsInCameraSpace) {
    std::mt19937_64 random(2);
    const RigidTransform pose = expPose(randomDelta(random, 1.2, 1.0));
    const Vector6d delta = randomDelta(random, 1e-7, 1e-7);
    const Eigen::Vector3d point(0.3, -0.2, 0.9);
    const Eigen::Vector3d before = pose * point;
    const Eigen::Vector3d predicted = before + delta.head<3>().cross(before) + delta.tail<3>();
    EXPECT_LT((perturbLeft(delta, pose) * point - predicted).norm(), 1e-13);
}

TEST(RigidTransform, FourDecimalMatricesAreOrthonormalised) {
    std::mt19937_64 random(3);
    const RigidTransform pose = expPose(randomDelta(random, 2.0, 1.0));
    const Eigen::Matrix4d rounded = (pose.matrix() * 1e4).array().round() / 1e4;
    const auto read = rigidFromMatrix(rounded, "test");
    ASSERT_TRUE(read.has_value());
    EXPECT_TRUE(test::posesNear(*read, pose, 1e-4, 1e-4));
    EXPECT_LT((read->linear().transpose() * read->linear() - Eigen::Matrix3d::Identity()).norm(), 1e-14);
}

TEST(RigidTransform, WhatIsNotARigidMotionIsRefused) {
    Eigen::Matrix4d m = Eigen::Matrix4d::Identity();
    m(0, 0) = -1;  // a mirror
    EXPECT_FALSE(rigidFromMatrix(m, "mirror").has_value());
    m = Eigen::Matrix4d::Identity() * 2.0;
    EXPECT_FALSE(rigidFromMatrix(m, "scale").has_value());
    m = Eigen::Matrix4d::Identity();
    m(0, 3) = std::nan("");
    EXPECT_FALSE(rigidFromMatrix(m, "nan").has_value());
}

}  // namespace
}  // namespace camframe
