// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/io/depth_video.h"
#include "model/core/result.h"

namespace camframe {

/// One entry of `features` in meta/info.json.
struct LeRobotFeature {
    enum class Kind { Number, Text, Video, Image, Other };
    std::string key;
    std::string dtype;  ///< As written: "float32", "video" ...
    Kind kind = Kind::Other;
    std::vector<int> shape;
    std::vector<std::string> names;  ///< One per value of a row, row-major; empty where not given.
    int width = 0;                   ///< Of videos and images.
    int height = 0;
    bool depth = false;                 ///< A depth map coded as a video or image: no colour camera.
    std::string codec;                  ///< Of videos, where stated: "av1", "h264" ...
    std::optional<DepthCoding> coding;  ///< Of depth videos that say how depth was made into 12 bits.
};

/// meta/info.json of a LeRobot dataset, v2.0 to v3.x.
/// Source: LeRobotDataset documentation, https://huggingface.co/docs/lerobot/lerobot-dataset-v3
struct LeRobotInfo {
    std::filesystem::path folder;  ///< Absolute.
    std::string version;           ///< "v2.0", "v2.1", "v3.0" ...
    int major = 0;                 ///< 2 or 3.
    std::string robotType;         ///< Or empty.
    double fps = 0;
    int chunksSize = 1000;  ///< v2: episodes per chunk folder.
    std::string dataPath;   ///< Templates, inside the folder.
    std::string videoPath;
    std::vector<LeRobotFeature> features;
    /// As declared, for comparison only; absent where not stated.
    std::optional<int64_t> totalEpisodes, totalFrames, totalTasks;
    std::vector<std::string> warnings;

    /// Refuses what no later step could mend: other versions, no features, no frame rate, paths that leave
    /// the folder.
    static Result<LeRobotInfo> read(const std::filesystem::path& folder);

    const LeRobotFeature* find(std::string_view key) const;
    /// Videos, of colour or depth, in the order of their keys.
    std::vector<std::string> videoKeys() const;

    /// Where a file lies. v2 counts by episode and ignores chunk and file, v3 the other way round.
    /// Refused: negative numbers, and results outside the folder.
    struct Place {
        int64_t episode = 0, chunk = 0, file = 0;
        std::string videoKey;
    };
    Result<std::filesystem::path> dataFile(const Place& place) const;
    Result<std::filesystem::path> videoFile(const Place& place) const;
};

}  // namespace camframe
