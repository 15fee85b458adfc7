// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "app/commands/bench/bench_runner.h"
#include "calib/groups/group_member.h"
#include "model/core/evaluation.h"

namespace camframe::bench {

/// What `camframe bench groups` measures.
struct GroupBenchPlan {
    int places = 12;   ///< Camera placements, two in every room.
    int episodes = 8;  ///< Of each.
    int width = 640;   ///< Of the pictures, 4 : 3.
    int solved = 2;    ///< Groups that are solved, too.
    int members = 6;   ///< Of each of these,
    int frames = 24;   ///< ... and frames of each member.
    uint64_t seed = 1;
};

/// A camera that was knocked between two episodes.
struct GroupBenchBump {
    int place = 0;
    double degrees = 0, millimetres = 0;
    bool found = false;  ///< No group holds episodes from before and from after.
};

/// A group that was solved, once together and once one by one.
struct GroupBenchSolution {
    std::string name;
    CalibrationStatus status = CalibrationStatus::Failed;
    double risk = 1;
    std::string reason;        ///< Why there is no common pose; empty where there is.
    PoseError error;           ///< Of the common pose.
    double nees = 0;           ///< Its squared error in units of its covariance, over 6; 1 is honest.
    double jointCpu = 0;       ///< The leader in full, all others from its pose (s).
    double checkCpu = 0;       ///< ... of this the others.
    double singleCpu = 0;      ///< All members one by one (s).
    double backgroundCpu = 0;  ///< Of all members: nine pictures each, and their comparison (s).
    std::vector<CalibrationStatus> singles;
    std::vector<PoseError> singleErrors;  ///< Of those that gave a pose.
    int confirmed = 0;
    /// Bumped and then checked without looking at its background: what its own frames say.
    GroupBenchBump bump;
    MemberVerdict bumpVerdict = MemberVerdict::Unconfirmed;
    PoseError bumpSaid;  ///< Of its own pose against the common one.
};

struct GroupBenchResult {
    int cameraEpisodes = 0;
    int trueGroups = 0, foundGroups = 0;
    int64_t pairsTrue = 0, pairsFound = 0, pairsBoth = 0;  ///< Pairs of camera-episodes in one group.
    std::vector<GroupBenchBump> bumps;
    int strangers = 0, strangersOut = 0;  ///< Single episodes from elsewhere, and those that are alone.
    double comparingCpu = 0;              ///< Of all comparisons (s).
    std::vector<GroupBenchSolution> solutions;
};

/// Films episodes of one camera name from many places (other motions, things, light, noise in every episode;
/// in half of the places the camera is knocked once, in a quarter an episode from elsewhere lies in between),
/// finds the groups, and solves some. A pure function of the plan but for the times. Errors: Stopped.
Result<GroupBenchResult> runGroupBench(const GroupBenchPlan& plan, const BenchRobot& robot,
                                       const RunContext& context);

void printGroupBench(const GroupBenchResult& result, std::ostream& out);
void printGroupBenchJson(const GroupBenchResult& result, std::ostream& out);

}  // namespace camframe::bench
