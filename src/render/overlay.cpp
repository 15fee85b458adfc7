// SPDX-License-Identifier: Apache-2.0
#include "render/overlay.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace camframe {

std::array<uint8_t, 3> linkColour(int id) {
    // Golden-angle hues with alternating lightness: neighbours in the chain stay far apart.
    const double hue = std::fmod(0.61803398875 * id, 1.0) * 6.0;
    const double value = id % 2 == 0 ? 1.0 : 0.75;
    const auto channel = [&](double offset) {
        const double h = std::fmod(hue + offset, 6.0);
        const double level = std::clamp(std::abs(h - 3.0) - 1.0, 0.0, 1.0);
        return static_cast<uint8_t>(std::lround(255 * value * (0.25 + 0.75 * level)));
    };
    return {channel(0), channel(4), channel(2)};
}

ImageU8 drawOverlay(const ImageU8& rgb, const RenderedFrame& robot, const OverlayStyle& style) {
    assert(rgb.channels == 3 && rgb.width == robot.linkId.width && rgb.height == robot.linkId.height);
    ImageU8 out = rgb;
    if (style.fill)
        for (int y = 0; y < out.height; ++y) {
            const uint8_t* ids = robot.linkId.row(y);
            uint8_t* pixels = out.row(y);
            for (int x = 0; x < out.width; ++x) {
                if (ids[x] == 0) continue;
                const std::array<uint8_t, 3> colour =
                    style.linkColours ? linkColour(ids[x]) : style.fillColour;
                for (int c = 0; c < 3; ++c) {
                    uint8_t& value = pixels[3 * x + c];
                    value = static_cast<uint8_t>(
                        std::lround(value + style.fillOpacity * (colour[static_cast<size_t>(c)] - value)));
                }
            }
        }
    if (style.outline)
        for (const ContourPoint& p : robot.contour)
            for (int c = 0; c < 3; ++c) out.at(p.x, p.y, c) = style.outlineColour[static_cast<size_t>(c)];
    return out;
}

}  // namespace camframe
