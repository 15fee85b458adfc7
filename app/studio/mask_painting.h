// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/renderer.h"
#include "views/overlay/overlay_source.h"

namespace camframe {

/// How the drawn robot agrees with a mask, outside what is to be ignored.
struct MaskAgreement {
    double overlap = 0;    ///< Intersection over union; 0 when both are empty.
    double outlinePx = 0;  ///< Median distance of the drawn outline from the mask's (px).
};
MaskAgreement compareWithMask(const RenderedFrame& drawn, const FrameMask& mask);

/// Lays a mask (green) and ignored regions (hatched) over a picture.
void paintMask(ImageU8& rgb, const FrameMask& mask);

/// The picture in grey with drawn robot and mask compared: by Error in colours of the signed distance (red:
/// the robot is drawn beyond the mask, blue: it falls short of it; white at maskErrorPx and more), by
/// Difference in one colour each, green where they agree.
ImageU8 paintComparison(const ImageU8& rgb, const RenderedFrame& drawn, const FrameMask& mask, MaskView view);

}  // namespace camframe
