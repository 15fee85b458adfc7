// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/studio/recording_loader.h"
#include "model/core/progress.h"

namespace camframe {

/// A copy of all that finding the robot in one frame needs.
struct SegmentTask {
    std::shared_ptr<OpenedRecording> opened;
    int camera = 0;
    int frame = 0;
    CameraState state;  ///< With a pose.
    std::shared_ptr<const RobotMotion> motion;
};

/// The robot's mask in the recorded picture by GrabCut (segmentRobot), from the robot drawn at the pose on
/// show, or from what a person has drawn into the frame; colours come from this and up to eleven further
/// frames.
Result<ImageU8> runSegmentTask(const SegmentTask& task, const RunContext& context);

}  // namespace camframe
