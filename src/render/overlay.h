// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "model/core/image.h"
#include "render/renderer.h"

namespace camframe {

/// What colours the fill: one colour, one per link, or the distance (near is warm, far is cool; needs the
/// depth image).
enum class OverlayPaint { Plain, Links, Depth };

/// How a rendered robot is laid over a picture.
struct OverlayStyle {
    bool fill = true;
    bool outline = true;
    OverlayPaint paint = OverlayPaint::Plain;
    double fillOpacity = 0.45;  ///< 0..1
    std::array<uint8_t, 3> fillColour{64, 160, 255};
    std::array<uint8_t, 3> outlineColour{255, 220, 0};
};

/// The picture with the robot drawn over it. Sizes must agree.
ImageU8 drawOverlay(const ImageU8& rgb, const RenderedFrame& robot, const OverlayStyle& style);

/// The colour of a distance within the robot's own range: 0 nearest, 1 farthest.
std::array<uint8_t, 3> depthColour(double share);

/// A fixed, well separated colour for a link id >= 1.
std::array<uint8_t, 3> linkColour(int id);

}  // namespace camframe
