// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "model/core/recorded_dataset.h"

namespace camframe {

/// robomimic: one HDF5 file with all recordings at `/data/demo_<i>`, in the order of their numbers.
///
/// Every uint8 dataset (T,H,W,3) below `obs` is a camera, keyed by its name ("agentview_image"); every
/// dataset of numbers with T rows is a signal, keyed by its path in the recording ("obs/robot0_joint_pos",
/// "actions"). `next_obs` repeats `obs` and is not read. The robot and the frame rate are taken from the JSON
/// of `/data`'s attribute `env_args` (env_kwargs.robots, env_kwargs.control_freq); tasks from `ep_meta` of a
/// recording
/// ("lang"), or `problem_info` of `/data` ("language_instruction"), where they are there.
bool looksLikeRobomimicHdf5(const std::filesystem::path& path);
Result<std::unique_ptr<RecordedDataset>> openRobomimicHdf5(const std::filesystem::path& path);

}  // namespace camframe
