// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "model/core/io/robot_profile.h"
#include "render/robot_geometry.h"
#include "views/editing/pose_solver_source.h"

namespace camframe {

/// The point solver of src/calib for the window.
class PointPoseSolver : public PoseSolverSource {
public:
    /// Whose links marks sit on; without one, marks are not solved for. On any thread.
    void setRobot(std::shared_ptr<const Robot> robot, std::shared_ptr<const RobotGeometry> geometry);
    std::optional<RigidTransform> refine(const CameraModel& camera, std::span<const SolverPoint> points,
                                         const RigidTransform& initial) override;
    std::optional<RigidTransform> solve(const CameraModel& camera,
                                        std::span<const SolverPoint> points) override;
    std::optional<SolvedPose> solveWithMarks(const CameraModel& camera, std::span<const SolverPoint> points,
                                             std::span<const SolverSighting> sightings,
                                             std::span<const int> links,
                                             const std::optional<RigidTransform>& start) override;

private:
    std::mutex m_mutex;  ///< Guards what follows.
    std::shared_ptr<const Robot> m_robot;
    std::shared_ptr<const RobotGeometry> m_geometry;
    /// By link, points where a mark may be: found once, they are the same in every drag.
    std::map<int, std::vector<Eigen::Vector3d>> m_candidates;
};

}  // namespace camframe
