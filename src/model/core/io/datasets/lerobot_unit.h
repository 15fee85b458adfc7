// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "model/core/io/datasets/lerobot_statistics.h"
#include "model/core/result.h"

namespace camframe {

/// A column of numbers or texts for a LeRobot dataset, one row per frame of the recording.
struct LeRobotColumn {
    enum class Type { Float, Boolean, Text };
    std::string key;
    Type type = Type::Float;
    int width = 1;                   ///< Values per row; one is stored as a number, more as a list.
    std::vector<std::string> names;  ///< One per value, or empty.
    std::vector<float> numbers;      ///< Float: row after row.
    std::vector<uint8_t> flags;      ///< Boolean.
    std::vector<std::string> texts;  ///< Text.
};

/// Frames first..last of a recording; becomes one episode.
struct LeRobotPiece {
    int first = 0, last = 0;
    bool operator==(const LeRobotPiece&) const = default;
};

/// Pictures of a camera that were encoded, one MP4 per piece.
struct LeRobotVideo {
    std::string key;                           ///< Feature, e.g. "observation.images.top".
    int width = 0, height = 0;                 ///< Of the files.
    bool depth = false;                        ///< Written by DepthVideoWriter with its usual coding.
    std::vector<LeRobotStatistic> statistics;  ///< One per piece.
};

/// What is known of one recording before the whole dataset is put together: a folder of its own, so that
/// an export can go on where it was stopped.
struct LeRobotUnit {
    std::string source;    ///< Path of the dataset.
    bool lerobot = false;  ///< It is a LeRobot dataset: its columns and videos are taken from there.
    int episode = 0;       ///< Place in the source.
    std::string name;      ///< Of the recording, for people.
    int frames = 0;
    double fps = 0;
    std::string robot;
    std::vector<std::string> tasks;
    std::vector<LeRobotPiece> pieces;
    std::vector<LeRobotVideo> videos;
    std::vector<LeRobotColumn> recorded;  ///< Where the source is no LeRobot dataset.
    std::vector<LeRobotColumn> annotations;
    std::string cameras = "{}";  ///< JSON for meta/calibration.json: how each camera was calibrated.
};

std::filesystem::path unitVideo(const std::filesystem::path& unit, const std::string& key, size_t piece);
std::filesystem::path unitRows(const std::filesystem::path& unit, bool annotations);

/// Writes the columns and a description; videos are written by the caller.
Result<void> writeLeRobotUnit(const LeRobotUnit& unit, const std::filesystem::path& folder);
/// Without the columns' values.
Result<LeRobotUnit> readLeRobotUnit(const std::filesystem::path& folder);

}  // namespace camframe
