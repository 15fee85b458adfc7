// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "model/core/image.h"
#include "model/core/progress.h"
#include "model/core/result.h"
#include "model/core/spaces.h"

namespace camframe {

/// A point of the robot, clicked once.
struct MarkClick {
    int frame = 0;
    Eigen::Vector2d pixel{0, 0};
};

/// Where a mark was seen.
struct MarkTrack {
    std::vector<Eigen::Vector2d> pixels;  ///< One per frame; NaN where not visible.
    /// One per frame, 0 = hidden or lost .. 1 = looks as clicked. Above 0.85 pixels are good to a few pixels;
    /// below, the place is right but the point may have slid over the surface.
    std::vector<float> visibility;
};

/// 8-bit picture of a frame; the tracker says which channels it wants.
using ReadPicture = std::function<Result<ImageU8>(int frame)>;

/// Where a mark should be in a frame by what is already known (a rough camera pose); NaN: nobody knows.
using ExpectedPixel = std::function<Eigen::Vector2d(size_t mark, int frame)>;

/// Follows points through a clip. Implementations: MarkTracker here, networks in network_tracker.h.
class PointTracker {
public:
    virtual ~PointTracker() = default;
    virtual std::string name() const = 0;
    /// @param readRgb  Three channels; frames are asked for in tracking order.
    /// @param expected  May be empty. Where it gives a pixel, the mark is looked for around it.
    /// @return         One track per click.
    virtual Result<std::vector<MarkTrack>> track(const ReadPicture& readRgb, int frameCount,
                                                 std::span<const MarkClick> clicks,
                                                 const ExpectedPixel& expected,
                                                 const RunContext& context) = 0;
};

struct MarkTrackerOptions {
    int windowPx = 21;               ///< Side of the square patch; odd, >= 7.
    double forwardBackwardPx = 1.0;  ///< A step is trusted when tracking it back ends this close.
    double minCorrelation = 0.6;     ///< Between neighbouring frames; below it the mark counts as hidden.
    double anchorCorrelation = 0.8;  ///< With the reference patch; below it a new reference is taken.
    double foundCorrelation = 0.8;   ///< With an earlier look, for a mark to count as found again.
    double minLikeness = 0.75;       ///< With the click, at the best turn in the picture; below it nothing
                                     ///< is reported, though the tracker goes on for a while.
    double expectedRadiusPx = 24;    ///< Farther from its expected pixel no mark is believed.
};

/// Follows points by their look: no network, no model of the robot.
///
/// Pyramidal Lucas-Kanade between neighbouring frames with a forward-backward check (Bouguet 2001; Kalal et
/// al. 2010), then realigned to a reference patch so that small errors do not add up; the reference is
/// renewed only while the mark's look changes slowly. Where that fails, patches of earlier looks, turned by
/// some angles, are searched around the place of the last sighting (normalised cross-correlation); a peak
/// counts when it is high, alone, and leads back to where it came from. A mark that is hidden stays hidden
/// until it is found again. A look that changes slowly can carry a tracker far from the point, along an edge
/// or over a plain surface, with every single step in order; so each place is also compared with the click,
/// and that likeness is the visibility. Each mark is followed forwards and backwards from its click; every
/// frame is read at most twice, whatever the number of marks.
class MarkTracker : public PointTracker {
public:
    explicit MarkTracker(const MarkTrackerOptions& options = {}) : m_options(options) {}
    std::string name() const override { return "optical flow"; }
    Result<std::vector<MarkTrack>> track(const ReadPicture& readRgb, int frameCount,
                                         std::span<const MarkClick> clicks, const ExpectedPixel& expected,
                                         const RunContext& context) override;

private:
    MarkTrackerOptions m_options;
};

}  // namespace camframe
