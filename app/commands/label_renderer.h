// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/core/io/action_file.h"
#include "model/core/io/robot_profile.h"
#include "model/core/progress.h"
#include "render/renderer.h"

namespace camframe {

/// Draws the robot in every usable frame and fills camera.labels, camera.links and camera.linksAmodal.
///
/// Modal masks come from one picture of the whole robot, amodal ones from one picture per link. Links that
/// the renderer's geometry ignores appear in neither. A camera without a pose gets empty labels.
/// @param states  The arms of `robot`, in its order.
Result<void> renderLabels(Renderer& renderer, const Robot& robot, const RobotMotion& motion,
                          const std::vector<ArmState>& states, CameraActions& camera,
                          const RunContext& context);

}  // namespace camframe
