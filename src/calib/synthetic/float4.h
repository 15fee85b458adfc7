// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace camframe::synthetic {

/// Four floats, one per ray of a packet. SSE where the compiler has it, else loops over four lanes.
///
/// Comparisons give masks (all bits of a lane set or clear) that only select(), &, | and bits() understand.
#ifdef __SSE2__
struct Float4 {
    __m128 v;
    Float4() = default;
    explicit Float4(__m128 value) : v(value) {}
    Float4(float all) : v(_mm_set1_ps(all)) {}  // NOLINT: broadcasting a scalar is what arithmetic wants
    static Float4 load(const float* lanes) { return Float4(_mm_loadu_ps(lanes)); }
    void store(float* lanes) const { _mm_storeu_ps(lanes, v); }
};
inline Float4 operator+(Float4 a, Float4 b) {
    return Float4(_mm_add_ps(a.v, b.v));
}
inline Float4 operator-(Float4 a, Float4 b) {
    return Float4(_mm_sub_ps(a.v, b.v));
}
inline Float4 operator*(Float4 a, Float4 b) {
    return Float4(_mm_mul_ps(a.v, b.v));
}
inline Float4 operator/(Float4 a, Float4 b) {
    return Float4(_mm_div_ps(a.v, b.v));
}
inline Float4 operator<(Float4 a, Float4 b) {
    return Float4(_mm_cmplt_ps(a.v, b.v));
}
inline Float4 operator<=(Float4 a, Float4 b) {
    return Float4(_mm_cmple_ps(a.v, b.v));
}
inline Float4 operator&(Float4 a, Float4 b) {
    return Float4(_mm_and_ps(a.v, b.v));
}
inline Float4 operator|(Float4 a, Float4 b) {
    return Float4(_mm_or_ps(a.v, b.v));
}
inline Float4 min(Float4 a, Float4 b) {
    return Float4(_mm_min_ps(a.v, b.v));
}
inline Float4 max(Float4 a, Float4 b) {
    return Float4(_mm_max_ps(a.v, b.v));
}
/// Per lane: mask ? a : b.
inline Float4 select(Float4 mask, Float4 a, Float4 b) {
    return Float4(_mm_or_ps(_mm_and_ps(mask.v, a.v), _mm_andnot_ps(mask.v, b.v)));
}
/// Bit i is set where lane i of a mask is.
inline int bits(Float4 mask) {
    return _mm_movemask_ps(mask.v);
}
#else
struct Float4 {
    std::array<float, 4> v;
    Float4() = default;
    Float4(float all) : v{all, all, all, all} {}
    static Float4 load(const float* lanes) {
        Float4 out;
        std::copy_n(lanes, 4, out.v.begin());
        return out;
    }
    void store(float* lanes) const { std::copy_n(v.begin(), 4, lanes); }
};
template <class F>
inline Float4 lanewise(Float4 a, Float4 b, F f) {
    Float4 out;
    for (size_t i = 0; i < 4; ++i) out.v[i] = f(a.v[i], b.v[i]);
    return out;
}
inline Float4 operator+(Float4 a, Float4 b) {
    return lanewise(a, b, [](float x, float y) { return x + y; });
}
inline Float4 operator-(Float4 a, Float4 b) {
    return lanewise(a, b, [](float x, float y) { return x - y; });
}
inline Float4 operator*(Float4 a, Float4 b) {
    return lanewise(a, b, [](float x, float y) { return x * y; });
}
inline Float4 operator/(Float4 a, Float4 b) {
    return lanewise(a, b, [](float x, float y) { return x / y; });
}
inline Float4 operator<(Float4 a, Float4 b) {
    return lanewise(a, b, [](float x, float y) { return x < y ? 1.0F : 0.0F; });
}
inline Float4 operator<=(Float4 a, Float4 b) {
    return lanewise(a, b, [](float x, float y) { return x <= y ? 1.0F : 0.0F; });
}
inline Float4 operator&(Float4 a, Float4 b) {
    return lanewise(a, b, [](float x, float y) { return x != 0 && y != 0 ? 1.0F : 0.0F; });
}
inline Float4 operator|(Float4 a, Float4 b) {
    return lanewise(a, b, [](float x, float y) { return x != 0 || y != 0 ? 1.0F : 0.0F; });
}
inline Float4 min(Float4 a, Float4 b) {
    return lanewise(a, b, [](float x, float y) { return x < y ? x : y; });
}
inline Float4 max(Float4 a, Float4 b) {
    return lanewise(a, b, [](float x, float y) { return x > y ? x : y; });
}
inline Float4 select(Float4 mask, Float4 a, Float4 b) {
    Float4 out;
    for (size_t i = 0; i < 4; ++i) out.v[i] = mask.v[i] != 0 ? a.v[i] : b.v[i];
    return out;
}
inline int bits(Float4 mask) {
    return (mask.v[0] != 0) | (mask.v[1] != 0) << 1 | (mask.v[2] != 0) << 2 | (mask.v[3] != 0) << 3;
}
#endif

}  // namespace camframe::synthetic
