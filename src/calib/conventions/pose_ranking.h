// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "calib/conventions/convention_search.h"
#include "model/core/io/profiles/dataset_profile.h"

namespace camframe {

/// Columns of a recording that hold poses of an end effector, nobody knows how.
struct RecordedPoses {
    Eigen::MatrixXd stored;  ///< T x n, as recorded.
    /// Several arms side by side in columns of equal number, and which of them is meant.
    int arms = 1, arm = 0;
};

/// One reading of them.
struct RankedPose {
    std::string order;  ///< Of the columns, in words: "x y z, rotation, gripper".
    PoseMapping
        mapping;       ///< columns.indices count in RecordedPoses::stored; signals and link are left empty.
    double score = 0;  ///< By joints: metres, smaller is better. By pictures: overlap 0..1, larger is better.
    /// By pictures: where the camera stands then.
    RigidTransform camFromBase = RigidTransform::Identity();
};

struct PoseRanking {
    std::vector<RankedPose> ranked;         ///< Best first.
    std::vector<ConventionChoice> choices;  ///< Of ranked[0].
    bool byPictures = false;
    bool convincing = false;  ///< Else nothing can be believed.
};

/// Ranks readings by how well they agree with forward kinematics.
///
/// Tried are the order of the columns (position, rotation, a gripper before or behind), metres and
/// millimetres, all ways of writing rotations that the number of columns allows (Euler angles of twelve
/// orders in degrees or radians, axis-angle, quaternions xyzw or wxyz, six numbers, matrices), and the axes
/// of the base: 24 ways to turn the one space into the other. For each the constant place of the recorded
/// body on the link is solved for, and, where that does not explain the positions to 5 mm or a twentieth of
/// the motion, a shift of the base. The score is the distance (root mean square over frames) by which a hand
/// of 0.1 m would be misplaced: positions and 0.1 m times the angle, in quadrature.
///
/// The most usual of those that agree alike (within a twentieth and 0.2 mm) goes first. A choice counts as
/// determined when the best other one is worse by 2 mm and by half. Convincing: below 1 cm or a tenth of the
/// motion.
///
/// @param baseFromLink  T poses of the tool link, from the joints; not finite where unknown.
/// Errors: columns that are no poses in any order, fewer than eight usable frames, a tool that moves less
/// than 2 cm.
Result<PoseRanking> rankPosesByJoints(const RecordedPoses& recorded,
                                      const std::vector<RigidTransform>& baseFromLink);

/// Where only poses are recorded: what the pictures say of them. `stored` and `arms` of the problem are not
/// used.
struct PicturedPoses {
    RecordedPoses recorded;
    int link = 0;  ///< That the poses place.
    /// Where the recorded body may be on it, the usual first; one at least.
    std::vector<RigidTransform> linkFromBody{RigidTransform::Identity()};
};

/// Ranks readings by the pictures: the links that are rigid to `link` are drawn and compared with the pixels
/// that change, of which the rest of the arm explains most, so that those that are drawn and do not change
/// count five times as much as those that change and are not drawn. Readings as above; metres or millimetres,
/// degrees or radians by what the values allow. The axes of the base are tried where the problem gives the
/// camera's pose or extrinsics: without them the camera is searched for and turns with the base.
/// Deterministic. Errors: as above, Stopped.
Result<PoseRanking> rankPosesByPictures(const PicturedPoses& poses, const ConventionProblem& problem,
                                        const RunContext& context);

/// The ranking in sentences.
std::vector<std::string> explain(const PoseRanking& ranking);

}  // namespace camframe
