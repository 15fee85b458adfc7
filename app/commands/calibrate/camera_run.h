// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "app/commands/calibrate/calibrate_inputs.h"
#include "app/commands/session.h"
#include "app/commands/transferred_marks.h"

namespace camframe {

/// The cameras to calibrate, in the recording's order: those named, else all that stand still.
Result<std::vector<const CameraStream*>> chooseCameras(const CalibrateOptions& options,
                                                       const CalibrateInputs& inputs, const Episode& episode);

/// What one camera of one episode is calibrated from, with all that it points to.
struct PreparedCamera {
    CalibrationInput input;
    CalibrationOptions options;
    std::unique_ptr<FrameSource> frames;
    std::unique_ptr<PointTracker> tracker;
    std::optional<NumberedPictures> masks, ignored;
};

/// Opens pictures, masks and the like of one camera of one episode. Lifetime: the session's robot and
/// `loaded` must outlive it.
Result<std::unique_ptr<PreparedCamera>> prepareCamera(const CalibrateOptions& options,
                                                      const CalibrateInputs& inputs, Session& session,
                                                      const LoadedEpisode& loaded, int episode,
                                                      const CameraStream& camera,
                                                      TransferredMarks& transferred,
                                                      const RunContext& context);

/// Writes into a result what it is about and what it was made from.
void describeResult(Calibration& calibration, const CalibrateOptions& options, const CalibrateInputs& inputs,
                    Session& session, const LoadedEpisode& loaded, int episode, const CameraStream& camera);

/// The result of one camera of one episode.
struct CameraOutcome {
    std::filesystem::path path;
    Calibration calibration;
    bool kept = false;  ///< --resume found it complete; nothing was calculated.
};

/// Runs the pipeline on one camera of one episode and writes its calibration.json. With --resume a result
/// whose inputs were the same (see inputFingerprint()), or one that a person has worked on, is kept; without
/// it, the latter is an error.
Result<CameraOutcome> calibrateOne(const CalibrateOptions& options, const CalibrateInputs& inputs,
                                   Session& session, const LoadedEpisode& loaded, int episode,
                                   const CameraStream& camera, TransferredMarks& transferred,
                                   const RunContext& context);

}  // namespace camframe
