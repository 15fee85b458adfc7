// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/core/doctor/finding.h"
#include "model/core/episode.h"
#include "model/core/io/robot_profile.h"
#include "model/core/progress.h"

namespace camframe {

struct ExaminationOptions {
    DatasetOpenOptions open;
    RobotSearch robots;      ///< Without a description limits and forward kinematics are not checked.
    std::string episodes;    ///< As --episodes; empty: up to kSampledEpisodes, evenly spread.
    bool allFrames = false;  ///< Decode every picture instead of three per camera.
};
inline constexpr int kSampledEpisodes = 12;

struct Examination {
    std::string dataset, format, profile, robot;
    int episodeCount = 0;
    std::vector<int> examined;             ///< Episodes that were opened.
    bool sampled = false;                  ///< These are a sample.
    std::vector<std::string> notChecked;   ///< What could not be checked and why, one sentence each.
    std::vector<DatasetFinding> findings;  ///< As merged() orders them.

    int count(Severity severity) const;
};

/// Looks for what is wrong with a dataset, however damaged: its index as a whole, and episodes one by one.
///
/// What cannot be read is a finding, not an error. Errors: there is nothing at the path, options that mean
/// nothing, and Stopped. Reads only.
Result<Examination> examineDataset(const std::filesystem::path& path, const ExaminationOptions& options,
                                   const RunContext& context);

/// Camera sizes and the cameras themselves over episodes: "dual-resolution", "camera-comes-and-goes".
std::vector<DatasetFinding> compareCameras(
    const std::vector<std::pair<int, std::vector<CameraStream>>>& episodes);

}  // namespace camframe
