// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "calib/contour_refinement.h"
#include "model/core/image.h"

namespace camframe {

/// Where something else stands before the robot in one frame.
///
/// Pixels that lie well inside the drawn robot and are not seen as robot, in patches of some size; grown, so
/// that the outline around them counts for nothing either. Holds for poses within about `marginPx`; a pose
/// that is farther off misses the robot with its outline, not with its inside.
/// @param drawn  Robot as drawn at the pose, 255 = robot.
/// @param seen   Robot as observed, 255 = robot. Same size.
/// @return       255 = hidden; nothing when nothing is.
std::optional<ImageU8> findOccluded(const ImageU8& drawn, const ImageU8& seen, int marginPx);

/// Removes measurements whose point is drawn where `ignore` (any size, may be empty) is not 0.
/// @param width, height  Of the picture that the measurements are stated in.
void dropIgnored(const ImageU8& ignore, int width, int height, std::vector<ContourMeasurement>& measurements);

}  // namespace camframe
