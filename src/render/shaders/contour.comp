#version 450
// SPDX-License-Identifier: Apache-2.0
// Contour points in row order (cpu twin: extractContour). One workgroup per row, run twice: first each row
// counts its points, then (after contour_scan.comp) writes them at the row's offset.
#extension GL_GOOGLE_include_directive : require
#include "raster_rules.glsl"

layout(constant_id = 0) const uint kPass = 0;  // 0: count, 1: write.
layout(local_size_x = 64) in;

shared uint counts[64];

bool isContour(View v, uint x, uint y) {
    const uint at = v.firstPixel + y * v.width + x;
    if (ids[at] == kNone) return false;
    return (x > 0 && ids[at - 1] == kNone) || (x + 1 < v.width && ids[at + 1] == kNone) ||
           (y > 0 && ids[at - v.width] == kNone) || (y + 1 < v.height && ids[at + v.width] == kNone);
}

void main() {
    const View v = views[gl_WorkGroupID.y];
    const uint y = gl_WorkGroupID.x, self = gl_LocalInvocationID.x;
    if (y >= v.height) return;
    const uint length = (v.width + 63) / 64;
    const uint begin = self * length, end = min(begin + length, v.width);
    uint count = 0;
    for (uint x = begin; x < end; ++x) count += isContour(v, x, y) ? 1 : 0;
    counts[self] = count;
    barrier();
    uint before = 0, total = 0;
    for (uint i = 0; i < 64; ++i) {
        if (i == self) before = total;
        total += counts[i];
    }
    if (kPass == 0) {
        if (self == 0) rows[v.firstRow + y] = total;
        return;
    }
    uint slot = rows[v.firstRow + y] + before;
    for (uint x = begin; x < end && slot < contourCapacity; ++x) {
        if (!isContour(v, x, y)) continue;
        const uint at = v.firstPixel + y * v.width + x;
        contour[1 + 3 * slot] = x | y << 16;
        contour[2 + 3 * slot] = ids[at] | gl_WorkGroupID.y << 8;
        contour[3 + 3 * slot] = depths[at];
        ++slot;
    }
}
