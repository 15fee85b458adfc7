// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace camframe::test {

/// What a run of the built program left.
struct ProgramRun {
    int exitCode = -1;  ///< 128 + signal when it was killed.
    std::string out;
    std::string err;
    /// Lines of err that are neither progress nor warnings.
    std::vector<std::string> errorLines() const;
};

/// Runs the built camframe with these arguments; nothing comes from a shell.
ProgramRun runCamframe(const std::vector<std::string>& arguments);

/// As runCamframe, sending `signal` to it once it has reported progress.
ProgramRun runCamframeAndSignal(const std::vector<std::string>& arguments, int signal);

/// Starts camframe and kills it after some time.
/// @return  It was still running.
bool killedAfter(const std::vector<std::string>& arguments, std::chrono::milliseconds time);

}  // namespace camframe::test
