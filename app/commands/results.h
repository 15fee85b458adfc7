// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "model/core/calibration.h"
#include "model/core/result.h"

namespace camframe {

/// A calibration and the file it came from.
struct StoredCalibration {
    std::filesystem::path path;
    Calibration calibration;
};

/// The files that readResults reads, without reading them.
Result<std::vector<std::filesystem::path>> listResults(const std::filesystem::path& path);

/// The calibrations of a calibration.json or of an OUT folder of calibrate (OUT/<episode>/<camera>/), ordered
/// by episode and camera. An empty folder or an unreadable file is an error.
Result<std::vector<StoredCalibration>> readResults(const std::filesystem::path& path);

}  // namespace camframe
