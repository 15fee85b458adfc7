// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "model/core/mesh.h"

namespace camframe::vulkan {

/// Most that a meshlet holds; mirrors shaders/raster_rules.glsl. Small enough for the 16 KiB of shared memory
/// that every device has, and for vertex numbers of ten bits.
constexpr uint32_t kMeshletVertices = 384, kMeshletTriangles = 512;

/// Mirrors Meshlet of shaders/raster_rules.glsl.
struct MeshletRecord {
    uint32_t firstVertex, vertexCount, firstTriangle, triangleCount;
};
static_assert(sizeof(MeshletRecord) == 4 * 4);

/// Meshes cut into patches that one workgroup transforms and draws: neighbouring triangles with their own
/// copies of the vertices.
struct Meshlets {
    std::vector<float> vertices;      ///< x, y, z (m, link space) and a zero.
    std::vector<uint32_t> triangles;  ///< Three vertex numbers in the patch, ten bits each.
    std::vector<MeshletRecord> records;

    /// Cuts a mesh and appends its patches.
    void append(const TriangleMesh& mesh);
};

}  // namespace camframe::vulkan
