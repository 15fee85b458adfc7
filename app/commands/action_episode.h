// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "app/commands/session.h"
#include "model/core/io/action_file.h"
#include "model/core/progress.h"

namespace camframe {

/// Puts together what an action file says about one episode: states, camera-frame actions and drawn labels.
///
/// @param calibrations  Cameras of this episode; one without a pose gets actions that are not valid.
Result<ActionEpisode> makeActionEpisode(Session& session, const LoadedEpisode& loaded,
                                        std::span<const Calibration> calibrations, const RunContext& context);

}  // namespace camframe
