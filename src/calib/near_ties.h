// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calib/silhouette_stage.h"

namespace camframe {

/// How well a refined pose explains the pictures; both figures 0..1.
struct Explanation {
    double overlap = 0;             ///< With masks or with what moved: blurred, but blind to nothing.
    std::optional<double> outline;  ///< Share of the drawn outline that is seen within a pixel: sharp.
    double sum() const { return overlap + outline.value_or(0); }
};

/// Mean overlap (intersection over union) of the robot as drawn with the given masks of the fit frames, and
/// the share of the drawn outline that lies on the masks' boundary, their common offset taken off; outside
/// what counts for nothing or is hidden, on pictures at most 1280 px wide.
Result<Explanation> compareWithMasks(const SilhouetteScene& scene, const SilhouettePose& pose);

/// Of the winner's explanation, 0..1: the lesser of the shares in overlap and in outline, as a true rival
/// needs both.
double relativeTo(const Explanation& winner, const Explanation& other);

/// From here on the second best is told about; self-assessment then never says ok (see Evidence::rivalScore).
constexpr double kNearTie = 0.89;

/// The fit frame on which two poses draw the robot most differently (least overlap of the drawn masks), with
/// the robot drawn over it as `other` would have it. At most 320 px wide, in the scene's space.
struct DistinguishingView {
    int frame = 0;  ///< In the recording.
    ImageU8 rgb;
};
Result<DistinguishingView> distinguishingView(const SilhouetteScene& scene, const SilhouettePose& winner,
                                              const SilhouettePose& other);

}  // namespace camframe
