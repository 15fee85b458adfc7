// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <vector>

#include "model/core/mesh.h"

namespace camframe {

/// The shapes of URDF as closed, welded meshes, centred as URDF centres them. Vertices lie on the true
/// surface; a turn has 96 segments, so a round outline is at most 0.00054 of the radius too small.

/// @param size  Edge lengths along x, y, z, metres.
TriangleMesh boxMesh(const Eigen::Vector3d& size);

/// Axis along z; closed by flat ends.
TriangleMesh cylinderMesh(double radius, double length);

TriangleMesh sphereMesh(double radius);

/// Surface of revolution about z through (radius, z) points from bottom to top, outside facing away from z.
/// Closed when the first and the last point have radius 0.
TriangleMesh latheMesh(const std::vector<Eigen::Vector2d>& profile, int segments);

}  // namespace camframe
