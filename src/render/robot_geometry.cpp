// SPDX-License-Identifier: Apache-2.0
#include "render/robot_geometry.h"

#include <algorithm>

namespace camframe {

Result<RobotGeometry> RobotGeometry::build(const RobotModel& robot, const Options& options) {
    RobotGeometry out;
    for (size_t i = 0; i < robot.links().size(); ++i) {
        const Link& link = robot.links()[i];
        const bool drawn = std::any_of(link.visuals.begin(), link.visuals.end(),
                                       [](const Visual& v) { return v.mesh && !v.mesh->empty(); });
        if (!drawn) continue;
        if (out.m_parts.size() == 255)
            return inputError(
                "robot '{}' has more than 255 links with visual geometry, which the 8-bit link ids of "
                "rendered "
                "pictures cannot tell apart; remove visuals or join links.",
                robot.name());
        TriangleMesh merged;
        for (const Visual& visual : link.visuals)
            if (visual.mesh) appendMesh(merged, *visual.mesh, visual.linkFromVisual);
        Part part;
        part.link = static_cast<int>(i);
        part.ignored = options.ignoreLink && options.ignoreLink(link.name);
        part.lods = buildLods(weldByPosition(merged), options.maxLodError);
        Eigen::AlignedBox3d box;
        for (const MeshLod& lod : part.lods)
            for (const Eigen::Vector3f& v : lod.mesh.vertices) box.extend(v.cast<double>());
        if (!box.isEmpty()) {
            part.centre = box.center();
            for (const MeshLod& lod : part.lods)
                for (const Eigen::Vector3f& v : lod.mesh.vertices)
                    part.radius = std::max(part.radius, (v.cast<double>() - part.centre).norm());
        }
        out.m_parts.push_back(std::move(part));
    }
    return out;
}

int RobotGeometry::lodFor(size_t part, float tolerance) const {
    const std::vector<MeshLod>& lods = m_parts[part].lods;
    int best = 0;
    for (size_t i = 0; i < lods.size(); ++i)
        if (lods[i].error <= tolerance) best = static_cast<int>(i);
    return best;
}

}  // namespace camframe
