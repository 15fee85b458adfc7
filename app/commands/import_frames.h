// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/core/io/image_io.h"
#include "model/core/progress.h"
#include "model/core/result.h"

namespace camframe {

/// The pictures of one camera that are to become part of a recording.
struct ImportedFrames {
    std::string camera;
    std::filesystem::path source;  ///< The video, or the folder of pictures.
    PictureSize size;
    int count = 0;
    std::vector<std::filesystem::path> pictures;  ///< In order; empty for a video.
    std::vector<double> times;       ///< Of a video's pictures, s from the first; empty for a folder.
    std::vector<std::string> notes;  ///< What a person should check.

    bool isVideo() const { return pictures.empty(); }
    /// Below the recording's folder: a video file, or a pattern with %06d.
    std::string pathInRecording() const;
};

/// Looks at a video or a folder of PNG or JPEG files. The headers of all pictures are read: each must have
/// the size of the first.
/// @param camera  Empty: named after the file or folder.
Result<ImportedFrames> inspectFrames(const std::filesystem::path& path, std::string camera,
                                     const RunContext& context);

/// Copies the first `count` pictures, or the video, to their place below `folder`; with `link` as hard links.
Result<void> placeFrames(const ImportedFrames& frames, int count, const std::filesystem::path& folder,
                         bool link, const RunContext& context);

}  // namespace camframe
