// SPDX-License-Identifier: Apache-2.0
// From vertices to corners in the picture, and the pixels between three corners.

layout(constant_id = 1) const bool kLens = false;  // May views have a lens?
// Triangles whose box holds more pixels go to a list, whose entries whole workgroups draw.
layout(constant_id = 4) const int kBigPixels = 64;

vec3 inCamera(Draw d, vec4 p) {
    precise float x = d.m[0] * p.x + d.m[1] * p.y + d.m[2] * p.z + d.m[3];
    precise float y = d.m[4] * p.x + d.m[5] * p.y + d.m[6] * p.z + d.m[7];
    precise float z = d.m[8] * p.x + d.m[9] * p.y + d.m[10] * p.z + d.m[11];
    return vec3(x, y, z);
}

Corner projectPoint(View v, vec3 p) {
    precise float iz = 1.0 / p.z;
    precise float u = v.fx * p.x * iz + v.cx;
    precise float w = v.fy * p.y * iz + v.cy;
    return Corner(u, w, iz);
}

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
    if (kLens && v.firstSample != kNone) {
        if (high.x < v.lensLeft || low.x > v.lensRight || high.y < v.lensTop || low.y > v.lensBottom)
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

bool isEmpty(ivec4 box) { return box.z < box.x || box.w < box.y; }

bool isBig(ivec4 box) {
    const ivec2 size = box.zw - box.xy + 1;
    return size.x > kBigPixels || size.y > kBigPixels || size.x * size.y > kBigPixels;
}

// Into how many pieces a big triangle is divided.
uint slicesOf(ivec4 box) {
    const uvec2 size = uvec2(box.zw - box.xy + 1);
    return clamp(size.x * size.y / kSlicePixels, 1, kMaxSlices);
}
