// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <span>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/mesh.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// Triangles ready for a vertex buffer: per vertex position (3 floats, m), normal (3 floats), texture
/// coordinate (2 floats); three vertices per triangle, no index.
struct SceneMesh {
    QByteArray vertices;
    int vertexCount = 0;
    static constexpr int stride = 8 * static_cast<int>(sizeof(float));
};

/// A mesh with normals smoothed where neighbouring triangles meet at less than `creaseDegrees`. A closed mesh
/// that is inside out (mirrored by its scale) is turned.
SceneMesh smoothMesh(const TriangleMesh& mesh, double creaseDegrees = 35);

/// Round tube along a polyline (m). Repeated points are skipped; nothing for fewer than two.
SceneMesh tubeMesh(std::span<const Eigen::Vector3d> points, double radius, int sides = 8);

/// The picture plane of a camera at `depth` (m), in camera space, with texture coordinates (v upwards).
/// Seen from both sides. Without lens distortion: the plane shows the picture as it is.
SceneMesh picturePlane(const CameraModel& camera, double depth);

/// Corners of the picture plane in camera space: top left, top right, bottom right, bottom left.
std::array<Eigen::Vector3d, 4> pictureCorners(const CameraModel& camera, double depth);

}  // namespace camframe
