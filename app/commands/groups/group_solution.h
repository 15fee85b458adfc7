// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/calibrate/calibrate_inputs.h"
#include "calib/groups/group_member.h"
#include "model/core/io/group_file.h"

namespace camframe {

/// How groups are solved.
struct GroupSolveOptions {
    CalibrateOptions calibrate;     ///< As for single calibrations; `out` is where the results go.
    std::filesystem::path results;  ///< Calibrations of single episodes to start from, or empty.
    int leaders = 3;                ///< Most members calibrated in full, until one is `ok`.
};

/// One camera-episode with its result, as it was written.
struct GroupResult {
    std::filesystem::path path;
    int episode = 0;
    std::string camera;
    CalibrationStatus status = CalibrationStatus::Failed;
    std::optional<double> risk;
    std::string group;  ///< Id; empty: it was calibrated alone.
    std::string note;   ///< Why it was not written, or is not as the others; may be empty.
};

struct GroupSolution {
    std::vector<StoredGroup> groups;  ///< With checks; one more for every bump that was found.
    std::vector<GroupResult> results;
    std::vector<GroupFile::Problem> problems;
    double cpuSeconds = 0;
};

/// Solves one group: one member, the leader, is calibrated in full; every other is refined from the leader's
/// pose on frames of its own (refineMember()); their solutions are joined (commonPose()) and each is judged
/// against what all have in common (judgeMember()). Status and risk are the leader's.
///
/// Members that stand elsewhere leave; those among them whose own poses agree become a group of their own,
/// which is solved in turn, and the rest are calibrated alone. The result of a member that stays is the
/// group's pose under its name (memberResult()), with the group in its provenance; a member whose frames do
/// not confirm the pose is for a person to review. A result that a person has worked on is left as it is.
/// Each file is written atomically. A group of one is calibrated alone.
///
/// @param given  Instead of solving: the pose of all, as a person corrected it.
/// Errors: Stopped; what concerns the whole run. What concerns one camera-episode is in `problems`.
Result<GroupSolution> solveGroup(const GroupSolveOptions& options, const CalibrateInputs& inputs,
                                 Session& session, const StoredGroup& group,
                                 const std::optional<Calibration>& given, const RunContext& context);

}  // namespace camframe
