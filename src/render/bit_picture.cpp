// SPDX-License-Identifier: Apache-2.0
#include "render/bit_picture.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>

#include "model/core/hot.h"

namespace camframe {

namespace {

constexpr size_t kLanes = 8;

/// Straight-line code over arrays: the compiler vectorises it.
CAMFRAME_HOT void project(const float* __restrict x, const float* __restrict y, const float* __restrict z,
                          size_t count, const std::array<float, 12>& m, float* __restrict u,
                          float* __restrict v, float* __restrict depth) {
    for (size_t i = 0; i < count; ++i) {
        const float a = m[0] * x[i] + m[1] * y[i] + m[2] * z[i] + m[3];
        const float b = m[4] * x[i] + m[5] * y[i] + m[6] * z[i] + m[7];
        const float c = m[8] * x[i] + m[9] * y[i] + m[10] * z[i] + m[11];
        u[i] = a / c;
        v[i] = b / c;
        depth[i] = c;
    }
}

/// Orders floats that are not NaN as they are.
uint32_t orderedBits(float value) {
    const auto bits = std::bit_cast<uint32_t>(value);
    return bits & 0x80000000U ? ~bits : bits | 0x80000000U;
}

float cross(const Eigen::Vector2f& o, const Eigen::Vector2f& a, const Eigen::Vector2f& b) {
    return (a.x() - o.x()) * (b.y() - o.y()) - (a.y() - o.y()) * (b.x() - o.x());
}

/// Of numbers within the range of int; without SSE 4.1 the library's are calls.
int floorOf(float x) {
    const int i = static_cast<int>(x);
    return i - (x < static_cast<float>(i) ? 1 : 0);
}
int ceilOf(float x) {
    return -floorOf(-x);
}

/// The chain of the hull on one side, from top to bottom, of points sorted by row (Andrew, 1979).
/// @return  How many points it has; `out` holds as many as there are points.
template <int kSide>
size_t chain(std::span<const Eigen::Vector2f> points, Eigen::Vector2f* out) {
    size_t n = 0;
    for (const Eigen::Vector2f& p : points) {
        while (n >= 2 && static_cast<float>(kSide) * cross(out[n - 2], out[n - 1], p) <= 0) --n;
        out[n++] = p;
    }
    return n;
}

/// Where a chain crosses the rows y0..y1, all of them within its span.
template <class Take>
void walk(std::span<const Eigen::Vector2f> points, int y0, int y1, const Take& take) {
    for (size_t i = 0; i + 1 < points.size(); ++i) {
        const Eigen::Vector2f &a = points[i], &b = points[i + 1];
        if (b.y() < static_cast<float>(y0) || a.y() > static_cast<float>(y1)) continue;
        const int first = a.y() <= static_cast<float>(y0) ? y0 : ceilOf(a.y());
        const int last = b.y() >= static_cast<float>(y1) ? y1 : floorOf(b.y());
        if (a.y() == b.y()) {
            for (int y = first; y <= last; ++y) {
                take(y, a.x());
                take(y, b.x());
            }
            continue;
        }
        const float slope = (b.x() - a.x()) / (b.y() - a.y());
        for (int y = first; y <= last; ++y) take(y, a.x() + (static_cast<float>(y) - a.y()) * slope);
    }
}

using Words = uint64_t __attribute__((vector_size(32)));
constexpr size_t kWordLanes = sizeof(Words) / sizeof(uint64_t);

/// Loads `count` words; the other lanes are 0. By reference, as vectors are returned differently with AVX.
CAMFRAME_INLINE void load(const uint64_t* from, size_t count, Words& out) {
    out = Words{};
    std::memcpy(&out, from, count * sizeof(uint64_t));
}

CAMFRAME_INLINE int bitsOf(const Words& w) {
    return std::popcount(w[0]) + std::popcount(w[1]) + std::popcount(w[2]) + std::popcount(w[3]);
}

CAMFRAME_INLINE bool anyBit(const Words& w) {
    return (w[0] | w[1] | w[2] | w[3]) != 0;
}

/// Pixels set in more than half of the frames, by counters whose k-th bits lie in one word for 64 pixels.
CAMFRAME_INLINE void findUsual(const uint64_t* drawn, size_t frames, size_t stride, size_t count,
                               Words& greater) {
    Words planes[6] = {};
    for (size_t f = 0; f < frames; ++f) {
        Words carry;
        load(drawn + f * stride, count, carry);
        for (Words& plane : planes) {
            const Words next = plane & carry;
            plane ^= carry;
            carry = next;
        }
    }
    // count > half, compared from the highest bit down.
    const auto half = static_cast<uint32_t>(frames / 2);
    greater = Words{};
    Words equal = ~Words{};
    for (int k = 5; k >= 0; --k) {
        const Words bit = (half >> k) & 1U ? ~Words{} : Words{};
        greater |= equal & planes[k] & ~bit;
        equal &= ~(planes[k] ^ bit);
    }
}

CAMFRAME_HOT BitCounts count(const uint64_t* drawn, const uint64_t* observed, size_t frames, size_t words,
                             bool skipUsual, int64_t observedInAll) {
    BitCounts out;
    out.observed = observedInAll;
    for (size_t at = 0; at < words; at += kWordLanes) {
        const size_t lanes = std::min(kWordLanes, words - at);
        Words any{}, d, o;
        for (size_t f = 0; f < frames; ++f) {
            load(drawn + f * words + at, lanes, d);
            any |= d;
        }
        if (!anyBit(any)) continue;
        Words skip{};
        if (skipUsual) findUsual(drawn + at, frames, words, lanes, skip);
        const bool skips = anyBit(skip);
        for (size_t f = 0; f < frames; ++f) {
            load(drawn + f * words + at, lanes, d);
            load(observed + f * words + at, lanes, o);
            if (skips) out.observed -= bitsOf(o & skip);
            d &= ~skip;
            if (!anyBit(d)) continue;
            out.drawn += bitsOf(d);
            out.both += bitsOf(d & o);
        }
    }
    return out;
}

}  // namespace

HullPoints::HullPoints(std::span<const Eigen::Vector3f> points) : m_size(points.size()) {
    for (size_t i = 0; i < (points.size() + kLanes - 1) / kLanes * kLanes; ++i) {
        const Eigen::Vector3f& p = points[std::min(i, points.size() - 1)];
        m_x.push_back(p.x());
        m_y.push_back(p.y());
        m_z.push_back(p.z());
    }
}

void HullPainter::draw(const HullPoints& body, const std::array<float, 12>& projection, BitSize size,
                       uint64_t* bits) {
    constexpr float kNear = 0.03F;
    const size_t count = body.size(), padded = body.paddedSize();
    m_u.resize(padded);
    m_v.resize(padded);
    m_z.resize(padded);
    project(body.x(), body.y(), body.z(), padded, projection, m_u.data(), m_v.data(), m_z.data());
    size_t points = 0;
    m_keys.resize(count);
    for (size_t i = 0; i < count; ++i) {
        m_keys[points] = static_cast<uint64_t>(orderedBits(m_v[i])) << 32 | i;
        points += m_z[i] >= kNear ? 1 : 0;
    }
    if (points < 3) return;
    std::sort(m_keys.begin(), m_keys.begin() + static_cast<std::ptrdiff_t>(points));
    const auto pointAt = [&](size_t k) -> Eigen::Vector2f {
        const auto i = static_cast<size_t>(m_keys[k] & 0xFFFFFFFFU);
        return {m_u[i], m_v[i]};
    };
    const Eigen::Vector2f highest = pointAt(0), lowest = pointAt(points - 1);
    const float top = highest.y(), bottom = lowest.y();
    if (!(bottom >= 0) || !(top <= static_cast<float>(size.height - 1))) return;
    const int y0 = top <= 0 ? 0 : ceilOf(top);
    const int y1 = bottom >= static_cast<float>(size.height - 1) ? size.height - 1 : floorOf(bottom);
    const auto rows = static_cast<size_t>(size.height);
    m_first.resize(rows);
    m_last.resize(rows);
    for (int y = y0; y <= y1; ++y) {
        m_first[static_cast<size_t>(y)] = 1e9F;
        m_last[static_cast<size_t>(y)] = -1e9F;
    }
    // The line from the highest to the lowest point parts the points of the two chains.
    m_left.resize(points);
    m_right.resize(points);
    m_chain.resize(points);
    size_t left = 0, right = 0;
    for (size_t k = 0; k < points; ++k) {
        const Eigen::Vector2f p = pointAt(k);
        const float side = cross(highest, lowest, p);
        m_left[left] = p;
        left += side >= 0 ? 1 : 0;
        m_right[right] = p;
        right += side <= 0 ? 1 : 0;
    }
    left = chain<-1>({m_left.data(), left}, m_chain.data());
    walk({m_chain.data(), left}, y0, y1, [&](int y, float x) {
        float& first = m_first[static_cast<size_t>(y)];
        first = std::min(first, x);
    });
    right = chain<1>({m_right.data(), right}, m_chain.data());
    walk({m_chain.data(), right}, y0, y1, [&](int y, float x) {
        float& last = m_last[static_cast<size_t>(y)];
        last = std::max(last, x);
    });
    const float end = static_cast<float>(size.width - 1);
    const size_t wordsPerRow = size.wordsPerRow();
    for (int y = y0; y <= y1; ++y) {
        const float from = m_first[static_cast<size_t>(y)], to = m_last[static_cast<size_t>(y)];
        if (!(from <= end) || !(to >= 0)) continue;
        const int x0 = from <= 0 ? 0 : ceilOf(from), x1 = to >= end ? size.width - 1 : floorOf(to);
        if (x0 > x1) continue;
        uint64_t* row = bits + static_cast<size_t>(y) * wordsPerRow;
        for (int w = x0 / 64; w <= x1 / 64; ++w) {
            uint64_t set = ~0ULL;
            if (w == x0 / 64) set &= ~0ULL << (x0 % 64);
            if (w == x1 / 64) set &= ~0ULL >> (63 - x1 % 64);
            row[w] |= set;
        }
    }
}

BitCounts countBits(std::span<const uint64_t> drawn, std::span<const uint64_t> observed, size_t frames,
                    BitSize size, bool skipUsual, int64_t observedInAll) {
    assert(drawn.size() >= frames * size.words() && observed.size() >= frames * size.words());
    assert(!skipUsual || frames < 64);
    return count(drawn.data(), observed.data(), frames, size.words(), skipUsual, observedInAll);
}

}  // namespace camframe
