// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <memory>
#include <span>

#include "model/core/episode.h"
#include "model/core/image.h"
#include "model/core/progress.h"
#include "model/core/result.h"

namespace camframe {

struct BackgroundView;

/// What a still camera sees apart from what moves: median over frames spread evenly over the episode, reduced
/// to 640 pixels of width at most. Pixels on which the frames do not agree are black and count as not seen.
///
/// Flicker and automatic gain are evened out first: each frame is scaled to the common median brightness.
/// Errors: a picture that cannot be read, no pictures at all, Stopped.
Result<ImageU8> placementBackground(FrameSource& frames, const RunContext& context);

/// A few numbers by which backgrounds that may show one place are found among many: histograms of undirected
/// gradients on a coarse grid (Dalal & Triggs, CVPR 2005), evened out per cell, of unit length. Cells that
/// were not seen are 0. The dot product of two signatures is their likeness, 0..1.
inline constexpr int kSignatureSize = 8 * 6 * 6;
using PlacementSignature = Eigen::Matrix<float, kSignatureSize, 1>;
PlacementSignature placementSignature(const ImageU8& background);

/// A background prepared for exact comparison. Cheap to copy; immutable.
class PlacementView {
public:
    PlacementView() = default;
    explicit PlacementView(const ImageU8& background);
    const BackgroundView& view() const { return *m_view; }

private:
    std::shared_ptr<const BackgroundView> m_view;
};

/// How the background of one camera-episode lies in that of another: as a whole shifted, turned and zoomed,
/// relative to the middle of the picture. In pixels of the recorded pictures.
struct PlacementShift {
    enum class Kind {
        Unknown,  ///< Too little texture in one of the two.
        Foreign,  ///< Hardly anything of one is found in the other: another place, or all is lit anew.
        Aligned,  ///< Much of it moved as one, possibly not at all.
    };
    Kind kind = Kind::Unknown;
    Eigen::Vector2d px{0, 0};
    double roll = 0;                                   ///< rad
    double zoom = 0;                                   ///< Relative; 0.01: everything is 1 % larger.
    double sigmaPx = 0, sigmaRoll = 0, sigmaZoom = 0;  ///< One standard deviation, from how corners scatter.
    double agreement = 0;  ///< Share of the textured area that moved as one, 0..1.
};

/// Follows corners from one background to the other and fits a similarity: RANSAC, then least squares with
/// Tukey's weights. What people moved around, and what robots hide, are outliers. Where the camera has moved,
/// so that near things shift more than far ones, this is the shift of most of the picture.
PlacementShift comparePlacements(const PlacementView& from, const PlacementView& to);

/// A shift of the background as a motion of the camera: what it would be if the camera had only turned, and
/// what if it had only moved, seen against things at `distance`.
struct PlacementMotion {
    double degrees = 0, millimetres = 0;
    bool significant = false;  ///< At least five standard deviations in some direction.
};

/// @param focalPx   Of the recorded pictures.
/// @param distance  Of what the camera looks at (m).
PlacementMotion motionOf(const PlacementShift& shift, double focalPx, double distance);

/// A bump worth telling: beyond either.
inline constexpr double kBumpDegrees = 0.2, kBumpMillimetres = 2;

/// Has the camera been moved, judging by backgrounds? Asks for a third of a bump, since distant walls shift
/// less than what stands at `distance`, and turn and move partly cancel.
bool backgroundMoved(const PlacementShift& shift, double focalPx, double distance);

}  // namespace camframe
