// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "model/core/image.h"

namespace camframe::bench {

/// How true depth is spoiled, as an active stereo camera of the D435 class spoils it: errors live in
/// disparity, neighbours share them, windows fatten what is in front, and a camera's scale is a little off.
/// Figures after Keselman et al. 2017, "Intel RealSense stereoscopic depth cameras", and the makers' notes.
struct DepthDegradation {
    double baselineMetres = 0.05;
    double disparitySigmaPx = 0.08;  ///< Noise of the disparity
    double correlationPx = 5;        ///< ... whose correlation falls to 1/e at this distance.
    double disparityStepPx = 1.0 / 32;
    int fatteningPx = 2;        ///< What is in front grows by so much.
    double holeShare = 0.08;    ///< Of the picture, in blobs.
    double scaleSigma = 0.004;  ///< Of the recording's common relative error.
};

/// @param depthMm  Z in millimetres, 0 = none.
/// @param focalPx  Of the camera that measured.
/// @param recordingSeed  Draws what all frames of a recording share.
ImageU16 degradeDepth(const ImageU16& depthMm, double focalPx, const DepthDegradation& how,
                      uint64_t recordingSeed, int frame);

}  // namespace camframe::bench
