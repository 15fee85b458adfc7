// SPDX-License-Identifier: Apache-2.0
#include "calib/overlap_step.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace camframe {

namespace {
constexpr size_t fewest = 3;  ///< Frames on each side.
constexpr double gap = 0.08;

/// Mean over the frames that say something.
std::optional<double> meanOutline(std::span<const FrameOverlap> frames) {
    double sum = 0, count = 0;
    for (const FrameOverlap& frame : frames) {
        if (!frame.outline) continue;
        sum += *frame.outline;
        ++count;
    }
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

bool outlineGoesOn(std::span<const FrameOverlap> worse, std::span<const FrameOverlap> better) {
    constexpr double same = 0.6;
    const auto a = meanOutline(worse), b = meanOutline(better);
    return a && b && *a > same * *b;
}
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
            const auto first = overlaps.first(i), last = overlaps.subspan(i);
            const bool better = before.low > after[i].high;
            if (apart >= widest && !outlineGoesOn(better ? last : first, better ? first : last)) {
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
