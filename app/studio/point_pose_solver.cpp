// SPDX-License-Identifier: Apache-2.0
#include "app/studio/point_pose_solver.h"

#include <vector>

#include "calib/pose_solver.h"

namespace camframe {

namespace {

/// With fewer points than fix a pose, how far it may wander from where it was: about the error that a person
/// is about to mend.
constexpr double looseRotation = 0.03;     // rad
constexpr double looseTranslation = 0.03;  // m

std::vector<PointObservation> observations(std::span<const SolverPoint> points) {
    std::vector<PointObservation> out;
    for (const SolverPoint& point : points) out.push_back({point.pointInBase, point.pixel, point.weight});
    return out;
}

}  // namespace

std::optional<RigidTransform> PointPoseSolver::refine(const CameraModel& camera,
                                                      std::span<const SolverPoint> points,
                                                      const RigidTransform& initial) {
    PointPoseOptions options;
    // A person's drag is meant, however far it is from the last pose: no loss that calls it an outlier.
    options.robustScalePx = 1e4;
    if (points.size() < 4) {
        options.priorRotationSigma = looseRotation;
        options.priorTranslationSigma = looseTranslation;
    }
    const PointPose pose = refinePose(camera, observations(points), initial, options);
    if (pose.status != PointPose::Status::Converged) return {};
    return pose.camFromBase;
}

std::optional<RigidTransform> PointPoseSolver::solve(const CameraModel& camera,
                                                     std::span<const SolverPoint> points) {
    if (points.size() < 4) return {};
    const auto pose = solvePose(camera, observations(points));
    if (!pose || pose->status != PointPose::Status::Converged) return {};
    return pose->camFromBase;
}

}  // namespace camframe
