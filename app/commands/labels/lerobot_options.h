// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "model/core/io/datasets/lerobot_output.h"
#include "model/core/io/image_io.h"

namespace camframe {

/// What --format lerobot can be told.
struct LeRobotExportOptions {
    LeRobotOutput output;
    bool versionGiven = false;          ///< Else v2.1, or v3.0 where the source is of v3.
    bool asCalibAll = false;            ///< --caliball-columns
    std::optional<PictureSize> resize;  ///< With curate; the calibrations given to the writer are resized.
};

}  // namespace camframe
