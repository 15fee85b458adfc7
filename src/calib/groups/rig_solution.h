// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "model/core/result.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// What an episode's own frames say of one camera of a rig.
struct RigObservation {
    int episode = 0;
    int camera = 0;  ///< 0 ... cameras - 1.
    RigidTransform camFromBase = RigidTransform::Identity();
    Matrix6d covariance = Matrix6d::Zero();  ///< As Calibration::covariance; positive definite.
};

/// Where a camera of the rig stood in an episode, by what all cameras in all episodes say.
struct RigPlace {
    RigidTransform camFromBase = RigidTransform::Identity();
    Matrix6d covariance = Matrix6d::Zero();
};

/// Cameras that keep their places to each other, solved in one system.
struct RigSolution {
    std::vector<int> episodes;                  ///< Ascending; those with an observation.
    std::vector<RigidTransform> cameraFromRig;  ///< By camera; the rig's frame is camera 0's.
    std::vector<std::vector<RigPlace>>
        places;                  ///< By episode (as `episodes`) and camera, also unobserved ones.
    std::vector<bool> tookPart;  ///< By observation.
};

/// Solves T_ec = R_c B_e for the cameras R_c of the rig and its place B_e in every episode, from poses T_ec
/// with their covariances: the sum of all squares of log(T_ec (R_c B_e)^-1) in their units is least. As with
/// commonPose() that is the solution of all frames together, to second order.
///
/// Gauss-Newton with left perturbations a_c of R_c and b_e of B_e. To first order they move the camera by
///
///     a_c + Ad_c b_e,   Ad_c = [[R, 0], [[t]x R, R]]   with (R, t) = R_c,
///
/// and the places of the episodes are eliminated (Schur complement), so that the dense system has six rows
/// per camera whatever the number of episodes. Covariances are of the full system, widened by chi-squared
/// over its degrees of freedom where observations scatter more than they state, and by
/// kSharedByEpisodes of an observation's own.
///
/// Observations that contradict the solution (poseDifference(): significant, and beyond a bump) are left out,
/// the worst first, until none is left or a camera would lose its last episode in common with another.
/// @param cameras  >= 2.
/// Errors: Input, where a camera shares no episode with the others.
Result<RigSolution> solveRig(std::span<const RigObservation> observations, int cameras);

}  // namespace camframe
