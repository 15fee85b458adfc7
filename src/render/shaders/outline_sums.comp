#version 450
// SPDX-License-Identifier: Apache-2.0
// The equations of outline points and their sums (cpu twin: CpuOutlineEquations). One workgroup per segment of
// a view's outline, block and view; invocations take points in turn, and their sums are added in fixed order.
#extension GL_GOOGLE_include_directive : require
#include "raster_rules.glsl"
#include "outline_rules.glsl"

layout(local_size_x = 64) in;

// A row of the system is 13 columns and the residual, in four vectors: j0, j1, j2, last. Entry k holds the
// weighted product of one of its numbers with one of its vectors, upper triangle only; the last entry holds
// cost, final cost, weight and points. OutlineReader in outline_layout.h reads them.
const uint kEntries = 39;
const uint kAtOnce = 13;  // Entries that are added up over the workgroup together: 13 KiB of shared memory.

vec4 entries[kEntries];
shared vec4 lanes[64 * kAtOnce];

#define ADD1(k, number)                              \
    entries[k] += (weight * (number)) * last;
#define ADD2(k, number)                              \
    entries[k] += (weight * (number)) * j2;          \
    ADD1(k + 1, number)
#define ADD3(k, number)                              \
    entries[k] += (weight * (number)) * j1;          \
    ADD2(k + 1, number)
#define ADD4(k, number)                              \
    entries[k] += (weight * (number)) * j0;          \
    ADD3(k + 1, number)

// Derivative of the lens at an undistorted normalised position, by columns.
mat2 lensDerivative(View v, vec2 p) {
    const float r2 = dot(p, p);
    const float radial = 1 + r2 * (v.k1 + r2 * (v.k2 + r2 * v.k3));
    const float slope = v.k1 + r2 * (2 * v.k2 + r2 * 3 * v.k3);
    const float cross = 2 * p.x * p.y * slope + 2 * v.p1 * p.x + 2 * v.p2 * p.y;
    return mat2(radial + 2 * p.x * p.x * slope + 2 * v.p1 * p.y + 6 * v.p2 * p.x, cross, cross,
                radial + 2 * p.y * p.y * slope + 6 * v.p1 * p.y + 2 * v.p2 * p.x);
}

// Cpu twin: robotAround.
ivec2 robotAround(View v, uint x, uint y) {
    const int across = int(min(min(x, v.width - 1 - x), 3)), down = int(min(min(y, v.height - 1 - y), 3));
    const uint words = (v.width + 31) / 32;
    ivec2 sum = ivec2(0);
    for (int dy = -down; dy <= down; ++dy)
        for (int dx = -across; dx <= across; ++dx) {
            const uint column = uint(int(x) + dx);
            const uint bits = masks[v.firstWord + uint(int(y) + dy) * words + column / 32];
            sum += int(bits >> column % 32 & 1u) * ivec2(dx, dy);
        }
    return sum;
}

