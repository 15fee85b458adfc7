// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <vector>

#include "model/core/image.h"

namespace camframe {

/// Pictures are cut into so many cells; what counts is area, not the number of corners.
inline constexpr int kBackgroundColumns = 16, kBackgroundRows = 12;
using BackgroundCells = std::array<uint8_t, kBackgroundColumns * kBackgroundRows>;

/// A picture prepared for following its corners into others of the same camera.
struct BackgroundView {
    std::vector<cv::Mat> pyramid;  ///< Grey, with local brightness and contrast evened out.
    cv::Size size;
    std::vector<cv::Point2f> corners;
    double scale = 1;  ///< Recorded pixels per pixel of the pyramid's base.

    size_t cellOf(const cv::Point2f& point) const;
};

/// Reduced to 640 pixels of width at most. Pure black counts as no picture: the rim that undistortion leaves,
/// a letter box, or what was masked on purpose; no corners are taken there.
BackgroundView makeBackgroundView(const ImageU8& rgb);

/// Where a corner of one view was found in another (pixels of the pyramid's base).
struct CornerTrack {
    cv::Point2f from, to;
};

/// Corners of `from` as found in `to`, of equal size: pyramidal Lucas-Kanade (Bouguet 2001), kept where the
/// way back ends within half a pixel.
std::vector<CornerTrack> followCorners(const BackgroundView& from, const BackgroundView& to);

}  // namespace camframe
