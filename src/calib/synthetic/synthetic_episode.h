// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calib/synthetic/synthetic_recording.h"

namespace camframe {

/// As generate(), but as one of many episodes in one laboratory: room, furniture, lamps and lens follow from
/// `room`; motion, noise and the things that lie around from options.seed alone. Give options.camFromBase as
/// well, for one and the same camera: a random place would follow from the motion.
Result<SyntheticRecording> generateEpisode(const RobotModel& robot, const SyntheticOptions& options,
                                           uint64_t room, const RunContext& context);

}  // namespace camframe
