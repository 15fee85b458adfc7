// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/image.h"
#include "model/core/rigid_transform.h"
#include "render/robot_geometry.h"

namespace camframe {

/// Draws the visible edges of the robot's meshes into a picture.
///
/// An edge pixel is visible when it is not more than 4 mm behind the rendered surface. Meshes are drawn at
/// the level of detail whose surface error is 2 mm, as full meshes would fill the picture.
/// @param depth  As rendered for the same view (m, 0 = none); the picture's size.
void drawWireframe(ImageU8& rgb, const RobotGeometry& geometry, const CameraModel& camera,
                   const RigidTransform& camFromBase, std::span<const RigidTransform> baseFromLink,
                   const std::vector<bool>& linkKnown, const ImageF& depth, std::array<uint8_t, 3> colour);

}  // namespace camframe
