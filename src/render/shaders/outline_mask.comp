#version 450
// SPDX-License-Identifier: Apache-2.0
// One bit per pixel: robot or not. Outlines are then found 32 pixels at a time.
#extension GL_GOOGLE_include_directive : require
#include "raster_rules.glsl"

layout(local_size_x = 64) in;

void main() {
    const View v = views[gl_WorkGroupID.y];
    const uvec4 b = min(bounds[gl_WorkGroupID.y], uvec2(v.width, v.height).xyxy);
    const uint left = v.width - b.x, top = v.height - b.y, right = b.z, bottom = b.w;
    const uint across = (v.width + 31) / 32;
    const uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
    for (uint word = gl_GlobalInvocationID.x; word < across * v.height; word += stride) {
        const uint y = word / across, x = word % across * 32;
        const bool used = y >= top && y < bottom;
        const uint begin = max(x, left), end = used ? min(x + 32, right) : begin;
        const uint row = v.firstPixel + y * v.width;
        uint bits = 0;
        for (uint i = begin; i < end; ++i) bits |= (pixels[2 * (row + i)] != kNone ? 1u : 0u) << (i - x);
        masks[v.firstWord + word] = bits;
    }
}
