// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/lerobot_dataset.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>

#include "model/core/io/datasets/dataset_formats.h"
#include "support/lerobot_set.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using test::LeRobotRecipe;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Case {
    const char* name;
    LeRobotRecipe recipe;
};
void PrintTo(const Case& one, std::ostream* out) {
    *out << one.name;
}

class LeRobotSet : public ::testing::TestWithParam<Case> {
protected:
    void SetUp() override {
        if (!test::writeLeRobotSet(dir.path(), recipe))
            GTEST_SKIP() << "DuckDB's library is missing, or FFmpeg here has no encoder " << recipe.encoder;
        auto opened = openRecordedDataset(dir.path());
        ASSERT_TRUE(opened) << opened.error().message;
        dataset = std::move(*opened);
    }
    const LeRobotRecipe& recipe = GetParam().recipe;
    test::TempDir dir;
    std::unique_ptr<RecordedDataset> dataset;
};

TEST_P(LeRobotSet, IndexAndSignalsAreThoseWritten) {
    EXPECT_EQ(dataset->formatName(), "LeRobot " + recipe.version);
    EXPECT_EQ(dataset->robotHint(), "franka");
    EXPECT_EQ(dataset->name(), dir.path().filename().string());
    ASSERT_EQ(dataset->episodeCount(), static_cast<int>(recipe.lengths.size()));
    for (const size_t e : {size_t{3}, size_t{0}, size_t{4}, size_t{1}, size_t{2}}) {
        const int index = static_cast<int>(e), length = recipe.lengths[e];
        const EpisodeSummary summary = dataset->summary(index).value();
        EXPECT_EQ(summary.frameCount, length);
        EXPECT_THAT(summary.tasks, ElementsAre(test::taskOf(e)));
        const auto read = dataset->readEpisode(index);
        ASSERT_TRUE(read) << read.error().message;
        const RecordedEpisode& episode = *read;
        EXPECT_THAT(episode.warnings, IsEmpty());
        EXPECT_EQ(episode.index, index);
        ASSERT_EQ(episode.frameCount, length);
        EXPECT_EQ(episode.fps, 10);
        EXPECT_THAT(episode.tasks, ElementsAre(test::taskOf(e)));
        ASSERT_EQ(episode.timestamps.size(), static_cast<size_t>(length));
        ASSERT_EQ(episode.signals.size(), 3U);  // without the bookkeeping columns
        const Signal* state = episode.findSignal("observation.state");
        const Signal* action = episode.findSignal("action");
        const Signal* done = episode.findSignal("next.done");
        ASSERT_TRUE(state && action && done);
        EXPECT_EQ(state->names.at(6), "joint_7");
        EXPECT_EQ(action->names.at(0), "joint_1");
        ASSERT_EQ(state->values.rows(), length);
        ASSERT_EQ(state->values.cols(), test::kStateWidth);
        for (int f = 0; f < length; ++f) {
            EXPECT_FLOAT_EQ(static_cast<float>(episode.timestamps[static_cast<size_t>(f)]),
                            static_cast<float>(f) / 10.0F);
            EXPECT_EQ(done->values(f, 0), f == length - 1);
            for (int j = 0; j < test::kStateWidth; ++j) {
                EXPECT_EQ(state->values(f, j), test::stateOf(e, f, j));
                EXPECT_EQ(action->values(f, j), test::stateOf(e, f + 1, j));
            }
        }
        ASSERT_EQ(episode.cameras.size(), recipe.cameras.size());
        for (const RecordedCamera& camera : episode.cameras) {
            EXPECT_EQ(camera.width, 160);
            EXPECT_EQ(camera.height, 96);
            EXPECT_FALSE(camera.hasDepth);
        }
    }
    EXPECT_FALSE(dataset->readEpisode(-1));
    EXPECT_FALSE(dataset->summary(5));
    EXPECT_FALSE(dataset->openFrames(5, recipe.cameras[0]));
    EXPECT_FALSE(dataset->openFrames(0, "observation.state"));
}

