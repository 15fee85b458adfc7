// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "model/core/recorded_dataset.h"

namespace camframe {

/// DROID as recorded: folders with `trajectory.h5`, `metadata_<episode id>.json` and
/// `recordings/MP4/<serial>.mp4`. Named is such a folder, its `trajectory.h5`, or a folder above (files lie
/// at most six levels below). Opening lists the tree and opens no file.
///
/// Keys of signals are paths in `trajectory.h5` ("observation/robot_state/joint_positions",
/// "action/gripper_position", "observation/camera_extrinsics/<serial>_left"). Keys of cameras are their
/// parts: "ext1", "ext2" and "wrist" as the metadata assign serial numbers to them (attributes
/// "ext1_cam_serial" ...), or the serial number where there is no metadata. Pictures are the left view; where
/// there is only
/// `<serial>-stereo.mp4`, its left half. Picture i belongs to row i.
///
/// Times (s) are when the first outer camera took its pictures ("<serial>_estimated_capture"), else the
/// robot's. Where a still camera stood is taken from DROID's published lists (droid_lists.h) where these lie
/// in the named folder or one of five above it, else from the recording; K from the lists alone. Source of
/// the layout: droid-dataset.github.io.
bool looksLikeDroidRaw(const std::filesystem::path& path);
Result<std::unique_ptr<RecordedDataset>> openDroidRaw(const std::filesystem::path& path);

}  // namespace camframe
