// SPDX-License-Identifier: Apache-2.0
#include "render/contour.h"

#include <cstring>

namespace camframe {

std::vector<ContourPoint> extractContourRows(const ImageU8& linkId, int x0, int y0, int x1, int y1,
                                             const std::function<const float*(int)>& depthRow) {
    std::vector<ContourPoint> contour;
    const int width = linkId.width, height = linkId.height;
    constexpr int kBlock = 8;
    std::vector<uint8_t> edge(static_cast<size_t>(width) + kBlock, 0);
    for (int y = y0; y <= y1; ++y) {
        const uint8_t* row = linkId.row(y);
        const uint8_t* above = y > 0 ? linkId.row(y - 1) : row;
        const uint8_t* below = y + 1 < height ? linkId.row(y + 1) : row;
        const auto flag = [&](int x, uint8_t left, uint8_t right) {
            edge[static_cast<size_t>(x)] =
                row[x] != 0 && (left == 0 || right == 0 || above[x] == 0 || below[x] == 0);
        };
        // Flags first, without branches, then eight at a time: nearly all pixels are no contour.
        for (int x = std::max(x0, 1); x <= std::min(x1, width - 2); ++x)
            edge[static_cast<size_t>(x)] = static_cast<uint8_t>(
                (row[x] != 0) & ((row[x - 1] == 0) | (row[x + 1] == 0) | (above[x] == 0) | (below[x] == 0)));
        if (x0 == 0) flag(0, 1, width > 1 ? row[1] : 1);
        if (x1 == width - 1 && width > 1) flag(width - 1, row[width - 2], 1);
        const float* depth = depthRow(y);
        for (int x = x0; x <= x1; x += kBlock) {
            uint64_t eight;
            std::memcpy(&eight, edge.data() + x, sizeof eight);
            if (eight == 0) continue;
            for (int i = x; i < std::min(x + kBlock, x1 + 1); ++i)
                if (edge[static_cast<size_t>(i)])
                    contour.push_back({static_cast<uint16_t>(i), static_cast<uint16_t>(y), row[i],
                                       depth ? depth[i] : 0.0F});
        }
    }
    return contour;
}

std::vector<ContourPoint> extractContour(const ImageU8& linkId, const ImageF& depth) {
    return extractContourRows(linkId, 0, 0, linkId.width - 1, linkId.height - 1,
                              [&](int y) { return depth.empty() ? nullptr : depth.row(y); });
}

ImageU8 RenderedFrame::mask() const {
    ImageU8 out(linkId.width, linkId.height);
    for (size_t i = 0; i < linkId.data.size(); ++i) out.data[i] = linkId.data[i] != 0 ? 255 : 0;
    return out;
}

}  // namespace camframe
