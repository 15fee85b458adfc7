// SPDX-License-Identifier: Apache-2.0
#include "app/studio/point_pose_solver.h"

#include <vector>

#include "calib/mark_pose.h"
#include "calib/mark_stage.h"
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

void PointPoseSolver::setRobot(std::shared_ptr<const Robot> robot,
                               std::shared_ptr<const RobotGeometry> geometry) {
    const std::scoped_lock lock(m_mutex);
    m_robot = std::move(robot);
    m_geometry = std::move(geometry);
    m_candidates.clear();
}

std::optional<SolvedPose> PointPoseSolver::solveWithMarks(const CameraModel& camera,
                                                          std::span<const SolverPoint> points,
                                                          std::span<const SolverSighting> sightings,
                                                          std::span<const int> links,
                                                          const std::optional<RigidTransform>& start) {
    std::vector<std::vector<Eigen::Vector3d>> places;
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_robot || !m_geometry) return {};
        for (const int link : links) {
            std::vector<Eigen::Vector3d>& known = m_candidates[link];
            if (known.empty()) known = markCandidates(m_robot->model, *m_geometry, link);
            places.push_back(known);
        }
    }
    std::vector<MarkSighting> seen;
    for (const SolverSighting& s : sightings) seen.push_back({s.mark, s.baseFromLink, s.pixel, s.weight});
    RunContext context;
    context.threads = 1;
    const auto solved =
        start ? std::optional(refinePoseAndMarks(camera, observations(points), seen, places, *start))
              : solvePoseAndMarks(camera, observations(points), seen, places, context);
    if (!solved || solved->status != PointPose::Status::Converged) return {};
    SolvedPose out{solved->camFromBase, {}};
    for (const PlacedMark& mark : solved->marks) out.marks.push_back({mark.pointInLink, mark.sigma});
    return out;
}

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
