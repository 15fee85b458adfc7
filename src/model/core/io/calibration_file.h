// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "model/core/calibration.h"
#include "model/core/result.h"

namespace camframe {

/// JSON text of calibration.json, format version 1 (fields as in docs/formats.md).
std::string calibrationToJson(const Calibration& calibration);
Result<Calibration> calibrationFromJson(const std::string& text, const std::string& what);

/// Writes atomically (see atomic_file.h).
Result<void> writeCalibration(const Calibration& calibration, const std::filesystem::path& path);
Result<Calibration> readCalibration(const std::filesystem::path& path);

/// OUT/<episode as six digits>/<camera, percent-encoded>/calibration.json
std::filesystem::path calibrationPath(const std::filesystem::path& out, int episode, const std::string& camera);

/// '/' , '%' and control characters as %XX; "." and ".." are encoded too, so a name is always one folder.
std::string encodePathComponent(const std::string& name);

}  // namespace camframe
