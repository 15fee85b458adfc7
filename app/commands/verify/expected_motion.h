// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "model/core/calibration.h"
#include "model/core/episode.h"
#include "model/core/io/robot_profile.h"

namespace camframe::verify {

/// Poses of all links in base space per recorded frame, computed again for verification: forward kinematics,
/// mimic joints, lag, joint offsets and arm bases written anew from their definitions, with plain 4x4
/// matrices. Shares nothing with RobotModel::forwardKinematics, computeMotion and correctedMotion.
struct ExpectedMotion {
    /// [frame][link], baseFromLink; empty where the robot's place is not known.
    std::vector<std::vector<Eigen::Matrix4d>> baseFromLink;
    std::vector<bool> linkKnown;
};

/// @param episode  With the robot's joint aliases applied.
ExpectedMotion expectedMotion(const RobotModel& robot, const Episode& episode,
                              const Calibration& calibration);

/// Inverse of a rigid motion.
Eigen::Matrix4d inverseOf(const Eigen::Matrix4d& rigid);

/// Rotation matrix of a quaternion w, x, y, z of unit length.
Eigen::Matrix3d matrixOfQuaternion(const Eigen::Vector4d& wxyz);
/// Of axis times angle (rad), by Rodrigues' formula.
Eigen::Matrix3d matrixOfRotationVector(const Eigen::Vector3d& vector);
/// Rz(c) Ry(b) Rx(a) for (a, b, c), rad.
Eigen::Matrix3d matrixOfEuler(const Eigen::Vector3d& abc);

/// A point in camera space as the recorded picture shows it.
struct ExpectedPixel {
    Eigen::Vector2d uv{0, 0};  ///< NaN behind the camera and where the lens cannot see.
    bool visible = false;
};
/// Brown's lens model, written anew from CameraModel's definition.
ExpectedPixel expectedPixel(const CameraModel& camera, const Eigen::Vector3d& point);

}  // namespace camframe::verify
