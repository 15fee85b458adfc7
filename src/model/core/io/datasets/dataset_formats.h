// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "model/core/recorded_dataset.h"

namespace camframe {

/// A dataset format that Camframe reads as stored. The plain folder is not among them: it states joints and
/// cameras in our own terms and needs no profile.
struct DatasetFormat {
    std::string_view id;     ///< For --format, e.g. "lerobot".
    std::string_view title;  ///< For people.
    /// Whether a path that exists looks like this format. Cheap, never fails, believes nothing else.
    bool (*detect)(const std::filesystem::path& path);
    Result<std::unique_ptr<RecordedDataset>> (*open)(const std::filesystem::path& path);
};

/// All formats, in the order in which they are tried.
std::span<const DatasetFormat> datasetFormats();

/// The first format that detects a path, or the one named. Errors list the formats there are.
/// @param format  A DatasetFormat::id, or empty to detect it.
Result<const DatasetFormat*> findDatasetFormat(const std::filesystem::path& path,
                                               std::string_view format = {});

/// Opens a path as the first format that detects it, or as the one named.
/// @param format  A DatasetFormat::id, or empty to detect it.
Result<std::unique_ptr<RecordedDataset>> openRecordedDataset(const std::filesystem::path& path,
                                                             std::string_view format = {});

}  // namespace camframe
