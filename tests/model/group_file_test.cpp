// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/group_file.h"

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "support/temp_dir.h"

namespace camframe {
namespace {

GroupFile someGroups() {
    GroupFile file;
    file.dataset = "set";
    file.inputs = {{"dataset", "/data/set"}, {"robot", "demo"}};
    file.groups = {{"front-000000",
                    "front",
                    {{0, 0.0, 1, "confirmed", 0.01, 0.2}, {2, {}, 0.4, {}, {}, {}}},
                    "",
                    0,
                    0,
                    "ok",
                    0.02},
                   {"front-000003", "front", {{3, 0.1, 0.9, {}, {}, {}}}, "front-000000", 0.3, 7, "", {}}};
    file.problems = {{1, "front", "no pictures"}};
    return file;
}

TEST(GroupFile, ComesBackAsItWasWritten) {
    const test::TempDir dir;
    const GroupFile file = someGroups();
    ASSERT_TRUE(writeGroupFile(file, dir / "groups.json"));
    const auto read = readGroupFile(dir / "groups.json");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(groupFileToJson(*read), groupFileToJson(file));
    ASSERT_NE(read->groupOf(2, "front"), nullptr);
    EXPECT_EQ(read->groupOf(2, "front")->id, "front-000000");
    EXPECT_EQ(read->groupOf(2, "side"), nullptr);
    EXPECT_EQ(read->find("front-000003")->bumpMillimetres, 7);
}

TEST(GroupFile, WhatIsWrongIsOneSentence) {
    const test::TempDir dir;
    const auto refusal = [&](auto&& damage) {
        nlohmann::json json = nlohmann::json::parse(groupFileToJson(someGroups()));
        damage(json);
        std::ofstream(dir / "groups.json") << json;
        const auto read = readGroupFile(dir / "groups.json");
        return read ? std::string("accepted") : read.error().message;
    };
    using Json = nlohmann::json;
    EXPECT_THAT(refusal([](Json& j) { j["version"] = 2; }), testing::HasSubstr("'version'"));
    EXPECT_THAT(refusal([](Json& j) { j["format"] = "x"; }), testing::HasSubstr("camframe-groups"));
    EXPECT_THAT(refusal([](Json& j) { j["groups"][1]["id"] = "front-000000"; }), testing::HasSubstr("taken"));
    EXPECT_THAT(refusal([](Json& j) { j["groups"][1]["members"][0]["episode"] = 2; }),
                testing::HasSubstr("in two groups"));
    EXPECT_THAT(refusal([](Json& j) { j["groups"][0]["members"] = Json::array(); }),
                testing::HasSubstr("at least one"));
    EXPECT_THAT(refusal([](Json& j) { j["groups"][0]["members"][0]["episode"] = -1; }),
                testing::HasSubstr("episode"));
    EXPECT_THAT(refusal([](Json& j) { j["inputs"]["robot"] = 3; }), testing::HasSubstr("a text"));
}

}  // namespace
}  // namespace camframe
