// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "model/core/camera_model.h"
#include "model/core/episode.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// From where a scene is looked at; base space, m.
struct ViewPoint {
    Eigen::Vector3d position{1, 0, 0};
    Eigen::Vector3d centre{0, 0, 0};  ///< What is in the middle.
    Eigen::Vector3d up{0, 0, 1};
    double fieldOfViewDegrees = 45;  ///< Vertical.
};

/// As a recorded camera saw it, from `start` metres in front of it.
ViewPoint viewFromCamera(const CameraModel& lens, const RigidTransform& camFromBase, double start);

/// From outside, as near as everything stays in view that the links pass through, the base, and the cameras;
/// beside the line from the robot to the camera on show, so that neither hides the other.
/// @param aspect  Width by height of the view.
ViewPoint overview(const RobotMotion& motion, std::span<const RigidTransform> cameras,
                   const std::optional<RigidTransform>& shown, double aspect);

}  // namespace camframe
