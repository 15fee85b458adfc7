// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "model/core/robot_model.h"

namespace camframe {

/// The gripper of a robot that no profile describes.
struct GuessedGripper {
    int joint = -1;               ///< Drives the fingers.
    double open = 0, closed = 0;  ///< Its values, m.
    std::vector<int> fingers;     ///< Links that the fingers are made of.
};

/// Looks for a parallel gripper at the end of a chain: sliding fingers on one link, of which one joint drives
/// the others (as a mimic does), with known limits. Open is the end at which the fingers are farther apart.
///
/// Needs kinematics only, no meshes. Nothing where the chain ends otherwise: turning jaws, suction cups and
/// lone sliders are left to robot profiles.
/// @param tip  Link at which the chain ends, as RobotModel::deepestLeaf() gives it.
std::optional<GuessedGripper> guessGripper(const RobotModel& model, int tip);

}  // namespace camframe
