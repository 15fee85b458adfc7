#version 450
// SPDX-License-Identifier: Apache-2.0
// One bit per pixel: robot or not. Outlines are then found 32 pixels at a time.
#extension GL_GOOGLE_include_directive : require
#include "raster_rules.glsl"

layout(local_size_x = 64) in;

void main() {
    const View v = views[gl_WorkGroupID.y];
    const uint across = (v.width + 31) / 32;
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint word = gl_GlobalInvocationID.x; word < across * v.height; word += stride) {
        const uint y = word / across, x = word % across * 32;
        const uint at = v.firstPixel + y * v.width + x, count = min(32, v.width - x);
        uint bits = 0;
        for (uint i = 0; i < count; ++i) bits |= (ids[at + i] != kNone ? 1u : 0u) << i;
        masks[v.firstWord + word] = bits;
    }
}
