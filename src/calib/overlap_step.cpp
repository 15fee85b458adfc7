// SPDX-License-Identifier: Apache-2.0
#include "calib/overlap_step.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace camframe {

namespace {
constexpr size_t fewest = 3;  ///< Frames on each side.
constexpr double gap = 0.08;
}  // namespace

std::optional<OverlapStep> findOverlapStep(std::span<const FrameOverlap> overlaps) {
    const size_t count = overlaps.size();
    if (count < 2 * fewest) return {};
    struct Range {
        double low = 1, high = 0, sum = 0;
        void add(double value) {
            low = std::min(low, value);
            high = std::max(high, value);
            sum += value;
        }
    };
    std::vector<Range> after(count + 1);
    for (size_t i = count; i-- > 0;) {
        after[i] = after[i + 1];
        after[i].add(overlaps[i].iou);
    }
    Range before;
    std::optional<OverlapStep> best;
    double widest = gap;
    for (size_t i = 0; i + fewest <= count; ++i) {
        if (i >= fewest) {
            const double apart = std::max(after[i].low - before.high, before.low - after[i].high);
            if (apart >= widest) {
                widest = apart;
                best = OverlapStep{overlaps[i].frame, before.sum / static_cast<double>(i),
                                   after[i].sum / static_cast<double>(count - i)};
            }
        }
        before.add(overlaps[i].iou);
    }
    return best;
}

}  // namespace camframe
