// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/shell.h"

namespace camframe {

void addAuditCommand(CLI::App& app, Shell& shell);
void addGroupCommand(CLI::App& app, Shell& shell);
void addRigCommand(CLI::App& group, Shell& shell);  ///< `camframe group rig`

}  // namespace camframe
