// SPDX-License-Identifier: Apache-2.0
#include "model/core/doctor/signal_checks.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace camframe {

namespace {

/// A signal within this range is stuck; measured values of a still robot tremble by about as much.
constexpr double stuckRange = 1e-3;
/// A signal that changes by this much moves, in whatever unit: 3 degrees, 5 cm.
constexpr double movingRange = 0.05;
constexpr int fewestFrames = 10;

/// Largest minus smallest finite value of a column; 0 without any.
double rangeOf(const Eigen::MatrixXd& values, Eigen::Index column) {
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (Eigen::Index t = 0; t < values.rows(); ++t)
        if (const double value = values(t, column); std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    return high > low ? high - low : 0;
}

double rangeOf(const Signal& signal) {
    double range = 0;
    for (Eigen::Index c = 0; c < signal.values.cols(); ++c)
        range = std::max(range, rangeOf(signal.values, c));
    return range;
}

void checkFinite(const Signal& signal, std::vector<DatasetFinding>& out) {
    Eigen::Index bad = 0, first = -1;
    for (Eigen::Index t = 0; t < signal.values.rows(); ++t)
        if (!signal.values.row(t).allFinite()) {
            ++bad;
            if (first < 0) first = t;
        }
    if (bad == 0) return;
    out.push_back(
        {bad == signal.values.rows() ? Severity::Error : Severity::Warning,
         "not-finite",
         {},
         signal.key,
         fmt::format("{} of {} rows hold values that are absent, NaN or infinite, first in frame {}", bad,
                     signal.values.rows(), first),
         "these frames are left out; record or interpolate them if they matter"});
}

void checkColumns(const Signal& signal, std::vector<DatasetFinding>& out) {
    if (signal.values.cols() < 4) return;
    std::vector<std::string> still;
    for (Eigen::Index c = 0; c < signal.values.cols(); ++c)
        if (rangeOf(signal.values, c) == 0 && signal.values.col(c).allFinite()) {
            const auto place = static_cast<size_t>(c);
            still.push_back(place < signal.names.size() ? signal.names[place] : fmt::format("[{}]", c));
        }
    if (still.empty() || still.size() > 8) return;
    out.push_back({Severity::Note,
                   "constant-column",
                   {},
                   signal.key,
                   fmt::format("{} never {}, not by the last digit, while the other columns move",
                               fmt::join(still, ", "), still.size() > 1 ? "change" : "changes"),
                   "make sure that this part of the robot stood still"});
}

}  // namespace

bool isStateKey(std::string_view key) {
    std::string text(key);
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto has = [&](const char* word) { return text.find(word) != std::string::npos; };
    constexpr std::array stateWords{"joint",  "qpos",  "position",  "pose", "eef",
                                    "ee_pos", "state", "cartesian", "tcp",  "end_effector"};
    constexpr std::array otherWords{"vel",    "effort", "torque",   "force",     "action",     "command",
                                    "target", "goal",   "delta",    "object",    "env",        "master",
                                    "qvel",   "reward", "language", "embedding", "start_pose", "end_pose"};
    return std::ranges::any_of(stateWords, has) && std::ranges::none_of(otherWords, has);
}

std::vector<DatasetFinding> checkSignals(const RecordedEpisode& episode) {
    std::vector<DatasetFinding> out;
    const Signal* mover = nullptr;
    double moved = movingRange;
    for (const Signal& signal : episode.signals)
        if (isStateKey(signal.key) && rangeOf(signal) > moved) {
            mover = &signal;
            moved = rangeOf(signal);
        }
    for (const Signal& signal : episode.signals) {
        if (signal.values.rows() != episode.frameCount)
            out.push_back({Severity::Error,
                           "row-count",
                           {},
                           signal.key,
                           fmt::format("{} rows for {} frames", signal.values.rows(), episode.frameCount),
                           "write the signal anew with one row per frame"});
        // Labels that an export has added say NaN where nothing is known, and `valid` beside them.
        if (!signal.key.starts_with("annotation.")) checkFinite(signal, out);
        if (mover == nullptr || episode.frameCount < fewestFrames || !isStateKey(signal.key)) continue;
        const double range = rangeOf(signal);
        if (signal.values.cols() >= 3 && range < stuckRange && signal.values.array().isFinite().any())
            out.push_back({Severity::Warning,
                           "stuck-signal",
                           {},
                           signal.key,
                           fmt::format("it keeps within {:.1g} over {} frames while {} moves by {:.3g}",
                                       range, episode.frameCount, mover->key, moved),
                           "do not use it; poses of links are computed from the joints"});
        else if (range > movingRange)
            checkColumns(signal, out);
    }
    return out;
}

std::vector<DatasetFinding> checkTimes(std::span<const double> times, std::optional<double> fps) {
    std::vector<DatasetFinding> out;
    if (times.size() < 2) return out;
    const auto absent = std::ranges::count_if(times, [](double t) { return !std::isfinite(t); });
    if (absent == static_cast<long>(times.size())) return out;
    if (absent > 0)
        out.push_back({Severity::Warning,
                       "times-missing",
                       {},
                       "timestamps",
                       fmt::format("{} of {} frames have no time", absent, times.size()),
                       "write the times anew; the frame rate stands in for them"});
    std::vector<double> steps;
    size_t notRising = 0, firstNotRising = 0;
    for (size_t t = 1; t < times.size(); ++t) {
        const double step = times[t] - times[t - 1];
        if (!std::isfinite(step)) continue;
        steps.push_back(step);
        if (step <= 0 && notRising++ == 0) firstNotRising = t;
    }
    if (notRising > 0)
        out.push_back(
            {Severity::Error,
             "times-not-rising",
             {},
             "timestamps",
             fmt::format("{} frames are not later than the frame before, first frame {} ({} s after {} s)",
                         notRising, firstNotRising, times[firstNotRising], times[firstNotRising - 1]),
             "write the times anew, or remove the frames that were stored twice"});
    if (steps.size() < 3) return out;
    std::vector<double> sorted = steps;
    std::ranges::nth_element(sorted, sorted.begin() + static_cast<long>(sorted.size() / 2));
    const double usual = sorted[sorted.size() / 2];
    if (usual <= 0) return out;
    if (fps && *fps > 0) {
        const double off = std::abs(usual * *fps - 1);
        if (off > 0.02)
            out.push_back({off > 0.2 ? Severity::Error : Severity::Warning,
                           off > 0.2 ? "wrong-fps" : "rate-mismatch",
                           {},
                           "timestamps",
                           fmt::format("{:.4g} frames/s are stated, the times give {:.4g}", *fps, 1 / usual),
                           "correct the stated rate or the times; lags and videos depend on them"});
    }
    constexpr double gapSteps = 2.5;
    size_t gaps = 0, longest = 0;
    for (size_t t = 1; t < times.size(); ++t)
        if (times[t] - times[t - 1] > gapSteps * usual) {
            ++gaps;
            if (longest == 0 || times[t] - times[t - 1] > times[longest] - times[longest - 1]) longest = t;
        }
    if (gaps > 0)
        out.push_back({Severity::Warning,
                       "time-gap",
                       {},
                       "timestamps",
                       fmt::format("{} gaps, the longest of {:.3g} s before frame {} (usual: {:.3g} s)", gaps,
                                   times[longest] - times[longest - 1], longest, usual),
                       "frames were dropped; do not take differences across the gap"});
    return out;
}

}  // namespace camframe
