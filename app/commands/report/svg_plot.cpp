// SPDX-License-Identifier: Apache-2.0
#include "app/commands/report/svg_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace camframe {

namespace {

constexpr double kWidth = 720, kHeight = 260, kLeft = 58, kRight = 14, kTop = 34, kBottom = 34;

/// Tick values that people like: 1, 2, 5 times powers of ten.
std::vector<double> niceTicks(double low, double high, int wanted) {
    const double raw = (high - low) / wanted, power = std::pow(10, std::floor(std::log10(raw)));
    double step = 10 * power;
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= raw) {
            step = factor * power;
            break;
        }
    std::vector<double> ticks;
    for (double t = std::ceil(low / step) * step; t <= high + 1e-9 * step; t += step)
        ticks.push_back(std::abs(t) < 1e-12 * step ? 0 : t);
    return ticks;
}

}  // namespace

std::string escapeHtml(std::string_view text) {
    std::string out;
    for (const char c : text) switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    return out;
}

std::string renderSvg(const LinePlot& plot) {
    const auto usable = [&](double v) { return std::isfinite(v) && (!plot.logarithmic || v > 0); };
    const auto scaled = [&](double v) { return plot.logarithmic ? std::log10(v) : v; };
    double low = std::numeric_limits<double>::max(), high = std::numeric_limits<double>::lowest();
    for (const LinePlot::Point& point : plot.points)
        if (usable(point.value)) {
            low = std::min(low, scaled(point.value));
            high = std::max(high, scaled(point.value));
        }
    if (low > high) return {};
    const double margin = std::max(0.06 * (high - low), plot.logarithmic ? 0.05 : 1e-4);
    low -= margin;
    high += margin;
    const double count = std::max<double>(1, static_cast<double>(plot.points.size()) - 1);
    const auto x = [&](double i) { return kLeft + i / count * (kWidth - kLeft - kRight); };
    const auto y = [&](double v) { return kTop + (high - v) / (high - low) * (kHeight - kTop - kBottom); };

    std::string svg =
        fmt::format("<svg class=\"plot\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n", kWidth,
                    kHeight, escapeHtml(plot.title));
    std::vector<double> ticks;
    if (plot.logarithmic && high - low > 0.5) {
        for (double t = std::floor(low); t <= high; ++t)
            for (const double factor : {1.0, 2.0, 5.0})
                if (const double v = t + std::log10(factor); v >= low && v <= high) ticks.push_back(v);
    } else if (plot.logarithmic) {
        for (const double v : niceTicks(std::pow(10, low), std::pow(10, high), 5))
            if (v > 0) ticks.push_back(std::log10(v));
    } else {
        ticks = niceTicks(low, high, 5);
    }
    for (const double t : ticks) {
        const double value = plot.logarithmic ? std::pow(10, t) : t;
        svg += fmt::format(
            "<line class=\"grid\" x1=\"{}\" y1=\"{:.1f}\" x2=\"{}\" y2=\"{:.1f}\"/>"
            "<text class=\"tick\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:.4g}</text>\n",
            kLeft, y(t), kWidth - kRight, y(t), kLeft - 8, y(t) + 4, value);
    }
    // Stages as alternating bands with numbers; the list below the plot names them.
    size_t begin = 0;
    int band = 0;
    std::string names;
    for (size_t i = 1; i <= plot.points.size(); ++i) {
        if (i < plot.points.size() && plot.points[i].stage == plot.points[begin].stage) continue;
        const double from = x(std::max(0.0, static_cast<double>(begin) - 0.5));
        const double to = x(std::min(count, static_cast<double>(i) - 0.5));
        if (band++ % 2)
            svg +=
                fmt::format("<rect class=\"band\" x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\"/>\n",
                            from, kTop, std::max(0.0, to - from), kHeight - kTop - kBottom);
        svg += fmt::format("<text class=\"tick\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                           0.5 * (from + to), kTop - 8, band);
        names += fmt::format("{}{}&nbsp;{}", names.empty() ? "" : " &middot; ", band,
                             escapeHtml(plot.points[begin].stage));
        begin = i;
    }
    std::string path, dots;
    bool pen = false;
    for (size_t i = 0; i < plot.points.size(); ++i) {
        const double value = plot.points[i].value;
        if (!usable(value)) {
            pen = false;
            continue;
        }
        // A clear rise is a new start or a tighter measure, not a step of the same descent.
        const double last = i > 0 ? plot.points[i - 1].value : value;
        const bool goesOn = i > 0 && plot.points[i - 1].stage == plot.points[i].stage &&
                            (plot.risesCut ? value < 1.2 * last : true);
        const double px = x(static_cast<double>(i)), py = y(scaled(value));
        path += fmt::format("{}{:.1f} {:.1f}", pen && goesOn ? " L" : " M", px, py);
        dots += fmt::format("<circle class=\"dot\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.6\"/>", px, py);
        pen = true;
    }
    svg += fmt::format("<path class=\"curve\" d=\"{}\"/>\n{}\n", path, dots);
    svg += fmt::format(
        "<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"end\">step</text>"
        "<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"middle\" "
        "transform=\"rotate(-90 14 {})\">{}</text>\n</svg>\n",
        kWidth - kRight, kHeight - 10, 14, 0.5 * (kHeight + kTop - kBottom), 0.5 * (kHeight + kTop - kBottom),
        escapeHtml(plot.yLabel));
    return svg + fmt::format("<p class=\"small\">{}</p>\n", names);
}

std::string renderTimeBars(const std::vector<std::pair<std::string, double>>& seconds) {
    double longest = 1e-9;
    for (const auto& [name, value] : seconds) longest = std::max(longest, value);
    constexpr double kRow = 26, kNames = 190;
    std::string svg = fmt::format(
        "<svg class=\"plot\" viewBox=\"0 0 {} {}\" role=\"img\" "
        "aria-label=\"Seconds per stage\">\n",
        kWidth, kRow * static_cast<double>(seconds.size()) + 4);
    double top = 2;
    for (const auto& [name, value] : seconds) {
        const double length = std::max(1.0, value / longest * (kWidth - kNames - 80));
        svg += fmt::format(
            "<text class=\"label\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>"
            "<rect class=\"bar\" x=\"{}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{}\" rx=\"3\"/>"
            "<text class=\"label\" x=\"{:.1f}\" y=\"{:.1f}\">{:.2f} s</text>\n",
            kNames - 12, top + 17, escapeHtml(name), kNames, top + 4, length, kRow - 8, kNames + length + 8,
            top + 17, value);
        top += kRow;
    }
    return svg + "</svg>\n";
}

}  // namespace camframe
