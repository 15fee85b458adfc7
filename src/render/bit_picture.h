// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <Eigen/Core>

namespace camframe {

/// Size of pictures that hold one bit a pixel, rows of whole words, lowest bit leftmost.
struct BitSize {
    int width = 0, height = 0;
    size_t wordsPerRow() const { return (static_cast<size_t>(width) + 63) / 64; }
    size_t words() const { return wordsPerRow() * static_cast<size_t>(height); }
};

/// Points of a convex body, coordinate by coordinate, padded to whole vectors by repeating the last one.
class HullPoints {
public:
    explicit HullPoints(std::span<const Eigen::Vector3f> points);
    size_t size() const { return m_size; }
    size_t paddedSize() const { return m_x.size(); }
    const float* x() const { return m_x.data(); }
    const float* y() const { return m_y.data(); }
    const float* z() const { return m_z.data(); }

private:
    size_t m_size = 0;
    std::vector<float> m_x, m_y, m_z;
};

/// Draws convex bodies as pinhole cameras see them. Keeps its scratch memory: one painter per thread.
class HullPainter {
public:
    /// Sets the pixels whose centres lie in the hull of the projected points, edges included; the pixel of p
    /// is (a / c, b / c) with (a, b, c) = projection * (p, 1), 3x4 row by row. Points with c < 0.03 m do not
    /// count.
    void draw(const HullPoints& body, const std::array<float, 12>& projection, BitSize size, uint64_t* bits);

private:
    std::vector<float> m_u, m_v, m_z;
    std::vector<uint64_t> m_keys;
    std::vector<Eigen::Vector2f> m_left, m_right, m_chain;
    std::vector<float> m_first, m_last;  ///< Per row: where the hull begins and ends.
};

/// Pixels of several pictures, drawn and observed.
struct BitCounts {
    int64_t both = 0, drawn = 0, observed = 0;
};

/// Counts over all frames, laid out one after the other, `size.words()` words each.
/// @param skipUsual  Leave out pixels that are drawn in more than half of the frames (at most 63).
/// @param observedInAll  Set bits of `observed`.
BitCounts countBits(std::span<const uint64_t> drawn, std::span<const uint64_t> observed, size_t frames,
                    BitSize size, bool skipUsual, int64_t observedInAll);

}  // namespace camframe
