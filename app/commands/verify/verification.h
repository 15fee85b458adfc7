// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "app/commands/session.h"
#include "app/commands/verify/comparison.h"
#include "model/core/progress.h"

namespace camframe::verify {

struct VerifyOptions {
    std::filesystem::path folder;  ///< The export's.
    SessionRequest given;  ///< The dataset; robot and folders where the calibrations' are not to be used.
    std::filesystem::path
        calibrations;       ///< Where calibration.json files lie now; empty: where the manifest says.
    int redrawnFrames = 3;  ///< Per camera; negative: all.
};

struct Verification {
    std::string format;
    size_t episodes = 0, cameras = 0;
    Comparison comparison;
};

/// Formats that can be verified.
bool canVerify(const std::string& format);

/// Recomputes an export from the dataset and compares every field. Differences are no error; an Error means
/// that the export, the dataset, the robot or a calibration cannot be read. One episode is in memory at a
/// time.
Result<Verification> verifyExport(const VerifyOptions& options, const RunContext& context);

}  // namespace camframe::verify
