// SPDX-License-Identifier: Apache-2.0
#include "render/stage_times.h"

#include <fmt/format.h>

namespace camframe {

std::string profileTable(const std::string& renderer, const std::vector<StageTime>& stages) {
    double total = 0;
    for (const StageTime& stage : stages) total += stage.seconds;
    std::string out = fmt::format("{}\n{:<20}{:>10}{:>12}{:>12}{:>8}\n", renderer, "stage", "runs",
                                  "total ms", "mean us", "share");
    for (const StageTime& s : stages)
        if (s.runs > 0)
            out += fmt::format("{:<20}{:>10}{:>12.1f}{:>12.1f}{:>7.1f}%\n", s.stage, s.runs, s.seconds * 1e3,
                               s.seconds * 1e6 / static_cast<double>(s.runs),
                               total > 0 ? 100 * s.seconds / total : 0);
    return out + fmt::format("{:<20}{:>10}{:>12.1f}\n", "all", "", total * 1e3);
}

}  // namespace camframe
