// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/core/episode.h"
#include "model/core/evaluation.h"
#include "model/core/io/robot_profile.h"

namespace camframe {

/// A named point of a gripper.
struct GripperPoint {
    std::string name;
    SurfacePoint point;
};

/// The points of a gripper that short-horizon motion tracks follow.
///
/// Four are rigid to the tool centre point, so that a pose can be recovered from their pixels whatever the
/// gripper: "tcp", "closing+" and "closing-" (4 cm along the closing direction), "back" (8 cm against the
/// approach). Then come the tips of the links of the gripper that move against the tool, "tip:LINK": the
/// centre of what lies within 1 mm of the farthest point along the approach; at most four, the farthest
/// first.
/// @param motion  For the gripper's place at the first valid frame, where tips are looked for.
std::vector<GripperPoint> gripperPoints(const Robot& robot, const Arm& arm, const RobotMotion& motion);

/// Where gripper points will be: [(frame * points + point) * horizon + step], step s being frame + 1 + s.
struct MotionTracks {
    size_t frames = 0, points = 0, horizon = 0;
    std::vector<Eigen::Vector2d> uvNow;  ///< [frame * points + point]: where they are.
    std::vector<Eigen::Vector2d> uv;     ///< As SurfaceTracks::uv; NaN where not valid.
    std::vector<uint8_t> valid;          ///< 0 beyond the end, and where the pose or the pixel is not known.
};

/// @param horizon  Number of coming frames, >= 1.
MotionTracks motionTracks(const std::vector<GripperPoint>& points, const RobotMotion& motion,
                          const CameraModel& camera, const RigidTransform& camFromBase, int horizon);

}  // namespace camframe
