// SPDX-License-Identifier: Apache-2.0
// What no recording should hold and some do: the solvers refuse it, and no NaN comes out of them.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "calib/mark_pose.h"
#include "calib/pose_solver.h"
#include "calib/temporal_pnp.h"
#include "support/run_context.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kHuge = 1e300;

const CameraModel kLimitCamera{640, 480, 610, 610, 320, 240};

RigidTransform limitTruth() {
    Vector6d v;
    v << 1.7, 0.3, -0.4, -0.1, 0.25, 1.4;
    return expPose(v);
}

std::vector<PointObservation> seen(const std::vector<Eigen::Vector3d>& points) {
    std::vector<PointObservation> out;
    for (const auto& point : points) out.push_back({point, *kLimitCamera.project(limitTruth() * point), 1});
    return out;
}

std::vector<PointObservation> aRoom() {
    return seen({{0, 0, 0}, {0.3, 0, 0}, {0, 0.25, 0}, {0, 0, 0.2}, {0.2, 0.1, -0.1}, {-0.2, 0.1, 0.15}});
}

void expectRefused(const std::vector<PointObservation>& points, const char* what) {
    SCOPED_TRACE(what);
    const PointPose refined = refinePose(kLimitCamera, points, limitTruth(), {});
    EXPECT_NE(refined.status, PointPose::Status::Converged);
    EXPECT_FALSE(solvePose(kLimitCamera, points).has_value());
}

TEST(SolverLimits, PointsThatLeaveThePoseOpenAreRefused) {
    ASSERT_TRUE(solvePose(kLimitCamera, aRoom()).has_value());
    std::vector<Eigen::Vector3d> line, place(6, {0.1, 0.2, 0}), two, nearLine;
    for (int i = 0; i < 8; ++i) {
        line.push_back(Eigen::Vector3d(0.05, -0.1, 0.1) + 0.05 * i * Eigen::Vector3d(1, 0.5, -0.3));
        nearLine.push_back(line.back() + Eigen::Vector3d(0, 0, i % 2 ? 1e-5 : -1e-5));
        two.emplace_back(i % 2 ? 0.3 : -0.1, 0.1, 0);
    }
    expectRefused(seen(line), "a line");
    expectRefused(seen(nearLine), "a line but for a hundredth of a millimetre");
    expectRefused(seen(place), "one place");
    expectRefused(seen(two), "two places");
    // A plane is enough, and so is a line with one point beside it for a pose that has a start.
    const auto plane = seen({{0, 0, 0}, {0.3, 0, 0}, {0, 0.3, 0}, {0.3, 0.3, 0}, {0.1, 0.2, 0}});
    ASSERT_TRUE(solvePose(kLimitCamera, plane).has_value());
    EXPECT_TRUE(test::posesNear(solvePose(kLimitCamera, plane)->camFromBase, limitTruth(), 1e-5, 1e-5));
    line.emplace_back(0.1, 0.2, 0.2);
    EXPECT_EQ(refinePose(kLimitCamera, seen(line), limitTruth(), {}).status, PointPose::Status::Converged);
}

TEST(SolverLimits, WhatIsNotFiniteCountsAsAbsent) {
    for (const double bad : {kNan, kInfinity, -kInfinity}) {
        SCOPED_TRACE(bad);
        auto points = aRoom();
        points.push_back({{0, bad, 0}, {10, 10}, 1});
        points.push_back({{0, 0.1, 0}, {bad, 10}, 1});
        points.push_back({{0, 0.1, 0}, {10, 10}, bad});
        const auto pose = solvePose(kLimitCamera, points);
        ASSERT_TRUE(pose.has_value());
        EXPECT_TRUE(test::posesNear(pose->camFromBase, limitTruth(), 1e-6, 1e-6));
        EXPECT_TRUE(pose->covariance.allFinite());
        EXPECT_TRUE(std::isfinite(pose->rmsPx));
        for (size_t i = 0; i < 6; ++i) points[i].pixel.y() = bad;
        expectRefused(points, "nothing finite");

        RigidTransform start = limitTruth();
        start.translation().x() = bad;
        EXPECT_EQ(refinePose(kLimitCamera, aRoom(), start, {}).status, PointPose::Status::Diverged);
    }
}

TEST(SolverLimits, HugeValuesGiveNoPoseOrAFiniteOne) {
    for (const double huge : {1e10, 1e100, kHuge, std::numeric_limits<double>::max()}) {
        SCOPED_TRACE(huge);
        for (int which = 0; which < 3; ++which) {
            auto points = aRoom();
            for (size_t i = 0; i < points.size(); ++i) {
                if (which == 0) points[i].pointInBase *= huge;
                if (which == 1) points[i].pixel *= i % 2 ? huge : -huge;
                if (which == 2) points[i].weight = huge;
            }
            for (const auto& pose : {solvePose(kLimitCamera, points),
                                     std::optional(refinePose(kLimitCamera, points, limitTruth(), {}))}) {
                if (!pose || pose->status != PointPose::Status::Converged) continue;
                EXPECT_TRUE(pose->camFromBase.matrix().allFinite());
                EXPECT_TRUE(std::isfinite(pose->rmsPx));
            }
        }
    }
}

