// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/core/io/datasets/lerobot_info.h"

namespace camframe {

class SqlEngine;

/// Which part of which video file shows an episode; v3 only. Negative: the index does not say.
struct LeRobotVideoSpan {
    int32_t chunk = -1, file = -1;
    double from = 0, to = 0;  ///< Presentation times in the file, s.
};

/// One row of the index as it is written, wrong or not; -1 where it does not say.
struct LeRobotEpisode {
    int64_t episodeIndex = -1;
    int64_t length = -1;  ///< Frames.
    int32_t dataChunk = -1, dataFile = -1;
    int64_t fromIndex = -1, toIndex = -1;   ///< Rows [from, to) of the whole dataset; v3.
    uint32_t firstTask = 0, taskCount = 0;  ///< In LeRobotIndex::taskUses.
};

/// Everything below meta/ that tells where the episodes lie, some hundred bytes per episode.
struct LeRobotIndex {
    LeRobotInfo info;
    std::vector<LeRobotEpisode> episodes;  ///< By episodeIndex.
    std::vector<std::string> videoKeys;    ///< LeRobotInfo::videoKeys().
    std::vector<LeRobotVideoSpan> videos;  ///< v3: one per episode and key, an episode's together.
    std::vector<std::string> tasks;        ///< Every text once.
    std::vector<uint32_t> taskUses;        ///< Episodes' tasks, places in `tasks`.
    std::unordered_map<int64_t, uint32_t> taskOfIndex;  ///< task_index -> place in `tasks`.
    std::vector<std::string> warnings;

    /// Reads v2's meta/episodes.jsonl and tasks.jsonl, or v3's meta/episodes/ and tasks.parquet.
    static Result<LeRobotIndex> read(LeRobotInfo info, SqlEngine& engine);

    std::vector<std::string> tasksOf(const LeRobotEpisode& episode) const;
    /// The span of videoKeys[key]; nothing for v2.
    const LeRobotVideoSpan* video(size_t episode, size_t key) const;
};

}  // namespace camframe
