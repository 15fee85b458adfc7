#version 450
// SPDX-License-Identifier: Apache-2.0
// Turns ids into bytes and depth bits into metres for the way back; four pixels per invocation.
#extension GL_GOOGLE_include_directive : require
#include "raster_rules.glsl"

layout(local_size_x = 64) in;

void main() {
    if (gl_GlobalInvocationID.x == 0) {
        packed[pixelCount / 4 * 5] = bigCount;
        packed[pixelCount / 4 * 5 + 1] = clipCount;
        packed[pixelCount / 4 * 5 + 2] = clippedCount;
    }
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint word = gl_GlobalInvocationID.x; word < pixelCount / 4; word += stride) {
        uint bytes = 0;
        for (uint k = 0; k < 4; ++k) {
            const uint at = 2 * (4 * word + k), id = pixels[at];
            bytes |= (id == kNone ? 0 : id) << (8 * k);
            if (writeDepth != 0) packed[pixelCount / 4 + 4 * word + k] = id == kNone ? 0 : pixels[at + 1];
        }
        packed[word] = bytes;
    }
}
