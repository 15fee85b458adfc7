// SPDX-License-Identifier: Apache-2.0
#include "render/contour.h"

namespace camframe {

std::vector<ContourPoint> extractContour(const ImageU8& linkId, const ImageF& depth) {
    std::vector<ContourPoint> contour;
    forEachContourPixel(
        linkId.width, linkId.height, 0, 0, linkId.width - 1, linkId.height - 1,
        [&](int y) { return linkId.row(y); },
        [&](int x, int y, uint8_t id) {
            contour.push_back({static_cast<uint16_t>(x), static_cast<uint16_t>(y), id,
                               depth.empty() ? 0.0F : depth.at(x, y)});
        });
    return contour;
}

ImageU8 RenderedFrame::mask() const {
    ImageU8 out(linkId.width, linkId.height);
    for (size_t i = 0; i < linkId.data.size(); ++i) out.data[i] = linkId.data[i] != 0 ? 255 : 0;
    return out;
}

}  // namespace camframe
