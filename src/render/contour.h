// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include <Eigen/Core>

#include "render/renderer.h"

namespace camframe {

/// Calls emit(x, y, id) for every contour pixel (see ContourPoint) inside a box (inclusive) that holds the
/// whole robot, row by row from left to right.
/// @param idRow  Ids of a row of the picture: const uint8_t* or const uint32_t*.
template <class IdRow, class Emit>
void forEachContourPixel(int width, int height, int x0, int y0, int x1, int y1, const IdRow& idRow,
                         const Emit& emit) {
    constexpr int kBlock = 8;
    std::vector<uint8_t> edge(static_cast<size_t>(width) + kBlock, 0);
    for (int y = y0; y <= y1; ++y) {
        const auto* row = idRow(y);
        const auto* above = y > 0 ? idRow(y - 1) : row;
        const auto* below = y + 1 < height ? idRow(y + 1) : row;
        const auto flag = [&](int x, bool left, bool right) {
            edge[static_cast<size_t>(x)] = row[x] != 0 && (!left || !right || above[x] == 0 || below[x] == 0);
        };
        // Flags first, without branches, then eight at a time: nearly all pixels are no contour.
        for (int x = std::max(x0, 1); x <= std::min(x1, width - 2); ++x)
            edge[static_cast<size_t>(x)] = static_cast<uint8_t>(
                (row[x] != 0) & ((row[x - 1] == 0) | (row[x + 1] == 0) | (above[x] == 0) | (below[x] == 0)));
        if (x0 == 0) flag(0, true, width > 1 ? row[1] != 0 : true);
        if (x1 == width - 1 && width > 1) flag(width - 1, row[width - 2] != 0, true);
        for (int x = x0; x <= x1; x += kBlock) {
            uint64_t eight;
            std::memcpy(&eight, edge.data() + x, sizeof eight);
            if (eight == 0) continue;
            for (int i = x; i < std::min(x + kBlock, x1 + 1); ++i)
                if (edge[static_cast<size_t>(i)]) emit(i, y, row[i]);
        }
    }
}

/// Sum of the offsets of the robot's pixels within three pixels of a contour pixel, less where the picture
/// ends sooner: it points into the robot, along the outline's normal. Zero where the outline has no
/// direction.
/// @param idRow  As in forEachContourPixel.
template <class IdRow>
Eigen::Vector2i robotAround(int width, int height, int x, int y, const IdRow& idRow) {
    constexpr int kReach = 3;
    const int across = std::min({kReach, x, width - 1 - x}), down = std::min({kReach, y, height - 1 - y});
    Eigen::Vector2i sum(0, 0);
    for (int dy = -down; dy <= down; ++dy) {
        const auto* row = idRow(y + dy);
        for (int dx = -across; dx <= across; ++dx)
            if (row[x + dx] != 0) sum += Eigen::Vector2i(dx, dy);
    }
    return sum;
}

/// The direction of the equation of the contour pixel (x, y), see OutlineSums; zero: it has none.
/// @param gradient  Of the distance to the observed boundary.
/// @param distance  To that boundary (px), as OutlineFrame::distance.
template <class IdRow>
Eigen::Vector2d outlineDirection(const Eigen::Vector2d& gradient, double distance, int width, int height,
                                 int x, int y, const IdRow& idRow) {
    constexpr double kRagged = 6, kLeast = 0.1;
    if (std::abs(distance) > kRagged) return gradient;
    const Eigen::Vector2d normal =
        robotAround(width, height, x, y, idRow).template cast<double>().normalized();  // zero stays zero
    return gradient.dot(normal) > kLeast ? normal : Eigen::Vector2d(0, 0);
}

}  // namespace camframe
