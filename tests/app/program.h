// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <random>
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

/// Starts camframe and kills it at a random moment of its work. Where it has ended before (it had only the
/// rest to do, or the machine is faster than it was), the finished `out` is removed, and it is tried again
/// with less time.
/// @param out   What the command writes: a file or a folder.
/// @param span  [ms] The latest moment tried: about the duration of the whole command.
void killAtRandom(const std::vector<std::string>& arguments, const std::filesystem::path& out,
                  std::chrono::milliseconds span, std::mt19937& random);

}  // namespace camframe::test
