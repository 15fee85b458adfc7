// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "model/core/progress.h"
#include "model/core/result.h"

namespace camframe {

/// How a LeRobot dataset is put together from its units, see LeRobotUnit.
struct LeRobotOutput {
    int major = 2;  ///< 2: v2.1, 3: v3.0.
    /// The dataset holds the units' pieces only, counted anew. Else it is the whole source, with the units'
    /// annotations beside its columns; only for LeRobot sources, others are always counted anew.
    bool curate = false;
    bool statistics = true;
    /// meta/calibration.json as CalibAll writes it: {camera: {intrinsic, extrinsic}} of the first episode;
    /// ours is called camframe_calibration.json then.
    bool plainCalibration = false;
    bool copyVideos = false;  ///< Else hard links, or symbolic ones to another disk.
    /// The source itself is replaced; what it held goes to SOURCE/.camframe-backup the first time.
    bool inPlace = false;
    /// Names and shares that add up to 1; empty: as in the source, or everything is "train". Pieces of one
    /// recording always lie in the same split.
    std::vector<std::pair<std::string, double>> splits;
    uint32_t seed = 0;
};

/// Puts a dataset together. It appears in `out` at the end, meta/ last: what is there before is no dataset.
///
/// The result depends on units and options alone; a run that was killed is simply done again. Statistics of
/// numbers are computed from the rows that were written, those of pictures from all that were encoded, or
/// from up to 20 that are spread over a linked video.
///
/// @param units     Folder with one folder per unit, named as episodeName() does; beside it the dataset
/// grows.
/// @param episodes  Units in the order of the new episodes.
Result<void> assembleLeRobot(const std::filesystem::path& units, const std::vector<int>& episodes,
                             const std::filesystem::path& out, const LeRobotOutput& options,
                             const RunContext& context);

}  // namespace camframe
