// SPDX-License-Identifier: Apache-2.0
#include "render/vulkan/api.h"

#include <dlfcn.h>
#ifdef CAMFRAME_SANITIZED
#include <link.h>

#include <string>
#include <string_view>
#include <vector>
#endif

#include <array>
#include <atomic>

namespace camframe::vulkan {

#ifdef CAMFRAME_SANITIZED
namespace {

/// What Mesa's drivers keep for as long as they are loaded counts as a leak once the loader has unloaded
/// them, and cannot be suppressed by a name that is gone.
void keepDriversLoaded() {
    std::vector<std::string> drivers;
    dl_iterate_phdr(
        [](dl_phdr_info* library, size_t, void* found) {
            const std::string_view name(library->dlpi_name);
            if (name.find("/libvulkan_") != std::string_view::npos)
                static_cast<std::vector<std::string>*>(found)->emplace_back(name);
            return 0;
        },
        &drivers);
    for (const std::string& driver : drivers) dlopen(driver.c_str(), RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
}

}  // namespace
#endif

Result<Api> Api::open(const char* library) {
    const bool missing = injectedFault(FaultPoint::Loader) != VK_SUCCESS;
    void* handle = missing ? nullptr : dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return makeError(
            ErrorKind::System,
            "The Vulkan loader {} was not found; install the package libvulkan1 (and a driver) or "
            "choose --backend cpu.",
            library);
    Api api;
    api.vkGetInstanceProcAddr =
        reinterpret_cast<PFN_vkGetInstanceProcAddr>(dlsym(handle, "vkGetInstanceProcAddr"));
    if (api.vkGetInstanceProcAddr) {
#define CAMFRAME_VK_LOAD(name) \
    api.name = reinterpret_cast<PFN_##name>(api.vkGetInstanceProcAddr(nullptr, #name));
        CAMFRAME_VK_GLOBAL(CAMFRAME_VK_LOAD)
#undef CAMFRAME_VK_LOAD
    }
    // Loaders of Vulkan 1.0 lack vkEnumerateInstanceVersion; 1.1 is from 2018.
    if (!api.vkCreateInstance || !api.vkEnumerateInstanceVersion)
        return makeError(
            ErrorKind::System,
            "{} is no Vulkan loader of version 1.1 or newer; update libvulkan1 or choose --backend cpu.",
            library);
    return api;
}

void Api::loadInstance(VkInstance instance) {
#define CAMFRAME_VK_LOAD(name) name = reinterpret_cast<PFN_##name>(vkGetInstanceProcAddr(instance, #name));
    CAMFRAME_VK_INSTANCE(CAMFRAME_VK_LOAD)
    CAMFRAME_VK_DEBUG(CAMFRAME_VK_LOAD)
#undef CAMFRAME_VK_LOAD
#ifdef CAMFRAME_SANITIZED
    keepDriversLoaded();
#endif
}

void Api::loadDevice(VkDevice device) {
#define CAMFRAME_VK_LOAD(name) name = reinterpret_cast<PFN_##name>(vkGetDeviceProcAddr(device, #name));
    CAMFRAME_VK_DEVICE(CAMFRAME_VK_LOAD)
#undef CAMFRAME_VK_LOAD
}

namespace {

struct Fault {
    std::atomic<int> passages{0};
    std::atomic<VkResult> result{VK_SUCCESS};
};
std::array<Fault, static_cast<size_t>(FaultPoint::Count)> faults;

}  // namespace

void injectFault(FaultPoint point, int after, VkResult result) {
    faults[static_cast<size_t>(point)].passages = after;
    faults[static_cast<size_t>(point)].result = result;
}

VkResult injectedFault(FaultPoint point) {
    Fault& fault = faults[static_cast<size_t>(point)];
    if (fault.result == VK_SUCCESS || fault.passages-- > 0) return VK_SUCCESS;
    fault.passages = 0;
    return fault.result;
}

const char* describe(VkResult result) {
    switch (result) {
        case VK_ERROR_OUT_OF_HOST_MEMORY:
            return "the machine ran out of memory";
        case VK_ERROR_OUT_OF_DEVICE_MEMORY:
            return "the device ran out of memory; render fewer or smaller frames at once";
        case VK_ERROR_DEVICE_LOST:
            return "the device was lost (driver reset or unplugged); start again or choose --backend cpu";
        case VK_ERROR_INITIALIZATION_FAILED:
            return "the driver could not be initialised; check its installation or choose --backend cpu";
        case VK_ERROR_INCOMPATIBLE_DRIVER:
            return "no installed driver supports this version; update it or choose --backend cpu";
        case VK_ERROR_LAYER_NOT_PRESENT:
            return "a layer is not installed";
        case VK_ERROR_EXTENSION_NOT_PRESENT:
            return "an extension is not supported";
        case VK_ERROR_TOO_MANY_OBJECTS:
            return "too many objects exist";
        case VK_ERROR_MEMORY_MAP_FAILED:
            return "its memory could not be mapped";
        case VK_TIMEOUT:
            return "it did not finish in time";
        default:
            return "an unexpected error";
    }
}

tl::unexpected<Error> vulkanError(const std::string& device, const char* doing, VkResult result) {
    return makeError(ErrorKind::System, "Vulkan ({}): {} failed: {} (VkResult {}).", device, doing,
                     describe(result), static_cast<int>(result));
}

}  // namespace camframe::vulkan
