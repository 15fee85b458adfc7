// SPDX-License-Identifier: Apache-2.0
#include "render/renderer.h"

#include "render/cpu/cpu_renderer.h"

namespace camframe {

Result<std::unique_ptr<Renderer>> makeRenderer(std::shared_ptr<const RobotGeometry> geometry,
                                               const RendererOptions& options) {
    return makeCpuRenderer(std::move(geometry), options.threads);
}

std::vector<VulkanDeviceInfo> listVulkanDevices() { return {}; }

}  // namespace camframe
