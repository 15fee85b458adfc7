// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/manual/command_help.h"

namespace camframe {

/// Scripts that let a shell complete commands, options and the few words that some options take; all else is
/// completed as files. To be installed where each shell looks for the program's name.
std::string bashCompletion(const CommandHelp& program);
std::string zshCompletion(const CommandHelp& program);
std::string fishCompletion(const CommandHelp& program);

}  // namespace camframe
