// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/shell.h"

namespace camframe::bench {

/// camframe bench export: episodes per minute by what is exported, and memory over many episodes.
void addExportBench(CLI::App& bench, Shell& shell);

}  // namespace camframe::bench
