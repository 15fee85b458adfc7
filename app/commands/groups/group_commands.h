// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/shell.h"

namespace camframe {

void addAuditCommand(CLI::App& app, Shell& shell);
void addGroupCommand(CLI::App& app, Shell& shell);

}  // namespace camframe
