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

/// The same with the robot as rendered, grown by `growPx`, left out.
Background backgroundBehind(std::span<const ImageU8> frames, std::span<const RenderedFrame> rendered,
                            int growPx, int threads);

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

/// Looks along the normal of every rendered contour point for the place where the evidence changes from robot
/// to scene, to half a pixel. Finds the outline from afar; localiseContour measures it.
///
/// @param reachPx  Half length of the search (px); larger finds the boundary from farther and confuses more.
void searchContour(const ImageF& evidence, const RenderedFrame& rendered, double reachPx,
                   std::vector<ContourMeasurement>& out);

/// What an outline looks like in the pictures.
struct EdgeModel {
    double blurPx = 0.5;  ///< Standard deviation of the picture's blur, pixel area included.
    double noise = 4;     ///< Standard deviation of a channel, in 8-bit levels.
    int stride = 1;       ///< Take every n-th contour point.
};

/// What localiseContour did besides its measurements.
struct OutlineCount {
    int tried = 0;    ///< Contour points whose scene is known and whose surroundings are wide enough.
    double cost = 0;  ///< Squares at the boundaries found, in units of the noise, less their expectation.
};

/// Measures the outline within 3 px of the rendered one to a fraction of a pixel.
///
/// Along the normal the picture is modelled in linear light as scene (1 - s) + (a + c t) s, with s a step
/// blurred by `model.blurPx` at the boundary, t the depth below it, the scene taken from the background model
/// (times one factor for shadow) and robot colour a, slope c free. The boundary with the least squares wins;
/// its curvature gives the weight. Points whose scene was never seen are left out.
///
/// A robot colour taken from deeper inside instead would shift the boundary: links are shaded towards their
/// rims.
/// @param shift  The rendered picture lies so far right and down of the seen one (see subpixelShift).
OutlineCount localiseContour(const ImageU8& frame, const Background& background,
                             const RenderedFrame& rendered, const Eigen::Vector2d& shift,
                             const EdgeModel& model, std::vector<ContourMeasurement>& out);

/// Robot mask by GrabCut, seeded by the rendered silhouette and the evidence. Runs at `workWidth` pixels and
/// is resized back.
ImageU8 segmentRobot(const ImageU8& frame, const ImageF& evidence, const RenderedFrame& rendered,
                     int workWidth);

}  // namespace camframe