void addPoint(View v, uint point) {
    const uint place = contour[1 + 3 * point], what = contour[2 + 3 * point];
    if (blockCount > 1 && (what & 0xFFu) != gl_WorkGroupID.y + 1) return;
    const uint x = place & 0xFFFFu, y = place >> 16;
    const uint offset = y * v.width + x, at = v.firstPixel + offset;
    if ((ignored[at / 4] >> (8 * (at % 4)) & 0xFFu) != 0) return;
    const uint x0 = x > 0 ? x - 1 : x, x1 = min(x + 1, v.width - 1);
    const uint y0 = y > 0 ? y - 1 : y, y1 = min(y + 1, v.height - 1);
    const uint row = v.firstPixel + y * v.width;
    precise float dx = x1 > x0 ? (distances[row + x1] - distances[row + x0]) / float(x1 - x0) : 0;
    precise float dy =
        y1 > y0 ? (distances[at + (y1 - y) * v.width] - distances[at - (y - y0) * v.width]) / float(y1 - y0) : 0;
    precise float steepness = dx * dx + dy * dy;
    if (steepness < 0.1) return;  // on a ridge the distance says nothing about direction
    const float z = uintBitsToFloat(contour[3 + 3 * point]);
    // Cpu twin: outlineDirection.
    if (abs(distances[at]) <= 6) {
        const ivec2 around = robotAround(v, x, y);
        const float size = sqrt(float(around.x * around.x + around.y * around.y));
        precise float agreement = dx * float(around.x) + dy * float(around.y);
        if (agreement <= 0.1 * size) return;
        dx = float(around.x) / size;
        dy = float(around.y) / size;
    }

    const vec2 pixel = vec2(float(x) - v.cx, float(y) - v.cy);
    vec2 p = pixel / vec2(v.fx, v.fy);
    vec2 g = vec2(dx * v.fx, dy * v.fy), h = g;
    if (v.firstSample != kNone) {
        const vec2 undistorted = samples[v.firstSample + offset];
        p = (undistorted - vec2(v.cx, v.cy)) / vec2(v.fx, v.fy);
        h = g * lensDerivative(v, p);
    }
    const float along = dot(h, p), r2 = dot(p, p), radial = dot(g, p) * r2, inverse = 1 / z;
    const vec4 j0 = vec4(-p.y * along - h.y, h.x + p.x * along, p.x * h.y - p.y * h.x, h.x * inverse);
    const vec4 j1 = vec4(h.y * inverse, -along * inverse, -1, dx * pixel.x + dy * pixel.y);
    const vec4 j2 = vec4(dx, dy, radial, radial * r2);
    const float residual = distances[at] - residualOffset;
    const vec4 last = vec4(0.5 * (dx * pixel.x - dy * pixel.y), residual, 0, 0);
    const float squared = residual * residual, spread = 1 + squared * sharpness, weight = 1 / (spread * spread);
    ADD4(0, j0.x)
    ADD4(4, j0.y)
    ADD4(8, j0.z)
    ADD4(12, j0.w)
    ADD3(16, j1.x)
    ADD3(19, j1.y)
    ADD3(22, j1.z)
    ADD3(25, j1.w)
    ADD2(28, j2.x)
    ADD2(30, j2.y)
    ADD2(32, j2.z)
    ADD2(34, j2.w)
    ADD1(36, last.x)
    ADD1(37, last.y)
    entries[38] += vec4(0.5 * squared / spread, 0.5 * squared / (1 + squared * finalSharpness),
                        weight, 1);
}

void main() {
    const uint self = gl_LocalInvocationID.x, segment = gl_WorkGroupID.x, block = gl_WorkGroupID.y,
               view = gl_WorkGroupID.z;
    const View v = views[view];
    for (uint i = 0; i < kEntries; ++i) entries[i] = vec4(0);
    const uint found = min(contour[0], contourCapacity);
    const uint begin = min(rows[v.firstRow], found);
    const uint end = view + 1 < viewCount ? min(rows[views[view + 1].firstRow], found) : found;
    const uint length = (end - begin + segmentCount - 1) / segmentCount;
    const uint last = min(begin + (segment + 1) * length, end);
    for (uint point = begin + segment * length + self; point < last; point += 64) addPoint(v, point);

    const uint result = 1 + ((view * blockCount + block) * segmentCount + segment) * kEntries;
    for (uint first = 0; first < kEntries; first += kAtOnce) {
        for (uint k = 0; k < kAtOnce; ++k) lanes[kAtOnce * self + k] = entries[first + k];
        barrier();
        if (self < kAtOnce) {
            vec4 sum = vec4(0);
            for (uint lane = 0; lane < 64; ++lane) sum += lanes[kAtOnce * lane + self];
            sums[result + first + self] = sum;
        }
        barrier();
    }
    if (self == 0 && segment + block + view == 0)
        sums[0] = vec4(bigCount, contour[0], clipCount, clippedCount);
}
