// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/calibrate/calibrate_inputs.h"
#include "app/commands/shell.h"

namespace camframe {

/// What every command that calibrates understands: --intrinsics, --masks, --models, --ignore-regions,
/// --depth,
/// --ignore-links, --tcp, --refine, --backend and devices, --seed.
/// @param options  Must live until the command line is read.
void addEvidenceOptions(CLI::App& app, CalibrateOptions& options);

}  // namespace camframe
