// SPDX-License-Identifier: Apache-2.0
/// Depth that lies beside a camera of a LeRobot dataset as a video of 12 bits.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "model/core/io/datasets/lerobot_dataset.h"
#include "support/lerobot_set.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using test::LeRobotRecipe;
using test::TempDir;

/// A set of v2.1 and one of v3.0 whose camera "top" has depth beside it, in one file of its own per episode.
TEST(LeRobotDepth, BesideACameraIsRead) {
    for (const std::string version : {"v2.1", "v3.0"}) {
        const TempDir dir;
        LeRobotRecipe recipe;
        recipe.version = version;
        recipe.lengths = {3, 4};
        recipe.cameras = {"observation.images.top"};
        recipe.episodesPerFile = 1;
        if (!writeLeRobotSet(dir.path(), recipe)) GTEST_SKIP() << "DuckDB's library or an encoder is missing";
        const std::string key = "observation.images.top_depth";
        const auto millimetres = [](size_t episode, int frame) {
            return static_cast<uint16_t>(500 + 1000 * episode + 100 * static_cast<size_t>(frame));
        };
        for (size_t e = 0; e < recipe.lengths.size(); ++e) {
            const fs::path file = version == "v2.1"
                                      ? dir / fmt::format("videos/chunk-000/{}/episode_{:06}.mp4", key, e)
                                      : dir / fmt::format("videos/{}/chunk-000/file-{:03}.mp4", key, e);
            fs::create_directories(file.parent_path());
            auto writer = DepthVideoWriter::open(file, {recipe.width, recipe.height}, recipe.fps);
            if (!writer) GTEST_SKIP() << writer.error().message;
            for (int f = 0; f < recipe.lengths[e]; ++f) {
                ImageU16 depth(recipe.width, recipe.height);
                std::ranges::fill(depth.data, millimetres(e, f));
                depth.at(0, 0) = 0;
                ASSERT_TRUE((*writer)->add(depth));
            }
            ASSERT_TRUE((*writer)->finish());
        }
        const auto describe = [&](const Json& more) {
            test::changeLeRobotInfo(dir.path(), [&](auto& info) {
                Json about{{"is_depth_map", true},
                           {"video.depth_min", 0.01},
                           {"video.depth_max", 10.0},
                           {"video.shift", 3.5},
                           {"video.use_log", true}};
                about.update(more);
                info["features"][key] = {{"dtype", "video"},
                                         {"shape", {recipe.height, recipe.width, 1}},
                                         {"names", {"height", "width", "channels"}},
                                         {"info", about}};
            });
        };
        describe(Json::object());
        if (version == "v3.0")
            test::changeLeRobotTable(dir.path(), "meta/episodes/chunk-000/file-000.parquet",
                                     "*, 0::BIGINT AS \"videos/" + key +
                                         "/chunk_index\", episode_index AS "
                                         "\"videos/" +
                                         key + "/file_index\", 0::DOUBLE AS \"videos/" + key +
                                         "/from_timestamp\", length / 10.0 AS \"videos/" + key +
                                         "/to_timestamp\"");
        auto opened = openLeRobot(dir.path());
        ASSERT_TRUE(opened) << opened.error().message;
        for (size_t e = 0; e < recipe.lengths.size(); ++e) {
            const auto index = static_cast<int>(e);
            const RecordedEpisode episode = (*opened)->readEpisode(index).value();
            ASSERT_EQ(episode.cameras.size(), 1U) << "depth is no camera of its own";
            EXPECT_TRUE(episode.cameras[0].hasDepth);
            EXPECT_EQ(episode.attributes.count("depth." + key), 1U);
            for (const std::string& name : {std::string("observation.images.top"), key}) {
                auto depths = (*opened)->openDepth(index, name);
                ASSERT_TRUE(depths) << depths.error().message;
                ASSERT_EQ((*depths)->frameCount(), recipe.lengths[e]);
                for (int f = 0; f < recipe.lengths[e]; ++f) {
                    const auto depth = (*depths)->read(f);
                    ASSERT_TRUE(depth && *depth);
                    EXPECT_NEAR((*depth)->at(80, 40), millimetres(e, f), 1.5);
                    EXPECT_EQ((*depth)->at(0, 0), 0) << "none stays none";
                }
            }
        }
        EXPECT_FALSE((*opened)->openDepth(0, "observation.images.side"));
        // What is said of the codes must make sense, or the video is no depth that could be read.
        for (const Json& wrong : {Json{{"video.depth_max", 0.001}}, Json{{"video.shift", -5}},
                                  Json{{"video.use_log", nullptr}}, Json{{"video.depth_min", "near"}}}) {
            describe(wrong);
            auto other = openLeRobot(dir.path());
            ASSERT_TRUE(other) << other.error().message;
            EXPECT_FALSE((*other)->readEpisode(0)->cameras[0].hasDepth) << wrong.dump();
            EXPECT_FALSE((*other)->openDepth(0, "observation.images.top"));
        }
    }
}

}  // namespace
}  // namespace camframe
