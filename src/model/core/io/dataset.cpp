// SPDX-License-Identifier: Apache-2.0
#include "model/core/episode.h"
#include "model/core/io/plain_folder_reader.h"

namespace camframe {

Result<std::unique_ptr<DatasetReader>> openDataset(const std::filesystem::path& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        return inputError("Dataset {} does not exist or cannot be reached; check the path.", path.string());
    return openPlainFolder(path);
}

}  // namespace camframe
