// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/core/image.h"

namespace camframe {

/// Signed distance (px) to the boundary of a mask: positive inside, negative outside.
///
/// Inside: distance to the nearest pixel that is outside, minus 0.5; outside: minus (distance to the nearest
/// inside pixel, minus 0.5). So the boundary runs half-way between neighbouring pixels and every pixel of
/// the inner boundary (4-neighbourhood) has exactly +0.5. What lies beyond the picture's edge is unknown and
/// forms no boundary.
ImageF signedDistance(const ImageU8& mask);

/// Value and gradient by bilinear interpolation; coordinates outside are clamped.
struct FieldSample {
    float value = 0, dx = 0, dy = 0;
};
FieldSample sampleField(const ImageF& field, double x, double y);

/// Gradient by central differences at an integer pixel (one-sided at the edges).
FieldSample fieldAtPixel(const ImageF& field, int x, int y);

}  // namespace camframe
