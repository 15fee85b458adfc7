// SPDX-License-Identifier: Apache-2.0
// Drawing one pixel of a triangle: the smallest depth wins, among equal ones the smallest id, whatever the
// order of execution. With 64-bit atomics one pass does; with 32-bit ones a first pass finds the depths, and a
// second one with equal arithmetic the ids at those depths.

layout(constant_id = 0) const uint kPass = 0;  // 0: depth, 1: id.

#ifdef CAMFRAME_ATOMICS_64
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
#extension GL_EXT_shader_atomic_int64 : require
layout(set = 0, binding = 7) buffer Keys { uint64_t keys[]; };  // Pixels as numbers
#endif

// Where a view's pixels lie; loaded once per triangle.
struct Canvas {
    uint width, firstPixel, firstSample;
};

Canvas canvasOf(View v) { return Canvas(v.width, v.firstPixel, v.firstSample); }

void drawPixel(Corner c0, Corner c1, Corner c2, Edge e0, Edge e1, Edge e2, uint id, Canvas canvas, int x, int y) {
    const uint offset = uint(y) * canvas.width + uint(x);
    float px = float(x), py = float(y);
    if (kLens && canvas.firstSample != kNone) {
        const vec2 sampled = samples[canvas.firstSample + offset];
        px = sampled.x;
        py = sampled.y;
    }
    const float f0 = edgeAt(e0, px, py), f1 = edgeAt(e1, px, py), f2 = edgeAt(e2, px, py);
    const bool s0 = (f0 >= 0) != e0.swapped, s1 = (f1 >= 0) != e1.swapped, s2 = (f2 >= 0) != e2.swapped;
    const float w0 = e0.swapped ? -f0 : f0, w1 = e1.swapped ? -f1 : f1, w2 = e2.swapped ? -f2 : f2;
    precise float sum = w0 + w1 + w2;
    precise float weighted = w0 * c0.iz + w1 * c1.iz + w2 * c2.iz;
    precise float z = sum / weighted;
    const uint bits = floatBitsToUint(z);
    // What is not a number has more bits than kFar.
    const bool inside = s0 == s1 && s1 == s2 && sum != 0 && bits < floatBitsToUint(kFar);
    const uint pixel = canvas.firstPixel + offset;
#ifdef CAMFRAME_ATOMICS_64
    if (inside && bits <= pixels[2 * pixel + 1]) atomicMin(keys[pixel], packUint2x32(uvec2(id, bits)));
#else
    if (kPass == 0) {
        if (inside && bits < pixels[2 * pixel + 1]) atomicMin(pixels[2 * pixel + 1], bits);
    } else {
        // "<=" instead of "==": the same in exact arithmetic, and without holes should a driver compile the
        // two passes differently.
        if (inside && bits <= pixels[2 * pixel + 1]) atomicMin(pixels[2 * pixel], id);
    }
#endif
}
