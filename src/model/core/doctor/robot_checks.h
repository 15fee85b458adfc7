// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <vector>

#include "model/core/doctor/finding.h"
#include "model/core/episode.h"
#include "model/core/robot_model.h"

namespace camframe {

/// Joint values beyond the robot's limits ("joint-limit"; lower = upper means unknown, continuous joints have
/// none), by at least 0.01 rad or 2 mm. A note below 0.05 rad or 1 cm, an error where half of the frames are
/// beyond by 0.3; where most revolute joints are beyond and hold values of more than two turns, "joint-unit".
std::vector<DatasetFinding> checkLimits(const Episode& episode, const RobotModel& robot);

/// Leaps of revolute joints in clips ("joint-jump"): a step of more than 0.35 rad that is 15 times what 95 of
/// 100 steps are at most. Whole turns are "joint-wrap".
/// @param robot  Null: all columns that are not called like a gripper.
std::vector<DatasetFinding> checkJumps(const Episode& episode, const RobotModel* robot);

/// How recorded positions of the end effector agree with forward kinematics.
struct PositionAgreement {
    enum class Kind {
        TooStill,    ///< The link moves less than 2 cm about its mean.
        ToolOffset,  ///< A constant point of the link explains them.
        BaseOffset,  ///< ... and a base that is shifted, by baseOffset.
        BaseTurned,  ///< They agree up to one rigid motion of the base.
        Scaled,      ///< As before, in another unit.
        Roughly,     ///< Within a quarter of the motion: delay, calibration, another tool.
        Not,
    };
    Kind kind = Kind::TooStill;
    double rms = 0;                       ///< Of what the kind leaves unexplained (m).
    Eigen::Vector3d toolOffset{0, 0, 0};  ///< Link space (m).
    Eigen::Vector3d baseOffset{0, 0, 0};  ///< Base space (m).
    double scale = 1;                     ///< Scaled: recorded units per metre.
};
/// A point of a link, and a shift of the base, that explain recorded positions best.
struct ToolFit {
    Eigen::Vector3d tool{0, 0, 0};      ///< Link space (m).
    Eigen::Vector3d base{0, 0, 0};      ///< Base space (m); zero where it was not asked for.
    std::vector<Eigen::Vector3d> left;  ///< What stays unexplained, per pose (m).
    double rms = 0;                     ///< Of that (m).
};
/// Solves p = R o + t + b for o and, if asked, b by least squares; directions in which the link never turns
/// stay at zero.
ToolFit fitTool(const std::vector<RigidTransform>& baseFromLink,
                const std::vector<Eigen::Vector3d>& positions, bool baseToo);

/// Solves p = R o + t + b for o and b by least squares, then, if that fails, for a rigid motion with scale
/// (Umeyama, PAMI 1991). Needs no convention of rotations.
/// @param baseFromLink  Forward kinematics.
/// @param positions     As recorded, one per pose, finite.
PositionAgreement comparePositions(const std::vector<RigidTransform>& baseFromLink,
                                   const std::vector<Eigen::Vector3d>& positions);

/// "tool-offset" (note), "base-offset" (note), "base-turned", "pose-unit", "pose-mismatch".
/// @param where  Signal that the positions are from.
/// @param values T x (3 or more); the first three columns are positions.
std::vector<DatasetFinding> checkPositions(const Eigen::MatrixXd& values, const RobotMotion& motion, int link,
                                           const std::string& linkName, const std::string& where);

/// Recorded poses against forward kinematics: positions as checkPositions, and, where these agree, rotations
/// that are not constant relative to the link ("rotation-convention", from 5 degrees).
std::vector<DatasetFinding> checkEndEffector(const Episode& episode, const RobotModel& robot,
                                             const RobotMotion& motion);

}  // namespace camframe
