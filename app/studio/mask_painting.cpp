// SPDX-License-Identifier: Apache-2.0
#include "app/studio/mask_painting.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "calib/distance_field.h"
#include "views/overlay/mask_layer.h"

namespace camframe {

namespace {

using Colour = std::array<uint8_t, 3>;
constexpr Colour maskColour{60, 220, 120}, ignoreColour{170, 170, 180}, agreeColour{70, 200, 110};

void blend(uint8_t* pixel, const Colour& colour, double opacity) {
    for (size_t c = 0; c < 3; ++c)
        pixel[c] = static_cast<uint8_t>(std::lround(pixel[c] + opacity * (colour[c] - pixel[c])));
}

Colour errorColour(double px) {
    const QColor colour = maskErrorColour(px);
    return {static_cast<uint8_t>(colour.red()), static_cast<uint8_t>(colour.green()),
            static_cast<uint8_t>(colour.blue())};
}

bool ignored(const FrameMask& mask, size_t i) {
    return !mask.ignore.empty() && mask.ignore.data[i] != 0;
}

void hatch(ImageU8& rgb, const FrameMask& mask) {
    if (mask.ignore.empty()) return;
    for (int y = 0; y < rgb.height; ++y)
        for (int x = 0; x < rgb.width; ++x)
            if (mask.ignore.at(x, y)) blend(&rgb.at(x, y), ignoreColour, (x + y) % 8 < 4 ? 0.75 : 0.35);
}

}  // namespace

MaskAgreement compareWithMask(const RenderedFrame& drawn, const FrameMask& mask) {
    int64_t both = 0, either = 0;
    for (size_t i = 0; i < drawn.linkId.data.size(); ++i) {
        if (ignored(mask, i)) continue;
        const bool a = drawn.linkId.data[i] != 0, b = mask.robot.data[i] > 127;
        both += a && b;
        either += a || b;
    }
    MaskAgreement agreement;
    agreement.overlap = either > 0 ? static_cast<double>(both) / static_cast<double>(either) : 0;
    const ImageF distance = signedDistance(mask.robot);
    std::vector<double> distances;
    for (const ContourPoint& point : drawn.contour) {
        const size_t i = static_cast<size_t>(point.y) * static_cast<size_t>(distance.width) + point.x;
        // Inner boundary pixels of an exact mask have +0.5.
        if (!ignored(mask, i)) distances.push_back(std::abs(double{distance.data[i]} - 0.5));
    }
    if (!distances.empty()) {
        const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
        std::nth_element(distances.begin(), middle, distances.end());
        agreement.outlinePx = *middle;
    }
    return agreement;
}

void paintMask(ImageU8& rgb, const FrameMask& mask) {
    hatch(rgb, mask);
    for (int y = 0; y < rgb.height; ++y)
        for (int x = 0; x < rgb.width; ++x) {
            if (mask.robot.at(x, y) <= 127) continue;
            const bool edge = (x > 0 && !mask.robot.at(x - 1, y)) || (y > 0 && !mask.robot.at(x, y - 1)) ||
                              (x + 1 < rgb.width && !mask.robot.at(x + 1, y)) ||
                              (y + 1 < rgb.height && !mask.robot.at(x, y + 1));
            blend(&rgb.at(x, y), maskColour, edge ? 1.0 : 0.3);
        }
}

ImageU8 paintComparison(const ImageU8& rgb, const RenderedFrame& drawn, const FrameMask& mask,
                        MaskView view) {
    ImageU8 out = rgb;
    for (size_t i = 0; i < out.pixelCount(); ++i) {
        uint8_t* pixel = out.data.data() + 3 * i;
        const int grey = (pixel[0] * 3 + pixel[1] * 6 + pixel[2]) / 10;
        pixel[0] = pixel[1] = pixel[2] = static_cast<uint8_t>(25 + grey * 6 / 10);
    }
    const ImageU8 robot = drawn.mask();
    const bool error = view == MaskView::Error;
    const ImageF toMask = error ? signedDistance(mask.robot) : ImageF{};
    const ImageF toRobot = error ? signedDistance(robot) : ImageF{};
    for (size_t i = 0; i < out.pixelCount(); ++i) {
        const bool a = robot.data[i] != 0, b = mask.robot.data[i] > 127;
        if ((!a && !b) || ignored(mask, i)) continue;
        uint8_t* pixel = out.data.data() + 3 * i;
        if (a && b) {
            blend(pixel, agreeColour, error ? 0.12 : 0.35);
        } else if (error) {
            blend(pixel, errorColour(a ? -double{toMask.data[i]} : double{toRobot.data[i]}), 0.9);
        } else {
            blend(pixel, errorColour(a ? maskErrorPx / 2 : -maskErrorPx / 2), 0.85);
        }
    }
    if (error) {
        // The drawn outline, three pixels wide, so that small errors are seen too.
        for (const ContourPoint& point : drawn.contour) {
            const size_t i = static_cast<size_t>(point.y) * static_cast<size_t>(out.width) + point.x;
            if (ignored(mask, i)) continue;
            const Colour colour = errorColour(0.5 - double{toMask.data[i]});
            for (int dy = -1; dy <= 1; ++dy)
                for (int dx = -1; dx <= 1; ++dx) {
                    const int x = point.x + dx, y = point.y + dy;
                    if (x < 0 || y < 0 || x >= out.width || y >= out.height) continue;
                    const size_t k =
                        static_cast<size_t>(y) * static_cast<size_t>(out.width) + static_cast<size_t>(x);
                    if (robot.data[k]) blend(&out.at(x, y), colour, 1);
                }
        }
    }
    hatch(out, mask);
    return out;
}

}  // namespace camframe
