// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/core/io/profiles/dataset_profile.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

/// Signals that are called like measured poses of an end effector and are wide enough to be some, those that
/// sound most like it first: one with position and rotation, or a position with the rotation that has the
/// same name but for its end ("eef_pos" and "eef_quat", "eef_rot_axis_angle"). Never actions, targets,
/// velocities or what a leader does; a signal that only speaks of a state comes last.
std::vector<SignalColumns> guessPoseSignals(const RecordedEpisode& episode);

}  // namespace camframe
