// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "model/core/episode.h"
#include "model/core/io/image_io.h"

namespace camframe {

/// Opens the pictures of a video file (H.264, HEVC, AV1 and whatever else FFmpeg's libraries decode).
///
/// Frame i is the i-th shown picture in order of presentation time, counted from the first picture that the
/// file's edit list shows. The file is indexed once by the presentation times of its packets; reading seeks
/// to the key frame before and decodes up to exactly that time, and reading on in order decodes every picture
/// once. Colours follow the matrix and range that the stream states; untagged streams count as BT.601 in
/// limited range, as FFmpeg writes them from RGB pictures. A rotation tag is not applied: intrinsics belong
/// to the pixels as stored.
///
/// Refused with one sentence: no video stream, unknown codec, a picture size other than `size`, fewer
/// pictures than `frameCount`, and damaged or truncated data. Only local files are opened, never network
/// addresses.
///
/// @param frameCount  Pictures that the recording states; more in the file are ignored.
Result<std::unique_ptr<FrameSource>> openVideoFrames(const std::filesystem::path& path, PictureSize size,
                                                     int frameCount);

}  // namespace camframe
