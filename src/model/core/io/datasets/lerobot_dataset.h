// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "model/core/io/datasets/lerobot_index.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

/// Is it a folder with meta/info.json, or that file?
bool looksLikeLeRobot(const std::filesystem::path& path);

/// Opens a LeRobot dataset of v2.0, v2.1 or v3.x, local only.
///
/// Numeric columns become signals, colour videos and pictures cameras; meta/modality.json adds parts of the
/// state and action vectors as signals of their own ("state.arm"). Times are `timestamp`, tasks those of the
/// index, else of `task_index`. Depth videos are listed among the attributes, not among the cameras; those
/// that say how depth became 12 bits are opened by their own key, and KEY_depth as the depth of the camera
/// KEY.
Result<std::unique_ptr<RecordedDataset>> openLeRobot(const std::filesystem::path& path);

/// The index alone, for those who inspect it; nothing in it has been compared with the files.
Result<LeRobotIndex> readLeRobotIndex(const std::filesystem::path& path);

/// What an SqlEngine must be able to reach: the dataset's folder, and where its parts lie if they are links
/// (caches of the model hub, other disks).
std::vector<std::filesystem::path> leRobotFolders(const std::filesystem::path& folder);

}  // namespace camframe
