// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "calib/pose_solver.h"
#include "model/core/progress.h"

namespace camframe {

/// A mark on a link, seen in a frame. Where it sits on its link nobody knows.
struct MarkSighting {
    int mark = 0;  ///< Sightings with the same number are of the same point.
    RigidTransform baseFromLink = RigidTransform::Identity();  ///< In that frame.
    Eigen::Vector2d pixel{0, 0};                               ///< Recorded picture (with distortion).
    double weight = 1;                                         ///< >= 0
};

struct PlacedMark {
    Eigen::Vector3d pointInLink{0, 0, 0};  ///< m
    /// Standard deviation in the direction that is known worst (m), for sightings good to a pixel.
    double sigma = 0;
};

struct MarkedPose {
    PointPose::Status status = PointPose::Status::NotRun;
    RigidTransform camFromBase = RigidTransform::Identity();
    std::vector<PlacedMark> marks;
    double rmsPx = 0;  ///< Over known points and sightings.
};

/// Refines a camera pose together with the places of marks on their links (Ceres, Levenberg-Marquardt).
///
/// A mark that is seen once cannot say anything about the pose: it gets the place near its candidates that
/// the pose on hand puts under the pixel. n sightings of one leave 2n - 3 equations for the pose. The solver
/// goes in steps that prefer to be short (3 cm and 0.03 rad where there are fewer equations than the eight of
/// four known points, else ten times that; 4 cm for a mark), so that what is seen is met and what is left
/// open stays as it was. A mark whose link only shifts between its sightings cannot be told from a shifted
/// camera: then the pose stays what it was, and sigma stays large.
///
/// @param candidates  Per mark, points on its link (m) where it may be; at least one each.
MarkedPose refinePoseAndMarks(const CameraModel& camera, std::span<const PointObservation> known,
                              std::span<const MarkSighting> sightings,
                              std::span<const std::vector<Eigen::Vector3d>> candidates,
                              const RigidTransform& initial);

/// The same without a start: from four known points (solvePose), else from the marks' paths
/// (solveTemporalPnp, which needs six sightings of one). Nothing when they do not fix a pose.
std::optional<MarkedPose> solvePoseAndMarks(const CameraModel& camera,
                                            std::span<const PointObservation> known,
                                            std::span<const MarkSighting> sightings,
                                            std::span<const std::vector<Eigen::Vector3d>> candidates,
                                            const RunContext& context);

}  // namespace camframe
