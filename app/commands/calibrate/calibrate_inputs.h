// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/session.h"
#include "calib/calibration_pipeline.h"
#include "model/core/io/input_files.h"

namespace camframe {

/// One of `count` equal parts of the chosen episodes: every count-th one, from the index-th on.
struct Shard {
    int index = 0;
    int count = 1;
    bool whole() const { return count == 1; }
    std::string text() const;  ///< "0-of-4", for file names.
};

/// --shard i/n with i from 0 to n - 1, as job arrays count.
Result<Shard> parseShard(const std::string& text);

/// The options as typed.
struct CalibrateOptions {
    SessionRequest request;
    std::vector<std::string> cameras;
    std::string episodes = "all";
    std::string intrinsics;
    std::vector<std::string> marks;
    std::filesystem::path models;
    std::filesystem::path masks;
    std::filesystem::path ignoreRegions;
    bool depth = false;
    std::filesystem::path init;
    std::string refine = "pose";
    RendererOptions renderer;
    uint64_t seed = 0;
    bool resume = false;
    int jobs = 1;
    Shard shard;
    std::filesystem::path out;
};

/// The options after reading the files they name.
struct CalibrateInputs {
    std::optional<IntrinsicsInput> intrinsics;
    std::vector<MarkInput> marks;
    std::optional<InitialPose> init;
    RefineSet refine;
    std::map<std::string, std::string> provenance;
};

/// Reads the files that the options name; bad ones are refused before any work begins.
Result<CalibrateInputs> readInputs(const CalibrateOptions& options);

}  // namespace camframe
