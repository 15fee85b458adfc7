// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/video_reader.h"

namespace camframe {

Result<std::unique_ptr<FrameSource>> openVideoFrames(const std::filesystem::path& path, PictureSize, int) {
    return inputError("Video {}: videos are not read yet.", path.string());
}

}  // namespace camframe
