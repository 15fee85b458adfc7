// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "model/core/recorded_dataset.h"

namespace camframe {

/// A zarr folder with `meta/episode_ends`, or a zip file (of which only the first bytes are looked at).
bool looksLikeUmi(const std::filesystem::path& path);

/// Opens a zarr replay buffer as UMI (and diffusion policy) write it: arrays below `data` whose rows are the
/// frames of all episodes one behind the other, and `meta/episode_ends`, the row behind each episode's last.
///
/// Arrays of 8-bit pictures (N, height, width, 3) are cameras, raw or JPEG XL; other numeric arrays signals,
/// several inner dimensions flattened row-major. The format has neither rate nor times nor tasks.
Result<std::unique_ptr<RecordedDataset>> openUmi(const std::filesystem::path& path);

}  // namespace camframe
