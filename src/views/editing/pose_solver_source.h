// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// A point of the robot in base space (m) and the pixel in which it was seen.
struct SolverPoint {
    Eigen::Vector3d pointInBase{0, 0, 0};
    Eigen::Vector2d pixel{0, 0};
    double weight = 1;  ///< >= 0
};

/// A mark whose place on its link is not known, seen in a frame.
struct SolverSighting {
    int mark = 0;  ///< Index into the marks of the task.
    RigidTransform baseFromLink = RigidTransform::Identity();
    Eigen::Vector2d pixel{0, 0};
    double weight = 1;  ///< >= 0
};

/// Where a mark was found.
struct SolvedMark {
    Eigen::Vector3d pointInLink{0, 0, 0};  ///< m
    double sigma = 0;                      ///< Standard deviation in the worst direction (m).
};

struct SolvedPose {
    RigidTransform camFromBase = RigidTransform::Identity();
    std::vector<SolvedMark> marks;  ///< In the order of the task's.
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
    /// Pose and the places of marks on their links together.
    /// @param links  Per mark, the index of its link.
    /// @param start  A pose to stay near where the points leave it open; absent: solve from nothing.
    /// @return Nothing when they do not fix a pose, or when the solver knows no marks.
    virtual std::optional<SolvedPose> solveWithMarks(const CameraModel& camera,
                                                     std::span<const SolverPoint> points,
                                                     std::span<const SolverSighting> sightings,
                                                     std::span<const int> links,
                                                     const std::optional<RigidTransform>& start) {
        static_cast<void>(camera), static_cast<void>(points), static_cast<void>(sightings);
        static_cast<void>(links), static_cast<void>(start);
        return {};
    }
};

}  // namespace camframe
