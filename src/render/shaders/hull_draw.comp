#version 450
// SPDX-License-Identifier: Apache-2.0
// Draws the bodies of one frame as one candidate's camera sees them (cpu twin: HullPainter::draw). A workgroup
// takes a few bodies at a time: invocations are points while they are projected and sorted by rows, chains of
// the hull while these are found (Andrew, 1979), and rows while these are filled.
#extension GL_GOOGLE_include_directive : require
#include "hull_rules.glsl"

const uint kSize = 64, kAtOnce = 8;
const uint kMostPoints = 64;  // HullScene::kMostPoints
const float kNear = 0.03;
layout(local_size_x = 64) in;

shared uint keys[kMostPoints];
shared uint pointCounts[kAtOnce];
shared vec2 sorted[kAtOnce * kMostPoints];
shared uint chains[2 * kAtOnce * kMostPoints];  // Places in `sorted`; left and right chain of each body.
shared uint lengths[2 * kAtOnce];               // 0: nothing to draw.

// a / b as IEEE 754 rounds it; Vulkan allows errors of 2.5 units in the last place. What a quotient leaves over
// is found exactly with Dekker's product (1971).
float leftOver(float a, float q, float b) {
    precise float cq = 4097.0 * q, cb = 4097.0 * b;
    precise float q1 = cq - (cq - q), b1 = cb - (cb - b);
    precise float q2 = q - q1, b2 = b - b1;
    precise float product = q * b;
    precise float error = ((q1 * b1 - product) + q1 * b2 + q2 * b1) + q2 * b2;
    precise float rest = (a - product) - error;
    return rest;
}

float divide(float a, float b) {
    precise float q = a / b;
    if (q == 0) return q;
    precise float nearer = q + leftOver(a, q, b) / b;
    // Now it is the right one or the neighbour of it.
    const float rest = leftOver(a, nearer, b);
    const bool more = (rest >= 0) == (b > 0);
    const float other = uintBitsToFloat(floatBitsToUint(nearer) + (more == (nearer > 0) ? 1u : 0xFFFFFFFFu));
    return abs(leftOver(a, other, b)) < abs(rest) ? other : nearer;
}

