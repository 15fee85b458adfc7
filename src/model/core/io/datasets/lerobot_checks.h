// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "model/core/doctor/finding.h"
#include "model/core/io/datasets/lerobot_index.h"
#include "model/core/progress.h"

namespace camframe {

/// What an index says against itself, without a look at the files: "names-null", "total-mismatch",
/// "episode-numbers", "row-range" (v3: rows that do not follow each other, or not as many as frames),
/// "video-range" (v3: from and to times that do not fit the length, or overlap in a file).
std::vector<DatasetFinding> checkLeRobotIndex(const LeRobotIndex& index);

/// The index, and whether the files are as it says: "missing-file", "unreadable-file", "wrong-file" (rows of
/// an episode lie in another file than the index says, or none anywhere), "episode-length", "row-order",
/// "duplicate-timestamp", "task-index", "video-rate", "video-short", "orphan-file". An index that cannot be
/// read is one finding, "lerobot-index".
///
/// All files are looked for; of data files at most 200 are read and of videos at most 24 indexed, evenly
/// spread, unless `everyFile`; a note says so. Errors: Stopped, and where DuckDB's library is missing.
Result<std::vector<DatasetFinding>> checkLeRobot(const std::filesystem::path& path, bool everyFile,
                                                 const RunContext& context);

}  // namespace camframe
