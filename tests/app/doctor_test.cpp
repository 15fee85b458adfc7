// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "app/program.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using ::testing::HasSubstr;

TEST(DoctorCommand, ExitCodeSaysWhetherThereAreErrors) {
    const test::TempDir dir;
    std::filesystem::create_directories(dir / "set");
    std::ofstream(dir / "set/episode.json") << "{}";
    const auto damaged = test::runCamframe({"doctor", (dir / "set").string(), "--json", "--quiet"});
    EXPECT_EQ(damaged.exitCode, 1) << damaged.err;
    const auto json = nlohmann::json::parse(damaged.out);
    EXPECT_GE(json["errors"], 1);
    EXPECT_EQ(json["findings"][0]["severity"], "error");
    EXPECT_NE(json["findings"][0]["what"], "");
    EXPECT_EQ(test::runCamframe({"doctor", (dir / "none").string()}).exitCode, 1);
    EXPECT_EQ(test::runCamframe({"doctor", (dir / "set").string(), "--format", "nonsense"}).exitCode, 2);
    const auto robot = test::runCamframe({"doctor", (dir / "set").string(), "--robot", "frankla"});
    EXPECT_EQ(robot.exitCode, 2) << "a wrong name is no finding about the dataset";
    EXPECT_THAT(robot.err, HasSubstr("frankla"));
    EXPECT_EQ(robot.errorLines().size(), 1u) << robot.err;
    EXPECT_THAT(test::runCamframe({"doctor", "--help"}).out, HasSubstr("Exit code"));
}

}  // namespace
}  // namespace camframe
