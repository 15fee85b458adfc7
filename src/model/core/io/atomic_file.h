// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "model/core/result.h"

namespace camframe {

/// Replaces `path` by the given bytes: written beside it, synced, renamed. On any failure the old file stays
/// and no temporary file is left. Creates missing parent folders.
Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view bytes);

/// As above for writers that need a file name (HDF5, video): `write(temporaryPath)` fills the file.
Result<void> writeFileAtomically(const std::filesystem::path& path,
                                 const std::function<Result<void>(const std::filesystem::path&)>& write);

/// Removes what writeFileAtomically left below `folder` in processes that were killed: files with its hidden
/// names. For folders that nobody else writes to. Links are not followed; what cannot be removed stays.
void removeUnfinished(const std::filesystem::path& folder);

/// Brings a file, or a folder with all files and folders in it, to the disk as it stands, for those who then
/// give it its name: a name may outlive a power cut that what it names does not. Links are left alone.
Result<void> makeDurable(const std::filesystem::path& fileOrFolder);

/// Whole file as bytes; refuses files larger than `limit`.
Result<std::string> readFile(const std::filesystem::path& path, size_t limit);

}  // namespace camframe
