// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "calib/inference/network.h"
#include "calib/mark_tracker.h"

namespace camframe {

struct TrackerNetworkOptions {
    int width = 256, height = 256;  ///< The pictures are stretched to this; the model's own size wins.
    int windowFrames = 24;          ///< Frames per run; the model's own number wins. >= 2.
    double minVisibility = 0.5;     ///< Below it a point counts as hidden.
};

/// A point tracker in the manner of TAPIR and CoTracker, wrapped for export (docs/networks.md).
///
/// Inputs, float: `frames` 1 x T x 3 x H x W (-1..1, red first), `queries` 1 x N x 3 (frame in the window, x,
/// y in pixels of H x W). Outputs: `tracks` 1 x T x N x 2 (x, y) and `visibility` 1 x T x N (0..1). Long
/// clips are followed window by window, forwards and backwards from each click; each window starts where the
/// point was last seen in the one before. A point that is hidden at the end of a window is asked for at its
/// last sighting, so a window overlaps the one before by as much as that takes (at most half).
std::unique_ptr<PointTracker> makeNetworkTracker(std::unique_ptr<Network> network,
                                                 const TrackerNetworkOptions& options = {});

}  // namespace camframe
