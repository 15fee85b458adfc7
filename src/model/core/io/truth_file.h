// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/core/result.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// Where a camera truly stood.
struct CameraTruth {
    std::string cameraName;
    RigidTransform camFromBase = RigidTransform::Identity();  ///< Metres, OpenCV axes.
};

/// Reads what a result is compared with: a truth.json (cameras[].name, cameras[].T_cam_base) or another
/// calibration.json that has a pose. Camera names are unique; an empty list is an error.
Result<std::vector<CameraTruth>> readCameraTruth(const std::filesystem::path& path);

}  // namespace camframe
