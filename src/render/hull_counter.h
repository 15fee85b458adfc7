// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <vector>

#include "model/core/result.h"
#include "render/bit_picture.h"

namespace camframe {

/// Convex bodies and the tiny pictures that they are compared with, for searches that try thousands of
/// cameras.
struct HullScene {
    static constexpr size_t kMostPoints = 64;  ///< Of a body.

    std::vector<HullPoints> bodies;
    BitSize size;
    size_t frames = 0;                    ///< At most 63.
    std::vector<uint64_t> observed;       ///< One frame after the other, size.words() words each.
    std::vector<int64_t> observedPixels;  ///< Set bits of each frame.
    bool skipUsual = false;               ///< As countBits.

    int64_t observedInFirst(size_t count) const;
};

/// From body space to pixels, 3x4 row by row: see HullPainter::draw.
using HullProjection = std::array<float, 12>;

/// Draws the bodies and counts pixels, for many cameras at once. Made by Renderer::hullCounter. Every back
/// end counts the same, to the pixel: the device divides as exactly as the processor does.
class HullCounter {
public:
    virtual ~HullCounter() = default;
    /// Counts over the first `frames` frames of the scene.
    /// @param projections  By candidate, frame and body; of whole candidates.
    /// @return  One entry per candidate.
    virtual Result<std::vector<BitCounts>> count(std::span<const HullProjection> projections,
                                                 size_t frames) = 0;
};

/// A Usage error for a scene whose parts do not fit together, or with bodies of too many points.
Result<void> checkHullScene(const HullScene& scene);
/// Candidates that the projections are for; a Usage error when they do not come out even.
Result<size_t> hullCandidates(const HullScene& scene, std::span<const HullProjection> projections,
                              size_t frames);

/// The C++ back end's counts for one candidate; what judges the others.
/// @param projections  By frame and body.
/// @param drawn  Scratch memory.
BitCounts countHulls(const HullScene& scene, std::span<const HullProjection> projections, size_t frames,
                     HullPainter& painter, std::vector<uint64_t>& drawn);

}  // namespace camframe
