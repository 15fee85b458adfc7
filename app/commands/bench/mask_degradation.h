// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "model/core/image.h"

namespace camframe::bench {

/// How given masks are spoiled, as segmentation networks spoil them.
struct MaskDegradation {
    double boundarySigmaPx = 1.5;  ///< The boundary is shifted by a random field of this deviation
    double correlationPx = 8;      ///< ... whose correlation falls to 1/e at this distance.
    double offsetPx = 0;           ///< Positive: the mask is too fat everywhere.
    int holes = 2, blobs = 3;      ///< Per frame: ellipses removed inside, added anywhere.
};

/// @param mask  255 = robot. A mask without robot stays empty but for the blobs.
ImageU8 degradeMask(const ImageU8& mask, const MaskDegradation& how, uint64_t seed);

}  // namespace camframe::bench
