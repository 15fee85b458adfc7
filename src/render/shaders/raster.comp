#version 450
// SPDX-License-Identifier: Apache-2.0
// One triangle per invocation: small ones are drawn here, big ones go to a list (cpu twin: rasterizeMesh).
#extension GL_GOOGLE_include_directive : require
#include "raster_rules.glsl"
#include "raster_pixel.glsl"

layout(local_size_x = 64) in;
const uint kPerBatch = 512;

// Pixel of an undistorted position as the lens shows it.
vec2 throughLens(View v, vec2 undistorted) {
    const float x = (undistorted.x - v.cx) / v.fx;
    const float y = (undistorted.y - v.cy) / v.fy;
    const float r2 = x * x + y * y;
    const float radial = 1 + r2 * (v.k1 + r2 * (v.k2 + r2 * v.k3));
    const float xd = x * radial + 2 * v.p1 * x * y + v.p2 * (r2 + 2 * x * x);
    const float yd = y * radial + v.p1 * (r2 + 2 * y * y) + 2 * v.p2 * x * y;
    return vec2(v.fx * xd + v.cx, v.fy * yd + v.cy);
}

// Pixels that the triangle may cover (x0, y0, x1, y1); empty when x1 < x0 or y1 < y0.
ivec4 pixelBox(View v, Corner c0, Corner c1, Corner c2) {
    vec2 low = min(min(vec2(c0.u, c0.v), vec2(c1.u, c1.v)), vec2(c2.u, c2.v));
    vec2 high = max(max(vec2(c0.u, c0.v), vec2(c1.u, c1.v)), vec2(c2.u, c2.v));
    const vec2 last = vec2(float(v.width) - 1, float(v.height) - 1);
    if (v.firstSample != kNone) {
        if (high.x < v.lensLeft || low.x > v.lensRight || high.y < v.lensTop ||
            low.y > v.lensBottom)
            return ivec4(0, 0, -1, -1);
        const vec2 focal = vec2(v.fx, v.fy), centre = vec2(v.cx, v.cy);
        const float far = max(max(length((vec2(c0.u, c0.v) - centre) / focal),
                                  length((vec2(c1.u, c1.v) - centre) / focal)),
                              length((vec2(c2.u, c2.v) - centre) / focal));
        if (far > v.lensRadius) return ivec4(0, 0, ivec2(last));
        const vec2 extent = (high - low) / focal;
        // The margin also covers the single precision of throughLens.
        const float bend = v.lensCurvature * dot(extent, extent) + 0.1;
        const vec2 a = throughLens(v, vec2(c0.u, c0.v)), b = throughLens(v, vec2(c1.u, c1.v)),
                   c = throughLens(v, vec2(c2.u, c2.v));
        low = min(min(a, b), c) - bend;
        high = max(max(a, b), c) + bend;
    }
    return ivec4(ivec2(ceil(clamp(low, vec2(0), last + 1))), ivec2(floor(clamp(high, vec2(-1), last))));
}

void drawBox(Corner c0, Corner c1, Corner c2, Draw d, View v, ivec4 box) {
    const ivec2 size = box.zw - box.xy + 1;
    if (size.x <= 0 || size.y <= 0) return;
    if (size.x > kBigPixels || size.y > kBigPixels || size.x * size.y > kBigPixels) {
        // Without room the triangle is lost, and the host starts again with more: it reads bigCount.
        const uint slices = clamp(uint(size.x) * uint(size.y) / kSlicePixels, 1, kMaxSlices);
        const uint slot = atomicAdd(bigCount, slices);
        if (slot + slices > bigCapacity) return;
        for (uint i = 0; i < slices; ++i)
            big[slot + i] = BigTriangle(c0.u, c0.v, c0.iz, c1.u, c1.v, c1.iz, c2.u, c2.v, c2.iz, d.view, d.id, box.x,
                                        box.y, box.z, box.w, i | slices << 16);
        atomicMax(bigGroupsX, min(slot + slices, kMaxGroups));
        return;
    }
    const Canvas canvas = canvasOf(v);
    const Edge e0 = makeEdge(c1, c2), e1 = makeEdge(c2, c0), e2 = makeEdge(c0, c1);
    for (int y = box.y; y <= box.w; ++y)
        for (int x = box.x; x <= box.z; ++x) drawPixel(c0, c1, c2, e0, e1, e2, d.id, canvas, x, y);
}

vec3 inCamera(Draw d, uint vertex) {
    const uint at = 3 * (d.firstVertex + vertex);
    const float X = vertices[at], Y = vertices[at + 1], Z = vertices[at + 2];
    precise float x = d.m[0] * X + d.m[1] * Y + d.m[2] * Z + d.m[3];
    precise float y = d.m[4] * X + d.m[5] * Y + d.m[6] * Z + d.m[7];
    precise float z = d.m[8] * X + d.m[9] * Y + d.m[10] * Z + d.m[11];
    return vec3(x, y, z);
}

// Signed distance from clipping plane `plane` (0 near, then left, right, top, bottom of the guard band).
float planeDistance(View v, uint plane, vec3 p) {
    precise float d = p.z - kNear;
    if (plane == 1) d = v.fx * p.x - (v.guardLeft - v.cx) * p.z;
    if (plane == 2) d = (v.guardRight - v.cx) * p.z - v.fx * p.x;
    if (plane == 3) d = v.fy * p.y - (v.guardTop - v.cy) * p.z;
    if (plane == 4) d = (v.guardBottom - v.cy) * p.z - v.fy * p.y;
    return d;
}

Corner projectPoint(View v, vec3 p) {
    precise float iz = 1.0 / p.z;
    precise float u = v.fx * p.x * iz + v.cx;
    precise float w = v.fy * p.y * iz + v.cy;
    return Corner(u, w, iz);
}

// Triangles that reach behind the near plane or beyond the guard band (cpu twin: drawClipped).
void drawClipped(Draw d, View v, uvec3 t) {
    vec3 polygon[16], kept[16];
    polygon[0] = inCamera(d, t.x);
    polygon[1] = inCamera(d, t.y);
    polygon[2] = inCamera(d, t.z);
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
    const Corner first = projectPoint(v, polygon[0]);
    for (uint i = 1; i + 1 < count; ++i) {
        const Corner second = projectPoint(v, polygon[i]), third = projectPoint(v, polygon[i + 1]);
        ivec4 box = ivec4(0, 0, int(v.width) - 1, int(v.height) - 1);
        if (v.firstSample == kNone) box = pixelBox(v, first, second, third);
        drawBox(first, second, third, d, v, box);
    }
}

void main() {
    const uvec2 batch = batches[firstBatch + gl_WorkGroupID.x];
    const Draw d = draws[batch.x];
    const View v = views[d.view];
    const uint end = min(batch.y + kPerBatch, d.triangleCount);
    for (uint i = batch.y + gl_LocalInvocationID.x; i < end; i += gl_WorkGroupSize.x) {
        const uint at = 3 * (d.firstTriangle + i);
        const uvec3 t = uvec3(triangles[at], triangles[at + 1], triangles[at + 2]);
        const vec4 a = projected[d.firstProjected + t.x], b = projected[d.firstProjected + t.y],
                   c = projected[d.firstProjected + t.z];
        if (a.z == 0 || b.z == 0 || c.z == 0) {
            drawClipped(d, v, t);
            continue;
        }
        const Corner c0 = Corner(a.x, a.y, a.z), c1 = Corner(b.x, b.y, b.z), c2 = Corner(c.x, c.y, c.z);
        drawBox(c0, c1, c2, d, v, pixelBox(v, c0, c1, c2));
    }
}
