// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/core/episode.h"
#include "model/core/image.h"
#include "model/core/rigid_transform.h"
#include "model/core/robot_model.h"

namespace camframe {

/// How far an estimated camera pose is from the true one.
struct PoseError {
    double rotationDeg = 0;    ///< Angle of R_est R_true^-1.
    double translationMm = 0;  ///< Distance between the camera centres -R^T t, in base space.
    double originMm = 0;       ///< |t_est - t_true|: how far the base's origin moves in camera space.

    /// rotation < 1 deg and translation < 10 mm: the project's line between right and wrong.
    bool right() const { return rotationDeg < 1.0 && translationMm < 10.0; }
};

PoseError comparePoses(const RigidTransform& estimatedCamFromBase, const RigidTransform& trueCamFromBase);

/// A point fixed to a link (m).
struct SurfacePoint {
    int link = 0;
    Eigen::Vector3d pointInLink{0, 0, 0};
};

/// Points spread uniformly by area over the visual meshes of the links that the joints move relative to the
/// motion's base and whose pose is known. Depends on the seed alone, not on the standard library's
/// distributions. Empty when no such link has a surface.
std::vector<SurfacePoint> sampleMovingSurface(const RobotModel& robot, const RobotMotion& motion, int count,
                                              uint64_t seed);

/// Over how many of them ADD is averaged wherever it is reported.
constexpr int kAddPoints = 2000;

/// ADD: mean over all valid frames and points of the distance between a point placed in camera space by both
/// poses (mm). Nothing without points or valid frames.
///
/// Source: Hinterstoisser et al., "Model based training, detection and pose estimation of texture-less 3D
/// objects in heavily cluttered scenes", 2012, with the robot's surface as the object.
std::optional<double> averageDistanceMm(std::span<const SurfacePoint> points, const RobotMotion& motion,
                                        const RigidTransform& estimatedCamFromBase,
                                        const RigidTransform& trueCamFromBase);

/// How uncertain the tool's place in camera space is, by a pose's covariance (m): along the line of sight,
/// and across it in the worse direction. RMS over the frames in which the tool is before the camera.
struct ToolUncertainty {
    double sideways = 0;
    double depth = 0;
};

/// @param covariance  Of a left perturbation of camFromBase, rotation first. With dp = w x p + v its image at
///                    the point p is J C J^T, J = [-[p]x I].
/// @return            Nothing when the tool is never before the camera.
std::optional<ToolUncertainty> toolUncertainty(const Matrix6d& covariance, const RigidTransform& camFromBase,
                                               const RobotMotion& motion);

/// Area under the share of camera-episodes with ADD <= x for x in 0..0.1 m, in percent. A camera-episode
/// without a pose (nothing) counts as never reached. 0 for an empty list.
double addAucPercent(std::span<const std::optional<double>> addMm);

/// Intersection over union of two masks of equal size (any value > 127 is inside); 1 when both are empty.
double maskIou(const ImageU8& a, const ImageU8& b);

}  // namespace camframe