/// Every picture of every episode and camera, in any order, also across the borders of a shared file.
TEST_P(LeRobotSet, EveryFrameIsExact) {
    std::mt19937 random(4);
    std::vector<std::pair<size_t, size_t>> streams;
    for (size_t e = 0; e < recipe.lengths.size(); ++e)
        for (size_t c = 0; c < recipe.cameras.size(); ++c) streams.emplace_back(e, c);
    std::shuffle(streams.begin(), streams.end(), random);
    std::vector<std::unique_ptr<FrameSource>> open;  // several of one file at the same time
    for (const auto& [e, c] : streams) {
        auto frames = dataset->openFrames(static_cast<int>(e), recipe.cameras[c]);
        ASSERT_TRUE(frames) << frames.error().message;
        ASSERT_EQ((*frames)->frameCount(), recipe.lengths[e]);
        std::vector<int> order(static_cast<size_t>(recipe.lengths[e]));
        std::iota(order.begin(), order.end(), 0);
        std::shuffle(order.begin(), order.end(), random);
        order.push_back(0);
        order.push_back(recipe.lengths[e] - 1);
        for (const int f : order) {
            const auto picture = (*frames)->read(f);
            ASSERT_TRUE(picture) << picture.error().message;
            ASSERT_EQ(test::numberShown(*picture, test::kNumberBits), test::numberOf(recipe, c, e, f))
                << "episode " << e << " camera " << c << " frame " << f;
        }
        EXPECT_FALSE((*frames)->read(recipe.lengths[e]));
        EXPECT_FALSE((*frames)->read(-1));
        open.push_back(std::move(*frames));
        if (open.size() > 3) open.erase(open.begin());
    }
    // A source lives on without its dataset.
    dataset.reset();
    EXPECT_TRUE(open.back()->read(1));
}

INSTANTIATE_TEST_SUITE_P(
    Versions, LeRobotSet,
    ::testing::Values(Case{"V20", {.version = "v2.0"}}, Case{"V21", {.version = "v2.1"}},
                      Case{"V21Pictures", {.version = "v2.1", .pictures = true}}, Case{"V30", {}},
                      Case{"V30Av1", {.encoder = "libsvtav1", .parameters = "preset=10"}},
                      Case{"V30LongGroups", {.keyInterval = 40, .episodesPerFile = 5}},
                      Case{"V30Pictures", {.pictures = true, .episodesPerFile = 3}},
                      Case{"V30Statistics", {.episodesPerFile = 5, .statistics = true}}),
    [](const auto& instance) { return std::string(instance.param.name); });

/// Changes a JSON file in place.
template <class Change>
void changeJson(const fs::path& file, const Change& change) {
    nlohmann::ordered_json json = nlohmann::ordered_json::parse(std::ifstream(file));
    change(json);
    std::ofstream(file) << json.dump();
}

class LeRobotDetails : public ::testing::Test {
protected:
    void SetUp() override {
        if (!test::writeLeRobotSet(
                dir.path(), {.version = "v2.1", .lengths = {4}, .cameras = {"observation.images.top"}}))
            GTEST_SKIP() << "DuckDB's library or FFmpeg's libx264 is missing";
    }
    template <class Change>
    void changeInfo(const Change& change) const {
        changeJson(dir / "meta/info.json", change);
    }
    RecordedEpisode read() const {
        auto dataset = openLeRobot(dir.path());
        EXPECT_TRUE(dataset) << dataset.error().message;
        auto episode = (*dataset)->readEpisode(0);
        EXPECT_TRUE(episode) << episode.error().message;
        return *episode;
    }
    test::TempDir dir;
};

TEST_F(LeRobotDetails, NamesInEveryForm) {
    using Json = nlohmann::ordered_json;
    const Json list{"a", "b", "c", "d", "e", "f", "g"};
    Json places;
    for (int i = 6; i >= 0; --i) places[list[static_cast<size_t>(i)].get<std::string>()] = i;
    for (const Json& names :
         {list, Json{{"axes", list}}, Json{{"motors", list}}, Json::array({list}), places}) {
        changeInfo([&](Json& info) { info["features"]["observation.state"]["names"] = names; });
        const RecordedEpisode episode = read();
        EXPECT_THAT(episode.findSignal("observation.state")->names,
                    ElementsAre("a", "b", "c", "d", "e", "f", "g"))
            << names;
        EXPECT_THAT(episode.warnings, IsEmpty());
    }
    changeInfo([&](Json& info) { info["features"]["observation.state"]["names"] = nullptr; });
    EXPECT_THAT(read().findSignal("observation.state")->names, IsEmpty());
    EXPECT_THAT(read().warnings, IsEmpty());
    for (const Json& names : {Json{"a", "b"}, Json(5), Json{{"a", 1}}, Json{{"a", list}, {"b", list}}}) {
        changeInfo([&](Json& info) { info["features"]["observation.state"]["names"] = names; });
        EXPECT_THAT(read().findSignal("observation.state")->names, IsEmpty()) << names;
        EXPECT_THAT(read().warnings, ElementsAre(HasSubstr("names of feature 'observation.state'")));
    }
}

