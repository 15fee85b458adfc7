// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/core/io/profiles/dataset_profile.h"
#include "model/core/io/robot_layout.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

/// A profile for a dataset that none knows, from the names, widths and values of its signals.
///
/// An arm's joints are the signal whose columns are named like the robot's joints, else the one that is
/// called like measured joints (never velocities, efforts or actions) and has as many columns as the arm has
/// joints, or one more for the gripper; several arms lie side by side in it, or in signals that differ by
/// "left" and "right". Values beyond two turns are degrees. Without such a signal the profile has no arms.
/// @param robot        Null: the signal that is called most like joints, with all its columns.
/// @param assumptions  What was guessed and why, one sentence each.
DatasetProfile guessDatasetProfile(const RecordedEpisode& episode, const RobotLayout* robot,
                                   std::vector<std::string>& assumptions);

}  // namespace camframe
