// SPDX-License-Identifier: Apache-2.0
#include "render/renderer.h"

#include <algorithm>

#include "model/core/log.h"
#include "render/cpu/cpu_renderer.h"
#include "render/fallback_renderer.h"
#include "render/vulkan/vulkan_renderer.h"

namespace camframe {

namespace {

/// Why Auto does not take Vulkan; empty when it does. Found out and logged once per process.
const std::string& reasonAgainstVulkan() {
    static const std::string reason = [] {
        const std::vector<VulkanDeviceInfo> devices = listVulkanDevices();
        if (devices.empty()) return std::string("no Vulkan loader or device was found");
        const VulkanDeviceInfo& best = *std::max_element(
            devices.begin(), devices.end(), [](const auto& a, const auto& b) { return a.score < b.score; });
        if (best.kind == "software")
            return fmt::format("the only Vulkan device is the software driver {}, which is slower",
                               best.name);
        return std::string();
    }();
    static const bool logged = [] {
        if (!reason.empty()) log(LogLevel::Info, fmt::format("Rendering on the CPU: {}.", reason));
        return true;
    }();
    (void)logged;
    return reason;
}

}  // namespace

Result<std::unique_ptr<Renderer>> makeRenderer(std::shared_ptr<const RobotGeometry> geometry,
                                               const RendererOptions& options) {
    if (options.backend == RenderBackend::Vulkan) return makeVulkanRenderer(std::move(geometry), options);
    // A device named by number is a wish for Vulkan, whatever kind of device it is.
    if (options.backend == RenderBackend::Auto && (options.device >= 0 || reasonAgainstVulkan().empty())) {
        auto renderer = makeVulkanRenderer(geometry, options);
        if (renderer) return makeFallbackRenderer(std::move(*renderer), std::move(geometry), options);
        log(LogLevel::Warning, fmt::format("Rendering on the CPU instead: {}", renderer.error().message));
    }
    return makeCpuRenderer(std::move(geometry), options.threads, options.profile);
}

}  // namespace camframe
