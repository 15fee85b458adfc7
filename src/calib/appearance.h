// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <vector>

#include "calib/contour_refinement.h"
#include "model/core/image.h"

namespace camframe {

/// What the static scene looks like where the robot is not.
struct Background {
    ImageU8 median;  ///< RGB.
    ImageF sigma;    ///< Noise of a channel (levels), from the median absolute deviation; >= 2.
    ImageU8 known;   ///< 255 where enough frames show the scene.
};

/// Median over time. `excluded` (empty, or one mask per frame) marks pixels that a frame does not count for:
/// the robot, somewhat grown. A pixel is known when at least `minFrames` frames remain.
Background estimateBackground(std::span<const ImageU8> frames, std::span<const ImageU8> excluded,
                              int minFrames, int threads);

/// Pixels that differ from the background by more than the threshold in some channel, cleaned of specks.
/// Shadows (darker, same colour) count as background.
ImageU8 changeMask(const ImageU8& frame, const Background& background, double threshold);

/// Log-likelihood ratio robot : scene per pixel, clamped to +-kMaxEvidence; 0 = says nothing.
///
/// Scene: the background model where it is known (with a component for cast shadows and one for moved
/// things), else the colours around the robot. Robot: the colours seen inside the rendered silhouettes.
/// Colour statistics as in region-based trackers (Prisacariu & Reid 2012; Stoiber et al. 2020): histograms
/// from the pictures at the present pose, no training.
class AppearanceModel {
public:
    static constexpr float kMaxEvidence = 4.0F;

    /// @param frames    RGB pictures, undistorted space.
    /// @param rendered  The robot in each of them at the present pose.
    static AppearanceModel build(std::span<const ImageU8> frames, std::span<const RenderedFrame> rendered,
                                 int threads);

    ImageF evidence(const ImageU8& frame) const;
    const Background& background() const { return m_background; }

private:
    static constexpr int kBins = 16;
    static int binOf(const uint8_t* rgb);
    Background m_background;
    std::vector<float> m_robot, m_scene;  ///< Probability per colour (kBins^3).
};

/// Looks along the normal of every rendered contour point for the place where evidence and colours change
/// from robot to scene, and measures it to a fraction of a pixel.
///
/// @param reachPx  Half length of the search (px); larger finds the boundary from farther and confuses more.
void searchContour(const ImageU8& frame, const ImageF& evidence, const RenderedFrame& rendered,
                   double reachPx, std::vector<ContourMeasurement>& out);

/// Robot mask by GrabCut, seeded by the rendered silhouette and the evidence. Runs at `workWidth` pixels and
/// is resized back.
ImageU8 segmentRobot(const ImageU8& frame, const ImageF& evidence, const RenderedFrame& rendered,
                     int workWidth);

}  // namespace camframe
