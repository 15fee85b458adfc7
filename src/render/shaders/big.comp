#version 450
// SPDX-License-Identifier: Apache-2.0
// Big triangles: a workgroup takes one slice of one triangle, that is every n-th tile of 8 x 8 pixels.
#extension GL_GOOGLE_include_directive : require
#include "raster_rules.glsl"
#include "raster_pixel.glsl"

layout(local_size_x = 8, local_size_y = 8) in;

void main() {
    const uint count = min(bigCount, bigCapacity);
    for (uint entry = gl_WorkGroupID.x; entry < count; entry += gl_NumWorkGroups.x) {
        const BigTriangle t = big[entry];
        const Canvas canvas = Canvas(views[t.view].width, views[t.view].firstPixel, views[t.view].firstSample);
        const Corner c0 = Corner(t.u0, t.v0, t.iz0), c1 = Corner(t.u1, t.v1, t.iz1), c2 = Corner(t.u2, t.v2, t.iz2);
        const Edge e0 = makeEdge(c1, c2), e1 = makeEdge(c2, c0), e2 = makeEdge(c0, c1);
        const uint across = uint(t.x1 - t.x0) / 8 + 1, down = uint(t.y1 - t.y0) / 8 + 1;
        for (uint tile = t.slices & 0xFFFFu; tile < across * down; tile += t.slices >> 16) {
            const int x = t.x0 + int(tile % across * 8 + gl_LocalInvocationID.x);
            const int y = t.y0 + int(tile / across * 8 + gl_LocalInvocationID.y);
            if (x <= t.x1 && y <= t.y1) drawPixel(c0, c1, c2, e0, e1, e2, t.id, canvas, x, y);
        }
    }
}
