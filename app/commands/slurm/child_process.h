// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// What a finished program left.
struct ChildRun {
    int exitCode = -1;  ///< 128 + signal when it was killed.
    std::string out;    ///< At most 64 MiB.
    std::string err;    ///< Its first 4 KiB.
};

/// Runs a program of the search path with these arguments and waits for it. No shell is involved, so nothing
/// in an argument can be more than an argument. Errors: the program is not there.
Result<ChildRun> runProgram(const std::vector<std::string>& words);

}  // namespace camframe
