// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "model/core/calibration.h"

namespace camframe {

/// Share of a single episode's covariance that more episodes do not average out: the lens, the robot's shape.
inline constexpr double kSharedByEpisodes = 0.25;

/// The pose that several episodes of one unmoved camera have in common.
struct CommonPose {
    RigidTransform camFromBase = RigidTransform::Identity();
    Matrix6d covariance = Matrix6d::Zero();  ///< As Calibration::covariance.
    std::vector<bool> tookPart;              ///< One per other calibration.
};

/// Joins the solutions of single episodes into the solution of all their frames.
///
/// At its solution an episode's sum of squares is, to second order, a constant plus d^T C^-1 d, with d the
/// left perturbation and C the stated covariance (Gauss-Newton). The pose with the least total is therefore
/// the mean weighted by C^-1, on the manifold:
///
///     d_i = log(T_i T^-1),   T <- exp((sum C_i^-1)^-1 sum C_i^-1 d_i) T,   until it rests.
///
/// So every episode keeps its own background, light and things on the table, which frames of several episodes
/// in one system would have to share. Its covariance (sum C_i^-1)^-1 is widened by chi-squared over its
/// degrees of freedom where the episodes scatter more than they state (Birge, Phys. Rev. 40, 207, 1932), and
/// by kSharedByEpisodes of the leader's.
///
/// Episodes whose own pose is elsewhere, significantly and by more than a bump (poseDifference()), from the
/// leader's or from that of all do not take part.
/// @param leader  Has a pose and a covariance.
/// @param others  Those without a pose or a covariance do not take part.
CommonPose commonPose(const Calibration& leader, std::span<const Calibration* const> others);

}  // namespace camframe
