// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "render/cpu/frame_drawer.h"
#include "render/outline_equations.h"

namespace camframe {

/// The C++ back end of the equations; it judges the other ones. Point by point in double precision.
/// @param countDrawn  Called with the frames of every evaluation and the pixels of each.
std::unique_ptr<OutlineEquations> makeCpuOutlineEquations(
    cpu::FrameDrawer& drawer, std::span<const OutlineFrame> frames, const OutlineOptions& options,
    std::function<void(int64_t frames, int64_t pixels)> countDrawn);

}  // namespace camframe
