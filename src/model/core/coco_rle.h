// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/core/image.h"

namespace camframe {

/// A mask as COCO's compressed run-length encoding, without its size.
///
/// Any value > 127 is inside. Runs go down the columns, beginning with a run outside; each count beyond the
/// third is written as the difference from the count two before, in little-endian groups of 5 bits plus a
/// continuation bit, offset by the character '0'. Readable by pycocotools.
std::string cocoRleCounts(const ImageU8& mask);

/// The same with its size, as JSON: {"size":[height,width],"counts":"..."}.
std::string cocoRleJson(const ImageU8& mask);

}  // namespace camframe
