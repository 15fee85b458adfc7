// SPDX-License-Identifier: Apache-2.0
#include "calib/detail/anderson_mixing.h"

#include <gtest/gtest.h>

namespace camframe {
namespace {

/// Steps that x <- x + s needs until it is within 1e-6 of the fixed point, s leaving the given shares of the
/// error along the axes.
int stepsNeeded(const Eigen::Vector4d& left, bool mixed) {
    const Eigen::Vector4d target(1, -2, 3, 0.5);
    const Eigen::MatrixXd metric = Eigen::Vector4d(1, 100, 4, 0.01).asDiagonal();
    AndersonMixing mixing;
    Eigen::VectorXd x = Eigen::VectorXd::Zero(4);
    for (int k = 0; k < 500; ++k) {
        if ((x - target).norm() < 1e-6) return k;
        const Eigen::VectorXd step = (Eigen::Vector4d::Ones() - left).cwiseProduct(target - x);
        x += mixed ? mixing.mixed(step, metric) : step;
    }
    return 500;
}

TEST(AndersonMixing, SlowStepsBecomeFew) {
    const Eigen::Vector4d alike = Eigen::Vector4d::Constant(0.75);
    EXPECT_GT(stepsNeeded(alike, false), 50);
    EXPECT_LE(stepsNeeded(alike, true), 3);
    const Eigen::Vector4d various(0.8, 0.7, 0.6, 0.75);
    EXPECT_GT(stepsNeeded(various, false), 60);
    EXPECT_LE(stepsNeeded(various, true), 25);
}

TEST(AndersonMixing, FastStepsStayFast) {
    EXPECT_LE(stepsNeeded({0.01, 0.02, 0.0, 0.01}, true), stepsNeeded({0.01, 0.02, 0.0, 0.01}, false) + 1);
}

TEST(AndersonMixing, ThePastIsNoLicenceForLeaps) {
    AndersonMixing mixing;
    const Eigen::MatrixXd metric = Eigen::MatrixXd::Identity(2, 2);
    const Eigen::Vector2d step(1, 0);
    EXPECT_EQ(mixing.mixed(step, metric), step);
    // A step that hardly shrank: the fixed point would be a thousand steps away.
    const Eigen::Vector2d next(0.999, 0);
    EXPECT_EQ(mixing.mixed(next, metric), next);
    mixing.reset();
    EXPECT_EQ(mixing.mixed(step, metric), step);
}

}  // namespace
}  // namespace camframe
