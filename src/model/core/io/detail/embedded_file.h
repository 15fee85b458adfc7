// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace camframe {

/// A data file that was built into the program by cmake/EmbedProfiles.cmake.
struct EmbeddedFile {
    std::string_view name;  ///< File name without extension.
    std::string_view text;
};

/// The files of resources/profiles, sorted by name.
std::span<const EmbeddedFile> embeddedProfiles();

/// The files of resources/dataset_profiles, sorted by name.
std::span<const EmbeddedFile> embeddedDatasetProfiles();

}  // namespace camframe
