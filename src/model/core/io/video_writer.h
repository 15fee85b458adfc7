// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "model/core/image.h"
#include "model/core/io/image_io.h"
#include "model/core/result.h"

namespace camframe {

struct VideoWriterOptions {
    double fps = 30;   ///< > 0; written as a fraction with a denominator up to 1001.
    int quality = 18;  ///< Constant rate factor of x264, 0 (lossless) to 51.
};

/// Writes an MP4 with H.264, YUV 4:2:0, BT.709 in limited range, and says so in the stream.
///
/// Sizes are made even by repeating the last column or row, as 4:2:0 needs. Equal pictures give equal bytes:
/// one encoder thread count, no dates. The index stands before the pictures, so that players can begin at
/// once. Errors: no H.264 encoder in FFmpeg's libraries (named), a file that cannot be written.
class VideoWriter {
public:
    /// @param path  Written to directly: use writeFileAtomically around it.
    static Result<std::unique_ptr<VideoWriter>> open(const std::filesystem::path& path, PictureSize size,
                                                     const VideoWriterOptions& options);
    virtual ~VideoWriter() = default;
    /// RGB, of the stated size.
    virtual Result<void> add(const ImageU8& rgb) = 0;
    /// Must be called at the end; without it the file is of no use.
    virtual Result<void> finish() = 0;
};

}  // namespace camframe
