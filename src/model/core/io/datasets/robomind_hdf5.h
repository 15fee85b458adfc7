// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "model/core/recorded_dataset.h"

namespace camframe {

/// RoboMIND: one HDF5 file per recording at
/// `{benchmark}_release/h5_{embodiment}/{task}/success_episodes/{train|val}/{id}/data/trajectory.hdf5`
/// (simulation: without `success_episodes`, and with other file names). Named is a folder at any level, or
/// one file. The embodiment is read from the folder above ("franka_3rgb" is the robot hint), the task is its
/// folder's name. The tree is listed when it is opened; no file is.
///
/// Keys of signals are paths in the file ("puppet/joint_position", "master/...", simulation "franka/...");
/// keys of cameras are the names below `observations/rgb_images`. Depth below `observations/depth_images`
/// belongs to the camera of the same name. `puppet/end_effector*` is given as stored: releases differ in
/// whether its last four columns are a quaternion (x, y, z, w) or roll, pitch, yaw and gripper.
///
/// Frames: the files have no times. Where streams differ in length (simulation: states at about four times
/// the cameras' rate), the camera with the fewest pictures gives the frames, which are taken to be spread
/// evenly over the recording; other streams give the row of that time, found by `sim_time_seq` where that has
/// one entry per row, else in proportion. That is said in a warning.
///
/// Colours: Franka, FR3 and UR were encoded as usual; the other embodiments with red and blue exchanged,
/// which is undone for encoded pictures (source: the readers published with the dataset and any4lerobot's
/// converter).
bool looksLikeRobomind(const std::filesystem::path& path);
Result<std::unique_ptr<RecordedDataset>> openRobomind(const std::filesystem::path& path);

}  // namespace camframe
