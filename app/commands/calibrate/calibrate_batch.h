// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/commands/calibrate/calibrate_inputs.h"
#include "model/core/calibration.h"
#include "model/core/progress.h"

namespace camframe {

/// What a batch remembers of a finished camera-episode; the rest is in its file.
struct CalibratedCamera {
    std::filesystem::path path;
    int episode = 0;
    std::string camera;
    CalibrationStatus status = CalibrationStatus::Failed;
    std::vector<std::string> reasons;
    CalibrationQuality quality;
    StageTimes timing;
    int framesUsed = 0;
    std::string backend;
    bool kept = false;  ///< --resume found it complete.
};

/// A camera-episode, or all of an episode (no camera), that could not be calibrated at all.
struct CalibrationProblem {
    int episode = 0;
    std::string camera;
    std::string message;
};

struct CalibrateSummary {
    std::vector<CalibratedCamera> results;     ///< Ordered by episode, then as the recording lists cameras.
    std::vector<CalibrationProblem> problems;  ///< By episode.
    int retried = 0;                           ///< Camera-episodes that were tried twice.
};

/// The log of a batch: OUT/calibrate-log.jsonl, or calibrate-log-I-of-N.jsonl of a shard.
std::filesystem::path calibrateLogPath(const CalibrateOptions& options);

/// Calibrates the cameras of all given episodes with options.jobs workers, each with a reader of its own and
/// an equal share of the threads. Which worker takes an episode changes nothing in its result.
///
/// A line of JSON per camera-episode is added to the log as it ends: time, episode, camera, outcome
/// (calibrated, kept, problem), status, risk, seconds (in all, of CPU time, by stage), reason. What could not
/// be read, or died of a lack of memory, is tried once more when all else is done, alone. Each result is
/// written atomically, so a stop or a crash loses only what is being calculated.
///
/// Errors: Stopped; what concerns the whole run, such as a bad option or a full disk. What concerns one
/// camera-episode is in the summary.
Result<CalibrateSummary> calibrateEpisodes(const CalibrateOptions& options, const CalibrateInputs& inputs,
                                           const std::vector<int>& episodes, const RunContext& context);

}  // namespace camframe
