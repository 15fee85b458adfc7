// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "model/core/robot_model.h"

namespace camframe {

struct UrdfOptions {
    std::map<std::string, std::filesystem::path> packagePaths;  ///< package:// name -> folder.
    bool loadMeshes = true;  ///< false: kinematics only (fast; for searching folders).
};

/// Reads a URDF with its visual meshes.
///
/// package://pkg/rest is looked up in options.packagePaths, in ROS_PACKAGE_PATH and AMENT_PREFIX_PATH
/// (<prefix>/share/pkg), in ancestors of the URDF named pkg, then in any ancestor A for which A/rest exists.
/// Refuses files over 16 MiB, unexpanded xacro, missing or unreadable meshes and links in a loop, each with
/// one sentence that names the file and the mend. Attributes are read independent of the process's locale.
Result<RobotModel> readUrdf(const std::filesystem::path& path, const UrdfOptions& options);

/// The same from text; relative mesh paths start at `folder`.
Result<RobotModel> parseUrdf(const std::string& text, const std::filesystem::path& folder,
                             const std::string& what, const UrdfOptions& options);

}  // namespace camframe
