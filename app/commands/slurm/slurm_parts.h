// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>

#include "app/commands/slurm/slurm_submission.h"

namespace camframe {

/// What Slurm says about one task of an array.
struct SlurmTask {
    std::string state;    ///< Slurm's word: PENDING, RUNNING, COMPLETED, NODE_FAIL, ...
    std::string elapsed;  ///< As Slurm writes it.
    std::string node;
    std::string reason;  ///< Why it waits.
    int restarts = 0;
};

/// What has become of one part.
struct SlurmPart {
    int index = 0;
    int episodes = 0;
    int withResults = 0;                 ///< Episodes with at least one calibration.json.
    int ok = 0, review = 0, failed = 0;  ///< Camera-episodes, as the part's log says.
    int problems = 0;                    ///< Camera-episodes that could not be read.
    std::string firstProblem;
    std::optional<SlurmTask> task;  ///< Nothing: Slurm does not know it any more.

    bool waits() const;
    bool runs() const;
    bool inQueue() const { return waits() || runs(); }
    /// Every episode has given results, or the reason why there are none.
    bool complete() const;
    /// In plain words: "done", "running", "waits: ...", "ended early: ...".
    std::string words() const;
};

/// Lines of `squeue --array --states=all --noheader --format=%K|%T|%M|%N|%r`, or of
/// `sacct --noheader --parsable2 --allocations --format=JobID,State,Elapsed,NodeList`: JOB_TASK and
/// JOB_[FROM-TO] for those that have not begun. What does not read so is skipped.
std::map<int, SlurmTask> parseQueue(const std::string& text);
std::map<int, SlurmTask> parseAccounting(const std::string& text);

/// The tasks of an array, from squeue and, where the cluster keeps accounts, sacct.
/// Errors: Slurm's commands are not installed.
Result<std::map<int, SlurmTask>> askSlurm(const std::string& job);

/// Joins what Slurm says with what lies on disk.
/// @param episodes  Those that were chosen, in order; part I has every n-th from the I-th on.
std::vector<SlurmPart> joinParts(const SlurmSubmission& submission, const std::vector<int>& episodes,
                                 const std::map<int, SlurmTask>& tasks);

}  // namespace camframe
