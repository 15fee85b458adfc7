// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "model/core/frame_labels.h"
#include "model/core/io/robot_profile.h"
#include "render/renderer.h"

namespace camframe {

/// Draws the label masks of single frames of one robot. Kept between episodes that share the robot.
class FrameDrawer {
public:
    static Result<std::shared_ptr<FrameDrawer>> make(std::shared_ptr<const Robot> robot,
                                                     std::shared_ptr<const RobotGeometry> geometry);

    /// What is wanted beside modal masks.
    struct Wish {
        bool amodal = true;
        bool depth = false;
    };
    /// Modal masks come from one picture of the whole robot, so that arms hide each other as they do in the
    /// recording; amodal ones from one picture per link. Links that the geometry ignores appear in neither.
    ///
    /// @param baseFromLink  One per link; empty: the frame is not drawn.
    /// @param linkKnown  Per link of the robot: is its pose known?
    /// @param armKnown   Per arm: an arm that is not is left out, as its links would stand in a wrong place.
    Result<FrameLabels> draw(const CameraModel& camera, const RigidTransform& camFromBase,
                             std::span<const RigidTransform> baseFromLink, const std::vector<bool>& linkKnown,
                             const std::vector<bool>& armKnown, Wish wish);

    const RobotGeometry& geometry() const { return *m_geometry; }
    bool fits(const Robot& robot, const RobotGeometry& geometry) const {
        return m_robot.get() == &robot && m_geometry.get() == &geometry;
    }

private:
    FrameDrawer(std::shared_ptr<const Robot> robot, std::shared_ptr<const RobotGeometry> geometry,
                std::unique_ptr<Renderer> renderer);

    std::shared_ptr<const Robot> m_robot;
    std::shared_ptr<const RobotGeometry> m_geometry;
    std::unique_ptr<Renderer> m_renderer;
    /// [arm][LabelPart][id]: does the link with this id belong to it?
    std::vector<std::array<std::vector<bool>, 3>> m_chosen;
};

/// Metres to the millimetres of a 16-bit picture; what does not fit is 0.
ImageU16 depthMillimetres(const ImageF& metres);

}  // namespace camframe
