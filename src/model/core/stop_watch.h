// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace camframe {

/// Wall time between laps.
class StopWatch {
public:
    /// Seconds since the last call, or since construction.
    double lap() {
        const auto now = std::chrono::steady_clock::now();
        const double seconds = std::chrono::duration<double>(now - m_last).count();
        m_last = now;
        return seconds;
    }

private:
    std::chrono::steady_clock::time_point m_last = std::chrono::steady_clock::now();
};

}  // namespace camframe
