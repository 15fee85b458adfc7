// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calib/calibration_pipeline.h"
#include "calib/groups/find_groups.h"

namespace camframe {

/// What a member's own frames say about the pose of its group.
enum class MemberVerdict {
    Confirmed,    ///< Its own pose is the group's, as far as its frames can tell.
    Unconfirmed,  ///< They say nothing, or contradict a background that has not moved: for a person to look
                  ///< at.
    Bumped,       ///< The camera stood somewhere else, nearby.
    Stranger,     ///< The camera stood elsewhere altogether: it does not belong here.
};
std::string_view toString(MemberVerdict verdict);

struct MemberCheck {
    MemberVerdict verdict = MemberVerdict::Unconfirmed;
    std::optional<PoseDifference> difference;  ///< Between its own pose and the group's; absent without one.
    /// What is wrong with this episode itself, which no other episode can answer: clocks out of step, a
    /// camera that was knocked within it, pictures that contradict the pose.
    std::vector<Finding> trouble;
    double ownRisk = 1;
    std::optional<Estimate> lagFrames;  ///< Of its own frames.
};

/// @param own              Its own frames, refined from the group's pose (refineMember()).
/// @param findings         Of that run.
/// @param backgroundStill  Its background was compared with the leader's and has not moved. Backgrounds see
///                         smaller motions than a few frames of a robot, so that such a member is no bump.
MemberCheck judgeMember(const Calibration& group, const Calibration& own, std::span<const Finding> findings,
                        bool backgroundStill);

/// Refines the group's pose on a few frames of one member: a calibration with that pose as the start.
/// @param member   As for its own calibration.
/// @param options  Seed, renderer and what is refined, as for the group.
Result<CalibrationRun> refineMember(const CalibrationInput& member, const Calibration& group,
                                    const CalibrationOptions& options, const RunContext& context);

/// The group's result as that of one member: its pose, covariance and figures under the member's name. Where
/// the member does not confirm the pose it is for a person to review, with the reason.
Calibration memberResult(const Calibration& group, const MemberCheck& check);

}  // namespace camframe
