// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "calib/mark_tracker.h"
#include "calib/temporal_pnp.h"
#include "model/core/episode.h"
#include "render/robot_geometry.h"

namespace camframe {

/// A mark and where it was seen, in undistorted space.
struct FollowedMark {
    int link = 0;
    /// Known position on the link (m); absent: somewhere on the surfaces that are rigid to it.
    std::optional<Eigen::Vector3d> pointInLink;
    MarkClick click;
    MarkTrack track;  ///< Of all frames; for separate poses only the click itself.
};

/// Points on a link where a mark without known position may be (m, link space): the link's origin first, then
/// points spread over the surfaces rigid to it.
std::vector<Eigen::Vector3d> markCandidates(const RobotModel& robot, const RobotGeometry& geometry, int link);

/// What marks say about where the camera stands.
class MarkConstraints {
public:
    /// @param camera     Undistorted.
    /// @param takesPart  Is the robot's pose known in a frame, and does the camera stand where it is looked
    /// for?
    MarkConstraints(const RobotModel& robot, const RobotGeometry& geometry, const RobotMotion& motion,
                    const CameraModel& camera, std::span<const FollowedMark> marks,
                    const std::function<bool(int frame)>& takesPart);

    bool empty() const { return m_anchors.empty(); }

    /// Poses from the paths of the marks over time (temporal PnP). Empty for separate poses and short tracks.
    TemporalPnp solve(uint64_t seed, const RunContext& context) const;

    /// Turns a camera about its centre so that a point of the link appears where the mark was clicked: two of
    /// six unknowns less for a search. `which` chooses click and point.
    RigidTransform turnedToMark(const RigidTransform& camFromBase, size_t which) const;

    /// Distance (px) between click and the nearest candidate point of its link as drawn at a pose; the median
    /// over the clicks. Nothing without a usable click; infinite behind the camera.
    std::optional<double> clickDistancePx(const RigidTransform& camFromBase) const;

private:
    /// A click: exact, or found again so surely that it may stand for one.
    struct Anchor {
        Eigen::Vector2d pixel;
        std::vector<Eigen::Vector3d> pointsInBase;
    };
    CameraModel m_camera;
    std::vector<Anchor> m_anchors;
    std::vector<MarkObservation> m_observations;
    std::vector<MarkPrior> m_priors;
};

}  // namespace camframe
