// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <functional>
#include <span>
#include <vector>

#include "model/core/mesh.h"

namespace camframe {

/// Closed curve in space, in order; the last point joins the first.
using Ring = std::vector<Eigen::Vector3f>;

/// Joins rings of equal size one after another and closes both ends with a fan around their mean.
///
/// The result is watertight: every edge belongs to exactly two triangles. Triangles face outwards when the
/// rings run counter-clockwise seen against the direction in which they follow each other.
TriangleMesh loft(std::span<const Ring> rings);

/// A point of a lathe profile; `bevel` > 0 rounds the corner there with about that radius (m).
struct ProfilePoint {
    float radius = 0;  ///< Distance from the axis (m), > 0.
    float height = 0;  ///< Along the axis (m).
    float bevel = 0;
};

/// Body of revolution around z; the profile runs from the bottom upwards and both ends are closed flat.
TriangleMesh lathe(std::span<const ProfilePoint> profile, int segments);

/// Flat cylinder with bevelled rims between two points on its axis (m).
TriangleMesh bevelledDisc(const Eigen::Vector3f& from, const Eigen::Vector3f& to, float radius, float bevel,
                          int segments);

/// Box of the given size around `centre` with rounded vertical edges and bevelled top and bottom rims.
///
/// Requires 0 < bevel < cornerRadius < half the smaller of size.x, size.y (m).
TriangleMesh bevelledBox(const Eigen::Vector3f& centre, const Eigen::Vector3f& size, float cornerRadius,
                         float bevel);

/// Signed distance-like function: negative inside, positive outside (m).
using ImplicitShape = std::function<float(const Eigen::Vector3f&)>;

/// Cylinder between two points with rims rounded by `rounding` < radius (m).
ImplicitShape roundedCylinder(const Eigen::Vector3f& from, const Eigen::Vector3f& to, float radius,
                              float rounding);
/// Two spheres and the cone around both.
ImplicitShape taperedCapsule(const Eigen::Vector3f& from, float fromRadius, const Eigen::Vector3f& to,
                             float toRadius);
/// Axis-parallel box of the given size with all edges rounded by `rounding` (m).
ImplicitShape roundedBox(const Eigen::Vector3f& centre, const Eigen::Vector3f& size, float rounding);

/// Union whose inner edges are filled with a fillet of about `fillet` metres.
ImplicitShape smoothUnion(std::vector<ImplicitShape> shapes, float fillet);

/// Surface of an implicit shape by surface nets: one vertex per cell that the surface crosses, moved onto the
/// surface along the gradient.
///
/// The shape must lie inside [low, high] and be thicker than two cells everywhere; then the result is
/// watertight. Source: Gibson, "Constrained Elastic Surface Nets", MICCAI 1998.
TriangleMesh polygonise(const ImplicitShape& shape, const Eigen::Vector3f& low, const Eigen::Vector3f& high,
                        float cell);

}  // namespace camframe
