// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "app/program.h"
#include "support/lerobot_set.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using test::runCamframe;
using ::testing::HasSubstr;

TEST(DatasetBench, MeasuresIndexSignalsAndFrames) {
    const test::TempDir dir;
    if (!test::writeLeRobotSet(dir / "set", {.lengths = std::vector<int>(300, 3), .episodesPerFile = 100}))
        GTEST_SKIP() << "DuckDB's library or FFmpeg's libx264 is missing";
    const std::string set = (dir / "set").string();
    const auto run = runCamframe({"bench", "datasets", set, "--samples", "10", "--quiet"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    for (const char* text : {"set (LeRobot v3.0): 300 episodes", "frame, warm", "peak memory"})
        EXPECT_THAT(run.out, HasSubstr(text));
    const auto json = runCamframe({"bench", "datasets", set, "--samples", "10", "--json"});
    ASSERT_EQ(json.exitCode, 0) << json.err;
    const auto document = nlohmann::json::parse(json.out);
    EXPECT_EQ(document["episodes"], 300);
    EXPECT_GT(document["residentMiB"], 1);
    ASSERT_EQ(document["access"].size(), 3U);
    for (const auto& times : document["access"]) {
        EXPECT_EQ(times["samples"], 10);
        EXPECT_GT(times["medianSeconds"], 0);
    }
}

TEST(DatasetBench, WhatIsNoDatasetIsRefused) {
    const test::TempDir dir;
    const auto run = runCamframe({"bench", "datasets", dir.path().string()});
    EXPECT_EQ(run.exitCode, 1);
    EXPECT_THAT(run.err, HasSubstr("not a dataset of a known format"));
}

}  // namespace
}  // namespace camframe
