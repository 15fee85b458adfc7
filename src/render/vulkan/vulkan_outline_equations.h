// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "render/outline_equations.h"
#include "render/vulkan/engine.h"

namespace camframe {

/// The equations on a device: one submission per evaluation for all frames that fit in its memory together.
/// Up go the camera and, where links move otherwise, their poses; back come the sums.
/// @param countDrawn  Called with the frames of every evaluation and the pixels of each.
Result<std::unique_ptr<OutlineEquations>> makeVulkanOutlineEquations(
    vulkan::Engine& engine, std::span<const OutlineFrame> frames, const OutlineOptions& options,
    std::function<void(int64_t frames, int64_t pixels)> countDrawn);

}  // namespace camframe
