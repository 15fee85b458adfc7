// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/core/image.h"
#include "model/core/result.h"

namespace camframe::verify {

/// Decodes COCO's compressed run lengths, strictly: every character in '0'..'o', no unfinished number, no
/// negative run, no run of length 0 but the first, runs that fill the picture exactly. The error says which
/// of these is broken. Written from the format's description; shares nothing with the encoder.
Result<ImageU8> decodeRleCounts(const std::string& counts, int width, int height);

/// From {"size":[height,width],"counts":"..."}, whose size must be the given one.
Result<ImageU8> decodeRleJson(const std::string& json, int width, int height);

}  // namespace camframe::verify
