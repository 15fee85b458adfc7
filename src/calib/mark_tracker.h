// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "model/core/image.h"
#include "model/core/progress.h"
#include "model/core/result.h"
#include "model/core/spaces.h"

namespace camframe {

struct MarkTrackerOptions {
    int windowPx = 21;               ///< Side of the square patch; odd, >= 7.
    double forwardBackwardPx = 1.0;  ///< A step is trusted when tracking it back ends this close.
    double minCorrelation = 0.6;     ///< Between neighbouring frames; below it the mark counts as hidden.
    double anchorCorrelation = 0.8;  ///< With the reference patch; below it a new reference is taken.
};

/// Follows a point from one click through a clip, forwards and backwards.
///
/// Pyramidal Lucas-Kanade between neighbouring frames with a forward-backward check (Bouguet 2001; Kalal et
/// al. 2010), then realigned to a reference patch so that small errors do not add up; the reference is
/// renewed only when the mark's look has changed. Ends where the mark is hidden or leaves the picture.
///
/// @param readGray  8-bit single-channel picture of a frame; called once per frame, in tracking order.
/// @return          One pixel per frame in [0, frameCount); NaN where not visible.
Result<std::vector<Eigen::Vector2d>> trackMark(const std::function<Result<ImageU8>(int frame)>& readGray,
                                               int frameCount, int startFrame,
                                               const Eigen::Vector2d& startPixel,
                                               const MarkTrackerOptions& options, const RunContext& context);

}  // namespace camframe
