// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/studio/recording_loader.h"
#include "calib/mark_tracker.h"
#include "model/core/progress.h"

namespace camframe {

/// A copy of all that carrying a keypoint over frames needs.
struct TrackTask {
    std::shared_ptr<OpenedRecording> opened;
    int camera = 0;
    CameraState state;
    std::shared_ptr<const RobotMotion> motion;
    BoundPoint point;
    int firstFrame = 0, lastFrame = 0;
    bool interpolates = false;  ///< Looks at no picture.
};

/// Keypoints (without ids) of a point of the robot for the frames of a range, from those that a person
/// placed.
///
/// Between two corrected frames the point is tracked from both ends, and the two ways are mixed by the
/// distance to their ends; where they are more than 6 px apart, the one that looks more like its end wins.
/// Before the first and after the last correction there is one way only. Pixels that TrackInterpolation
/// expects guide the tracker where there is a pose. Where it loses the point, the interpolated pixel
/// takes its place, marked as such; where that lies outside the picture there is none.
/// The tracker is the network of the models folder, else MarkTracker.
Result<std::vector<Keypoint>> runTrackTask(const TrackTask& task, const RunContext& context);

/// One place of two tracks of the same point, clicked at both ends of a range.
/// @param share  How far the frame is from the first end to the second, 0..1.
std::optional<Eigen::Vector2d> fuseTracks(const MarkTrack& fromFirst, const MarkTrack& fromLast, size_t at,
                                          double share);

}  // namespace camframe
