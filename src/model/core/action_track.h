// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/episode.h"
#include "model/core/io/robot_profile.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// Rotation written as w, x, y, z with w >= 0.
Eigen::Vector4d quaternionWxyz(const Eigen::Matrix3d& rotation);

/// The first two columns of R, column after column.
/// Source: Zhou et al., "On the continuity of rotation representations in neural networks", 2019.
Vector6d rotation6d(const Eigen::Matrix3d& rotation);

/// Axis times angle, angle in 0..pi (rad).
Eigen::Vector3d rotationVector(const Eigen::Matrix3d& rotation);

/// Angles about the static axes x, then y, then z: R = Rz(c) Ry(b) Rx(a); b in -pi/2..pi/2 (rad). At
/// b = +-pi/2, where only one combination of a and c matters, c is 0.
Eigen::Vector3d eulerStaticXyz(const Eigen::Matrix3d& rotation);

/// What the recording says about one arm, independent of any camera.
struct ArmState {
    std::string arm;
    std::string tcpDefinition;
    std::vector<std::string>
        jointNames;                  ///< Arm joints from the base, then the gripper's driver if there is one.
    Eigen::MatrixXd jointPositions;  ///< T x n as recorded (rad, m); NaN where absent.
    /// As recorded: the dataset's own number (Episode::grippers), else the value of the gripper's driver (rad
    /// or m). NaN where absent.
    std::vector<double> gripperRaw;
    std::vector<double> gripperOpen;  ///< 0 closed .. 1 open, clamped; NaN where absent.
    std::vector<RigidTransform> baseFromTcp;
    std::vector<uint8_t>
        valid;  ///< 1 where baseFromTcp is known: every joint of the arm recorded and finite.
};

/// @param episode  With the robot's joint aliases applied, as it was given to computeMotion.
std::vector<ArmState> computeArmStates(const Robot& robot, const Episode& episode, const RobotMotion& motion);

/// The motion of one arm's tool centre point as one camera sees it.
struct ArmActions {
    std::vector<RigidTransform> camFromTcp;  ///< m; meaningful where valid.
    std::vector<uint8_t> valid;              ///< 0: no joints in this frame, or no calibration.
    /// pose[t+1] * inverse(pose[t]) in camera space: the motion that takes the tool to its next pose. The
    /// last one is the identity. Meaningful where deltaValid, and the identity at the end.
    std::vector<RigidTransform> delta;
    std::vector<uint8_t> deltaValid;  ///< 1 where this frame and the next are valid; 0 for the last frame.
    std::vector<Eigen::Vector2d> uv;  ///< Pixel in the recorded picture, lens included; NaN if it has none.
    std::vector<double> depth;  ///< Z in camera space (m), negative behind the camera; NaN where not valid.
    /// 1 where the point lies in front of the camera and inside the picture. Says nothing about occlusion.
    std::vector<uint8_t> visible;
};

/// @param camFromBase  Nothing for a camera without calibration: all frames are then invalid.
ArmActions computeArmActions(const ArmState& state, const CameraModel& camera,
                             const std::optional<RigidTransform>& camFromBase);

}  // namespace camframe
