// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

namespace camframe {

/// How a figure is spread over camera-episodes, bars stacked by status: ok, review, failed.
struct Histogram {
    std::string title;    ///< "Contour distance (px)"
    std::string meaning;  ///< One sentence below it; HTML.
    std::array<std::vector<double>, 3>
        values;                  ///< By CalibrationStatus; values that are not finite are counted apart.
    std::vector<double> before;  ///< Of the results compared with, drawn as a line; may be empty.
    bool share = false;          ///< Values lie in 0..1: the axis ends at 0 or 1 where they do.
    bool highIsBad = true;       ///< Far values at the bad end are gathered in the last (or first) bar.
};

/// Inline SVG in a <figure>, colours from the page's style (--ok, --review, --failed). Says how many values
/// there are not. Empty without any finite value. Size does not depend on the number of values.
std::string renderHistogram(const Histogram& histogram);

/// A bar of shares, 0..1 each, with the status colours; inline HTML.
std::string renderStatusBar(const std::array<size_t, 3>& counts);

}  // namespace camframe
