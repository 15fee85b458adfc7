// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/overlay.h"
#include "views/overlay/overlay_source.h"

namespace camframe {

/// The renderer's words for what a person chose in the window.
inline OverlayStyle styleOf(const OverlayLook& look) {
    OverlayStyle style;
    style.fill = look.fill;
    style.outline = look.outline;
    style.fillOpacity = look.opacity;
    style.paint = look.paint == OverlayFill::Links   ? OverlayPaint::Links
                  : look.paint == OverlayFill::Depth ? OverlayPaint::Depth
                                                     : OverlayPaint::Plain;
    return style;
}

}  // namespace camframe
