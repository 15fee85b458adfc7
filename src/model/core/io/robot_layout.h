// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// One arm of a robot as recordings see it.
struct ArmLayout {
    std::string name;
    std::vector<std::string> joints;            ///< From the base, without gripper.
    std::string gripperJoint;                   ///< Empty without.
    double gripperOpen = 0, gripperClosed = 0;  ///< Joint values (rad or m).
};

/// Which joints a robot has, known without its meshes.
struct RobotLayout {
    std::string name;
    std::vector<ArmLayout> arms;
    std::vector<std::string> notes = {};  ///< Of the profile.

    /// The arm of that name; with one arm only, that one. Null without.
    const ArmLayout* findArm(std::string_view arm) const;
};

/// As loadRobot() understands ROBOT, but reads profiles only, or the kinematics of a URDF: a URDF that no
/// profile knows has one arm from its root to its deepest leaf, and the gripper that guessGripper() finds.
Result<RobotLayout> readRobotLayout(const std::string& nameOrPath);

}  // namespace camframe
