// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/failure.h"
#include "model/core/progress.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// A mark seen in one frame: where its link was, and at which pixel the mark appeared.
struct MarkObservation {
    int mark = 0;  ///< Marks with different numbers have different points on their links.
    RigidTransform baseFromLink = RigidTransform::Identity();
    Eigen::Vector2d pixel{0, 0};  ///< Undistorted space.
    double weight = 1;            ///< 0..1; a sighting of weight w counts as w sightings.
};

/// What is known about a mark's place on its link.
struct MarkPrior {
    std::vector<Eigen::Vector3d> candidates;  ///< Starting points on the link (m); at least one.
    double sigma = 0.04;  ///< Allowed distance from a candidate (m); 0: the first candidate is exact.
};

struct TemporalPnpOptions {
    uint64_t seed = 0;
    int ransacIterations = 60;
    double inlierPx = 4;
    int maxHypotheses = 6;
};

struct TemporalPnpHypothesis {
    RigidTransform camFromBase = RigidTransform::Identity();
    std::vector<Eigen::Vector3d> pointOnLink;  ///< One per mark (m).
    double rmsPx = 0;                          ///< Over inliers.
    double inlierShare = 0;
    double cost = 0;  ///< Robust reprojection cost plus prior.
};

struct TemporalPnp {
    /// Best first; distinct poses that explain the track. Empty when nothing fits.
    std::vector<TemporalPnpHypothesis> hypotheses;
    std::vector<Finding> findings;
};

/// Camera pose from the path of marks over time: the robot itself is the calibration target.
///
/// Minimal sets of frames of one mark through SQPnP inside RANSAC, for each of its candidate points; the
/// other marks take the candidate that fits such a pose best. Observations that are not finite count as
/// absent. Then pose and all marks' offsets together by Levenberg-Marquardt with Cauchy loss (Ceres). Says
/// when the motion does not determine the pose. Needs at least six observations of some mark.
TemporalPnp solveTemporalPnp(const CameraModel& camera, std::span<const MarkObservation> observations,
                             std::span<const MarkPrior> marks, const TemporalPnpOptions& options,
                             const RunContext& context);

}  // namespace camframe
