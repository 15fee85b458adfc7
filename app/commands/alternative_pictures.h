// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "calib/calibration_pipeline.h"

namespace camframe {

/// Writes the calibration of a run to `path`, and the thumbnails of its alternatives as
/// alternatives/01.png, ... beside it; names them in the calibration. Every file is written atomically, the
/// pictures first; pictures of an earlier run that are left over are removed last.
Result<void> writeCalibrationRun(CalibrationRun& run, const std::filesystem::path& path);

}  // namespace camframe
