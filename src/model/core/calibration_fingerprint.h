// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "model/core/calibration.h"

namespace camframe {

/// A number that is the same for two calibrations exactly when labels made with them are the same: it covers
/// pose (or guess), intrinsics and corrections of the robot, and nothing of status, figures or history. A
/// verdict keeps it, so that a later change of the pose shows. Poses that differ by less than a rounding of
/// files (1e-8) count as the same.
///
/// @return  Never 0, unless there is no pose at all.
uint64_t calibrationFingerprint(const Calibration& calibration);

}  // namespace camframe
