// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

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

}  // namespace camframe
