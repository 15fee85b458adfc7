// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "model/core/result.h"
#include "model/core/robot_model.h"

namespace camframe {

/// The embedded robot: a 7-axis arm of 0.83 m reach with a parallel gripper, made wholly by our own code, so
/// that demo, tests and benchmarks need no file from outside.
///
/// Links demo_link0 (base, standing on z = 0) .. demo_link7, demo_hand, demo_finger_left,
/// demo_finger_right, demo_tcp (z = approach, y = closing direction). Joints demo_joint1..7 (rad) and
/// demo_finger_joint (m, 0 closed .. 0.04 open), which drives both fingers. At all zeros the arm stands
/// straight up. Every visual is watertight.
Result<RobotModel> makeDemoRobot();

/// Writes demo_arm.urdf and meshes/*.stl into a folder; readUrdf loads the same robot from it. Each file is
/// replaced atomically, the URDF last.
Result<void> writeDemoRobot(const std::filesystem::path& folder);

}  // namespace camframe
