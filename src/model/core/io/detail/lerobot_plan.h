// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "model/core/io/datasets/lerobot_index.h"
#include "model/core/io/datasets/lerobot_output.h"
#include "model/core/io/datasets/lerobot_unit.h"
#include "model/core/io/detail/sql_engine.h"

namespace camframe {

/// Files per folder, LeRobot's own number.
inline constexpr int kFilesPerChunk = 1000;

/// Where the pictures of one camera of one new episode come from and lie.
struct LeRobotPlannedVideo {
    std::filesystem::path from;  ///< File that is linked or moved.
    bool encoded = false;        ///< It lies in a unit.
    bool empty = false;          ///< Depth of an episode without a calibration: made for it, of no robot.
    int32_t chunk = 0, file = 0;
    double begin = 0, end = 0;  ///< s in that file.
};

struct LeRobotPlannedEpisode {
    int unit = -1;     ///< In LeRobotPlan::units; -1: nothing was calibrated, the source alone speaks.
    size_t piece = 0;  ///< Of the unit.
    int source = 0;    ///< Place in the source.
    int first = 0, length = 0;  ///< Frames of the recording.
    bool whole = true;          ///< All of them.
    std::vector<std::string> tasks;
    int64_t start = 0;  ///< Rows of all episodes before.
    int32_t dataChunk = 0, dataFile = 0;
    std::vector<LeRobotPlannedVideo> videos;             ///< One per LeRobotPlan::videos.
    std::map<std::string, LeRobotStatistic> statistics;  ///< By feature.
};

/// A dataset that is being put together: which episodes it has and where everything lies.
struct LeRobotPlan {
    LeRobotOutput options;
    std::filesystem::path stage;                 ///< Grows here.
    std::vector<std::filesystem::path> folders;  ///< Of the units.
    std::vector<LeRobotUnit> units;
    std::unique_ptr<SqlEngine> engine;
    std::optional<LeRobotIndex> source;
    LeRobotInfo target;  ///< Templates of the new paths, below `stage`.
    std::vector<LeRobotPlannedEpisode> episodes;
    std::vector<std::string> tasks;
    std::vector<LeRobotColumn> annotations;              ///< Of any unit.
    std::vector<LeRobotColumn> recorded;                 ///< Of every unit.
    std::vector<LeRobotVideo> videos;                    ///< Features; width 0: as the source describes it.
    std::vector<std::string> dropped;                    ///< Features of the source that are left out.
    std::vector<std::pair<std::string, size_t>> splits;  ///< Names and numbers of episodes, in order.

    bool wholeSource() const { return source && !options.curate; }
};

/// Reads the units and the source's index and decides everything but statistics and the rows' files.
Result<LeRobotPlan> planLeRobot(const std::filesystem::path& units, const std::vector<int>& episodes,
                                const std::filesystem::path& out, const LeRobotOutput& options);

/// Writes the rows of all episodes; fills dataChunk, dataFile and the statistics of numbers.
Result<void> writeLeRobotData(LeRobotPlan& plan, const RunContext& context);

/// Writes everything below meta/.
Result<void> writeLeRobotMeta(const LeRobotPlan& plan);

/// SQL for the rows of Parquet files, one file after another, with their `file_row_number`.
std::string parquetRows(const std::vector<std::filesystem::path>& files);

}  // namespace camframe
