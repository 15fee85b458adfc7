// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/video_writer.h"

namespace camframe::test {

/// What a written LeRobot dataset is like. Every value in it follows from the functions below.
struct LeRobotRecipe {
    std::string version = "v3.0";
    std::vector<int> lengths{7, 5, 9, 4, 6};  ///< Frames per episode.
    int fps = 10;
    std::vector<std::string> cameras{"observation.images.top", "observation.images.wrist"};
    const char* encoder = "libx264";
    const char* parameters = "";
    int keyInterval = 2;  ///< As LeRobot encodes.
    int width = VideoRecipe{}.width, height = VideoRecipe{}.height;
    bool pictures = false;       ///< PNG in the data files instead of videos.
    size_t episodesPerFile = 2;  ///< v3, for data and videos alike.
    bool oneVideo = false;       ///< All video files are one (hard links): large sets become cheap.
    bool statistics = false;     ///< v3: the index has columns of statistics, as LeRobot writes them.
};

constexpr int kStateWidth = 7;
constexpr int kNumberBits = 20;

/// observation.state of a frame; "action" holds the state of the next frame.
double stateOf(size_t episode, int frame, int joint);
/// "does task N" of an episode.
std::string taskOf(size_t episode);
/// The number that a camera's picture shows.
int numberOf(const LeRobotRecipe& recipe, size_t camera, size_t episode, int frame);

/// Writes a valid dataset. False without the video encoder or DuckDB's library; fails the test on any other
/// trouble.
bool writeLeRobotSet(const std::filesystem::path& folder, const LeRobotRecipe& recipe);

/// Damage to a written dataset: meta/info.json anew, and a Parquet file anew with other columns.
/// @param file     Below `set`.
/// @param columns  What stands behind SELECT.
void changeLeRobotInfo(const std::filesystem::path& set,
                       const std::function<void(nlohmann::ordered_json&)>& change);
void changeLeRobotTable(const std::filesystem::path& set, const std::filesystem::path& file,
                        const std::string& columns);

}  // namespace camframe::test
