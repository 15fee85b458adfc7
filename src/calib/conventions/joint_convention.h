// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "model/core/robot_model.h"

namespace camframe {

/// One arm whose joints a recording may hold.
struct ConventionArm {
    std::vector<int> joints;      ///< Of the model, from the base, without gripper.
    int gripperJoint = -1;        ///< -1: none.
    double open = 0, closed = 0;  ///< Its joint values (rad or m).
};

/// How the columns of a recording stand for the joints: value = sign * unit(column) + offset.
struct JointConvention {
    std::string layout;               ///< In words: "joints, gripper", "interleaved" ...
    std::vector<int> columns;         ///< Of each arm's joints, arm by arm.
    std::vector<int> gripperColumns;  ///< One per arm; -1: none.
    bool degrees = false;
    std::vector<double> signs;     ///< One per joint.
    std::vector<double> offsets;   ///< rad, one per joint.
    bool gripperInverted = false;  ///< Largest value closed instead of open.

    bool operator==(const JointConvention&) const = default;
};

/// Layouts of so many columns for these arms: gripper after or before the joints or absent, arms one after
/// the other, the other way round, or interleaved. Units, signs and offsets are the usual ones. Empty where
/// the number of columns fits none.
std::vector<JointConvention> jointLayouts(const std::vector<ConventionArm>& arms, Eigen::Index columns);

/// Values of all joints per frame, as RobotModel::forwardKinematics takes them; a frame with values that are
/// not finite is empty.
/// @param stored  T x n, as recorded. The grippers' columns are scaled by their own range.
std::vector<Eigen::VectorXd> jointsUnder(const JointConvention& convention, const RobotModel& robot,
                                         const std::vector<ConventionArm>& arms,
                                         const Eigen::MatrixXd& stored);

/// Share of a joint's values that are beyond its limits by more than 0.1 rad, 0..1.
/// @param joints  As from jointsUnder().
double shareBeyondLimits(const RobotModel& robot, int joint, const std::vector<Eigen::VectorXd>& joints);

}  // namespace camframe
