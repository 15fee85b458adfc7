#version 450
// SPDX-License-Identifier: Apache-2.0
// Triangles that reach behind the near plane or beyond the guard band, one per invocation: what is left of
// each goes to a list (cpu twin: drawClipped).
#extension GL_GOOGLE_include_directive : require
#include "raster_rules.glsl"
#include "project.glsl"

layout(local_size_x = 64) in;

// Signed distance from clipping plane `plane` (0 near, then left, right, top, bottom of the guard band).
float planeDistance(View v, uint plane, vec3 p) {
    precise float d = p.z - kNear;
    if (plane == 1) d = v.fx * p.x - (v.guardLeft - v.cx) * p.z;
    if (plane == 2) d = (v.guardRight - v.cx) * p.z - v.fx * p.x;
    if (plane == 3) d = v.fy * p.y - (v.guardTop - v.cy) * p.z;
    if (plane == 4) d = (v.guardBottom - v.cy) * p.z - v.fy * p.y;
    return d;
}

void keep(Draw d, View v, Corner c0, Corner c1, Corner c2) {
    ivec4 box = ivec4(0, 0, int(v.width) - 1, int(v.height) - 1);
    if (v.firstSample == kNone) box = pixelBox(v, c0, c1, c2);
    if (isEmpty(box)) return;
    const uint slices = slicesOf(box);
    const uint slot = atomicAdd(clippedCount, slices);
    const uint end = min(slot + slices, clippedCapacity);  // as in raster.comp
    for (uint k = slot; k < end; ++k)
        clipped[k] = ClippedTriangle(c0.u, c0.v, c0.iz, c1.u, c1.v, c1.iz, c2.u, c2.v, c2.iz, d.view, d.id,
                                     k - slot | slices << 16);
    atomicMax(clippedGroupsX, min(end, kMaxGroups));
}

void main() {
    if (gl_GlobalInvocationID.x >= min(clipCount, clipCapacity)) return;
    const Reference r = clip[gl_GlobalInvocationID.x];
    const Draw d = draws[r.draw];
    const View v = views[d.view];
    const uint first = meshlets[r.meshlet].firstVertex;
    vec3 polygon[16], kept[16];
    polygon[0] = inCamera(d, vertices[first + (r.triangle & 1023u)]);
    polygon[1] = inCamera(d, vertices[first + (r.triangle >> 10 & 1023u)]);
    polygon[2] = inCamera(d, vertices[first + (r.triangle >> 20)]);
    uint count = 3;
    for (uint plane = 0; plane < 5 && count > 0; ++plane) {
        uint n = 0;
        for (uint i = 0; i < count && n + 2 <= 16; ++i) {
            const vec3 p = polygon[i], q = polygon[i + 1 == count ? 0 : i + 1];
            const float dp = planeDistance(v, plane, p), dq = planeDistance(v, plane, q);
            const bool isIn = dp >= 0, nextIn = dq >= 0;
            if (isIn) kept[n++] = p;
            if (isIn == nextIn) continue;
            // From the kept end towards the dropped one, whichever triangle asks.
            const vec3 from = isIn ? p : q, to = isIn ? q : p;
            const float df = isIn ? dp : dq, dt = isIn ? dq : dp;
            precise float s = df / (df - dt);
            precise vec3 cut = from + s * (to - from);
            kept[n++] = cut;
        }
        count = n;
        for (uint i = 0; i < count; ++i) polygon[i] = kept[i];
    }
    if (count < 3) return;
    const Corner fan = projectPoint(v, polygon[0]);
    for (uint i = 1; i + 1 < count; ++i)
        keep(d, v, fan, projectPoint(v, polygon[i]), projectPoint(v, polygon[i + 1]));
}
