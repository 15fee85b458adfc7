// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "model/core/recorded_dataset.h"

namespace camframe {

/// ACT/ALOHA: one HDF5 file per recording, `/observations/qpos` with `qvel`, `effort`, `/action` (mobile:
/// `/base_action`), and pictures at `/observations/images/<camera>`: raw uint8 (T,H,W,3), or JPEG in rows
/// that are filled up with zeros (their lengths in `/compress_len` are not needed: JPEG files end
/// themselves).
///
/// Named is one such file, a folder of `episode_*.hdf5` (or .h5), or a folder of such folders, whose names
/// are the tasks. Keys of signals are paths in the file ("observations/qpos"); keys of cameras are the
/// datasets' names ("cam_high"). The files state no frame rate.
///
/// Colours are read as an ordinary decoder gives them. Some recorders encoded with red and blue exchanged,
/// which a file does not tell; a dataset profile can.
bool looksLikeActHdf5(const std::filesystem::path& path);
Result<std::unique_ptr<RecordedDataset>> openActHdf5(const std::filesystem::path& path);

}  // namespace camframe
