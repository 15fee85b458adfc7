// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/core/result.h"
#include "model/core/spaces.h"

namespace camframe {

/// A rigid motion; values are named targetFromSource. Rotation is kept orthonormal by construction.
using RigidTransform = Eigen::Isometry3d;

/// Exponential of a twist-like 6-vector (rotation, translation): rotation = exp([w]), translation = v.
///
/// This is the product manifold SO(3) x R^3, not the coupled SE(3) exponential: the covariance of the
/// contract ("rotation first, then translation; left perturbation in camera space") is stated in it.
RigidTransform expPose(const Vector6d& delta);

/// Inverse of expPose for rotations below pi: logPose(expPose(d)) == d.
Vector6d logPose(const RigidTransform& transform);

/// camFromBase moved by a left perturbation: R' = exp([w]) R, t' = exp([w]) t + v.
RigidTransform perturbLeft(const Vector6d& delta, const RigidTransform& pose);

/// Angle of the rotation between two poses, radians in 0..pi.
double rotationAngleBetween(const RigidTransform& a, const RigidTransform& b);

/// Camera centre -R^T t of a camFromBase pose, in base space (m).
Eigen::Vector3d cameraCentre(const RigidTransform& camFromBase);

/// Checks a 4x4 read from outside and projects its rotation onto SO(3).
///
/// Accepts rotations whose orthonormality error |R^T R - I|_max is <= 2e-3 (files with four decimals reach
/// 2e-4) with positive determinant, finite numbers, and a last row of 0 0 0 1.
/// @param what  Named in the error, e.g. "T_cam_base in init.json".
Result<RigidTransform> rigidFromMatrix(const Eigen::Matrix4d& matrix, const std::string& what);

}  // namespace camframe