TEST_F(LeRobotDetails, PictureShapesInAnyOrder) {
    using Json = nlohmann::ordered_json;
    const auto sizeWith = [&](const Json& shape, const Json& names) {
        changeInfo([&](Json& info) {
            info["features"]["observation.images.top"]["shape"] = shape;
            info["features"]["observation.images.top"]["names"] = names;
        });
        const RecordedCamera camera = read().cameras.at(0);
        return std::pair(camera.width, camera.height);
    };
    const std::pair expected(160, 96);
    EXPECT_EQ(sizeWith({96, 160, 3}, nullptr), expected);
    EXPECT_EQ(sizeWith({3, 96, 160}, nullptr), expected);
    EXPECT_EQ(sizeWith({3, 96, 160}, {"channels", "height", "width"}), expected);
    EXPECT_EQ(sizeWith({96, 160, 3}, {"height", "width", "rgb"}), expected);
    EXPECT_EQ(sizeWith({160, 96, 3}, {"width", "height", "channel"}), expected);
}

TEST_F(LeRobotDetails, DepthVideosAreNoColourCameras) {
    for (const char* key : {"is_depth_map", "video.is_depth_map"}) {
        changeInfo([&](auto& info) { info["features"]["observation.images.top"]["info"] = {{key, true}}; });
        const RecordedEpisode episode = read();
        EXPECT_THAT(episode.cameras, IsEmpty());
        EXPECT_EQ(episode.attributes.count("depth.observation.images.top"), 1U);
    }
    EXPECT_FALSE(openLeRobot(dir.path()).value()->openFrames(0, "observation.images.top"));
}

TEST_F(LeRobotDetails, ModalityCutsSignalsIntoParts) {
    std::ofstream(dir / "meta/modality.json") << R"({
        "state": {"arm": {"start": 0, "end": 6, "rotation_type": "axis_angle"}, "gripper": {"start": 6, "end": 7}},
        "action": {"arm": {"start": 0, "end": 6, "absolute": false},
                   "all": {"start": 0, "end": 7, "original_key": "observation.state"},
                   "wrong": {"start": 5, "end": 9}},
        "video": {"top": {"original_key": "observation.images.top"}}})";
    const RecordedEpisode episode = read();
    EXPECT_EQ(episode.findSignal("state.arm")->values,
              episode.findSignal("observation.state")->values.leftCols(6));
    EXPECT_THAT(episode.findSignal("state.gripper")->names, ElementsAre("joint_7"));
    EXPECT_EQ(episode.findSignal("action.arm")->values, episode.findSignal("action")->values.leftCols(6));
    EXPECT_EQ(episode.findSignal("action.all")->values, episode.findSignal("observation.state")->values);
    EXPECT_EQ(episode.attributes.at("modality.state.arm.rotation_type"), "axis_angle");
    EXPECT_EQ(episode.attributes.at("modality.action.arm.absolute"), "false");
    EXPECT_THAT(episode.warnings, ElementsAre(HasSubstr("action.wrong")));
    EXPECT_EQ(episode.findSignal("action.wrong"), nullptr);
}

TEST_F(LeRobotDetails, FoldersOfTheHubAreNamedAfterTheSet) {
    const fs::path hub = dir / "hub/datasets--some--set", snapshot = hub / "snapshots/0123abcd";
    fs::create_directories(snapshot);
    fs::create_directories(hub / "blobs");
    // Links to blobs, as the hub's cache keeps files.
    int blob = 0;
    for (const char* file : {"meta/info.json", "meta/episodes.jsonl", "meta/tasks.jsonl",
                             "data/chunk-000/episode_000000.parquet",
                             "videos/chunk-000/observation.images.top/episode_000000.mp4"}) {
        const fs::path place = hub / "blobs" / std::to_string(blob++);
        fs::copy_file(dir / file, place);
        fs::create_directories((snapshot / file).parent_path());
        fs::create_symlink(place, snapshot / file);
    }
    auto dataset = openRecordedDataset(snapshot).value();
    EXPECT_EQ(dataset->name(), "set");
    EXPECT_TRUE(dataset->readEpisode(0));
    EXPECT_TRUE(dataset->openFrames(0, "observation.images.top").value()->read(3));
    EXPECT_TRUE(openRecordedDataset(dir / "meta/info.json"));
}

}  // namespace
}  // namespace camframe
