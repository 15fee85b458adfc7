// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/convention_bench.h"

#include <gtest/gtest.h>

#include "app/commands/profile_wizard.h"

namespace camframe {
namespace {

/// The short version of `camframe bench conventions`.
TEST(ConventionBench, TheTrueReadingIsFirst) {
    const auto trials = bench::runConventionBench({.count = 2, .seed = 4, .recordings = 1}, {});
    ASSERT_TRUE(trials) << trials.error().message;
    for (const bench::ConventionTrial& trial : *trials) {
        EXPECT_EQ(trial.rank, 1) << trial.scrambled;
        EXPECT_EQ(trial.wrong, 0) << trial.scrambled;
        EXPECT_GT(trial.score, 0.4) << trial.scrambled;
    }
}

TEST(Wizard, ExtrinsicsAreNumbersInAnyDress) {
    EXPECT_EQ(parseExtrinsics("[1, 2, 3] [0 0 0 1]").value(), (std::vector<double>{1, 2, 3, 0, 0, 0, 1}));
    EXPECT_EQ(parseExtrinsics("1,2,3").error().kind, ErrorKind::Usage);
    EXPECT_EQ(parseExtrinsics("1,2,3,4,5,x").error().kind, ErrorKind::Usage);
}

}  // namespace
}  // namespace camframe
