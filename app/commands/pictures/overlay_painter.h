// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/result_sessions.h"
#include "model/core/aim_line.h"
#include "model/core/image.h"
#include "render/renderer.h"

namespace camframe {

using Rgb = std::array<uint8_t, 3>;

/// Colours of one arm and its gripper: light enough for dark pictures, saturated enough for light ones; the
/// outlines have a dark edge besides.
struct ArmColours {
    Rgb arm, gripper;
};
ArmColours armColours(size_t arm);
/// Of links that belong to no arm.
inline constexpr Rgb kBodyColour{205, 214, 224};

/// What is painted over a picture.
struct PaintParts {
    bool fill = false;
    bool outline = false;
    bool boxes = false;   ///< Around arm and gripper.
    bool points = false;  ///< Tool centre point with its axes, x red, y green, z blue, 5 cm long.
    bool path = false;    ///< Of the tool: past solid, future dashed.
    bool aim = false;     ///< Line along the approach axis to a reticle.
    int trail = 60;       ///< Frames of the path before and after.
};

/// Paints robots over the pictures of one result, anti-aliased: robots are drawn at twice the size and
/// reduced.
///
/// Not thread safe. Lifetime: the result must stay open.
class OverlayPainter {
public:
    /// @param size  Of the painted pictures; the recorded pictures and the camera are resized to it.
    static Result<std::unique_ptr<OverlayPainter>> make(const OpenedResult& opened, const PaintParts& parts,
                                                        int width, int height,
                                                        const RendererOptions& renderer);
    virtual ~OverlayPainter() = default;

    /// The picture of a frame with the robot painted over it; a frame without a pose is only resized.
    /// @param rgb  As recorded.
    virtual Result<ImageU8> paint(const ImageU8& rgb, int frame) = 0;
    /// As paint, for another pose and colours: `tint` replaces all fills and outlines.
    virtual Result<ImageU8> paintAs(const ImageU8& rgb, int frame, const RigidTransform& camFromBase,
                                    Rgb tint) = 0;
};

/// Writes white text into the picture, on a dark, half transparent ground where `ground` is set. (x, y): left
/// and baseline; text is ASCII, other characters become '?'.
void paintCaption(ImageU8& rgb, int x, int y, const std::string& text, double scale, bool ground = true);

}  // namespace camframe
