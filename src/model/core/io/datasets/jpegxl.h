// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "model/core/io/image_io.h"
#include "model/core/result.h"

namespace camframe {

/// Decodes a JPEG XL picture of exactly that size to 8-bit RGB, rows from the top without gaps. The decoder
/// may take 1 GiB: pictures are from outside and can ask for layers far larger than themselves.
/// @param what  Named in errors.
Result<std::string> decodeJpegXl(std::string_view bytes, PictureSize expected, const std::string& what);

}  // namespace camframe
