// SPDX-License-Identifier: Apache-2.0
#include "calib/temporal_pnp.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "support/run_context.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

const CameraModel kCamera{640, 480, 610, 610, 320, 240};

RigidTransform trackTruth() {
    Vector6d v;
    v << 1.7, 0.3, -0.4, -0.1, 0.25, 1.4;
    return expPose(v);
}

/// A tool on a smooth path that also turns.
RigidTransform toolAt(double t) {
    Vector6d v;
    v << 0.7 * std::sin(2 * t), 0.8 * std::cos(1.3 * t), 0.9 * std::sin(1.7 * t + 1),  //
        0.35 * std::sin(t), 0.3 * std::cos(1.4 * t), 0.2 * std::sin(2.3 * t + 0.5);
    return expPose(v);
}

std::vector<MarkObservation> watch(const Eigen::Vector3d& pointOnLink, double noisePx, double outlierShare,
                                   double extent, uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> noise(0, noisePx);
    std::uniform_real_distribution<double> unit(0, 1);
    std::vector<MarkObservation> out;
    for (int i = 0; i < 60; ++i) {
        const RigidTransform tool = toolAt(extent * 0.1 * i);
        Eigen::Vector2d pixel = *kCamera.project(trackTruth() * (tool * pointOnLink));
        pixel += Eigen::Vector2d(noise(random), noise(random));
        if (unit(random) < outlierShare) pixel = {640 * unit(random), 480 * unit(random)};
        out.push_back({0, tool, pixel});
    }
    return out;
}

TEST(TemporalPnp, FindsThePoseAndTheMarksOffsetTogether) {
    const Eigen::Vector3d point(0.03, -0.05, 0.08);
    const auto seen = watch(point, 0.3, 0, 1, 1);
    const MarkPrior prior{{Eigen::Vector3d::Zero()}, 0.2};
    const TemporalPnp result = solveTemporalPnp(kCamera, seen, std::vector{prior}, {}, {});
    ASSERT_FALSE(result.hypotheses.empty());
    EXPECT_TRUE(test::posesNear(result.hypotheses[0].camFromBase, trackTruth(), 5e-3, 5e-3));
    EXPECT_LT((result.hypotheses[0].pointOnLink[0] - point).norm(), 5e-3);
    EXPECT_LT(result.hypotheses[0].rmsPx, 0.6);
    EXPECT_TRUE(result.findings.empty());
}

TEST(TemporalPnp, SurvivesAThirdOfOutliers) {
    const auto seen = watch({0, 0, 0}, 0.5, 0.33, 1, 2);
    const MarkPrior prior{{Eigen::Vector3d::Zero()}, 0.02};
    const TemporalPnp result = solveTemporalPnp(kCamera, seen, std::vector{prior}, {}, {});
    ASSERT_FALSE(result.hypotheses.empty());
    EXPECT_TRUE(test::posesNear(result.hypotheses[0].camFromBase, trackTruth(), 1e-2, 1.5e-2));
    EXPECT_NEAR(result.hypotheses[0].inlierShare, 0.67, 0.15);
}

TEST(TemporalPnp, SeveralMarksTogetherFixWhatOneLeavesOpen) {
    // A short path: one mark leaves the pose loose, a second on the same link gives the turn of the tool.
    const Eigen::Vector3d points[] = {{0.03, -0.05, 0.08}, {-0.06, 0.05, -0.02}};
    std::vector<MarkObservation> both;
    for (int m = 0; m < 2; ++m)
        for (MarkObservation o :
             watch(points[m], 0.4, m == 0 ? 0 : 0.1, 0.25, 10 + static_cast<uint64_t>(m))) {
            o.mark = m;
            both.push_back(o);
        }
    std::vector<MarkObservation> one(both.begin(), both.begin() + 60);
    // The second mark's own candidates do not begin with the right one.
    const std::vector<MarkPrior> priors{{{points[0]}, 0.01}, {{{0, 0, 0}, {0.09, 0, 0}, points[1]}, 0.01}};
    const TemporalPnp together = solveTemporalPnp(kCamera, both, priors, {}, {});
    const TemporalPnp alone = solveTemporalPnp(kCamera, one, std::span(priors).first(1), {}, {});
    ASSERT_FALSE(together.hypotheses.empty());
    ASSERT_FALSE(alone.hypotheses.empty());
    const auto distance = [](const TemporalPnp& pnp) {
        return (cameraCentre(pnp.hypotheses[0].camFromBase) - cameraCentre(trackTruth())).norm();
    };
    EXPECT_LT(distance(together), 0.02);
    EXPECT_LT(distance(together), distance(alone));
    EXPECT_LT((together.hypotheses[0].pointOnLink[1] - points[1]).norm(), 0.015);
}

