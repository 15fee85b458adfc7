// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "model/core/io/profiles/dataset_profile.h"
#include "model/core/io/robot_layout.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

/// A recording through the eyes of a profile: joints in rad and m by the names of the robot's joints,
/// gripper, end-effector poses, cameras with K and colours in order.
///
/// @param robot  Gives joint names and the gripper's joint; without, columns keep the dataset's names (or
///               "SIGNAL[i]") and the gripper has a GripperRecord only.
/// @param assumptions  Filled with what neither recording nor profile said; may be null.
Result<Episode> applyDatasetProfile(const RecordedEpisode& recorded, const DatasetProfile& profile,
                                    const RobotLayout* robot, const std::filesystem::path& folder,
                                    std::vector<std::string>* assumptions);

/// Reads a dataset through a profile. Lifetime: owns the dataset.
/// @param understanding  What those who chose the profile say; assumptions about the episodes that are read
/// are
///                       added to it.
std::unique_ptr<DatasetReader> makeProfiledReader(std::unique_ptr<RecordedDataset> dataset,
                                                  DatasetProfile profile, std::optional<RobotLayout> robot,
                                                  DatasetUnderstanding understanding);

}  // namespace camframe
