// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "render/view_setup.h"

namespace camframe::vulkan {

constexpr uint32_t kNone = 0xFFFFFFFFU;
constexpr uint32_t kPerBatch = 512;  ///< Elements per workgroup in vertex.comp and raster.comp.

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
    uint32_t view, id, firstVertex, vertexCount, firstTriangle, triangleCount, firstProjected;
    float m[12];
};
static_assert(sizeof(DrawRecord) == 19 * 4);

/// Mirrors the elements of Batches.
struct BatchRecord {
    uint32_t draw, first;
};

/// Mirrors Big without its triangles, and its elements' size.
struct BigHeader {
    uint32_t groupsX, groupsY, groupsZ, count;
};
constexpr uint32_t kBigTriangleBytes = 16 * 4;

/// Where a level of detail lies in the mesh buffers, in vertices and triangles.
struct MeshRange {
    uint32_t firstVertex = 0, vertexCount = 0, firstTriangle = 0, triangleCount = 0;
};

/// Several views laid out for one submission.
struct Chunk {
    std::vector<size_t> viewIndices;  ///< Positions among the caller's views; same order as `views`.
    std::vector<ViewRecord> views;
    std::vector<DrawRecord> draws;
    std::vector<BatchRecord> vertexBatches, triangleBatches;
    std::vector<std::shared_ptr<const LensMap>> lenses;  ///< Distinct, in the order of their samples.
    uint32_t samplePoints = 0, pixelCount = 0, rowCount = 0, wordCount = 0, projectedCount = 0,
             triangleCount = 0, maxHeight = 0;

    /// Device memory that the chunk needs beside the meshes (bytes), roughly.
    uint64_t bytes() const;
};

/// What one submission may hold.
struct ChunkLimits {
    uint64_t bytes = 0;        ///< All buffers together.
    uint64_t bufferBytes = 0;  ///< Any one buffer.
    uint32_t workgroups = 0;   ///< In x.
};

/// A view without its place in the buffers. Lens samples begin at `firstSample`.
ViewRecord viewRecordOf(const ViewSetup& view, uint32_t firstSample);

/// Adds a view when it still fits; a chunk takes at least one view, whatever the limits.
/// @param ranges  By part and level.
bool addView(Chunk& chunk, const ViewSetup& view, size_t index,
             const std::vector<std::vector<MeshRange>>& ranges, const ChunkLimits& limits);

}  // namespace camframe::vulkan
