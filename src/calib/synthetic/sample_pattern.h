// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <utility>

#include "calib/synthetic/random.h"

namespace camframe::synthetic {

constexpr int kGrid = 4;                 ///< Samples per pixel side.
constexpr int kSamples = kGrid * kGrid;  ///< Per pixel.

/// Stratified position of sample s inside its pixel, -0.5..0.5; the same in every frame.
inline std::pair<float, float> samplePosition(int s, HashRandom& random) {
    const float dx = (static_cast<float>(s % kGrid) + random.uniform()) / kGrid - 0.5F;
    const float dy = (static_cast<float>(s / kGrid) + random.uniform()) / kGrid - 0.5F;
    return {dx, dy};
}

/// All sample positions of a pixel.
inline std::array<std::pair<float, float>, kSamples> samplePositions(HashRandom random) {
    std::array<std::pair<float, float>, kSamples> out;
    for (int s = 0; s < kSamples; ++s) out[static_cast<size_t>(s)] = samplePosition(s, random);
    return out;
}

/// The samples of a pixel in groups of four; each group has one sample per row and per column of the grid in
/// the pixel, and also in secondaryPair's, so that one group alone covers pixel, lamps and sky evenly.
using SampleGroup = std::array<int, 4>;
constexpr std::array<SampleGroup, 4> kSpreadGroups{
    {{11, 14, 1, 4}, {2, 5, 8, 15}, {9, 12, 3, 6}, {0, 7, 10, 13}}};

/// Four samples in a row, as in the pass without adaptive sampling.
inline SampleGroup rowGroup(int first) {
    return {first, first + 1, first + 2, first + 3};
}

/// Stratified pair for secondary rays: sample s of kSamples, turned by a random shift per pixel.
inline std::pair<float, float> secondaryPair(int s, float shiftU, float shiftV) {
    const int turned = (s * 7 + 3) % kSamples;  // not in step with the position in the pixel
    const float u = (static_cast<float>(turned % kGrid) + shiftU) / kGrid;
    const float v = (static_cast<float>(turned / kGrid) + shiftV) / kGrid;
    return {u, v};
}

}  // namespace camframe::synthetic
