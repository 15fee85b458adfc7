// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "model/core/image.h"
#include "model/core/result.h"

namespace camframe {

/// 8-bit RGB picture (PNG, JPEG, ...). Truncated or oversized (> 32768 px a side) files are refused.
Result<ImageU8> readRgb(const std::filesystem::path& path);
/// Robot mask: single-channel, any value > 127 is robot and becomes 255.
Result<ImageU8> readMask(const std::filesystem::path& path);
/// 16-bit depth in millimetres.
Result<ImageU16> readDepthMm(const std::filesystem::path& path);

/// Lossless; atomic. `text` becomes tEXt entries.
Result<void> writePng(const std::filesystem::path& path, const ImageU8& image,
                      const std::map<std::string, std::string>& text = {});
Result<void> writePng(const std::filesystem::path& path, const ImageU16& image,
                      const std::map<std::string, std::string>& text = {});

/// Encoded bytes, for reports. quality 1..100.
std::string encodePng(const ImageU8& image);
std::string encodeJpeg(const ImageU8& rgb, int quality);

}  // namespace camframe