TEST(TemporalPnp, LightSightingsPullLess) {
    auto seen = watch({0, 0, 0}, 0.2, 0, 1, 6);
    for (size_t i = 0; i < seen.size(); i += 2) {  // half of them slide away, and are marked as doubtful
        seen[i].pixel += Eigen::Vector2d(3.5, -2);
        seen[i].weight = 0.01;
    }
    const MarkPrior prior{{Eigen::Vector3d::Zero()}, 0.0};
    const TemporalPnp light = solveTemporalPnp(kCamera, seen, std::vector{prior}, {}, {});
    for (MarkObservation& o : seen) o.weight = 1;
    const TemporalPnp equal = solveTemporalPnp(kCamera, seen, std::vector{prior}, {}, {});
    ASSERT_FALSE(light.hypotheses.empty());
    ASSERT_FALSE(equal.hypotheses.empty());
    const auto distance = [](const TemporalPnp& pnp) {
        return (cameraCentre(pnp.hypotheses[0].camFromBase) - cameraCentre(trackTruth())).norm();
    };
    EXPECT_LT(distance(light), 0.5 * distance(equal));
}

TEST(TemporalPnp, SaysThatATinyMotionDeterminesNothing) {
    const auto seen = watch({0, 0, 0}, 0.3, 0, 0.002, 3);
    const MarkPrior prior{{Eigen::Vector3d::Zero()}, 0.0};
    const TemporalPnp result = solveTemporalPnp(kCamera, seen, std::vector{prior}, {}, {});
    EXPECT_TRUE(std::ranges::any_of(
        result.findings, [](const Finding& f) { return f.reason == FailureReason::DegenerateMotion; }));
}

TEST(TemporalPnp, RefusesATrackThatMovesLikeNothingOnTheRobot) {
    auto seen = watch({0, 0, 0}, 0.3, 0, 1, 4);
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> unit(0, 1);
    for (MarkObservation& o : seen) o.pixel = {640 * unit(random), 480 * unit(random)};
    const MarkPrior prior{{Eigen::Vector3d::Zero()}, 0.05};
    const TemporalPnp result = solveTemporalPnp(kCamera, seen, std::vector{prior}, {}, {});
    EXPECT_TRUE(result.hypotheses.empty());
    EXPECT_FALSE(result.findings.empty());
}

TEST(TemporalPnp, RepeatsItselfUnderASeed) {
    const auto seen = watch({0.02, 0, 0.05}, 1.0, 0.2, 1, 6);
    const MarkPrior prior{{Eigen::Vector3d::Zero(), {0, 0, 0.05}}, 0.05};
    const auto a = solveTemporalPnp(kCamera, seen, std::vector{prior}, {.seed = 9}, test::withThreads(1));
    const auto b = solveTemporalPnp(kCamera, seen, std::vector{prior}, {.seed = 9}, test::withThreads(2));
    ASSERT_EQ(a.hypotheses.size(), b.hypotheses.size());
    for (size_t i = 0; i < a.hypotheses.size(); ++i)
        EXPECT_EQ(a.hypotheses[i].camFromBase.matrix(), b.hypotheses[i].camFromBase.matrix());
}

}  // namespace
}  // namespace camframe
