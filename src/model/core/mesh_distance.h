// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "model/core/mesh.h"

namespace camframe {

/// Distance of a point from a triangle, squared. Source: Ericson, Real-Time Collision Detection, sec. 5.1.5.
float squaredDistanceToTriangle(const Eigen::Vector3f& point, const Eigen::Vector3f& a,
                                const Eigen::Vector3f& b, const Eigen::Vector3f& c);

/// Distances between a surface and simplified copies of it.
///
/// Lifetime: the mesh must outlive this. Not thread safe.
class SurfaceDistance {
public:
    /// @param mesh  Must have triangles.
    explicit SurfaceDistance(const TriangleMesh& mesh);
    ~SurfaceDistance();
    SurfaceDistance(const SurfaceDistance&) = delete;
    SurfaceDistance& operator=(const SurfaceDistance&) = delete;

    /// Largest distance between this surface and a simplified copy, both ways, metres: from every vertex of
    /// this one to the copy, and from every corner, edge midpoint and face centre of the copy to this one.
    /// This is their Hausdorff distance up to what lies between those points.
    /// @param simplified  Must have triangles.
    /// @param atLeast  Smaller results are returned as this; the larger it is, the less is computed.
    float largestTo(const TriangleMesh& simplified, float atLeast = 0);

private:
    class Surface;
    std::unique_ptr<Surface> m_surface;
};

}  // namespace camframe
