// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// A point of the robot, placed in base space, and the pixel where it was seen.
struct PointObservation {
    Eigen::Vector3d pointInBase{0, 0, 0};
    Eigen::Vector2d pixel{0, 0};  ///< Recorded picture (with distortion).
    double weight = 1;            ///< >= 0.
};

/// Of some weight, and of coordinates that can have been measured (below 1e6 m and px); others count as
/// absent.
bool isUsable(const PointObservation& observation);

struct PointPoseOptions {
    double robustScalePx = 3;  ///< Cauchy loss; larger trusts outliers more.
    /// Strength of staying near the initial pose: 1 / this is the allowed drift. 0: no prior.
    double priorRotationSigma = 0;     ///< rad
    double priorTranslationSigma = 0;  ///< m
};

struct PointPose {
    enum class Status {
        NotRun,
        Converged,
        NotEnoughPoints,
        Undetermined,  ///< The points leave the pose open: they lie on one line, or in one place.
        Diverged,
    };
    Status status = Status::NotRun;
    RigidTransform camFromBase = RigidTransform::Identity();
    Matrix6d covariance = Matrix6d::Zero();  ///< Scaled by the residuals; rad, m.
    double rmsPx = 0;
    std::vector<Eigen::Vector2d>
        residuals;  ///< Predicted minus observed, per observation (px); NaN for none.
};

/// The same direction's pixel in a picture without lens distortion.
Eigen::Vector2d undistortedPixel(const CameraModel& camera, const Eigen::Vector2d& pixel);

/// Refines a camera pose against point observations (Ceres, Levenberg-Marquardt on SO(3) x R^3).
///
/// With fewer than three points a prior is required (options.prior*Sigma > 0), otherwise NotEnoughPoints.
/// Without a prior the pose is Undetermined when errors of a pixel could turn it by a radian, or shift it by
/// the distance of the points. Fast enough to run on every mouse move (well below 1 ms for tens of points).
PointPose refinePose(const CameraModel& camera, std::span<const PointObservation> observations,
                     const RigidTransform& initial, const PointPoseOptions& options);

/// Camera pose from four or more points without a start (SQPnP, then refinePose), with all points before the
/// camera; nothing when there is none, or when the points leave it open.
std::optional<PointPose> solvePose(const CameraModel& camera, std::span<const PointObservation> observations);

}  // namespace camframe
