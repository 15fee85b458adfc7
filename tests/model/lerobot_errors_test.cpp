// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "model/core/io/atomic_file.h"
#include "model/core/io/datasets/lerobot_dataset.h"
#include "model/core/io/datasets/lerobot_pictures.h"
#include "model/core/io/detail/sql_engine.h"
#include "support/lerobot_set.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

constexpr const char* kTopCamera = "observation.images.top";

/// Damage to small valid sets: each is refused in one sentence that names the place, or read with a warning.
class LeRobotDamage : public ::testing::Test {
protected:
    void write(const std::string& version) {
        const test::LeRobotRecipe recipe{.version = version, .lengths = {4, 6, 5}, .cameras = {kTopCamera}};
        fs::remove_all(dir / "set");
        if (!test::writeLeRobotSet(set, recipe))
            GTEST_SKIP() << "DuckDB's library or FFmpeg's libx264 is missing";
    }
    void changeInfo(const std::function<void(Json&)>& change) const { test::changeLeRobotInfo(set, change); }
    void changeTable(const fs::path& file, const std::string& columns) const {
        test::changeLeRobotTable(set, file, columns);
    }
    void changeEpisodes(const std::string& columns) const {
        changeTable("meta/episodes/chunk-000/file-000.parquet", columns);
    }
    std::string refusal() const {
        const auto dataset = openLeRobot(set);
        return dataset ? "accepted" : dataset.error().message;
    }
    std::string episodeRefusal(int index) const {
        const auto dataset = openLeRobot(set);
        if (!dataset) return "not opened: " + dataset.error().message;
        const auto episode = (*dataset)->readEpisode(index);
        return episode ? "accepted" : episode.error().message;
    }
    std::string videoRefusal(int index) const {
        const auto dataset = openLeRobot(set);
        if (!dataset) return "not opened: " + dataset.error().message;
        const auto frames = (*dataset)->openFrames(index, kTopCamera);
        if (!frames) return frames.error().message;
        for (int i = 0; i < (*frames)->frameCount(); ++i)
            if (const auto picture = (*frames)->read(i); !picture) return picture.error().message;
        return "accepted";
    }
    std::vector<std::string> warnings(int index) const {
        auto dataset = openLeRobot(set);
        EXPECT_TRUE(dataset) << dataset.error().message;
        auto episode = (*dataset)->readEpisode(index);
        EXPECT_TRUE(episode) << episode.error().message;
        return episode ? episode->warnings : std::vector<std::string>{};
    }
    test::TempDir dir;
    fs::path set = dir / "set";
};

