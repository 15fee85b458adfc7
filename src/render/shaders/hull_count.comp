#version 450
// SPDX-License-Identifier: Apache-2.0
// Counts a candidate's pixels over all its frames (cpu twin: countBits). One workgroup per candidate.
#extension GL_GOOGLE_include_directive : require
#include "hull_rules.glsl"

const uint kSize = 64;
layout(local_size_x = 64) in;

shared uint sums[3];

// Pixels set in more than half of the frames, by counters whose k-th bits lie in one word for 32 pixels.
uint usual(uint first, uint stride) {
    uint planes[6] = uint[6](0, 0, 0, 0, 0, 0);
    for (uint f = 0; f < frameCount; ++f) {
        uint carry = drawn[first + f * stride];
        for (uint k = 0; k < 6; ++k) {
            const uint next = planes[k] & carry;
            planes[k] ^= carry;
            carry = next;
        }
    }
    const uint middle = frameCount / 2;
    uint greater = 0, equal = 0xFFFFFFFFu;
    for (int k = 5; k >= 0; --k) {
        const uint bit = (middle >> k & 1u) != 0 ? 0xFFFFFFFFu : 0;
        greater |= equal & planes[k] & ~bit;
        equal &= ~(planes[k] ^ bit);
    }
    return greater;
}

void main() {
    const uint self = gl_LocalInvocationID.x, words = wordsPerRow * height;
    const uint first = gl_WorkGroupID.x * frameCount * words;
    if (self < 3) sums[self] = 0;
    barrier();
    uint both = 0, set = 0, skipped = 0;
    for (uint word = self; word < words; word += kSize) {
        const uint skip = skipUsual != 0 ? usual(first + word, words) : 0;
        for (uint f = 0; f < frameCount; ++f) {
            const uint d = drawn[first + f * words + word] & ~skip, o = observed[f * words + word];
            both += bitCount(d & o);
            set += bitCount(d);
            skipped += bitCount(o & skip);
        }
    }
    atomicAdd(sums[0], both);
    atomicAdd(sums[1], set);
    atomicAdd(sums[2], skipped);
    barrier();
    if (self == 0) counts[gl_WorkGroupID.x] = uvec4(sums[0], sums[1], sums[2], 0);
}
