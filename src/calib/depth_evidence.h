// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "calib/contour_refinement.h"
#include "model/core/image.h"

namespace camframe {

/// Noise of one depth pixel at depth z (m): quantisation and edges, and what stereo adds with z^2, because a
/// disparity is measured to a fixed fraction of a pixel (Keselman et al. 2017, "Intel RealSense stereoscopic
/// depth cameras"; the makers' tuning notes give 0.08 px, 2.5 mm at 1 m for a base line of 5 cm).
/// @return  Standard deviation (m).
double depthSigma(double z);

/// Deviation of an error that all pixels of a depth camera share (m). Makers promise 2 % at 2 m at worst.
constexpr double kDepthBiasSigma = 0.003;

/// Compares drawn with measured depths on a coarse grid of drawn pixels inside the robot.
///
/// Pixels near the drawn outline, near the border between links and where the surface is steep or not smooth
/// are left out: there a depth camera mixes fore- and background, and a small error of the pose changes the
/// depth by more than the noise. Residuals are formed at the centre of the measured pixel.
///
/// @param depthMm    Measured Z, 0 = none, in the space of the pictures (any size of the same shape).
/// @param counts     255 where the depth may be compared, same size as depthMm; empty: everywhere.
/// @param drawnWith  Camera of `rendered`, with its subpixel shift.
/// @param shift      That shift (px of the rendered picture).
void observeDepth(const ImageU16& depthMm, const ImageU8& counts, const RenderedFrame& rendered,
                  const CameraModel& drawnWith, const Eigen::Vector2d& shift,
                  std::vector<DepthMeasurement>& out);

}  // namespace camframe
