// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/commands/profile_begin.h"
#include "calib/conventions/pose_ranking.h"
#include "model/core/io/robot_profile.h"

namespace camframe {

/// What the recorded poses of one arm's end effector mean.
struct PoseFinding {
    std::string arm;
    SignalColumns columns;  ///< The signals that hold them, all columns.
    std::string link;       ///< Of the robot, that the mapping places.
    PoseRanking ranking;
    /// The ranking in sentences, and where the recorded body is on the link.
    std::vector<std::string> words;
};

/// Ranks what the end-effector poses beside the joints mean, by forward kinematics of the joints as the
/// profile reads them: for each arm those that the profile names, else all that are called so, of which the
/// best are kept. Arms without any are left out. Errors: joints that cannot be read.
Result<std::vector<PoseFinding>> posesByJoints(const FirstLook& look, const DatasetProfile& profile,
                                               const RobotLayout& layout, const Robot& robot);

/// Where there are no joints: the signals that may hold poses of an arm, and where the recorded body may be.
/// @param profile  May name signals, link and body.
struct PoseQuestion {
    std::string arm;
    SignalColumns columns;
    PicturedPoses poses;
    std::string link;
};
Result<PoseQuestion> poseQuestion(const FirstLook& look, const DatasetProfile& profile, const Robot& robot);

/// What the pictures say of it.
/// @param problem  Its camera, pictures and robot; see rankPosesByPictures().
Result<PoseFinding> posesByPictures(const PoseQuestion& question, const ConventionProblem& problem,
                                    const RunContext& context);

/// Puts a finding into a profile, with its words among the notes.
void storePoses(const PoseFinding& finding, DatasetProfile& profile);

}  // namespace camframe
