// SPDX-License-Identifier: Apache-2.0
#include "views/scene3d/scene_robot.h"

namespace camframe {

namespace {
constexpr float maxSurfaceError = 0.001F;  ///< Of the simplified robot, m.
}  // namespace

std::vector<LinkMesh> buildRobot(const RobotModel& robot) {
    std::vector<LinkMesh> meshes;
    for (size_t link = 0; link < robot.links().size(); ++link) {
        for (const Visual& visual : robot.links()[link].visuals) {
            if (!visual.mesh || visual.mesh->empty()) continue;
            const std::vector<MeshLod> lods = buildLods(weldByPosition(*visual.mesh), maxSurfaceError);
            const Eigen::Vector4f& c = visual.colour;
            meshes.push_back({static_cast<int>(link), visual.linkFromVisual,
                              QColor::fromRgbF(c.x(), c.y(), c.z()), smoothMesh(lods.back().mesh)});
        }
    }
    return meshes;
}

}  // namespace camframe
