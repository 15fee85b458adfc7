// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "render/renderer.h"

namespace camframe {

/// extractContour inside a box (inclusive) that holds the whole robot.
/// @param depthRow  Depths (m) of a row of the picture; may return null (depth 0).
std::vector<ContourPoint> extractContourRows(const ImageU8& linkId, int x0, int y0, int x1, int y1,
                                             const std::function<const float*(int)>& depthRow);

}  // namespace camframe
