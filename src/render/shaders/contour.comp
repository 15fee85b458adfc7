#version 450
// SPDX-License-Identifier: Apache-2.0
// Contour points in row order (cpu twin: extractContour). One invocation per row, run twice: first each row
// counts its points, then (after contour_scan.comp) writes them at the row's offset.
#extension GL_GOOGLE_include_directive : require
#include "raster_rules.glsl"

layout(constant_id = 0) const uint kPass = 0;  // 0: count, 1: write.
layout(local_size_x = 64) in;

// The contour among 32 pixels of a row. Beyond the picture's edge all is robot: an edge there is no contour.
uint contourBits(View v, uint across, uint word, uint y) {
    const uint at = v.firstWord + y * across + word;
    const uint self = masks[at];
    if (self == 0) return 0;
    const uint used = min(32, v.width - 32 * word);  // pixels of the word
    const uint before = word > 0 ? masks[at - 1] >> 31 : 1;
    const uint after = word + 1 < across ? masks[at + 1] & 1 : 1;
    const uint left = self << 1 | before;
    const uint right = self >> 1 | after << (used - 1);
    const uint above = y > 0 ? masks[at - across] : 0xFFFFFFFFu;
    const uint below = y + 1 < v.height ? masks[at + across] : 0xFFFFFFFFu;
    return self & ~(left & right & above & below);
}

void main() {
    const View v = views[gl_WorkGroupID.y];
    const uint y = gl_GlobalInvocationID.x;
    if (y >= v.height) return;
    const uint across = (v.width + 31) / 32;
    if (kPass == 0) {
        uint count = 0;
        for (uint word = 0; word < across; ++word) count += bitCount(contourBits(v, across, word, y));
        rows[v.firstRow + y] = count;
        return;
    }
    uint slot = rows[v.firstRow + y];
    for (uint word = 0; word < across; ++word) {
        uint bits = contourBits(v, across, word, y);
        for (; bits != 0 && slot < contourCapacity; ++slot) {
            const uint x = 32 * word + findLSB(bits);
            bits &= bits - 1;
            const uint at = 2 * (v.firstPixel + y * v.width + x);
            contour[1 + 3 * slot] = x | y << 16;
            contour[2 + 3 * slot] = pixels[at] | gl_WorkGroupID.y << 8;
            contour[3 + 3 * slot] = pixels[at + 1];
        }
    }
}
