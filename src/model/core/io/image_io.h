// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "model/core/image.h"
#include "model/core/result.h"

namespace camframe {

/// Width and height of a picture, pixels.
struct PictureSize {
    int width = 0;
    int height = 0;
    bool operator==(const PictureSize&) const = default;
};

/// Readers of single pictures. PNG and JPEG only. Refused with one sentence, before anything is decoded:
/// files over 256 MiB, pictures over 32768 pixels a side or 2^27 pixels, truncated files (decoders fill these
/// with grey), PNG chunks whose checksum is wrong, and a size other than `expected` where that is given.
/// The orientation tag of JPEG is not applied: intrinsics belong to the pixels as stored.

/// 8-bit RGB picture; grey pictures become RGB, 16 bits are reduced to 8, transparency is dropped.
Result<ImageU8> readRgb(const std::filesystem::path& path, std::optional<PictureSize> expected = {});
/// Robot mask: single-channel, any value > 127 is robot and becomes 255. A mask with values above 0 but none
/// above 127 (0/1 labels) is refused, as it would silently mean "no robot".
Result<ImageU8> readMask(const std::filesystem::path& path, std::optional<PictureSize> expected = {});
/// 16-bit single-channel PNG, millimetres, 0 = none.
Result<ImageU16> readDepthMm(const std::filesystem::path& path, std::optional<PictureSize> expected = {});

/// The same from bytes that lie in a container (HDF5, Parquet, TFRecord, zip).
/// @param what  Named in errors, e.g. "/data/x.h5: picture 3 of 'camera_top'".
Result<ImageU8> decodeRgb(std::string bytes, const std::string& what,
                          std::optional<PictureSize> expected = {});
Result<ImageU16> decodeDepthMm(std::string bytes, const std::string& what,
                               std::optional<PictureSize> expected = {});
/// The size that an encoded picture states, after the checks above but without decoding it.
Result<PictureSize> encodedSize(std::string bytes, const std::string& what);

/// Lossless; atomic. `text` becomes the PNG's text entries (tEXt, or iTXt where a text is not plain ASCII);
/// keywords are 1 to 79 ASCII characters.
Result<void> writePng(const std::filesystem::path& path, const ImageU8& image,
                      const std::map<std::string, std::string>& text = {});
Result<void> writePng(const std::filesystem::path& path, const ImageU16& image,
                      const std::map<std::string, std::string>& text = {});

/// Encoded bytes, for reports and containers. One or three channels; quality 1..100.
std::string encodePng(const ImageU8& image, const std::map<std::string, std::string>& text = {});
std::string encodePng(const ImageU16& image);
std::string encodeJpeg(const ImageU8& rgb, int quality);

}  // namespace camframe
