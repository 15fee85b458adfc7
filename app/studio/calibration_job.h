// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/studio/mask_shelf.h"
#include "app/studio/recording_loader.h"
#include "calib/calibration_pipeline.h"

namespace camframe {

/// What the calibration of the window starts from.
enum class CalibrationStart {
    /// From what the person has clicked so far: tracked marks with fewer than four keypoints, else by itself.
    Automatic,
    /// From the pose on show, with the keypoints as exact observations.
    CurrentPose,
};

/// A copy of all that a run needs, so that it does not see later edits.
struct CalibrationTask {
    std::shared_ptr<OpenedRecording> opened;
    int camera = 0;
    CameraState state;
    CalibrationStart start = CalibrationStart::Automatic;
    RefineSet refine;  ///< Besides the pose, and besides what the run on show corrected.
    uint64_t seed = 0;
    std::shared_ptr<MaskShelf> masks;  ///< Given masks for frames that nobody drew; may be null.
};

/// What a run found, the masks that it used or made, by frame, and a picture of each near-tie.
struct CalibrationOutcome {
    Calibration calibration;
    std::vector<std::pair<int, ImageU8>> masks;
    std::vector<ImageU8> alternativePictures;
};

/// Runs the pipeline of src/calib. The command-line twin is `camframe calibrate`.
Result<CalibrationOutcome> runCalibrationTask(const CalibrationTask& task, const RunContext& context);

}  // namespace camframe
