// SPDX-License-Identifier: Apache-2.0
#include "render/bit_picture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace camframe {
namespace {

constexpr std::array<float, 12> kPlain{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};  // pixel = (x / z, y / z)

bool bitAt(const std::vector<uint64_t>& bits, BitSize size, int x, int y) {
    return (bits[static_cast<size_t>(y) * size.wordsPerRow() + static_cast<size_t>(x) / 64] >> (x % 64)) & 1;
}

/// A line through two points that has the rest on one side.
struct Side {
    Eigen::Vector2d point, normal;
};

std::vector<Side> sidesOf(const std::vector<Eigen::Vector2d>& points) {
    std::vector<Side> sides;
    for (const auto& a : points)
        for (const auto& b : points) {
            const Eigen::Vector2d along = b - a;
            if (along.norm() < 1e-9) continue;
            const Eigen::Vector2d normal = Eigen::Vector2d(along.y(), -along.x()).normalized();
            if (std::ranges::none_of(points, [&](const auto& q) { return normal.dot(q - a) > 1e-6; }))
                sides.push_back({a, normal});
        }
    return sides;
}

/// Least distance by which p is outside the hull, over its sides; negative inside.
double outsideBy(const std::vector<Side>& sides, const Eigen::Vector2d& p) {
    double most = -1e9;
    for (const Side& side : sides) most = std::max(most, side.normal.dot(p - side.point));
    return most;
}

TEST(HullPainter, SetsThePixelsInsideTheHull) {
    std::mt19937 random(7);
    std::uniform_real_distribution<float> place(-30, 190), depth(0.2F, 3);
    HullPainter painter;
    const BitSize size{150, 90};
    int checked = 0, inside = 0;
    for (int round = 0; round < 60; ++round) {
        std::vector<Eigen::Vector3f> body;
        std::vector<Eigen::Vector2d> pixels;
        const int count = 3 + round % 20;
        for (int i = 0; i < count; ++i) {
            const float u = place(random), v = place(random), z = depth(random);
            body.emplace_back(u * z, v * z, z);
            pixels.emplace_back(u, v);
        }
        std::vector<uint64_t> bits(size.words(), 0);
        painter.draw(HullPoints(body), kPlain, size, bits.data());
        const std::vector<Side> sides = sidesOf(pixels);
        for (int y = 0; y < size.height; ++y)
            for (int x = 0; x < size.width; ++x) {
                const double outside = outsideBy(sides, {x, y});
                if (std::abs(outside) < 1e-3) continue;  // on the edge rounding decides
                ASSERT_EQ(bitAt(bits, size, x, y), outside < 0) << round << ": " << x << " " << y;
                ++checked;
                inside += outside < 0 ? 1 : 0;
            }
    }
    EXPECT_GT(checked, 700000);
    EXPECT_GT(inside, 50000);
}

TEST(HullPainter, LeavesOutWhatIsBehindTheCamera) {
    const BitSize size{64, 64};
    std::vector<uint64_t> bits(size.words(), 0);
    HullPainter painter;
    const std::vector<Eigen::Vector3f> body{{10, 10, -1}, {20, 10, -1}, {20, 20, -1}, {10, 20, -1}};
    painter.draw(HullPoints(body), kPlain, size, bits.data());
    EXPECT_TRUE(std::ranges::all_of(bits, [](uint64_t w) { return w == 0; }));
}

TEST(CountBits, AgreesWithCountingPixelByPixel) {
    std::mt19937_64 random(3);
    const BitSize size{130, 11};
    for (const size_t frames : {1, 2, 5, 14, 62})
        for (const bool skipUsual : {false, true}) {
            std::vector<uint64_t> drawn(frames * size.words(), 0), observed = drawn;
            std::vector<int> often(static_cast<size_t>(size.width) * 11, 0);
            const auto fill = [&](std::vector<uint64_t>& bits, unsigned share) {
                for (size_t f = 0; f < frames; ++f)
                    for (int y = 0; y < size.height; ++y)
                        for (int x = 0; x < size.width; ++x)
                            if (random() % 100 < share)
                                bits[f * size.words() + static_cast<size_t>(y) * size.wordsPerRow() +
                                     static_cast<size_t>(x) / 64] |= 1ULL << (x % 64);
            };
            fill(drawn, 50);
            fill(observed, 30);
            const auto at = [&](const std::vector<uint64_t>& bits, size_t f, int x, int y) {
                return (bits[f * size.words() + static_cast<size_t>(y) * size.wordsPerRow() +
                             static_cast<size_t>(x) / 64] >>
                        (x % 64)) &
                       1;
            };
            int64_t observedInAll = 0, both = 0, drawnCount = 0, observedCount = 0;
            for (int y = 0; y < size.height; ++y)
                for (int x = 0; x < size.width; ++x) {
                    size_t count = 0;
                    for (size_t f = 0; f < frames; ++f) count += at(drawn, f, x, y);
                    const bool skip = skipUsual && 2 * count > frames && count > frames / 2;
                    for (size_t f = 0; f < frames; ++f) {
                        const bool d = at(drawn, f, x, y) != 0, o = at(observed, f, x, y) != 0;
                        observedInAll += o;
                        if (skip) continue;
                        both += d && o;
                        drawnCount += d;
                        observedCount += o;
                    }
                }
            const BitCounts counts = countBits(drawn, observed, frames, size, skipUsual, observedInAll);
            EXPECT_EQ(counts.both, both) << frames << skipUsual;
            EXPECT_EQ(counts.drawn, drawnCount) << frames << skipUsual;
            EXPECT_EQ(counts.observed, observedCount) << frames << skipUsual;
        }
}

}  // namespace
}  // namespace camframe
