// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "app/commands/session.h"
#include "model/core/io/action_file.h"
#include "model/core/progress.h"

namespace camframe {

/// One camera that goes into an action file.
struct ActionCamera {
    Calibration calibration;
    /// Frames of the recording, ascending; the camera says nothing about others.
    std::vector<int> frames;
};

/// Names a calibration by its contents, so that an export tells which version of it was used:
/// "EPISODE/CAMERA@HASH".
std::string calibrationId(const Calibration& calibration);

/// Puts together what an action file says about one episode: states, camera-frame actions and drawn labels.
///
/// The file's rows are the frames that any of the cameras has; in rows of other cameras alone a camera is not
/// valid, and no delta leads from one frame to another than the next.
///
/// @param cameras  Of this episode; one without a pose gets actions that are not valid.
Result<ActionEpisode> makeActionEpisode(Session& session, const LoadedEpisode& loaded,
                                        std::span<const ActionCamera> cameras, LabelContents labels,
                                        const RunContext& context);

/// As above: all frames, all labels.
Result<ActionEpisode> makeActionEpisode(Session& session, const LoadedEpisode& loaded,
                                        std::span<const Calibration> calibrations, const RunContext& context);

}  // namespace camframe
