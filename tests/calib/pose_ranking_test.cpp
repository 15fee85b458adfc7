// SPDX-License-Identifier: Apache-2.0
#include "calib/conventions/pose_ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <numbers>
#include <random>

#include "calib/conventions/pose_readings.h"
#include "model/core/io/profiles/signal_values.h"

namespace camframe {
namespace {

using ::testing::HasSubstr;

Eigen::Matrix3d randomRotation(std::mt19937& random) {
    std::normal_distribution<double> normal;
    return Eigen::Quaterniond(normal(random), normal(random), normal(random), normal(random))
        .normalized()
        .toRotationMatrix();
}

TEST(RotationReading, NumbersAreReadAsTheyWereWritten) {
    std::mt19937 random(3);
    for (const int count : {3, 4, 6, 9}) {
        const auto readings = rotationReadings(count);
        EXPECT_EQ(readings.size(), count == 3 ? 26U : 2U);
        for (const RotationReading& reading : readings) {
            const Eigen::Matrix3d rotation = randomRotation(random);
            const auto numbers = rotationNumbers(rotation, reading);
            ASSERT_EQ(numbers.size(), static_cast<size_t>(count)) << reading.words();
            const auto read = rotationFrom(numbers, reading.kind, reading.eulerOrder, reading.degrees);
            ASSERT_TRUE(read) << reading.words();
            EXPECT_TRUE(read->isApprox(rotation, 1e-9)) << reading.words();
        }
    }
    EXPECT_TRUE(rotationReadings(5).empty());
}

TEST(PoseReadings, AxisTurnsAreTheTwentyFourRotations) {
    const auto turns = axisTurns();
    ASSERT_EQ(turns.size(), 24U);
    EXPECT_EQ(axisWords(turns.front()), "x y z");
    for (size_t i = 0; i < turns.size(); ++i) {
        EXPECT_DOUBLE_EQ(turns[i].determinant(), 1);
        if (i < 4) {
            EXPECT_EQ(turns[i](2, 2), 1) << "turns about z go first";
        }
        for (size_t j = 0; j < i; ++j) EXPECT_FALSE(turns[i].isApprox(turns[j]));
    }
    Eigen::Matrix3d quarter;
    quarter << 0, -1, 0, 1, 0, 0, 0, 0, 1;
    EXPECT_EQ(axisWords(quarter), "-y x z");
}

TEST(PoseReadings, OrdersOfColumns) {
    const auto wordsOf = [](Eigen::Index columns, int arms = 1, int arm = 0) {
        std::vector<std::string> out;
        for (const PoseOrder& order : poseOrders({Eigen::MatrixXd::Zero(1, columns), arms, arm}))
            out.push_back(order.words + fmt::format("@{}", order.columns.front()));
        return out;
    };
    EXPECT_EQ(wordsOf(6), (std::vector<std::string>{"x y z, rotation@0", "rotation, x y z@3"}));
    EXPECT_EQ(wordsOf(7).size(), 5U) << "a quaternion, or three numbers and a gripper";
    EXPECT_EQ(wordsOf(14, 2, 1).front(), "x y z, rotation@7");
    EXPECT_THAT(wordsOf(16), ::testing::Contains("matrix 4x4 by columns@12"));
    EXPECT_TRUE(wordsOf(5).empty());
    EXPECT_TRUE(wordsOf(15, 2).empty());
}

TEST(PoseReadings, FourByFourMatricesEitherWay) {
    std::mt19937 random(5);
    RigidTransform pose = RigidTransform::Identity();
    pose.linear() = randomRotation(random);
    pose.translation() << 0.1, 0.2, 0.3;
    for (const bool rows : {true, false}) {
        Eigen::MatrixXd stored(1, 16);
        for (int r = 0; r < 4; ++r)
            for (int c = 0; c < 4; ++c) stored(0, rows ? 4 * r + c : 4 * c + r) = pose.matrix()(r, c);
        for (const PoseOrder& order : poseOrders({stored}))
            if (order.words == (rows ? "matrix 4x4 by rows" : "matrix 4x4 by columns")) {
                const auto read = readPoses(stored, poseMapping(order, {RotationKind::MatrixRows}, false));
                ASSERT_TRUE(read);
                EXPECT_TRUE(read->front().isApprox(pose, 1e-9)) << order.words;
            }
    }
}

/// A hand that is moved and turned at will, seed by seed.
std::vector<RigidTransform> wander(uint32_t seed, bool aboutZOnly = false) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> place(-0.3, 0.3), angle(-2, 2);
    std::vector<RigidTransform> out;
    for (int t = 0; t < 60; ++t) {
        RigidTransform pose = RigidTransform::Identity();
        pose.translation() << 0.5 + place(random), place(random), 0.4 + place(random);
        pose.linear() = aboutZOnly
                            ? Eigen::AngleAxisd(angle(random), Eigen::Vector3d::UnitZ()).toRotationMatrix()
                            : randomRotation(random);
        out.push_back(pose);
    }
    return out;
}

Eigen::MatrixXd written(const std::vector<RigidTransform>& poses, const RotationReading& reading) {
    const size_t width = 3 + rotationNumbers(Eigen::Matrix3d::Identity(), reading).size();
    Eigen::MatrixXd out(static_cast<Eigen::Index>(poses.size()), static_cast<Eigen::Index>(width));
    for (size_t t = 0; t < poses.size(); ++t) {
        const auto numbers = rotationNumbers(poses[t].linear(), reading);
        const auto row = static_cast<Eigen::Index>(t);
        out.row(row).head<3>() = poses[t].translation();
        for (size_t i = 0; i < numbers.size(); ++i) out(row, static_cast<Eigen::Index>(3 + i)) = numbers[i];
    }
    return out;
}

TEST(PoseRanking, SaysWhatIsDeterminedAndByHowMuch) {
    const auto hand = wander(1);
    const auto ranking = rankPosesByJoints({written(hand, {RotationKind::QuaternionWxyz})}, hand);
    ASSERT_TRUE(ranking) << ranking.error().message;
    EXPECT_TRUE(ranking->convincing);
    EXPECT_LT(ranking->ranked.front().score, 1e-4);
    EXPECT_EQ(ranking->ranked.front().mapping.rotation, RotationKind::QuaternionWxyz);
    ASSERT_EQ(ranking->choices.size(), 4U);
    for (const ConventionChoice& choice : ranking->choices) EXPECT_TRUE(choice.determined) << choice.what;
    EXPECT_THAT(explain(*ranking), ::testing::Contains(HasSubstr("pose rotation: quaternion wxyz (")));
}

TEST(PoseRanking, WhatTheMotionDoesNotTellIsUndeterminedAndUsual) {
    // Turns about z alone: the order of Euler angles makes no difference, and xyz is the usual one.
    const auto hand = wander(2, true);
    const auto ranking = rankPosesByJoints({written(hand, {RotationKind::Euler, "YXZ", false})}, hand);
    ASSERT_TRUE(ranking) << ranking.error().message;
    EXPECT_TRUE(ranking->convincing);
    EXPECT_EQ(ranking->ranked.front().mapping.eulerOrder, "xyz");
    for (const ConventionChoice& choice : ranking->choices)
        EXPECT_EQ(choice.determined, choice.what != "pose rotation") << choice.what;
    EXPECT_THAT(explain(*ranking), ::testing::Contains(HasSubstr("pose rotation: undetermined")));
}

TEST(PoseRanking, PosesOfSomethingElseAreNotBelieved) {
    const auto ranking = rankPosesByJoints({written(wander(3), {RotationKind::QuaternionXyzw})}, wander(4));
    ASSERT_TRUE(ranking);
    EXPECT_FALSE(ranking->convincing);
}

TEST(PoseRanking, RefusesWhatCannotBeCompared) {
    const auto hand = wander(5);
    EXPECT_THAT(rankPosesByJoints({Eigen::MatrixXd::Zero(60, 5)}, hand).error().message,
                HasSubstr("5 columns"));
    EXPECT_THAT(
        rankPosesByJoints({written({hand.begin(), hand.begin() + 7}, {RotationKind::MatrixRows})}, hand)
            .error()
            .message,
        HasSubstr("eight frames"));
    const std::vector<RigidTransform> still(60, hand.front());
    EXPECT_THAT(rankPosesByJoints({written(still, {RotationKind::MatrixRows})}, still).error().message,
                HasSubstr("less than 2 cm"));
}

}  // namespace
}  // namespace camframe
