// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/image.h"

namespace camframe {

/// Which part of an arm a mask or box is about.
enum class LabelPart { All, Arm, Gripper };
inline constexpr std::array<LabelPart, 3> kLabelParts = {LabelPart::All, LabelPart::Arm, LabelPart::Gripper};
/// "all", "arm", "gripper".
std::string_view toString(LabelPart part);

/// Pixel bounds, inclusive; -1 everywhere when there is none.
struct PixelBox {
    int32_t x1 = -1, y1 = -1, x2 = -1, y2 = -1;

    bool empty() const { return x1 < 0; }
    bool operator==(const PixelBox&) const = default;
};

/// Bounds of what is > 127.
PixelBox boundingBox(const ImageU8& mask);

/// Masks of one thing in one frame, 255 = inside.
struct MaskPair {
    ImageU8 modal;   ///< What other parts of the robot hide is left out.
    ImageU8 amodal;  ///< As if the thing stood alone; empty where it was not asked for.
};

/// What a drawing of the robot says about one frame of one camera.
struct FrameLabels {
    struct LinkMasks {
        int id = 0;  ///< k-th link with visual geometry, as in linkIds.
        std::string name;
        MaskPair masks;
    };

    bool drawn = false;          ///< False: no joints or no calibration; all else is then empty.
    std::vector<bool> armDrawn;  ///< Per arm: its own joints are known in this frame.
    std::vector<std::array<MaskPair, 3>> arms;  ///< [arm][LabelPart]; empty pictures where not drawn.
    std::vector<LinkMasks> links;               ///< Those that were drawn, ascending by id.
    ImageU8 linkIds;                            ///< Nearest link per pixel, 0 = no robot.
    ImageU16 depthMm;                           ///< Z of the robot's surface (mm), 0 = none; on request.
};

}  // namespace camframe
