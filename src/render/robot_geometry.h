// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/core/mesh.h"
#include "model/core/robot_model.h"

namespace camframe {

/// The drawable meshes of a robot, one per link with visual geometry, at several levels of detail.
///
/// The link *id* written into rendered images is 1 + the position in `parts` (0 = no robot), the k-th link
/// with visual geometry in URDF order, also when some links are left out of the drawing.
/// Immutable after construction; safe to share between threads and renderers.
class RobotGeometry {
public:
    struct Options {
        /// Links for which this returns true are not drawn (they keep their id).
        std::function<bool(const std::string& linkName)> ignoreLink;
        float maxLodError = 0.002F;  ///< Coarsest level's distance from the surface (m).
    };
    struct Part {
        int link = 0;  ///< Index into RobotModel::links().
        bool ignored = false;
        std::vector<MeshLod> lods;  ///< Vertices in link space (m); welded by position. At least one.
        /// A sphere in link space (m) that holds every level's vertices.
        Eigen::Vector3d centre = Eigen::Vector3d::Zero();
        double radius = 0;
    };

    /// Refuses robots with more than 255 drawn links (ids are 8 bit).
    static Result<RobotGeometry> build(const RobotModel& robot, const Options& options);

    const std::vector<Part>& parts() const { return m_parts; }
    /// Link index for an id >= 1 in a rendered image.
    int linkOfId(int id) const { return m_parts[static_cast<size_t>(id) - 1].link; }
    /// The coarsest level whose error is at most `tolerance` (m), per part, clamped to what exists.
    int lodFor(size_t part, float tolerance) const;

private:
    std::vector<Part> m_parts;
};

}  // namespace camframe
