// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/editing/pose_solver_source.h"

namespace camframe {

/// The point solver of src/calib for the window.
class PointPoseSolver : public PoseSolverSource {
public:
    std::optional<RigidTransform> refine(const CameraModel& camera, std::span<const SolverPoint> points,
                                         const RigidTransform& initial) override;
    std::optional<RigidTransform> solve(const CameraModel& camera,
                                        std::span<const SolverPoint> points) override;
};

}  // namespace camframe
