#version 450
// SPDX-License-Identifier: Apache-2.0
// Big triangles: a workgroup takes one slice of one triangle, that is every n-th tile of 8 x 8 pixels.
#extension GL_GOOGLE_include_directive : require
#include "raster_rules.glsl"
#include "project.glsl"
#include "raster_pixel.glsl"

layout(constant_id = 2) const bool kWasClipped = false;  // Which list is drawn?
layout(local_size_x = 8, local_size_y = 8) in;

void main() {
    // Long lists take several rows of groups. What is beyond the list draws its last entry again, which
    // changes nothing; without branches, drivers see that all invocations load the same.
    const uint group = gl_WorkGroupID.x + gl_WorkGroupID.y * kMaxGroups;
    uint view, id, slices;
    Corner c0, c1, c2;
    if (kWasClipped) {
        const ClippedTriangle t = clipped[min(group, min(clippedCount, clippedCapacity) - 1)];
        view = t.view;
        id = t.id;
        slices = t.slices;
        c0 = Corner(t.u0, t.v0, t.iz0);
        c1 = Corner(t.u1, t.v1, t.iz1);
        c2 = Corner(t.u2, t.v2, t.iz2);
    } else {
        const Reference r = big[min(group, min(bigCount, bigCapacity) - 1)];
        const Draw d = draws[r.draw];
        const View v = views[d.view];
        const uint first = meshlets[r.meshlet].firstVertex;
        view = d.view;
        id = d.id;
        slices = r.slices;
        c0 = projectPoint(v, inCamera(d, vertices[first + (r.triangle & 1023u)]));
        c1 = projectPoint(v, inCamera(d, vertices[first + (r.triangle >> 10 & 1023u)]));
        c2 = projectPoint(v, inCamera(d, vertices[first + (r.triangle >> 20)]));
    }
    const View v = views[view];
    const Canvas canvas = canvasOf(v);
    ivec4 box = pixelBox(v, c0, c1, c2);
    // Corners of clipped triangles may lie where the lens' mathematics does not hold.
    if (kLens && kWasClipped && v.firstSample != kNone) box = ivec4(0, 0, int(v.width) - 1, int(v.height) - 1);
    const Edge e0 = makeEdge(c1, c2), e1 = makeEdge(c2, c0), e2 = makeEdge(c0, c1);
    const uint across = uint(box.z - box.x) / 8 + 1, down = uint(box.w - box.y) / 8 + 1;
    for (uint tile = slices & 0xFFFFu; tile < across * down; tile += slices >> 16) {
        const int x = box.x + int(tile % across * 8 + gl_LocalInvocationID.x);
        const int y = box.y + int(tile / across * 8 + gl_LocalInvocationID.y);
        if (x <= box.z && y <= box.w) drawPixel(c0, c1, c2, e0, e1, e2, id, canvas, x, y);
    }
}
