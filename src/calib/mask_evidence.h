// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "calib/contour_refinement.h"
#include "model/core/image.h"

namespace camframe {

/// An observed robot mask, ready to be compared with rendered contours.
struct MaskField {
    ImageF distance;                        ///< signedDistance of the mask.
    ImageU8 ignore;                         ///< 255 where nothing is known (empty: everything is known).
    std::vector<Eigen::Vector2i> boundary;  ///< Inner boundary pixels of the mask.
};

/// @param mask    255 = robot, undistorted space.
/// @param ignore  255 = don't care; may be empty. Same size.
MaskField makeMaskField(const ImageU8& mask, const ImageU8& ignore);

/// Measurements of a rendered frame against an observed mask.
///
/// From the rendered contour: the mask's signed distance there, along outlineDirection (see OutlineSums).
/// With `twoSided`, which is for poses that are still far off, along the distance's gradient, and also from
/// the mask's boundary to the nearest rendered contour point, which pulls the robot out to parts of the mask
/// it does not reach. At the true pose with an exact mask every residual is exactly zero.
void observeMask(const MaskField& mask, const RenderedFrame& rendered, bool twoSided,
                 std::vector<ContourMeasurement>& out);

/// The one-sided measurements of observeMask as the renderer can make them itself; refers to `masks`.
std::vector<OutlineFrame> outlineFrames(const std::vector<MaskField>& masks);

/// Mask resized by area and thresholded at one half.
ImageU8 resizeMask(const ImageU8& mask, int width, int height);

}  // namespace camframe
