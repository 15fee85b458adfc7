// SPDX-License-Identifier: Apache-2.0
#include "calib/mark_pose.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/transform_matchers.h"

namespace camframe {
namespace {

using test::posesNear;
using Points = std::vector<Eigen::Vector3d>;

/// A link that turns and shifts from frame to frame, seen by a camera with a lens, 1.2 m away.
class MarkPose : public ::testing::Test {
protected:
    MarkPose() {
        m_camera.width = 640;
        m_camera.height = 480;
        m_camera.fx = m_camera.fy = 600;
        m_camera.cx = 319.5;
        m_camera.cy = 239.5;
        m_camera.distortion = {0.1, -0.05, 0.001, -0.002, 0};
        m_truth.linear() = Eigen::AngleAxisd(0.3, Eigen::Vector3d(1, 2, 0.5).normalized()).toRotationMatrix();
        m_truth.translation() = Eigen::Vector3d(0.05, -0.1, 1.2);
    }
    RigidTransform link(int frame, bool turns = true) const {
        RigidTransform pose = RigidTransform::Identity();
        const double t = 0.35 * frame;
        if (turns)
            pose.linear() = (Eigen::AngleAxisd(0.8 * std::sin(t), Eigen::Vector3d::UnitZ()) *
                             Eigen::AngleAxisd(0.6 * std::cos(1.3 * t), Eigen::Vector3d::UnitX()))
                                .toRotationMatrix();
        pose.translation() = Eigen::Vector3d(0.2 * std::sin(t), 0.15 * std::cos(t), 0.1 * std::sin(2 * t));
        return pose;
    }
    MarkSighting seen(int mark, int frame, const Eigen::Vector3d& place, double noise = 0,
                      bool turns = true) {
        std::normal_distribution<double> normal(0, 1);
        const RigidTransform pose = link(frame, turns);
        Eigen::Vector2d pixel = *m_camera.project(m_truth * (pose * place));
        if (noise > 0) pixel += noise * Eigen::Vector2d(normal(m_random), normal(m_random));
        return {mark, pose, pixel, 1};
    }
    PointObservation known(const Eigen::Vector3d& point) const {
        return {point, *m_camera.project(m_truth * point), 1};
    }
    RigidTransform start() const {
        Vector6d off;
        off << 0.02, -0.015, 0.01, 0.02, -0.01, 0.03;
        return perturbLeft(off, m_truth);
    }

    CameraModel m_camera;
    RigidTransform m_truth = RigidTransform::Identity();
    std::mt19937_64 m_random{7};
    const Eigen::Vector3d m_place{0.04, -0.03, 0.06};
    /// A box whose nearest corner is 3 cm from the mark.
    const Points m_box{
        {0, 0, 0}, {0.05, -0.05, 0.08}, {-0.05, 0.05, 0.08}, {0.05, 0.05, -0.02}, {-0.05, -0.05, 0.08}};
};

TEST_F(MarkPose, PoseAndPlaceComeOutTogether) {
    std::vector<MarkSighting> sightings;
    for (int frame = 0; frame < 8; ++frame) sightings.push_back(seen(0, frame, m_place));
    const std::vector<PointObservation> points{known({0.1, 0.2, 0}), known({-0.2, 0, 0.1})};
    const std::vector<Points> candidates{m_box};
    const MarkedPose solved = refinePoseAndMarks(m_camera, points, sightings, candidates, start());
    ASSERT_EQ(solved.status, PointPose::Status::Converged);
    EXPECT_TRUE(posesNear(solved.camFromBase, m_truth, 2e-4, 2e-4));
    EXPECT_LT((solved.marks[0].pointInLink - m_place).norm(), 3e-4);
    EXPECT_LT(solved.rmsPx, 0.05);
    EXPECT_GT(solved.marks[0].sigma, 0);
    EXPECT_LT(solved.marks[0].sigma, 0.01);
}

TEST_F(MarkPose, NeedsNoStartAndNoKnownPoint) {
    const Eigen::Vector3d other(-0.03, 0.02, 0.07);
    std::vector<MarkSighting> sightings;
    for (int frame = 0; frame < 10; ++frame) {
        sightings.push_back(seen(0, frame, m_place));
        sightings.push_back(seen(1, frame, other));
    }
    const std::vector<Points> candidates{m_box, m_box};
    const auto solved = solvePoseAndMarks(m_camera, {}, sightings, candidates, {});
    ASSERT_TRUE(solved);
    EXPECT_TRUE(posesNear(solved->camFromBase, m_truth, 2e-3, 2e-3));
    EXPECT_LT((solved->marks[0].pointInLink - m_place).norm(), 2e-3);
    EXPECT_LT((solved->marks[1].pointInLink - other).norm(), 2e-3);
    sightings.resize(10);  // five of each
    EXPECT_FALSE(solvePoseAndMarks(m_camera, {}, sightings, candidates, {}));
}

TEST_F(MarkPose, SeenOnceItSaysNothingAboutThePose) {
    const std::vector<MarkSighting> sightings{seen(0, 2, m_place)};
    const std::vector<Points> candidates{m_box};
    const MarkedPose solved = refinePoseAndMarks(m_camera, {}, sightings, candidates, start());
    ASSERT_EQ(solved.status, PointPose::Status::Converged);
    EXPECT_TRUE(posesNear(solved.camFromBase, start(), 1e-12, 1e-12));
    EXPECT_LT(solved.rmsPx, 0.2) << "it lies under its pixel";
    EXPECT_GT(solved.marks[0].sigma, 0.03) << "anywhere along the ray";
}

TEST_F(MarkPose, ALinkThatOnlyShiftsLeavesThePoseAndSaysSo) {
    // A mark elsewhere on such a link is a camera elsewhere: under the pose on show there is a place that
    // fits all sightings.
    RigidTransform shifted = m_truth;
    shifted.translation() += m_truth.linear() * Eigen::Vector3d(0.02, -0.01, 0.01);
    std::vector<MarkSighting> sightings;
    for (int frame = 0; frame < 8; ++frame) sightings.push_back(seen(0, frame, m_place, 0, false));
    const std::vector<Points> candidates{Points{m_place}};
    const MarkedPose solved = refinePoseAndMarks(m_camera, {}, sightings, candidates, shifted);
    EXPECT_LT((cameraCentre(solved.camFromBase) - cameraCentre(shifted)).norm(), 0.006);
    EXPECT_GT(solved.marks[0].sigma, 0.02);
    EXPECT_LT(solved.rmsPx, 0.2);
}

TEST_F(MarkPose, SigmaIsTheErrorThatOccurs) {
    double squares = 0, variances = 0;
    constexpr int rounds = 60;
    for (int round = 0; round < rounds; ++round) {
        std::vector<MarkSighting> sightings;
        for (int frame = 0; frame < 10; ++frame) sightings.push_back(seen(0, frame, m_place, 1));
        const std::vector<PointObservation> points{known({0.1, 0.2, 0}), known({-0.2, 0, 0.1}),
                                                   known({0, -0.2, 0.2})};
        const std::vector<Points> candidates{m_box};
        const MarkedPose solved = refinePoseAndMarks(m_camera, points, sightings, candidates, m_truth);
        squares += (solved.marks[0].pointInLink - m_place).squaredNorm();
        variances += solved.marks[0].sigma * solved.marks[0].sigma;
    }
    const double ratio = std::sqrt(squares / variances);
    // The worst direction's share of the whole error: between all of it and a third.
    EXPECT_GT(ratio, 0.7);
    EXPECT_LT(ratio, 1.8);
}

}  // namespace
}  // namespace camframe
