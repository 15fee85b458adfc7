// SPDX-License-Identifier: Apache-2.0
#include "app/commands/report/histogram.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/commands/report/report_rows.h"
#include "app/commands/report/svg_plot.h"

namespace camframe {

namespace {

constexpr size_t kBins = 24;
constexpr double kWidth = 480, kHeight = 210, kLeft = 44, kRight = 12, kTop = 12, kBottom = 34;
constexpr std::array kClasses{"ok", "review", "failed"};

/// A round number, at least as large.
double niceAbove(double value) {
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double factor : {1.0, 1.2, 1.6, 2.0, 2.4, 3.0, 4.0, 5.0, 6.0, 8.0})
        if (factor * power >= value * (1 - 1e-9)) return factor * power;
    return 10 * power;
}

struct Axis {
    double low = 0, high = 1;
    size_t bin(double value) const {
        const double at = (value - low) / (high - low) * static_cast<double>(kBins);
        return static_cast<size_t>(std::clamp(at, 0.0, static_cast<double>(kBins) - 1));
    }
};

/// Ends that hold nearly all values; the rest goes into the outermost bar.
Axis axisFor(const Histogram& histogram) {
    std::vector<double> all = histogram.before;
    for (const std::vector<double>& values : histogram.values)
        all.insert(all.end(), values.begin(), values.end());
    Axis axis;
    if (histogram.highIsBad) {
        const double most = *quantile(all, 0.98);
        axis.high = niceAbove(std::max(1.02 * most, histogram.share ? 0.05 : 1e-3));
        if (histogram.share) axis.high = std::min(axis.high, 1.0);
    } else {
        const double below = std::max(0.02, 1 - *quantile(all, 0.02));
        axis.low = std::max(0.0, 1 - niceAbove(1.02 * below));
    }
    return axis;
}

using Bins = std::array<size_t, kBins>;

Bins binned(const std::vector<double>& values, const Axis& axis) {
    Bins bins{};
    for (const double value : values)
        if (std::isfinite(value)) ++bins[axis.bin(value)];
    return bins;
}

}  // namespace

std::string renderHistogram(const Histogram& histogram) {
    size_t present = 0, absent = 0;
    for (const std::vector<double>& values : histogram.values)
        for (const double value : values) ++(std::isfinite(value) ? present : absent);
    if (present == 0) return {};
    const Axis axis = axisFor(histogram);
    std::array<Bins, 3> bins{};
    for (size_t s = 0; s < 3; ++s) bins[s] = binned(histogram.values[s], axis);
    const Bins before = binned(histogram.before, axis);
    size_t most = 1;
    for (size_t b = 0; b < kBins; ++b)
        most = std::max({most, bins[0][b] + bins[1][b] + bins[2][b], before[b]});
    // An even number, so that its half is one of whole results.
    const double top = 2 * std::ceil(niceAbove(0.5 * static_cast<double>(most)));
    const double step = (kWidth - kLeft - kRight) / kBins;
    const auto y = [&](double count) { return kTop + (1 - count / top) * (kHeight - kTop - kBottom); };

    std::string svg = fmt::format(
        "<figure class=\"histogram\"><h3>{}</h3>\n<svg viewBox=\"0 0 {} {}\" role=\"img\" "
        "aria-label=\"{}\">\n",
        escapeHtml(histogram.title), kWidth, kHeight, escapeHtml(histogram.title));
    for (const double share : {0.5, 1.0})
        if (share * top >= 1)
            svg += fmt::format(
                "<line class=\"grid\" x1=\"{}\" y1=\"{:.1f}\" x2=\"{}\" y2=\"{:.1f}\"/>"
                "<text class=\"tick\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:.4g}</text>\n",
                kLeft, y(share * top), kWidth - kRight, y(share * top), kLeft - 6, y(share * top) + 4,
                share * top);
    std::string outline;
    for (size_t b = 0; b < kBins; ++b) {
        const double x = kLeft + static_cast<double>(b) * step;
        double stacked = 0;
        for (size_t s = 0; s < 3; ++s) {
            if (bins[s][b] == 0) continue;
            const double up = stacked + static_cast<double>(bins[s][b]);
            svg += fmt::format(
                "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.2f}\" width=\"{:.1f}\" height=\"{:.2f}\"/>",
                kClasses[s], x + 1, y(up), step - 2, std::max(0.6, y(stacked) - y(up)));
            stacked = up;
        }
        outline +=
            fmt::format("{}{:.1f} {:.2f} L{:.1f} {:.2f}", b ? " L" : "M", x,
                        y(static_cast<double>(before[b])), x + step, y(static_cast<double>(before[b])));
    }
    if (!histogram.before.empty()) svg += fmt::format("\n<path class=\"before\" d=\"{}\"/>", outline);
    svg += fmt::format("\n<line class=\"axis\" x1=\"{}\" y1=\"{:.1f}\" x2=\"{}\" y2=\"{:.1f}\"/>\n", kLeft,
                       y(0), kWidth - kRight, y(0));
    for (int i = 0; i <= 4; ++i) {
        const double value = axis.low + (axis.high - axis.low) * i / 4;
        const bool gathered =
            histogram.highIsBad ? i == 4 && !(histogram.share && axis.high >= 1) : i == 0 && axis.low > 0;
        svg +=
            fmt::format("<text class=\"tick\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}{:.4g}</text>\n",
                        kLeft + (kWidth - kLeft - kRight) * i / 4, kHeight - 14,
                        i == 0   ? "start"
                        : i == 4 ? "end"
                                 : "middle",
                        gathered ? (histogram.highIsBad ? "&ge; " : "&le; ") : "", value);
    }
    svg += fmt::format("</svg>\n<figcaption>{}", histogram.meaning);
    if (absent > 0) svg += fmt::format(" Not known for {} of {}.", absent, absent + present);
    return svg + "</figcaption></figure>\n";
}

std::string renderStatusBar(const std::array<size_t, 3>& counts) {
    const size_t total = std::max<size_t>(1, counts[0] + counts[1] + counts[2]);
    std::string html = "<div class=\"statusbar\">";
    for (size_t s = 0; s < 3; ++s)
        if (counts[s] > 0)
            html += fmt::format("<i class=\"{}\" style=\"width:{:.3f}%\"></i>", kClasses[s],
                                100.0 * static_cast<double>(counts[s]) / static_cast<double>(total));
    return html + "</div>\n";
}

}  // namespace camframe
