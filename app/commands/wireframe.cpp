// SPDX-License-Identifier: Apache-2.0
#include "app/commands/wireframe.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace camframe {

namespace {

constexpr float kLodError = 0.002F;
constexpr double kBehind = 0.004;

struct Projected {
    bool valid = false;
    Eigen::Vector2d pixel{0, 0};
    double z = 0;
};

void drawEdge(ImageU8& rgb, const Projected& a, const Projected& b, const ImageF& depth,
              const std::array<uint8_t, 3>& colour) {
    if (!a.valid || !b.valid) return;
    const double length = (b.pixel - a.pixel).cwiseAbs().maxCoeff();
    // An edge this long has an end far outside the picture; what is inside belongs to its neighbours, too.
    if (!(length < 4.0 * std::max(rgb.width, rgb.height))) return;
    const int steps = std::max(1, static_cast<int>(std::ceil(length)));
    for (int i = 0; i <= steps; ++i) {
        const double t = static_cast<double>(i) / steps;
        const Eigen::Vector2d pixel = a.pixel + t * (b.pixel - a.pixel);
        const int x = static_cast<int>(std::lround(pixel.x())), y = static_cast<int>(std::lround(pixel.y()));
        if (x < 0 || y < 0 || x >= rgb.width || y >= rgb.height) continue;
        const float surface = depth.at(x, y);
        // 1/z, not z, is linear along a straight edge in the picture.
        const double z = 1.0 / ((1 - t) / a.z + t / b.z);
        if (surface > 0 && z > static_cast<double>(surface) + kBehind) continue;
        for (int c = 0; c < 3; ++c) rgb.at(x, y, c) = colour[static_cast<size_t>(c)];
    }
}

}  // namespace

void drawWireframe(ImageU8& rgb, const RobotGeometry& geometry, const CameraModel& camera,
                   const RigidTransform& camFromBase, std::span<const RigidTransform> baseFromLink,
                   const std::vector<bool>& linkKnown, const ImageF& depth, std::array<uint8_t, 3> colour) {
    for (size_t p = 0; p < geometry.parts().size(); ++p) {
        const RobotGeometry::Part& part = geometry.parts()[p];
        const auto link = static_cast<size_t>(part.link);
        if (part.ignored || !linkKnown[link]) continue;
        const TriangleMesh& mesh = part.lods[static_cast<size_t>(geometry.lodFor(p, kLodError))].mesh;
        const RigidTransform camFromLink = camFromBase * baseFromLink[link];
        std::vector<Projected> vertices(mesh.vertices.size());
        for (size_t v = 0; v < vertices.size(); ++v) {
            const Eigen::Vector3d point = camFromLink * mesh.vertices[v].cast<double>();
            if (const auto pixel = camera.project(point)) vertices[v] = {true, *pixel, point.z()};
        }
        std::set<std::pair<uint32_t, uint32_t>> drawn;
        for (const std::array<uint32_t, 3>& t : mesh.triangles)
            for (size_t k = 0; k < 3; ++k) {
                const auto edge = std::minmax(t[k], t[(k + 1) % 3]);
                if (drawn.insert({edge.first, edge.second}).second)
                    drawEdge(rgb, vertices[edge.first], vertices[edge.second], depth, colour);
            }
    }
}

}  // namespace camframe
