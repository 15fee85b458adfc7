// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/robot_model.h"

namespace camframe::synthetic {

struct TrajectoryOptions {
    int frames = 40;
    int framesPerMove = 12;     ///< Between waypoints; fewer is faster.
    double floorHeight = 0.03;  ///< No moving part comes lower than this (m, base space).
    uint64_t seed = 1;
};

/// Smooth random motion of all driven joints (also the gripper) within their limits.
///
/// Random waypoints are joined by minimum-jerk moves (Flash & Hogan, "The coordination of arm movements",
/// 1985). Waypoints are drawn again when the arm would go below the floor or come too near to itself.
/// @return  Joint values per frame, as RobotModel::forwardKinematics takes them. An Error when no
/// collision-free
///          motion was found (a robot whose links overlap at every pose).
Result<std::vector<Eigen::VectorXd>> randomTrajectory(const RobotModel& robot,
                                                      const TrajectoryOptions& options);

/// Places a camera so that the robot stays in the picture during the whole motion.
///
/// @param baseFromLink  [frame][link].
/// @return camFromBase: in front of or beside the robot, above the table, upright.
Result<RigidTransform> randomViewpoint(const RobotModel& robot, const CameraModel& camera,
                                       const std::vector<std::vector<RigidTransform>>& baseFromLink,
                                       uint64_t seed);

struct FreeViewpointOptions {
    double nearest = 0.4, farthest = 2.0;  ///< From the point that the camera looks at (m).
    double leastInside = 0.45;  ///< Share of the robot's extent that the picture holds, mean over the frames.
    double leastSize = 0.3;     ///< Extent of what is inside, in picture heights.
};

/// Places a camera anywhere in the room from where the robot is well seen: before, beside and half behind it,
/// from table height to steep above, near enough to cut it off.
/// @param baseFromLink  [frame][link].
Result<RigidTransform> freeViewpoint(const RobotModel& robot, const CameraModel& camera,
                                     const std::vector<std::vector<RigidTransform>>& baseFromLink,
                                     const FreeViewpointOptions& options, uint64_t seed);

/// camFromBase of a camera at `eye` that looks at `target` with base z upwards in the picture.
RigidTransform lookAt(const Eigen::Vector3d& eye, const Eigen::Vector3d& target);

}  // namespace camframe::synthetic
