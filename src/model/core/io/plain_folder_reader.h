// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "model/core/episode.h"

namespace camframe {

/// Opens the simplest dataset: a folder with `episode.json` beside the pictures, the path of that file
/// itself, or a folder whose direct subfolders are such folders (several episodes, in the order of their
/// names).
///
/// Episodes are validated field by field when they are read; each error names the file, the field and the
/// mend. Fields that the format does not know are ignored.
Result<std::unique_ptr<DatasetReader>> openPlainFolder(const std::filesystem::path& path);

/// Whether a path is such a folder or file, told by names alone.
bool looksLikePlainFolder(const std::filesystem::path& path);

/// Reads and validates one episode.json.
Result<Episode> readEpisodeJson(const std::filesystem::path& file);

/// A file name pattern with exactly one integer field, "%d" or "%0Nd", as in "rgb/front/%06d.jpg".
class FramePattern {
public:
    /// The error's message says what a pattern must look like, for the caller to put behind the field's name.
    static Result<FramePattern> parse(const std::string& text);
    std::string format(int frame) const;

private:
    std::string m_before, m_after;
    int m_digits = 0;
};

}  // namespace camframe
