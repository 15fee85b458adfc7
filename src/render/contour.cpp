// SPDX-License-Identifier: Apache-2.0
#include "render/renderer.h"

namespace camframe {

std::vector<ContourPoint> extractContour(const ImageU8& linkId, const ImageF& depth) {
    std::vector<ContourPoint> contour;
    const int width = linkId.width, height = linkId.height;
    for (int y = 0; y < height; ++y) {
        const uint8_t* row = linkId.row(y);
        const uint8_t* above = y > 0 ? linkId.row(y - 1) : row;
        const uint8_t* below = y + 1 < height ? linkId.row(y + 1) : row;
        for (int x = 0; x < width; ++x) {
            if (row[x] == 0) continue;
            const bool inner = (x == 0 || row[x - 1] != 0) && (x + 1 == width || row[x + 1] != 0) &&
                               above[x] != 0 && below[x] != 0;
            if (inner) continue;
            contour.push_back({static_cast<uint16_t>(x), static_cast<uint16_t>(y), row[x],
                               depth.empty() ? 0.0F : depth.at(x, y)});
        }
    }
    return contour;
}

ImageU8 RenderedFrame::mask() const {
    ImageU8 out(linkId.width, linkId.height);
    for (size_t i = 0; i < linkId.data.size(); ++i) out.data[i] = linkId.data[i] != 0 ? 255 : 0;
    return out;
}

}  // namespace camframe
