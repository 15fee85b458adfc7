// SPDX-License-Identifier: Apache-2.0
// Drawing one pixel of a triangle. Two passes with equal arithmetic: the first finds the smallest depth of
// every pixel, the second the smallest id among the triangles at that depth. 32-bit atomics suffice, and the
// result does not depend on the order of execution.

layout(constant_id = 0) const uint kPass = 0;  // 0: depth, 1: id.

// Where a view's pixels lie; loaded once per triangle.
struct Canvas {
    uint width, firstPixel, firstSample;
};

Canvas canvasOf(View v) { return Canvas(v.width, v.firstPixel, v.firstSample); }

void drawPixel(Corner c0, Corner c1, Corner c2, Edge e0, Edge e1, Edge e2, uint id, Canvas canvas, int x, int y) {
    const uint offset = uint(y) * canvas.width + uint(x);
    float px = float(x), py = float(y);
    if (canvas.firstSample != kNone) {
        const vec2 sampled = samples[canvas.firstSample + offset];
        px = sampled.x;
        py = sampled.y;
    }
    const float f0 = edgeAt(e0, px, py), f1 = edgeAt(e1, px, py), f2 = edgeAt(e2, px, py);
    const bool s0 = (f0 >= 0) != e0.swapped, s1 = (f1 >= 0) != e1.swapped, s2 = (f2 >= 0) != e2.swapped;
    if (s0 != s1 || s1 != s2) return;
    const float w0 = e0.swapped ? -f0 : f0, w1 = e1.swapped ? -f1 : f1, w2 = e2.swapped ? -f2 : f2;
    precise float sum = w0 + w1 + w2;
    if (sum == 0) return;
    precise float weighted = w0 * c0.iz + w1 * c1.iz + w2 * c2.iz;
    precise float z = sum / weighted;
    const uint bits = floatBitsToUint(z);
    if (bits >= floatBitsToUint(kFar)) return;  // Also what is not a number.
    const uint pixel = canvas.firstPixel + offset;
    if (kPass == 0) {
        if (bits < depths[pixel]) atomicMin(depths[pixel], bits);
    } else {
        // "<=" instead of "==": the same in exact arithmetic, and without holes should a driver compile the
        // two passes differently.
        if (bits <= depths[pixel]) atomicMin(ids[pixel], id);
    }
}
