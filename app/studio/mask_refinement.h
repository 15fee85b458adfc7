// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "calib/appearance.h"
#include "model/core/episode.h"
#include "model/core/progress.h"

namespace camframe {

/// Moves the outlines of masks to where the pictures show them (GrabCut seeded by the mask, segmentRobot),
/// where that is sure to be nearer to the truth.
///
/// How far GrabCut errs in this recording is measured where the truth is known: in the frames in which a
/// person drew the mask, started from that mask and from it moved by some pixels to the four sides (and is
/// taken for a pixel at least: a mask that GrabCut made would say that it errs by nothing). With |A - B| for
/// the number of pixels that only one of two masks covers (a metric), a carried mask C, the outcome R, the
/// truth T, and E = `caution` times that error per pixel of outline times the outline of R: if R errs by E at
/// most, |C - R| > 2 E implies |C - T| >= |C - R| - |R - T| > E >= |R - T|. So R is taken where |C - R| > 2
/// E, and where the outlines are no farther apart than the starts that were tried; else C stays. Wrong it can
/// be only where GrabCut errs more than `caution` times as much as it did in the frames of the person.
class MaskRefiner {
public:
    static constexpr double caution = 1.25;
    static constexpr double leastErrorPx = 1;

    /// @param known    Frames and the robot in them, 255, as a person drew them; at least one.
    /// @param carried  Of other frames: the colours of robot and scene are learned from some of all.
    static Result<MaskRefiner> learn(FrameSource& frames, const std::vector<std::pair<int, ImageU8>>& known,
                                     const std::vector<std::pair<int, ImageU8>>& carried,
                                     const RunContext& context);
    /// The mask, or a better one.
    Result<ImageU8> refine(FrameSource& frames, int frame, const ImageU8& mask) const;
    /// GrabCut's error where the truth is known: pixels per pixel of outline, the largest found.
    double errorPx() const { return m_errorPx; }

private:
    explicit MaskRefiner(AppearanceModel model) : m_model(std::move(model)) {}
    ImageU8 outline(const ImageU8& picture, const ImageU8& start) const;

    AppearanceModel m_model;
    double m_errorPx = leastErrorPx;
};

}  // namespace camframe
