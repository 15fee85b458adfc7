// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/core/camera_model.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// Mean focal length (geometric, of both axes) of one camera over that of another.
double focalRatio(const CameraModel& camera, const CameraModel& other);

/// Undistorted normalised coordinates of a pixel that the renderer drew, so inside the lens' valid radius.
Eigen::Vector2d normalisedOf(const CameraModel& camera, const Eigen::Vector2d& pixel);

/// Derivative of the pixel by a point in camera space.
Eigen::Matrix<double, 2, 3> pixelByPoint(const CameraModel& camera, const Eigen::Vector3d& pointInCam);

/// Displacement of a point in camera space by the pose's left perturbation.
Eigen::Matrix<double, 3, 6> pointByPose(const Eigen::Vector3d& pointInCam);

/// Displacement along the ray at a fixed pixel per displacement of the surface point.
Eigen::RowVector3d depthByPoint(const Eigen::Vector3d& pointInCam, const Eigen::Vector3d& normal);

/// Derivative of the pixel by a left perturbation of the pose at a point in camera space (2x6), lens
/// included.
Eigen::Matrix<double, 2, 6> pixelByPose(const CameraModel& camera, const Eigen::Vector3d& pointInCam);

/// What a refinement may change of a camera: log focal length, cx, cy, k1, k2, and log of fx / fy at a
/// constant product of the two.
constexpr int kIntrinsicUnknowns = 6;
using IntrinsicRow = Eigen::Matrix<double, 1, kIntrinsicUnknowns>;

/// Derivative of the pixel of a point in camera space by these.
Eigen::Matrix<double, 2, kIntrinsicUnknowns> pixelByIntrinsics(const CameraModel& camera,
                                                               const Eigen::Vector3d& pointInCam);

/// Derivative of the drawn depth at a fixed pixel by a left perturbation of the pose (m per rad, m): the ray
/// meets the moved surface elsewhere, dz = n . dp / (n . m) with the ray m (m_z = 1) and the normal n.
Eigen::Matrix<double, 1, 6> depthByPose(const Eigen::Vector3d& pointInCam, const Eigen::Vector3d& normal);

/// Likewise by the intrinsics, with which the pixel's ray turns: dz = -z n . dm / (n . m).
IntrinsicRow depthByIntrinsics(const CameraModel& camera, const Eigen::Vector3d& pointInCam,
                               const Eigen::Vector3d& normal);

}  // namespace camframe
