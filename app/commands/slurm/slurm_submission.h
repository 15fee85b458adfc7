// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// What a job array asks of the cluster. Empty texts and 0: as the cluster has it.
struct SlurmResources {
    std::string partition;
    std::string account;
    std::string qos;
    std::string time;                      ///< As sbatch reads it: minutes, HH:MM:SS or D-HH:MM:SS.
    std::string memory;                    ///< Of a part, as sbatch reads it: 8G.
    std::string gpus;                      ///< Of a part: a number, or TYPE:NUMBER.
    std::vector<std::string> constraints;  ///< Features that nodes must have; all of them.
    int cpus = 2;                          ///< Of a part.
    int throttle = 0;                      ///< Parts that run at the same time.

    /// One sentence about a value that is none; nothing when all are good.
    std::string check() const;
};

/// A calibration in parts, as it was handed to Slurm: OUT/slurm/submission.json.
struct SlurmSubmission {
    std::filesystem::path out;           ///< The --out folder, absolute.
    std::filesystem::path folder;        ///< Where the arguments' relative paths begin, absolute.
    std::filesystem::path program;       ///< camframe, absolute.
    std::vector<std::string> arguments;  ///< Those of `camframe calibrate`.
    std::vector<std::string> added;      ///< Further ones that every part gets.
    int parts = 1;
    int episodeCount = 0;  ///< Of the dataset when it was submitted.
    SlurmResources resources;
    std::vector<std::string> jobs;  ///< Slurm's numbers of the array, the latest last.

    std::filesystem::path state() const { return out / "slurm" / "submission.json"; }
    std::filesystem::path script() const { return out / "slurm" / "job.sh"; }
};

/// The text in single quotes, as a POSIX shell reads it back.
std::string shellQuoted(const std::string& text);

/// The job script. Every part runs `camframe calibrate ... --shard I/N --resume`, so that a part that is
/// started again, by Slurm or by a person, goes on where it was; all lines about a part are in
/// OUT/slurm/part-I.log.
///
/// Errors: resources that are no such, and an --out whose name the directives of sbatch cannot hold (control
/// characters, quotes, backslashes, '%'). Everything else reaches the program as one argument, whatever it
/// holds.
Result<std::string> slurmScript(const SlurmSubmission& submission);

Result<void> writeSubmission(const SlurmSubmission& submission);
/// @param out  The --out folder.
Result<SlurmSubmission> readSubmission(const std::filesystem::path& out);

}  // namespace camframe
