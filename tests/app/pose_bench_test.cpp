// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/pose_bench.h"

#include <gtest/gtest.h>

namespace camframe {
namespace {

using bench::PoseBenchPlan;

int firstOf(const PoseBenchPlan& plan) {
    const auto trials = bench::runPoseBench(plan, {});
    EXPECT_TRUE(trials) << trials.error().message;
    int first = 0;
    for (const bench::PoseTrial& trial : *trials) {
        first += trial.rank == 1;
        EXPECT_FALSE(trial.wrong) << trial.scrambled;
        if (trial.rank == 1) {
            EXPECT_TRUE(trial.convincing) << trial.scrambled;
        }
    }
    return first;
}

TEST(PoseBench, TheTrueReadingIsFirstByTheJoints) {
    EXPECT_GE(firstOf({.evidence = PoseBenchPlan::Evidence::Joints, .count = 30, .seed = 2}), 28);
}

TEST(PoseBench, TheTrueReadingIsFirstByPictures) {
    EXPECT_EQ(
        firstOf({.evidence = PoseBenchPlan::Evidence::Pictures, .count = 2, .seed = 3, .recordings = 1}), 2);
}

}  // namespace
}  // namespace camframe
