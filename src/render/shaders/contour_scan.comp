#version 450
// SPDX-License-Identifier: Apache-2.0
// Turns the rows' counts into offsets (exclusive prefix sum); a single workgroup.
#extension GL_GOOGLE_include_directive : require
#include "raster_rules.glsl"

layout(local_size_x = 128) in;

shared uint sums[128];

void main() {
    const uint self = gl_LocalInvocationID.x;
    const uint length = (rowCount + 127) / 128;
    const uint begin = self * length, end = min(begin + length, rowCount);
    uint sum = 0;
    for (uint i = begin; i < end; ++i) sum += rows[i];
    sums[self] = sum;
    barrier();
    uint before = 0, total = 0;
    for (uint i = 0; i < 128; ++i) {
        if (i == self) before = total;
        total += sums[i];
    }
    for (uint i = begin; i < end; ++i) {
        const uint count = rows[i];
        rows[i] = before;
        before += count;
    }
    if (self == 0) contour[0] = total;
}
