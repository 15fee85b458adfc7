// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "model/core/robot_model.h"

namespace camframe {

/// A URDF found in some folder, with its kinematics for matching.
struct UrdfCandidate {
    std::filesystem::path path;
    RobotModel model;
};

/// All readable URDF files below the folders (or named among them), in the order of the folders, then of the
/// paths; then `also`. Depth and numbers of entries are bounded.
std::vector<UrdfCandidate> findUrdfs(const std::vector<std::filesystem::path>& folders,
                                     const std::vector<std::filesystem::path>& also);

}  // namespace camframe
