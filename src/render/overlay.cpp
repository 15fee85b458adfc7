// SPDX-License-Identifier: Apache-2.0
#include "render/overlay.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

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

std::array<uint8_t, 3> depthColour(double share) {
    // Lightness falls evenly, so that the order is read without knowing the hues.
    static constexpr std::array<std::array<double, 3>, 5> stops{
        {{255, 240, 150}, {255, 165, 70}, {225, 75, 100}, {125, 45, 150}, {40, 35, 110}}};
    const double at = std::clamp(share, 0.0, 1.0) * (stops.size() - 1);
    const size_t below = std::min(static_cast<size_t>(at), stops.size() - 2);
    std::array<uint8_t, 3> out{};
    for (size_t c = 0; c < 3; ++c)
        out[c] = static_cast<uint8_t>(std::lround(
            stops[below][c] + (at - static_cast<double>(below)) * (stops[below + 1][c] - stops[below][c])));
    return out;
}

ImageU8 drawOverlay(const ImageU8& rgb, const RenderedFrame& robot, const OverlayStyle& style) {
    assert(rgb.channels == 3 && rgb.width == robot.linkId.width && rgb.height == robot.linkId.height);
    ImageU8 out = rgb;
    float nearest = std::numeric_limits<float>::max(), farthest = 0;
    const bool byDepth = style.paint == OverlayPaint::Depth && robot.depth.width == rgb.width;
    if (byDepth)
        for (const float z : robot.depth.data) {
            if (z <= 0) continue;
            nearest = std::min(nearest, z);
            farthest = std::max(farthest, z);
        }
    const float range = std::max(1e-3F, farthest - nearest);
    if (style.fill)
        for (int y = 0; y < out.height; ++y) {
            const uint8_t* ids = robot.linkId.row(y);
            uint8_t* pixels = out.row(y);
            for (int x = 0; x < out.width; ++x) {
                if (ids[x] == 0) continue;
                const std::array<uint8_t, 3> colour =
                    byDepth ? depthColour(static_cast<double>((robot.depth.at(x, y) - nearest) / range))
                    : style.paint == OverlayPaint::Links ? linkColour(ids[x])
                                                         : style.fillColour;
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
