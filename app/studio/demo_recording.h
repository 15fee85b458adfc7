// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "model/core/progress.h"
#include "model/core/result.h"

namespace camframe {

/// Folder of the embedded demo recording in the user's application data; generated when it is not there yet.
/// Equal on every machine.
Result<std::filesystem::path> prepareDemoRecording(const RunContext& context);

}  // namespace camframe