TEST_F(LeRobotDamage, InfoIsCheckedFieldByField) {
    write("v3.0");
    if (IsSkipped()) return;
    const std::string whole = readFile(set / "meta/info.json", 1'000'000).value();
    const auto with = [&](const auto& change) {
        std::ofstream(set / "meta/info.json") << whole;
        changeInfo(change);
        return refusal();
    };
    EXPECT_EQ(with([](Json&) {}), "accepted");
    EXPECT_THAT(with([](Json& i) { i["codebase_version"] = "v1.6"; }),
                HasSubstr("'codebase_version' is \"v1.6\""));
    EXPECT_THAT(with([](Json& i) { i.erase("codebase_version"); }),
                HasSubstr("'codebase_version' is missing"));
    EXPECT_THAT(with([](Json& i) { i["codebase_version"] = "v4.0"; }), HasSubstr("a version that is read"));
    EXPECT_THAT(with([](Json& i) { i["fps"] = 0; }), HasSubstr("'fps'"));
    EXPECT_THAT(with([](Json& i) { i["fps"] = nullptr; }), HasSubstr("'fps'"));
    EXPECT_THAT(with([](Json& i) { i["features"] = Json::array(); }), HasSubstr("'features'"));
    EXPECT_THAT(with([](Json& i) { i.erase("features"); }), HasSubstr("'features' is missing"));
    EXPECT_THAT(with([](Json& i) { i["features"]["action"].erase("dtype"); }),
                HasSubstr("'features.action.dtype'"));
    EXPECT_THAT(with([](Json& i) {
                    i["features"]["action"]["shape"] = {1'000'000, 1'000'000};
                }),
                HasSubstr("'features.action.shape'"));
    EXPECT_THAT(with([](Json& i) { i["features"]["action"]["shape"] = {-3}; }),
                HasSubstr("features.action.shape"));
    EXPECT_THAT(with([](Json& i) { i["features"]["action"]["shape"] = "7"; }),
                HasSubstr("features.action.shape"));
    EXPECT_THAT(with([](Json& i) { i["features"][kTopCamera]["shape"] = {96, 160}; }), HasSubstr("shape"));
    EXPECT_THAT(with([](Json& i) {
                    i["features"][kTopCamera]["shape"] = {100'000, 160, 3};
                }),
                HasSubstr("shape"));
    for (const char* field : {"data_path", "video_path"})
        for (const char* path :
             {"../other/{episode_index}.parquet", "/etc/{chunk_index:03d}", "data/{unknown}/x.parquet",
              "data/{chunk_index", "data/{chunk_index:03x}.parquet", "data/{chunk_index:099d}",
              "{video_key}/../../x"})
            EXPECT_THAT(
                with([&](Json& i) { i[field] = path; }),
                ::testing::AllOf(HasSubstr(field), HasSubstr("info.json"), HasSubstr("inside the dataset")))
                << path;
    // A key that is a path is refused where it is used.
    EXPECT_EQ(with([](Json& i) { i["features"]["../../x"] = i["features"][kTopCamera]; }), "accepted");
    EXPECT_THAT(openLeRobot(set).value()->openFrames(0, "../../x").error().message,
                HasSubstr("does not say"));
    std::ofstream(set / "meta/info.json") << "{\"codebase_version\": ";
    EXPECT_THAT(refusal(), HasSubstr("not valid JSON"));
    std::ofstream(set / "meta/info.json") << "[]";
    EXPECT_THAT(refusal(), HasSubstr("info.json"));
}

TEST_F(LeRobotDamage, Version2FilesAreMissedByName) {
    write("v2.1");
    if (IsSkipped()) return;
    EXPECT_EQ(episodeRefusal(1), "accepted");
    EXPECT_EQ(videoRefusal(1), "accepted");
    const fs::path data = set / "data/chunk-000/episode_000001.parquet";
    const fs::path video = set / "videos/chunk-000" / kTopCamera / "episode_000001.mp4";
    fs::copy_file(set / "data/chunk-000/episode_000002.parquet", data, fs::copy_options::overwrite_existing);
    EXPECT_THAT(warnings(1), Contains(HasSubstr("belong to another episode")));
    EXPECT_THAT(warnings(1),
                Contains(HasSubstr("the index states 6 frames, but episode_000001.parquet holds 5")));
    fs::remove(data);
    EXPECT_THAT(episodeRefusal(1), HasSubstr(data.string()));
    EXPECT_EQ(episodeRefusal(0), "accepted");
    fs::copy_file(set / "videos/chunk-000" / kTopCamera / "episode_000000.mp4", video,
                  fs::copy_options::overwrite_existing);
    EXPECT_THAT(videoRefusal(1), HasSubstr("does not exist"));  // of the data file, which tells the times
    write("v2.1");
    fs::copy_file(set / "videos/chunk-000" / kTopCamera / "episode_000000.mp4", video,
                  fs::copy_options::overwrite_existing);
    EXPECT_THAT(videoRefusal(1), HasSubstr("no picture for frame 4"));
    fs::remove(video);
    EXPECT_THAT(videoRefusal(1), HasSubstr(video.string()));
    std::ofstream(set / "meta/episodes.jsonl", std::ios::app) << "{\"episode_index\": }\n";
    EXPECT_THAT(refusal(), HasSubstr("episodes.jsonl, line 4"));
    std::ofstream(set / "meta/episodes.jsonl") << "[1]\n";
    EXPECT_THAT(refusal(), HasSubstr("line 1"));
    std::ofstream(set / "meta/episodes.jsonl") << "\n";
    EXPECT_THAT(refusal(), HasSubstr("lists no episodes"));
    fs::remove(set / "meta/episodes.jsonl");
    EXPECT_THAT(refusal(), HasSubstr("episodes.jsonl"));
}

TEST_F(LeRobotDamage, Version2WithoutTaskListTellsByIndex) {
    write("v2.0");
    if (IsSkipped()) return;
    std::ofstream(set / "meta/episodes.jsonl") << R"({"episode_index": 2})"
                                                  "\n"
                                                  R"({"episode_index": 0})"
                                                  "\n";
    auto dataset = openLeRobot(set).value();
    EXPECT_EQ(dataset->summary(0).value().frameCount, -1);
    const RecordedEpisode last = dataset->readEpisode(1).value();
    EXPECT_EQ(last.name, "episode 2");
    EXPECT_EQ(last.tasks, std::vector<std::string>{test::taskOf(2)});
    EXPECT_THAT(last.warnings, Contains(HasSubstr("not listed in the order")));
    EXPECT_THAT(last.warnings, Contains(HasSubstr("declares 3 episodes, the index lists 2")));
}

TEST_F(LeRobotDamage, Version3IndexFaultsAreNamed) {
    write("v3.0");
    if (IsSkipped()) return;
    EXPECT_EQ(videoRefusal(2), "accepted");
    // The converter's classics: file and chunk numbers of another episode, or of none.
    changeEpisodes(R"(* REPLACE (1 - "data/file_index" AS "data/file_index"))");
    EXPECT_THAT(episodeRefusal(0), HasSubstr("holds no rows of episode 0"));
    changeEpisodes(R"(* REPLACE (7 AS "data/file_index"))");
    EXPECT_THAT(episodeRefusal(0), HasSubstr("data/chunk-000/file-007.parquet"));
    changeEpisodes(R"(* EXCLUDE ("data/file_index"))");
    EXPECT_THAT(episodeRefusal(0), HasSubstr("names no chunk and file"));

    write("v3.0");
    changeEpisodes(R"(* REPLACE (3 AS "videos/observation.images.top/chunk_index"))");
    EXPECT_THAT(videoRefusal(0), HasSubstr("chunk-003/file-000.mp4"));
    changeEpisodes(R"(* REPLACE (NULL::BIGINT AS "videos/observation.images.top/chunk_index"))");
    EXPECT_THAT(videoRefusal(0), HasSubstr("does not say where the video"));
    write("v3.0");
    changeEpisodes(R"(* REPLACE ('NaN'::DOUBLE AS "videos/observation.images.top/from_timestamp"))");
    EXPECT_THAT(videoRefusal(0), HasSubstr("does not say where the video"));
    write("v3.0");
    changeEpisodes(R"(* REPLACE (1e300 AS "videos/observation.images.top/from_timestamp"))");
    EXPECT_THAT(videoRefusal(0), HasSubstr("no picture for frame 0"));
    write("v3.0");
    changeEpisodes(R"(* REPLACE (length + 1 AS length))");
    EXPECT_THAT(warnings(1), Contains(HasSubstr("the index states 7 frames, but file-000.parquet holds 6")));
    changeEpisodes("* EXCLUDE (episode_index)");
    EXPECT_THAT(refusal(), HasSubstr("lacks the column 'episode_index'"));
    fs::remove_all(set / "meta/episodes");
    EXPECT_THAT(refusal(), HasSubstr("holds no chunk-*/file-*.parquet"));
    write("v3.0");
    fs::remove(set / "meta/tasks.parquet");
    EXPECT_THAT(warnings(0), Contains(HasSubstr("meta/tasks.parquet is missing")));
}

TEST_F(LeRobotDamage, TruncatedTablesAreRefused) {
    write("v3.0");
    if (IsSkipped()) return;
    for (const char* file : {"data/chunk-000/file-000.parquet", "meta/tasks.parquet",
                             "meta/episodes/chunk-000/file-000.parquet"}) {
        const std::string bytes = readFile(set / file, 10'000'000).value();
        std::ofstream(set / file, std::ios::binary) << bytes.substr(0, bytes.size() * 2 / 3);
        const std::string said = std::string(file).starts_with("data") ? episodeRefusal(0) : refusal();
        EXPECT_THAT(said, ::testing::AllOf(HasSubstr(file), HasSubstr("truncated")));
        std::ofstream(set / file, std::ios::binary) << bytes;
    }
}

TEST_F(LeRobotDamage, ColumnsOfOtherTypesAreLeftOut) {
    write("v3.0");
    if (IsSkipped()) return;
    const fs::path data = "data/chunk-000/file-000.parquet";
    changeTable(data, R"(* REPLACE ('x' AS action, "observation.state"[1:3] AS "observation.state"))");
    EXPECT_THAT(warnings(0), Contains(HasSubstr("feature 'action' is of another type")));
    EXPECT_THAT(warnings(0), Contains(HasSubstr("has 3 values per row, but info.json declares 7")));
    changeTable(data, "* EXCLUDE (action)");
    EXPECT_THAT(warnings(0), Contains(HasSubstr("feature 'action' is missing")));
    changeTable(data, R"(* REPLACE ("observation.state"[1:(1 + frame_index % 2)] AS "observation.state"))");
    EXPECT_THAT(episodeRefusal(0), HasSubstr("does not have as many values in row 1"));
    changeTable(data, R"(* REPLACE (frame_index * 2 AS frame_index, NULL AS "observation.state"))");
    EXPECT_THAT(warnings(0), Contains(HasSubstr("frame_index does not count from 0")));
    EXPECT_THAT(warnings(0), Contains(HasSubstr("'observation.state' has no values")));
}

/// Borders of a shared file hold although times are rounded; a whole frame of error is never hidden.
TEST_F(LeRobotDamage, RoundedTimesNeverMoveAFrame) {
    const test::LeRobotRecipe recipe{
        .lengths = {7, 5, 9, 4, 6}, .fps = 30, .cameras = {kTopCamera}, .episodesPerFile = 5};
    if (!test::writeLeRobotSet(set, recipe))
        GTEST_SKIP() << "DuckDB's library or FFmpeg's libx264 is missing";
    for (const char* error : {"0.0", "1e-4", "-1e-4", "0.012", "-0.012", "0.3 / 30 * (episode_index % 2)"}) {
        changeEpisodes(
            std::string(R"(* REPLACE ("videos/observation.images.top/to_timestamp" - length / 30.0 + )") +
            error + R"( AS "videos/observation.images.top/from_timestamp"))");
        auto dataset = openLeRobot(set).value();
        for (size_t e = 0; e < recipe.lengths.size(); ++e) {
            const auto frames = dataset->openFrames(static_cast<int>(e), kTopCamera);
            ASSERT_TRUE(frames) << error << ": " << frames.error().message;
            for (int f = recipe.lengths[e] - 1; f >= 0; --f)
                ASSERT_EQ(test::numberShown((*frames)->read(f).value(), test::kNumberBits),
                          test::numberOf(recipe, 0, e, f))
                    << error << " episode " << e << " frame " << f;
        }
    }
    // Times without use are counted instead.
    changeTable("data/chunk-000/file-000.parquet", "* REPLACE (0::FLOAT AS timestamp)");
    EXPECT_EQ(videoRefusal(3), "accepted");
    changeTable("data/chunk-000/file-000.parquet", "* REPLACE ((frame_index / 60.0)::FLOAT AS timestamp)");
    EXPECT_THAT(videoRefusal(2), HasSubstr("one picture for frames"));
    changeInfo([](Json& info) { info["fps"] = 60; });
    EXPECT_THAT(videoRefusal(2), HasSubstr("no picture for frame 1"));
}

}  // namespace
}  // namespace camframe
