// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>

#include "app/commands/verify/expected_episode.h"
#include "calib/synthetic/surface.h"
#include "model/core/image.h"

namespace camframe::verify {

/// What rays through the pixel centres meet: the robot drawn again by a ray caster that shares nothing with
/// the renderers.
struct RayDrawing {
    ImageU8 linkIds;                ///< k-th link with visual geometry, 0 = none.
    ImageF depth;                   ///< m, 0 = none.
    std::map<int, ImageU8> amodal;  ///< By link id: 255 where the link alone is met.
};

/// Casts rays at one robot.
class RayDrawer {
public:
    /// @param ignoreLink  Links that exports leave out.
    RayDrawer(const Robot& robot, const std::function<bool(const std::string&)>& ignoreLink);

    RayDrawing draw(const ExpectedCamera& camera, int frame) const;
    /// Names by id - 1, of all links with visual geometry.
    const std::vector<std::string>& linkNames() const { return m_names; }
    /// Does the link with this id belong to a part of an arm? By [arm][part]: all, arm, gripper.
    bool belongs(size_t arm, size_t part, int id) const;
    bool ignored(int id) const { return m_ignored[static_cast<size_t>(id) - 1]; }
    int linkOf(int id) const { return m_links[static_cast<size_t>(id) - 1]; }
    /// Is the link's place known in the frame: by the motion, and its own arm's joints?
    bool known(const ExpectedCamera& camera, int frame, int id) const;

private:
    struct Shape {
        RigidTransform linkFromVisual;
        synthetic::ShadedMesh mesh;
    };

    const Robot& m_robot;
    std::vector<std::string> m_names;
    std::vector<int> m_links;  ///< By id - 1.
    std::vector<bool> m_ignored;
    std::vector<std::vector<Shape>> m_shapes;
};

}  // namespace camframe::verify
