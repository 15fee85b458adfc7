// SPDX-License-Identifier: Apache-2.0
#include "model/core/primitive_mesh.h"

#include <cmath>
#include <numbers>

namespace camframe {

namespace {

constexpr int segmentsPerTurn = 96;

}  // namespace

TriangleMesh boxMesh(const Eigen::Vector3d& size) {
    TriangleMesh mesh;
    for (int corner = 0; corner < 8; ++corner) {
        const Eigen::Vector3d side((corner & 1) != 0 ? 0.5 : -0.5, (corner & 2) != 0 ? 0.5 : -0.5,
                                   (corner & 4) != 0 ? 0.5 : -0.5);
        mesh.vertices.push_back(size.cwiseProduct(side).cast<float>());
    }
    mesh.triangles = {{0, 2, 1}, {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4},
                      {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}};
    return mesh;
}

TriangleMesh latheMesh(const std::vector<Eigen::Vector2d>& profile, int segments) {
    TriangleMesh mesh;
    const auto rows = static_cast<uint32_t>(profile.size());
    const auto n = static_cast<uint32_t>(segments);
    for (const Eigen::Vector2d& p : profile)
        for (uint32_t s = 0; s < n; ++s) {
            const double angle = 2 * std::numbers::pi * s / n;
            mesh.vertices.push_back(
                Eigen::Vector3d(p.x() * std::cos(angle), p.x() * std::sin(angle), p.y()).cast<float>());
        }
    for (uint32_t r = 0; r + 1 < rows; ++r)
        for (uint32_t s = 0; s < n; ++s) {
            const uint32_t a = r * n + s, b = r * n + (s + 1) % n;
            mesh.triangles.push_back({a, b, a + n});
            mesh.triangles.push_back({b, b + n, a + n});
        }
    return weldByPosition(mesh);  // Rows of radius 0 become one vertex.
}

TriangleMesh cylinderMesh(double radius, double length) {
    return latheMesh({{0, -length / 2}, {radius, -length / 2}, {radius, length / 2}, {0, length / 2}},
                     segmentsPerTurn);
}

TriangleMesh sphereMesh(double radius) {
    constexpr int rows = segmentsPerTurn / 2;
    std::vector<Eigen::Vector2d> profile;
    for (int r = 0; r <= rows; ++r) {
        const double angle = std::numbers::pi * r / rows;
        profile.emplace_back(r == 0 || r == rows ? 0 : radius * std::sin(angle), -radius * std::cos(angle));
    }
    return latheMesh(profile, segmentsPerTurn);
}

}  // namespace camframe
