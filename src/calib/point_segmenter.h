// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>

#include "calib/inference/network.h"
#include "model/core/image.h"
#include "model/core/spaces.h"

namespace camframe {

struct PointPrompt {
    Eigen::Vector2d pixel{0, 0};
    bool foreground = true;
};

/// Outlines the thing that points say.
class PointSegmenter {
public:
    virtual ~PointSegmenter() = default;
    virtual std::string name() const = 0;
    /// Prepares a picture; prompts after it are cheap.
    virtual Result<void> setPicture(const ImageU8& rgb) = 0;
    /// @param prompts  At least one in the foreground.
    /// @return         255 = the thing, of the picture's size.
    virtual Result<ImageU8> segment(std::span<const PointPrompt> prompts) = 0;
};

/// GrabCut (Rother et al., SIGGRAPH 2004) from discs around the points.
std::unique_ptr<PointSegmenter> makeGrabCutSegmenter();

/// A promptable segmenter in the manner of Segment Anything, in two files (docs/networks.md).
///
/// Encoder: one float input 1 x 3 x S x S (the picture at its own aspect, its longer side S, padded right and
/// below with zeros; (value - mean) / deviation per channel with ImageNet's constants), one output, the
/// embedding. Decoder: that embedding as input `embedding`, `points` 1 x N x 2 (x, y in pixels of S x S),
/// `labels` 1 x N (1 foreground, 0 background, -1 padding); outputs `masks` 1 x K x h x w (logits over S x S)
/// and `scores` 1 x K. The best score wins.
std::unique_ptr<PointSegmenter> makeNetworkSegmenter(std::unique_ptr<Network> encoder,
                                                     std::unique_ptr<Network> decoder);

}  // namespace camframe
