// SPDX-License-Identifier: Apache-2.0
#include "app/commands/calibrate/batch_progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace camframe {

std::string durationText(double seconds) {
    if (seconds < 90) return fmt::format("{:.0f} s", std::max(seconds, 0.0));
    const auto minutes = static_cast<long long>(std::llround(seconds / 60));
    if (minutes < 90) return fmt::format("{} min", minutes);
    return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
}

BatchProgress::BatchProgress(ProgressSink* whole, size_t episodes, int workers)
    : m_whole(whole), m_episodes(episodes), m_fractions(static_cast<size_t>(workers), 0) {}

void BatchProgress::report(int worker, double fraction, std::string_view stage) {
    const std::lock_guard lock(m_mutex);
    if (!m_whole) return;
    m_fractions[static_cast<size_t>(worker)] = std::clamp(fraction, 0.0, 1.0);
    const double begun = std::accumulate(m_fractions.begin(), m_fractions.end(), 0.0);
    const double done = (static_cast<double>(m_finished) + begun) / static_cast<double>(m_episodes);
    if (m_episodes == 1)
        m_whole->report(done, stage);
    else
        m_whole->report(done,
                        fmt::format("{} of {} done{}; {}", m_finished, m_episodes, remaining(done), stage));
}

void BatchProgress::finished(int worker, bool calculated) {
    const std::lock_guard lock(m_mutex);
    m_fractions[static_cast<size_t>(worker)] = 0;
    ++m_finished;
    if (!calculated) ++m_kept;
}

std::string BatchProgress::remaining(double fraction) const {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
    // Kept episodes cost nothing: only the others tell how long one takes.
    const double calculated = fraction * static_cast<double>(m_episodes) - static_cast<double>(m_kept);
    if (m_finished == m_kept || calculated <= 0) return {};
    const double left = (1 - fraction) * static_cast<double>(m_episodes);
    return ", about " + durationText(seconds / calculated * left) + " left";
}

}  // namespace camframe
