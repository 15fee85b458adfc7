// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace camframe {

/// Text made safe for HTML and SVG.
std::string escapeHtml(std::string_view text);

/// A curve over step numbers, cut into named stages.
struct LinePlot {
    std::string title;
    std::string yLabel;
    struct Point {
        std::string stage;
        double value = 0;  ///< Points that are not finite (or not > 0 on a logarithmic axis) leave a gap.
    };
    std::vector<Point> points;
    bool logarithmic = false;
    bool risesCut = false;  ///< Draw no line where the value rises by a fifth or more.
};

/// Inline SVG, and a line that names the stages, that take their colours from the page's style (--ink,
/// --muted, --line, --accent).
std::string renderSvg(const LinePlot& plot);

/// Bars of seconds, one per stage, longest first or in the given order; inline SVG.
std::string renderTimeBars(const std::vector<std::pair<std::string, double>>& seconds);

}  // namespace camframe
