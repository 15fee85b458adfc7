// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/program.h"

namespace camframe {
namespace {

TEST(ExportBench, MeasuresEveryExportAndTheMemory) {
    const auto run = test::runCamframe({"bench", "export", "--episodes", "1", "--frames", "2", "--width",
                                        "64", "--many", "4", "--json", "--quiet"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const auto result = nlohmann::json::parse(run.out);
    EXPECT_EQ(result["rates"].size(), 9u);
    for (const auto& rate : result["rates"]) {
        EXPECT_GT(rate["episodes_per_minute"], 0);
        EXPECT_GT(rate["mb_per_episode"], 0);
    }
    EXPECT_EQ(result["memory"].back()["episodes"], 4);
    EXPECT_GT(result["memory"].back()["resident_mib"], 1);
    const auto people = test::runCamframe(
        {"bench", "export", "--episodes", "1", "--frames", "2", "--width", "64", "--many", "0", "--quiet"});
    EXPECT_NE(people.out.find("hdf5, masks and depth"), std::string::npos);
}

}  // namespace
}  // namespace camframe
