// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "render/renderer.h"

namespace camframe {

/// The Vulkan compute back end. Errors name what is missing: loader, device, memory, validation layer.
/// A lost device makes this and all later calls of render() errors.
Result<std::unique_ptr<Renderer>> makeVulkanRenderer(std::shared_ptr<const RobotGeometry> geometry,
                                                     const RendererOptions& options);

}  // namespace camframe
