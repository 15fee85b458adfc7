// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>

#include "render/stage_times.h"

namespace camframe::cpu {

enum class Stage { Prepare, Project, Rasterise, CopyOut, Contour, Equations, Count };

/// Adds up the stages' times over threads; costs nothing when it is off.
class StageClock {
public:
    explicit StageClock(bool on) : m_on(on) {}

    /// Measures from its construction to its end.
    class Run {
    public:
        Run(StageClock& clock, Stage stage) : m_clock(clock), m_stage(stage) {
            if (clock.m_on) m_start = std::chrono::steady_clock::now();
        }
        ~Run() {
            if (m_clock.m_on) m_clock.add(m_stage, std::chrono::steady_clock::now() - m_start);
        }
        Run(const Run&) = delete;
        Run& operator=(const Run&) = delete;

    private:
        StageClock& m_clock;
        Stage m_stage;
        std::chrono::steady_clock::time_point m_start;
    };

    std::vector<StageTime> times() const {
        static constexpr std::array<const char*, kCount> kNames{"prepare",  "project", "rasterise",
                                                                "copy out", "contour", "equations"};
        std::vector<StageTime> out;
        for (size_t i = 0; m_on && i < kCount; ++i)
            out.push_back({kNames[i], m_runs[i], static_cast<double>(m_nanoseconds[i]) * 1e-9});
        return out;
    }

private:
    static constexpr size_t kCount = static_cast<size_t>(Stage::Count);

    void add(Stage stage, std::chrono::nanoseconds time) {
        m_runs[static_cast<size_t>(stage)] += 1;
        m_nanoseconds[static_cast<size_t>(stage)] += time.count();
    }

    bool m_on;
    std::array<std::atomic<int64_t>, kCount> m_runs{}, m_nanoseconds{};
};

}  // namespace camframe::cpu
