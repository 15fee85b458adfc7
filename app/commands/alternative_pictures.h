// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>

#include "model/core/calibration.h"
#include "model/core/image.h"
#include "model/core/result.h"

namespace camframe {

/// Writes the calibration of a run to `path`, and the thumbnails of its alternatives as
/// alternatives/01.png, ... beside it; names them in the calibration. Every file is written atomically, the
/// pictures first; pictures of an earlier run that are left over are removed last.
///
/// @param pictures  Of the calibration's alternatives, in their order; further alternatives have none.
Result<void> writeCalibrationRun(Calibration& calibration, std::span<const ImageU8> pictures,
                                 const std::filesystem::path& path);

}  // namespace camframe
