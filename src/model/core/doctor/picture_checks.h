// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/core/doctor/finding.h"
#include "model/core/episode.h"
#include "model/core/progress.h"

namespace camframe {

/// Opens nothing, reads pictures of one camera: the first, middle and last, or all. Those that cannot be read
/// ("media-unreadable"), another number of pictures than frames ("picture-count"), a picture of one colour
/// ("blank-picture"), and a camera whose first, middle and last pictures are the same to the bit while the
/// robot moves ("frozen-camera"). Errors: Stopped.
Result<std::vector<DatasetFinding>> checkPictures(FrameSource& source, int frameCount,
                                                  const std::string& camera, bool allFrames, bool robotMoves,
                                                  const RunContext& context);

/// How much changes from each picture to the next: mean absolute difference of thumbnails, beyond noise
/// (8-bit steps). One entry less than there are frames. Errors: those of the source, and Stopped.
/// @param frames  Looks at the first so many.
Result<std::vector<double>> motionEnergy(FrameSource& source, int frames, const RunContext& context);

/// Joint speed between neighbouring frames: the length of the step in joint space (rad and m alike); NaN
/// where absent.
std::vector<double> jointSpeed(const Episode& episode);

/// A cheap estimate of how many frames the pictures lag behind the joints (negative: lead), as
/// RobotCorrection::lagFrames.
struct LagEstimate {
    double lagFrames = 0;
    double correlation = 0;    ///< At that lag, -1 .. 1.
    double withoutLag = 0;     ///< At lag 0.
    bool halvesAgree = false;  ///< Both halves of the clip give the same lag to 1.5 frames.
    /// Sure enough to be told: correlation from 0.6, 0.08 above that without lag, and the halves agree.
    bool confident() const { return correlation >= 0.6 && correlation - withoutLag >= 0.08 && halvesAgree; }
};
/// Cross-correlation of how much the pictures change and how fast the joints move, both smoothed over three
/// steps; refined by a parabola. Nothing for fewer than 40 steps, or where one of the two does not vary.
/// @param energy, speed  Of the same steps.
std::optional<LagEstimate> estimateLag(std::span<const double> energy, std::span<const double> speed);

/// "image-lag", where an estimate is confident and at least one frame.
std::vector<DatasetFinding> checkLag(const std::optional<LagEstimate>& lag, double fps,
                                     const std::string& camera);

}  // namespace camframe
