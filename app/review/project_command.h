// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/shell.h"

namespace camframe {

/// `camframe project`: review lists without a window, and what teams do with them.
void addProjectCommand(CLI::App& app, Shell& shell);

}  // namespace camframe
