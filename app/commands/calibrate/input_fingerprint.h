// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/commands/calibrate/calibrate_inputs.h"
#include "calib/calibration_pipeline.h"
#include "model/core/io/input_files.h"

namespace camframe {

/// Pictures that a person may have drawn anew since: all their bytes count.
struct DrawnPictures {
    const NumberedPictures* masks = nullptr;
    const NumberedPictures* ignored = nullptr;
};

/// A hex digest of everything that a calibration is made from, so that nothing unchanged is calculated twice,
/// wherever the recording lies: the robot's shape and its pose in every frame, the camera, the options, marks
/// and start, all bytes of masks and ignored regions, and of the recorded pictures (and depth) the first, the
/// middle and the last. A recording in which only other pictures were replaced is not told apart. The
/// program's version counts, the machine and the number of threads do not.
Result<std::string> inputFingerprint(const CalibrationInput& input, const CalibrationOptions& options,
                                     const CalibrateInputs& given, const DrawnPictures& drawn);

}  // namespace camframe
