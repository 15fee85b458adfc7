// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "model/core/recorded_dataset.h"

namespace camframe {

/// A folder of TensorFlow Datasets with dataset_info.json, features.json and *.tfrecord-* files, or the
/// parent of folders of versions ("1.0.0") with them.
bool looksLikeRlds(const std::filesystem::path& path);

/// Opens a dataset of episodes with steps (RLDS: DROID, Open X-Embodiment) that TensorFlow Datasets prepared;
/// of several versions the newest.
///
/// Episodes are the records of all splits, in the order of dataset_info.json. The shard lengths stated there
/// are the index; a shard's framing is walked when one of its episodes is read, and compared with them.
/// Shards that are not there are left out and said. Reading an episode reads and checks its whole record, at
/// most 1 GiB; pictures are read one by one from the file. RLDS states neither rate nor times.
Result<std::unique_ptr<RecordedDataset>> openRlds(const std::filesystem::path& path);

}  // namespace camframe
