// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/core/result.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// A static transform of ROS between two frames, as tf2_ros/static_transform_publisher takes it.
struct RosTransform {
    std::string parent, child;
    RigidTransform parentFromChild = RigidTransform::Identity();
};

/// All static transforms of a launch file or a shell line: the positional arguments "x y z qx qy qz qw parent
/// child" or "x y z yaw pitch roll parent child" (a trailing period in ms may follow), or ROS 2's named ones
/// (--x --y --z, --qx --qy --qz --qw or --roll --pitch --yaw, --frame-id, --child-frame-id). Rotation and
/// translation are metres and radians; Euler angles are R = Rz(yaw) Ry(pitch) Rx(roll).
/// Sources: the documentation of tf2_ros for ROS 1 (noetic) and ROS 2 (humble).
Result<std::vector<RosTransform>> readRosTransforms(const std::string& text, const std::string& what);

/// camFromBase of a transform, in OpenCV's axes. A frame whose name contains "optical" has them (REP 103); a
/// camera frame without has x forward, y left, z up and is turned, which `note` says. The camera's frame is
/// the one called optical, else the one whose name contains "cam", else the child.
RigidTransform camFromBaseOf(const RosTransform& transform, std::string& note);

/// A ROS 2 launch file that publishes baseFromOpticalFrame.
/// @param camera  Names the child: "<camera>_optical_frame", with what ROS does not allow as '_'.
std::string rosLaunchFile(const RigidTransform& camFromBase, const std::string& baseFrame,
                          const std::string& camera);

}  // namespace camframe
