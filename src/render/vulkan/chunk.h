// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "render/view_setup.h"

namespace camframe::vulkan {

constexpr uint32_t kNone = 0xFFFFFFFFU;

/// Mirrors View of shaders/raster_rules.glsl (std430: only 4-byte members, no padding).
struct ViewRecord {
    uint32_t width, height, firstPixel, firstSample, firstRow, firstWord;
    float fx, fy, cx, cy;
    float guardLeft, guardTop, guardRight, guardBottom;
    float lensLeft, lensTop, lensRight, lensBottom;
    float k1, k2, p1, p2, k3;
    float lensRadius, lensCurvature;
};
static_assert(sizeof(ViewRecord) == 25 * 4);
/// Words of the mask of a view.
inline uint32_t maskWords(uint32_t width, uint32_t height) {
    return (width + 31) / 32 * height;
}

/// Mirrors Draw.
struct DrawRecord {
    uint32_t view, id;
    float m[12];
};
static_assert(sizeof(DrawRecord) == 14 * 4);

/// Mirrors the elements of Batches.
struct BatchRecord {
    uint32_t draw, meshlet;
};

/// What the lists Big, Clip and Clipped begin with.
struct ListHeader {
    uint32_t groupsX, groupsY, groupsZ, count;
};
/// Sizes of their elements.
constexpr uint32_t kReferenceBytes = 4 * 4, kClippedBytes = 12 * 4;

/// Numbers that tell how long the three lists would have to be.
struct ListCounts {
    uint32_t big, clip, clipped;
};

/// The meshlets of a level of detail.
struct MeshRange {
    uint32_t firstMeshlet = 0, meshletCount = 0, triangleCount = 0;
};

constexpr int kLargestSide =
    16000;  ///< Of pictures (px); a coordinate then fits into 16 bits, see raster.comp.

/// Several views laid out for one submission.
struct Chunk {
    std::vector<size_t> viewIndices;  ///< Positions among the caller's views; same order as `views`.
    std::vector<ViewRecord> views;
    std::vector<DrawRecord> draws;
    std::vector<BatchRecord> batches;
    std::vector<std::shared_ptr<const LensMap>> lenses;  ///< Distinct, in the order of their samples.
    uint32_t samplePoints = 0, pixelCount = 0, rowCount = 0, wordCount = 0, triangleCount = 0, maxHeight = 0;

    /// Device memory that the chunk needs beside the meshes (bytes), roughly.
    uint64_t bytes() const;
};

/// What one submission may hold.
struct ChunkLimits {
    uint64_t bytes = 0;        ///< All buffers together.
    uint64_t bufferBytes = 0;  ///< Any one buffer.
    uint32_t workgroups = 0;   ///< In x.
};

/// A System error when a picture is too large for the shaders.
Result<void> checkSize(const ViewSetup& view);

/// A view without its place in the buffers. Lens samples begin at `firstSample`.
ViewRecord viewRecordOf(const ViewSetup& view, uint32_t firstSample);

/// Adds a view when it still fits; a chunk takes at least one view, whatever the limits.
/// @param ranges  By part and level.
bool addView(Chunk& chunk, const ViewSetup& view, size_t index,
             const std::vector<std::vector<MeshRange>>& ranges, const ChunkLimits& limits);

}  // namespace camframe::vulkan
