// SPDX-License-Identifier: Apache-2.0
#include "app/commands/import_times.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "model/core/nan.h"

namespace camframe {

namespace {

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

std::vector<double> stepsOf(const std::vector<double>& times) {
    std::vector<double> steps;
    for (size_t i = 1; i < times.size(); ++i) steps.push_back(times[i] - times[i - 1]);
    return steps;
}

Result<void> checkTimes(const MatchRequest& request) {
    const auto& times = request.rowTimes;
    for (size_t i = 0; i < times.size(); ++i)
        if (!std::isfinite(times[i]) || (i > 0 && times[i] <= times[i - 1]))
            return inputError(
                "{}, row {}: the time {} does not follow {}; sort the rows and give each a time.",
                request.rowsName, i + 1, times[i], i > 0 ? times[i - 1] : kNan);
    return {};
}

MatchedJoints oneByOne(const MatchRequest& request) {
    MatchedJoints out;
    out.values = request.rows;
    out.times = request.frameTimes;
    if (out.times.empty())
        for (const double time : request.rowTimes) out.times.push_back(time - request.rowTimes.front());
    out.how = "row by row: there are as many rows as pictures";
    return out;
}

Result<MatchedJoints> byTime(const MatchRequest& request) {
    const auto& rowTimes = request.rowTimes;
    const double step = rowTimes.size() > 1 ? median(stepsOf(rowTimes)) : 0;
    const double frameStep = request.frames > 1 ? median(stepsOf(request.frameTimes)) : 0;
    const double start = request.start.value_or(rowTimes.front());
    const double tolerance = 0.5 * std::max(step, frameStep);

    MatchedJoints out;
    out.values = Eigen::MatrixXd::Constant(request.frames, request.rows.cols(), kNan);
    out.times = request.frameTimes;
    for (int f = 0; f < request.frames; ++f) {
        const double time = start + request.frameTimes[static_cast<size_t>(f)];
        const auto behind = std::ranges::lower_bound(rowTimes, time) - rowTimes.begin();
        const auto last = static_cast<std::ptrdiff_t>(rowTimes.size()) - 1;
        const std::ptrdiff_t after = std::min(behind, last), before = std::max<std::ptrdiff_t>(behind - 1, 0);
        const double t0 = rowTimes[static_cast<size_t>(before)], t1 = rowTimes[static_cast<size_t>(after)];
        const std::ptrdiff_t near = std::abs(time - t0) <= std::abs(t1 - time) ? before : after;
        const bool outside = time < t0 || time > t1 || before == after;
        const bool gap = t1 - t0 > 5 * step;
        const double distance = std::abs(time - rowTimes[static_cast<size_t>(near)]);
        if ((outside || gap || request.nearest) && distance > tolerance) {
            ++out.framesWithout;
            continue;
        }
        const double share = outside || t1 <= t0 ? 0 : (time - t0) / (t1 - t0);
        for (Eigen::Index c = 0; c < request.rows.cols(); ++c) {
            const double a = request.rows(before, c), b = request.rows(after, c);
            const bool jump = !(std::abs(b - a) <= std::numbers::pi);
            out.values(f, c) =
                outside || gap || request.nearest || jump ? request.rows(near, c) : a + share * (b - a);
        }
    }
    if (out.framesWithout == request.frames)
        return inputError(
            "{}: no picture falls into the times of the rows, {:.6g} to {:.6g} s; the pictures last from "
            "{:.6g} to "
            "{:.6g} s: check --start, --time-unit and --fps.",
            request.rowsName, rowTimes.front(), rowTimes.back(), start, start + request.frameTimes.back());
    out.how = fmt::format("by time, {}; the first picture is taken at {:.6g} s of the rows' clock",
                          request.nearest ? "nearest row" : "interpolated", start);
    return out;
}

}  // namespace

Result<MatchedJoints> matchJoints(const MatchRequest& request) {
    const auto rows = static_cast<int>(request.rows.rows());
    const bool paired = rows == request.frames && !request.start;
    if (paired && !request.frameTimes.empty()) return oneByOne(request);  // needs no times of the rows
    if (const auto good = checkTimes(request); !good) return tl::unexpected(good.error());
    if (paired) return oneByOne(request);
    if (request.rowTimes.empty())
        return inputError(
            "There are {} pictures and {} rows in {} ({:.4g} rows per picture) and the rows have no times: "
            "give "
            "--time-column NAME or --joint-rate HZ, or a table with one row per picture.",
            request.frames, rows, request.rowsName, static_cast<double>(rows) / request.frames);
    if (request.frameTimes.empty())
        return inputError(
            "There are {} pictures and {} rows in {} and the pictures have no times: give --fps N.",
            request.frames, rows, request.rowsName);
    const double rowSpan = request.rowTimes.back() - request.rowTimes.front();
    if (const double span = request.frameTimes.back(); !request.start && span > 0 && rowSpan > 200 * span)
        return inputError(
            "The rows of {} last {:.4g} s and the pictures {:.4g} s: are the times in milliseconds or "
            "nanoseconds? "
            "Give --time-unit ms, us or ns.",
            request.rowsName, rowSpan, span);
    return byTime(request);
}

}  // namespace camframe
