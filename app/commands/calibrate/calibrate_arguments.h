// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "app/commands/calibrate/calibrate_inputs.h"

namespace CLI {
class App;
}

namespace camframe {

/// What every command that calibrates understands: --intrinsics, --masks, --models, --ignore-regions,
/// --depth,
/// --ignore-links, --tcp, --refine, --backend and devices, --seed.
/// @param options  Must live until the command line is read.
void addEvidenceOptions(CLI::App& command, CalibrateOptions& options);

/// The options of `camframe calibrate`, but for those that every command has.
void addCalibrateOptions(CLI::App& command, const std::shared_ptr<CalibrateOptions>& options);

/// Reads arguments as `camframe calibrate` would, for what runs it elsewhere.
/// @param search  Where robots are looked for already; --robot-path and --package add to it.
/// Errors: what `camframe calibrate` would refuse too (Usage).
Result<CalibrateOptions> parseCalibrateArguments(const std::vector<std::string>& arguments,
                                                 RobotSearch search);

}  // namespace camframe
