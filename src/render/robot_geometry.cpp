// SPDX-License-Identifier: Apache-2.0
#include "render/robot_geometry.h"

#include <algorithm>

#include "model/core/parallel.h"

namespace camframe {

namespace {

/// Joins, welds and simplifies the visuals of one link.
RobotGeometry::Part makePart(const Link& link, float maxLodError) {
    RobotGeometry::Part part;
    TriangleMesh merged;
    for (const Visual& visual : link.visuals)
        if (visual.mesh) appendMesh(merged, *visual.mesh, visual.linkFromVisual);
    part.lods = buildLods(weldByPosition(merged), maxLodError);
    Eigen::AlignedBox3d box;
    for (const MeshLod& lod : part.lods)
        for (const Eigen::Vector3f& v : lod.mesh.vertices) box.extend(v.cast<double>());
    if (box.isEmpty()) return part;
    part.centre = box.center();
    for (const MeshLod& lod : part.lods)
        for (const Eigen::Vector3f& v : lod.mesh.vertices)
            part.radius = std::max(part.radius, (v.cast<double>() - part.centre).norm());
    return part;
}

}  // namespace

Result<RobotGeometry> RobotGeometry::build(const RobotModel& robot, const Options& options) {
    std::vector<int> drawn;
    for (size_t i = 0; i < robot.links().size(); ++i) {
        const std::vector<Visual>& visuals = robot.links()[i].visuals;
        if (std::any_of(visuals.begin(), visuals.end(),
                        [](const Visual& v) { return v.mesh && !v.mesh->empty(); }))
            drawn.push_back(static_cast<int>(i));
    }
    if (drawn.size() > 255)
        return inputError(
            "robot '{}' has {} links with visual geometry, more than the 255 that the 8-bit link ids of "
            "rendered "
            "pictures can tell apart; remove visuals or join links.",
            robot.name(), drawn.size());
    RobotGeometry out;
    out.m_parts.resize(drawn.size());
    parallelFor(static_cast<int>(drawn.size()), 0, [&](int i) {
        const int index = drawn[static_cast<size_t>(i)];
        const Link& link = robot.links()[static_cast<size_t>(index)];
        Part& part = out.m_parts[static_cast<size_t>(i)];
        part = makePart(link, options.maxLodError);
        part.link = index;
    });
    for (Part& part : out.m_parts)
        part.ignored =
            options.ignoreLink && options.ignoreLink(robot.links()[static_cast<size_t>(part.link)].name);
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
