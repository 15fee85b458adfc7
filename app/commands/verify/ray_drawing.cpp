// SPDX-License-Identifier: Apache-2.0
#include "app/commands/verify/ray_drawing.h"

#include <algorithm>

#include "calib/synthetic/lab_renderer.h"

namespace camframe::verify {

RayDrawer::RayDrawer(const Robot& robot, const std::function<bool(const std::string&)>& ignoreLink)
    : m_robot(robot) {
    for (size_t link = 0; link < robot.model.links().size(); ++link) {
        const Link& about = robot.model.links()[link];
        if (about.visuals.empty()) continue;
        m_names.push_back(about.name);
        m_links.push_back(static_cast<int>(link));
        m_ignored.push_back(ignoreLink && ignoreLink(about.name));
        auto& shapes = m_shapes.emplace_back();
        if (m_ignored.back()) continue;
        // Normals are for shading only.
        for (const Visual& visual : about.visuals)
            shapes.push_back({visual.linkFromVisual,
                              {*visual.mesh, decltype(synthetic::ShadedMesh::normals)(
                                                 visual.mesh->triangles.size(),
                                                 {Eigen::Vector3f::UnitZ(), Eigen::Vector3f::UnitZ(),
                                                  Eigen::Vector3f::UnitZ()})}});
    }
}

bool RayDrawer::belongs(size_t arm, size_t part, int id) const {
    const Arm& about = m_robot.arms[arm];
    const int link = linkOf(id);
    const bool inArm = std::ranges::find(about.armLinks, link) != about.armLinks.end();
    const bool inGripper = std::ranges::find(about.gripperLinks, link) != about.gripperLinks.end();
    return part == 0 ? inArm || inGripper : part == 1 ? inArm : inGripper;
}

bool RayDrawer::known(const ExpectedCamera& camera, int frame, int id) const {
    if (!camera.motion.linkKnown[static_cast<size_t>(linkOf(id))]) return false;
    for (size_t arm = 0; arm < m_robot.arms.size(); ++arm)
        if (belongs(arm, 0, id) && !camera.valid(arm, frame)) return false;
    return true;
}

RayDrawing RayDrawer::draw(const ExpectedCamera& camera, int frame) const {
    const auto& poses = camera.motion.baseFromLink[static_cast<size_t>(frame)];
    RayDrawing out;
    synthetic::Surface whole;
    const int material = whole.addMaterial({});
    for (size_t i = 0; i < m_shapes.size(); ++i) {
        const int id = static_cast<int>(i) + 1;
        if (m_ignored[i] || !known(camera, frame, id)) continue;
        synthetic::Surface alone;
        alone.addMaterial({});
        for (const Shape& shape : m_shapes[i]) {
            RigidTransform baseFromVisual;
            baseFromVisual.matrix() = poses[static_cast<size_t>(m_links[i])] * shape.linkFromVisual.matrix();
            whole.add(shape.mesh, baseFromVisual, material, id);
            alone.add(shape.mesh, baseFromVisual, 0, id);
        }
        out.amodal[id] =
            synthetic::castRobot(alone, camera.calibration.camera, *camera.calibration.camFromBase).amodal;
    }
    synthetic::CastFrame cast =
        synthetic::castRobot(whole, camera.calibration.camera, *camera.calibration.camFromBase);
    out.linkIds = std::move(cast.linkId);
    out.depth = std::move(cast.depth);
    return out;
}

}  // namespace camframe::verify
