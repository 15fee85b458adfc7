// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "model/core/camera_model.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// A point of the robot in base space (m) and the pixel in which it was seen.
struct SolverPoint {
    Eigen::Vector3d pointInBase{0, 0, 0};
    Eigen::Vector2d pixel{0, 0};
    double weight = 1;  ///< >= 0
};

/// Solves camera poses from points. The program fills it with its solver. Called from other threads, one at a
/// time.
class PoseSolverSource {
public:
    virtual ~PoseSolverSource() = default;
    /// Best pose near `initial`. With fewer than four points it stays as near as the points allow.
    /// Nothing when the solver diverged.
    virtual std::optional<RigidTransform> refine(const CameraModel& camera,
                                                 std::span<const SolverPoint> points,
                                                 const RigidTransform& initial) = 0;
    /// Pose without a start; nothing with fewer than four points or when they do not fix it.
    virtual std::optional<RigidTransform> solve(const CameraModel& camera,
                                                std::span<const SolverPoint> points) = 0;
};

}  // namespace camframe
