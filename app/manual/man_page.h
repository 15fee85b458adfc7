// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/manual/command_help.h"

namespace camframe {

/// Manual pages of a program, as (file name, troff text with the macros of man(7)): one of the program itself
/// and one for each of its commands, "camframe-calibrate.1"; commands below a command have sections in its
/// page.
/// @param seeAlso  Further pages to name, "camframe-studio".
std::vector<std::pair<std::string, std::string>> manPages(const CommandHelp& program,
                                                          const std::string& version,
                                                          const std::vector<std::string>& seeAlso);

}  // namespace camframe
