// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <array>
#include <cstdint>
#include <vector>

#include "model/core/spaces.h"

namespace camframe {

/// Triangles in metres.
struct TriangleMesh {
    std::vector<Eigen::Vector3f> vertices;
    std::vector<std::array<uint32_t, 3>> triangles;

    bool empty() const { return triangles.empty(); }
};

/// Merges vertices that lie at the same position; drops triangles whose corners merge and unused vertices.
///
/// Mesh files split vertices at normals and texture seams; unless these are joined again, interior edges
/// look like outline to anything that reads the topology (measured: 0.2 px of outline, 1.5 mm of depth).
/// @param tolerance  Metres; positions are compared on a grid of this size.
TriangleMesh weldByPosition(const TriangleMesh& mesh, float tolerance = 1e-6F);

/// `into` followed by `mesh` moved by `intoFromMesh`.
void appendMesh(TriangleMesh& into, const TriangleMesh& mesh, const Eigen::Isometry3d& intoFromMesh);

/// Simplified copies, coarser step by step; [0] is the mesh itself.
struct MeshLod {
    TriangleMesh mesh;
    float error = 0;  ///< Largest distance between the two surfaces, metres, measured (see SurfaceDistance).
};

/// Levels of detail by meshoptimizer's edge collapse, each at about half the triangles of the one before,
/// until `maxError` (m) or 24 triangles are reached.
std::vector<MeshLod> buildLods(const TriangleMesh& mesh, float maxError);

}  // namespace camframe