/// A tool that turns on its way, seen in 40 frames.
std::vector<MarkObservation> track(double motion) {
    std::vector<MarkObservation> out;
    for (int i = 0; i < 40; ++i) {
        const double t = 0.1 * i * motion;
        Vector6d v;
        v << 0.7 * std::sin(2 * t), 0.8 * std::cos(1.3 * t), 0.9 * std::sin(1.7 * t), 0.35 * std::sin(t),
            0.3 * std::cos(1.4 * t), 0.2 * std::sin(2.3 * t);
        const RigidTransform tool = expPose(v);
        out.push_back({0, tool, *kLimitCamera.project(limitTruth() * tool.translation()), 1});
    }
    return out;
}

void expectFinite(const TemporalPnp& found) {
    for (const TemporalPnpHypothesis& h : found.hypotheses) {
        EXPECT_TRUE(h.camFromBase.matrix().allFinite());
        EXPECT_TRUE(std::isfinite(h.cost) && std::isfinite(h.rmsPx) && std::isfinite(h.inlierShare));
        for (const Eigen::Vector3d& point : h.pointOnLink) EXPECT_TRUE(point.allFinite());
    }
    EXPECT_TRUE(!found.hypotheses.empty() || !found.findings.empty()) << "a refusal needs a reason";
}

TEST(SolverLimits, AMarkThatDoesNotMoveIsNamedAndNothingIsNan) {
    const std::vector<MarkPrior> prior{{{Eigen::Vector3d::Zero()}, 0.04}};
    const TemporalPnp found = solveTemporalPnp(kLimitCamera, track(0), prior, {}, {});
    expectFinite(found);
    ASSERT_FALSE(found.findings.empty());
    EXPECT_EQ(found.findings[0].reason, FailureReason::DegenerateMotion);
}

TEST(SolverLimits, TracksThatAreNotFiniteAreRefusedWithAReason) {
    const std::vector<MarkPrior> prior{{{Eigen::Vector3d::Zero()}, 0.04}};
    for (const double bad : {kNan, kInfinity, kHuge}) {
        SCOPED_TRACE(bad);
        for (int which = 0; which < 3; ++which) {
            auto observations = track(1);
            for (MarkObservation& o : observations) {
                if (which == 0) o.baseFromLink.translation().y() = bad;
                if (which == 1) o.pixel.x() = bad;
                if (which == 2) o.weight = std::isnan(bad) ? bad : 0;
            }
            const TemporalPnp found = solveTemporalPnp(kLimitCamera, observations, prior, {}, {});
            EXPECT_TRUE(found.hypotheses.empty());
            expectFinite(found);
        }
        // A few such frames do no harm.
        auto observations = track(1);
        for (size_t i = 0; i < 40; i += 8) observations[i].pixel.y() = bad;
        const TemporalPnp found = solveTemporalPnp(kLimitCamera, observations, prior, {}, {});
        ASSERT_FALSE(found.hypotheses.empty());
        EXPECT_TRUE(test::posesNear(found.hypotheses[0].camFromBase, limitTruth(), 5e-3, 5e-3));
    }
}

TEST(SolverLimits, MarksAndKnownPointsTogetherStayFinite) {
    const std::vector<std::vector<Eigen::Vector3d>> candidates{{Eigen::Vector3d::Zero()}};
    for (const double bad : {kNan, kInfinity, kHuge}) {
        SCOPED_TRACE(bad);
        std::vector<MarkSighting> sightings;
        for (const MarkObservation& o : track(1)) sightings.push_back({0, o.baseFromLink, o.pixel, 1});
        sightings[3].pixel.x() = bad;
        sightings[5].baseFromLink.linear()(0, 0) = bad;
        sightings[7].weight = bad;
        auto known = aRoom();
        known[1].pointInBase.x() = bad;
        known[2].pixel.x() = bad;
        for (const auto& pose :
             {std::optional(refinePoseAndMarks(kLimitCamera, known, sightings, candidates, limitTruth())),
              solvePoseAndMarks(kLimitCamera, known, sightings, candidates, {}),
              solvePoseAndMarks(kLimitCamera, {}, sightings, candidates, {})}) {
            if (!pose || pose->status != PointPose::Status::Converged) continue;
            EXPECT_TRUE(pose->camFromBase.matrix().allFinite());
            EXPECT_TRUE(std::isfinite(pose->rmsPx));
            for (const PlacedMark& mark : pose->marks)
                EXPECT_TRUE(mark.pointInLink.allFinite() && std::isfinite(mark.sigma));
        }
    }
}

}  // namespace
}  // namespace camframe
