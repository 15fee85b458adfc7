// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace camframe {

/// How long one stage of a renderer has taken since it was made.
struct StageTime {
    std::string stage;
    int64_t runs = 0;    ///< Times that it was started: per frame on the CPU, per submission on a device.
    double seconds = 0;  ///< On the CPU the sum over all threads.
};

/// The table that --render-times prints: stages with their runs, total, mean and share, one line each.
std::string profileTable(const std::string& renderer, const std::vector<StageTime>& stages);

}  // namespace camframe
