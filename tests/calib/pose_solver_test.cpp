// SPDX-License-Identifier: Apache-2.0
#include "calib/pose_solver.h"

#include <gtest/gtest.h>

#include <random>

#include "calib/contour_refinement.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

CameraModel lens() {
    return {640, 480, 600, 605, 322, 238, {-0.12, 0.03, 0.001, -0.0005, 0.002}};
}

RigidTransform truth() {
    Vector6d v;
    v << 1.8, -0.4, 0.3, 0.1, 0.2, 1.3;
    return expPose(v);
}

std::vector<PointObservation> observations(const CameraModel& camera, const RigidTransform& pose, int count,
                                           double noisePx, uint64_t seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> unit(-0.35, 0.35);
    std::normal_distribution<double> noise(0, noisePx);
    std::vector<PointObservation> out;
    while (static_cast<int>(out.size()) < count) {
        const Eigen::Vector3d point(unit(random), unit(random), unit(random));
        const auto pixel = camera.project(pose * point);
        if (!pixel) continue;
        out.push_back({point, *pixel + Eigen::Vector2d(noise(random), noise(random)), 1.0});
    }
    return out;
}

TEST(PoseSolver, FindsThePoseFromFourPointsThroughADistortedLens) {
    const auto points = observations(lens(), truth(), 6, 0, 1);
    const auto pose = solvePose(lens(), points);
    ASSERT_TRUE(pose.has_value());
    EXPECT_TRUE(test::posesNear(pose->camFromBase, truth(), 1e-6, 1e-6));
    EXPECT_LT(pose->rmsPx, 1e-4);
}

TEST(PoseSolver, OutliersDoNotPullThePose) {
    auto points = observations(lens(), truth(), 40, 0.3, 2);
    for (int i = 0; i < 6; ++i) points[static_cast<size_t>(i)].pixel += Eigen::Vector2d(60, -40);
    Vector6d off;
    off << 0.05, -0.04, 0.03, 0.02, 0.03, -0.04;
    const PointPose pose = refinePose(lens(), points, perturbLeft(off, truth()), {});
    ASSERT_EQ(pose.status, PointPose::Status::Converged);
    EXPECT_TRUE(test::posesNear(pose.camFromBase, truth(), 2e-3, 3e-3));
}

TEST(PoseSolver, CovariancePredictsTheScatter) {
    // Mean squared Mahalanobis distance of the errors over many draws: 6 for a true covariance.
    double sum = 0;
    constexpr int kDraws = 200;
    for (int draw = 0; draw < kDraws; ++draw) {
        const auto points = observations(lens(), truth(), 30, 1.0, 100 + static_cast<uint64_t>(draw));
        PointPoseOptions options;
        options.robustScalePx = 1000;  // noise is Gaussian here
        const PointPose pose = refinePose(lens(), points, truth(), options);
        ASSERT_EQ(pose.status, PointPose::Status::Converged);
        const Vector6d error = logPose(truth() * pose.camFromBase.inverse());
        // Both moved by the same left perturbation convention: translation part about the estimate.
        Vector6d tangent = error;
        tangent.tail<3>() =
            truth().translation() - expPose((Vector6d() << error.head<3>(), 0, 0, 0).finished()).linear() *
                                        pose.camFromBase.translation();
        sum += tangent.dot(pose.covariance.ldlt().solve(tangent));
    }
    EXPECT_NEAR(sum / kDraws, 6.0, 1.2);
}

TEST(PoseSolver, TooFewPointsWithoutAPriorAreSaidToBeTooFew) {
    const auto points = observations(lens(), truth(), 2, 0, 3);
    EXPECT_EQ(refinePose(lens(), points, truth(), {}).status, PointPose::Status::NotEnoughPoints);
    EXPECT_FALSE(solvePose(lens(), points).has_value());
}

TEST(PoseSolver, OneDraggedPointMovesThePoseOnlyAsFarAsNeeded) {
    auto points = observations(lens(), truth(), 1, 0, 4);
    points[0].pixel += Eigen::Vector2d(12, 0);
    PointPoseOptions options;
    options.priorRotationSigma = 0.2;
    options.priorTranslationSigma = 0.2;
    const PointPose pose = refinePose(lens(), points, truth(), options);
    ASSERT_EQ(pose.status, PointPose::Status::Converged);
    EXPECT_LT(pose.rmsPx, 0.5);
    EXPECT_LT(rotationAngleBetween(pose.camFromBase, truth()), 0.05);
}

TEST(PixelByPose, AgreesWithFiniteDifferences) {
    const CameraModel camera = lens().withoutDistortion();
    const Eigen::Vector3d point(0.3, -0.2, 1.4);
    const auto derivative = pixelByPose(camera, point);
    constexpr double kStep = 1e-6;
    for (int i = 0; i < 6; ++i) {
        Vector6d step = Vector6d::Zero();
        step[i] = kStep;
        const Eigen::Vector2d numeric =
            (*camera.project(expPose(step) * point) - *camera.project(expPose(-step) * point)) / (2 * kStep);
        EXPECT_LT((numeric - derivative.col(i)).norm(), 1e-5 * std::max(1.0, numeric.norm()))
            << "unknown " << i;
    }
}

}  // namespace
}  // namespace camframe
