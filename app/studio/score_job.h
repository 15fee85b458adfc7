// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/studio/mask_shelf.h"
#include "app/studio/recording_loader.h"
#include "model/core/progress.h"
#include "views/widgets/frame_scores.h"

namespace camframe {

/// A copy of all that scoring the frames of a camera needs.
struct ScoreTask {
    std::shared_ptr<OpenedRecording> opened;
    int camera = 0;
    CameraState state;  ///< With a pose.
    std::shared_ptr<const RobotMotion> motion;
    std::shared_ptr<MaskShelf> masks;  ///< May be null.
};

/// Distance of the drawn outline from each frame's mask, drawn, given or made; where there is none, from the
/// outline that the colours of robot and scene show (AppearanceModel, searchContour). Of long recordings up
/// to 300 frames, evenly spread.
Result<FrameScores> runScoreTask(const ScoreTask& task, const RunContext& context);

}  // namespace camframe
