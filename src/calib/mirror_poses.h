// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "calib/pose_search.h"

namespace camframe {

/// Poses that show much the same silhouettes as `camFromBase` where the camera is far away (scaled
/// orthography) or the arm nearly symmetric:
///
/// - The robot turned half around its base's vertical axis, and half around the vertical through the
///   workspace's centre.
/// - The camera on the other side of the workspace's centre, looking back: the silhouettes are mirror images.
/// - Depth reversal. Seen from afar, points and their reflections through a plane parallel to the picture
/// look
///   alike (Necker's reversal). The reflection S is no rigid motion; the rotation that comes nearest to S R
///   for points with the given scatter is S R (I - 2 n n^T) with n the scatter's least axis, exact for points
///   in one plane: the second solution of planar pose (Schweighofer & Pinz, PAMI 2006). The other two axes
///   are taken as well, for arms that move about one of them.
///
/// S reflects along the ray to the workspace's centre instead of the optical axis, and the centre stays where
/// it is in the picture. Candidates that turn by less than 0.15 rad are left out.
///
/// @param camFromBase  The workspace's centre must lie before the camera; else nothing is returned.
std::vector<RigidTransform> mirrorPoses(const RigidTransform& camFromBase,
                                        const SilhouetteScorer::Workspace& workspace);

/// The mirror poses of `best`, each improved by random steps. Those that explain less than `share` of what
/// `best` does, or climbed back to it, are left out; best first. Deterministic under the seed.
std::vector<PoseCandidate> climbMirrors(const SilhouetteScorer& scorer, const RigidTransform& best,
                                        double share, uint64_t seed, const RunContext& context);

}  // namespace camframe
