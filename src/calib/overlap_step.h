// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

namespace camframe {

/// How well the drawn robot covers the mask of a frame.
struct FrameOverlap {
    int frame = 0;
    double iou = 0;
    std::optional<double> outline;  ///< Share of the drawn outline that is met; absent where it says nothing.
};

/// A point in time at which the pose stops, or begins, to fit.
struct OverlapStep {
    int frame = 0;      ///< The first frame after it.
    double before = 0;  ///< Mean overlaps.
    double after = 0;
};

/// Looks for a camera that was moved: all frames on one side of some point in time overlap worse than every
/// frame on the other, by at least 0.08. At least three frames a side; by chance that happens once in
/// hundreds of recordings at most (3 of 20 frames in a row at one end: one order in 1140), whatever the
/// overlaps are, and the gap keeps small differences of pose or light out. Something that comes before the
/// robot costs overlap, too, but what remains to be seen keeps its outline: where the worse side meets more
/// than 0.6 of the share of outline that the better one meets, there is no step.
///
/// @param overlaps  In the order of time.
std::optional<OverlapStep> findOverlapStep(std::span<const FrameOverlap> overlaps);

}  // namespace camframe
