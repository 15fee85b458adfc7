// SPDX-License-Identifier: Apache-2.0
#include "views/editing/bisection.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace camframe {

int frameToCorrect(int first, int last, const std::set<int>& corrected,
                   const std::function<bool(int)>& usable, const std::function<double(int)>& error) {
    double sum = 0;
    int known = 0;
    for (int frame = first; frame <= last; ++frame) {
        if (!usable(frame) || corrected.contains(frame)) continue;
        if (const double value = error(frame); std::isfinite(value)) {
            sum += value;
            ++known;
        }
    }
    const double mean = known > 0 ? sum / known : 1;
    int best = -1;
    double bestGain = -1;
    for (int frame = first; frame <= last; ++frame) {
        if (!usable(frame) || corrected.contains(frame)) continue;
        const auto next = corrected.lower_bound(frame);
        double distance = std::numeric_limits<double>::infinity();
        if (next != corrected.end()) distance = *next - frame;
        if (next != corrected.begin()) distance = std::min<double>(distance, frame - *std::prev(next));
        // Nothing corrected at all: the middle of the range.
        if (!std::isfinite(distance)) distance = std::min(frame - first, last - frame) + 1;
        const double value = error(frame);
        const double gain = distance * (std::isfinite(value) ? value : mean);
        if (gain <= bestGain) continue;
        bestGain = gain;
        best = frame;
    }
    return best;
}

}  // namespace camframe