float cross2(vec2 o, vec2 a, vec2 b) {
    precise float area = (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
    return area;
}

uint orderedBits(float value) {
    const uint bits = floatBitsToUint(value);
    return (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
}

// Projects a body and sorts what lies before the camera by rows.
void sortBody(uint body, uint slot, uint self) {
    const Body b = bodies[body];
    const uint at = 12 * ((gl_WorkGroupID.y * frameCount + gl_WorkGroupID.x) * bodyCount + body);
    float u = 0, v = 0;
    uint key = 0;
    bool valid = false;
    if (self < b.pointCount) {
        const vec4 p = points[b.firstPoint + self];
        precise float x = projections[at] * p.x + projections[at + 1] * p.y + projections[at + 2] * p.z +
                          projections[at + 3];
        precise float y = projections[at + 4] * p.x + projections[at + 5] * p.y + projections[at + 6] * p.z +
                          projections[at + 7];
        precise float z = projections[at + 8] * p.x + projections[at + 9] * p.y + projections[at + 10] * p.z +
                          projections[at + 11];
        valid = z >= kNear;
        u = divide(x, z);
        v = divide(y, z);
        key = orderedBits(v);
    }
    // No number has the highest key.
    if (self < kMostPoints) keys[self] = valid ? key : 0xFFFFFFFFu;
    barrier();
    if (valid) {
        uint rank = 0;
        for (uint i = 0; i < b.pointCount; ++i) {
            const uint other = keys[i];
            rank += other < key || (other == key && i < self) ? 1 : 0;
        }
        sorted[kMostPoints * slot + rank] = vec2(u, v);
        atomicAdd(pointCounts[slot], 1);
    }
    barrier();
}

// The chain of the hull on one side, from top to bottom.
void findChain(uint which) {
    const uint slot = which / 2, first = kMostPoints * slot, count = pointCounts[slot];
    lengths[which] = 0;
    if (count < 3) return;
    const vec2 highest = sorted[first], lowest = sorted[first + count - 1];
    if (!(lowest.y >= 0) || !(highest.y <= float(height - 1))) return;
    const float side = (which & 1u) == 0 ? 1.0 : -1.0;
    const uint chain = kMostPoints * which;
    uint n = 0;
    for (uint k = 0; k < count; ++k) {
        const vec2 p = sorted[first + k];
        // The line from the highest to the lowest point parts the points of the two chains.
        if (!(side * cross2(highest, lowest, p) >= 0)) continue;
        while (n >= 2 && -side * cross2(sorted[first + chains[chain + n - 2]], sorted[first + chains[chain + n - 1]],
                                        p) <= 0)
            --n;
        chains[chain + n++] = k;
    }
    lengths[which] = n;
}

// Where a chain crosses row y: the smallest x, or with side -1 the negative of the greatest one.
float crossing(uint which, float y, float y0, float y1, float side) {
    const uint first = kMostPoints * (which / 2), chain = kMostPoints * which, n = lengths[which];
    float best = 1e9;
    for (uint i = 0; i + 1 < n; ++i) {
        const vec2 a = sorted[first + chains[chain + i]], b = sorted[first + chains[chain + i + 1]];
        if (b.y < y0 || a.y > y1) continue;
        if ((a.y > y0 && y < ceil(a.y)) || (b.y < y1 && y > floor(b.y))) continue;
        if (a.y == b.y) {
            best = min(best, min(side * a.x, side * b.x));
            continue;
        }
        const float slope = divide(b.x - a.x, b.y - a.y);
        precise float x = a.x + (y - a.y) * slope;
        best = min(best, side * x);
    }
    return best;
}

void fillRow(uint slot, uint row, uint at) {
    if (lengths[2 * slot] == 0) return;
    const float bottom = float(height - 1), end = float(width - 1), y = float(row);
    const float top = sorted[kMostPoints * slot].y,
                low = sorted[kMostPoints * slot + pointCounts[slot] - 1].y;
    const float y0 = top <= 0 ? 0 : ceil(top), y1 = low >= bottom ? bottom : floor(low);
    if (y < y0 || y > y1) return;
    const float from = crossing(2 * slot, y, y0, y1, 1.0), to = -crossing(2 * slot + 1, y, y0, y1, -1.0);
    if (!(from <= end) || !(to >= 0)) return;
    const int x0 = from <= 0 ? 0 : int(ceil(from)), x1 = to >= end ? int(width) - 1 : int(floor(to));
    if (x0 > x1) return;
    for (int word = x0 >> 5; word <= x1 >> 5; ++word) {
        uint bits = 0xFFFFFFFFu;
        if (word == x0 >> 5) bits &= 0xFFFFFFFFu << (x0 & 31);
        if (word == x1 >> 5) bits &= 0xFFFFFFFFu >> (31 - (x1 & 31));
        drawn[at + word] |= bits;
    }
}

void main() {
    const uint self = gl_LocalInvocationID.x;
    const uint picture = (gl_WorkGroupID.y * frameCount + gl_WorkGroupID.x) * wordsPerRow * height;
    // Rows are emptied by the invocation that fills them.
    for (uint row = self; row < height; row += kSize)
        for (uint word = 0; word < wordsPerRow; ++word) drawn[picture + row * wordsPerRow + word] = 0;
    for (uint first = 0; first < bodyCount; first += kAtOnce) {
        const uint count = min(kAtOnce, bodyCount - first);
        if (self < kAtOnce) pointCounts[self] = 0;
        barrier();
        for (uint k = 0; k < count; ++k) sortBody(first + k, k, self);
        if (self < 2 * count) findChain(self);
        barrier();
        for (uint row = self; row < height; row += kSize)
            for (uint k = 0; k < count; ++k) fillRow(k, row, picture + row * wordsPerRow);
        barrier();
    }
}
