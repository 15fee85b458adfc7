// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/lerobot_checks.h"

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "model/core/io/detail/sql_engine.h"
#include "support/lerobot_set.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::IsEmpty;
using Json = nlohmann::ordered_json;

constexpr const char* kTop = "observation.images.top";
constexpr const char* kEpisodes = "meta/episodes/chunk-000/file-000.parquet";
constexpr const char* kFirstData = "data/chunk-000/file-000.parquet";

/// One damage at a time to a small valid set: each is found by its code.
class LeRobotChecks : public ::testing::Test {
protected:
    void write(const std::string& version) {
        const test::LeRobotRecipe recipe{.version = version, .lengths = {4, 6, 5, 7}, .cameras = {kTop}};
        fs::remove_all(set);
        if (!test::writeLeRobotSet(set, recipe))
            GTEST_SKIP() << "DuckDB's library or FFmpeg's libx264 is missing";
    }
    std::vector<std::string> codes() const {
        const auto found = checkLeRobot(set, true, {});
        EXPECT_TRUE(found) << found.error().message;
        std::vector<std::string> out;
        if (found)
            for (const DatasetFinding& finding : *found) out.push_back(finding.code);
        return out;
    }
    void changeInfo(const std::function<void(Json&)>& change) const { test::changeLeRobotInfo(set, change); }
    void changeTable(const fs::path& file, const std::string& columns) const {
        test::changeLeRobotTable(set, file, columns);
    }
    std::vector<std::string> codesAfterTable(const fs::path& file, const std::string& columns) {
        write("v3.0");
        if (IsSkipped()) return {};
        changeTable(file, columns);
        return codes();
    }
    test::TempDir dir;
    fs::path set = dir / "set";
};

TEST_F(LeRobotChecks, HealthySetsHaveNoFindings) {
    for (const char* version : {"v2.0", "v2.1", "v3.0"}) {
        write(version);
        if (IsSkipped()) return;
        EXPECT_THAT(codes(), IsEmpty()) << version;
    }
}

TEST_F(LeRobotChecks, WhatInfoSays) {
    write("v3.0");
    if (IsSkipped()) return;
    changeInfo([](Json& info) { info["features"]["observation.state"]["names"] = nullptr; });
    EXPECT_THAT(codes(), Contains("names-null"));
    changeInfo([](Json& info) { info["total_frames"] = 1000; });
    EXPECT_THAT(codes(), Contains("total-mismatch"));
    write("v3.0");
    changeInfo([](Json& info) { info["fps"] = 25; });
    EXPECT_THAT(codes(), Contains("video-rate"));
    std::ofstream(set / "meta/info.json") << "{";
    EXPECT_THAT(codes(), ::testing::ElementsAre("lerobot-index"));
}

TEST_F(LeRobotChecks, IndexOfVersion3) {
    const std::string scrambled =
        "* REPLACE (CASE WHEN episode_index = 1 THEN 0 ELSE dataset_from_index END AS dataset_from_index)";
    const auto first = codesAfterTable(kEpisodes, scrambled);
    if (IsSkipped()) return;
    EXPECT_THAT(first, Contains("row-range"));
    const std::string file = "* REPLACE (1 - \"data/file_index\" AS \"data/file_index\")";
    EXPECT_THAT(codesAfterTable(kEpisodes, file), Contains("wrong-file"));
    const std::string chunk = "* REPLACE (\"data/chunk_index\" + 3 AS \"data/chunk_index\")";
    EXPECT_THAT(codesAfterTable(kEpisodes, chunk),
                ::testing::AllOf(Contains("missing-file"), Contains("orphan-file")));
    const std::string length = "* REPLACE (length + 1 AS length)";
    EXPECT_THAT(codesAfterTable(kEpisodes, length), Contains("episode-length"));
    const std::string number =
        "* REPLACE (CASE WHEN episode_index = 3 THEN 2 ELSE episode_index END AS episode_index)";
    EXPECT_THAT(codesAfterTable(kEpisodes, number), Contains("episode-numbers"));
    const std::string from = std::string("* REPLACE (\"videos/") + kTop +
                             "/from_timestamp\" + 0.4 AS \"videos/" + kTop + "/from_timestamp\")";
    EXPECT_THAT(codesAfterTable(kEpisodes, from), Contains("video-range"));
    const std::string video = std::string("* REPLACE (7 AS \"videos/") + kTop + "/file_index\")";
    EXPECT_THAT(codesAfterTable(kEpisodes, video), Contains("missing-file"));
}

TEST_F(LeRobotChecks, RowsOfVersion3) {
    const auto first = codesAfterTable(kFirstData, "* REPLACE (0.5::FLOAT AS timestamp)");
    if (IsSkipped()) return;
    EXPECT_THAT(first, Contains("duplicate-timestamp"));
    EXPECT_THAT(codesAfterTable(kFirstData, "* REPLACE (frame_index + 1 AS frame_index)"),
                Contains("row-order"));
    EXPECT_THAT(codesAfterTable(kFirstData, "* REPLACE (\"index\" + 5 AS \"index\")"), Contains("row-range"));
    EXPECT_THAT(codesAfterTable(kFirstData, "* REPLACE (99 AS task_index)"), Contains("task-index"));
    write("v3.0");
    fs::resize_file(set / kFirstData, fs::file_size(set / kFirstData) / 2);
    EXPECT_THAT(codes(), Contains("unreadable-file"));
}

TEST_F(LeRobotChecks, FilesOfBothVersions) {
    write("v2.1");
    if (IsSkipped()) return;
    fs::remove(set / "data/chunk-000/episode_000002.parquet");
    EXPECT_THAT(codes(), Contains("missing-file"));
    write("v2.1");
    const fs::path clip = set / "videos/chunk-000" / kTop / "episode_000003.mp4";
    fs::copy_file(set / "videos/chunk-000" / kTop / "episode_000000.mp4", clip,
                  fs::copy_options::overwrite_existing);
    EXPECT_THAT(codes(), Contains("video-short"));
    fs::resize_file(clip, 100);
    EXPECT_THAT(codes(), Contains("unreadable-file"));
    write("v3.0");
    fs::remove(set / "videos" / kTop / "chunk-000/file-000.mp4");
    EXPECT_THAT(codes(), Contains("missing-file"));
}

}  // namespace
}  // namespace camframe
