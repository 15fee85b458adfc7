// SPDX-License-Identifier: Apache-2.0
#pragma once

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan_core.h>

#include <memory>

#include "model/core/result.h"

#define CAMFRAME_VK_GLOBAL(X)                 \
    X(vkCreateInstance)                       \
    X(vkEnumerateInstanceExtensionProperties) \
    X(vkEnumerateInstanceLayerProperties)     \
    X(vkEnumerateInstanceVersion)

#define CAMFRAME_VK_INSTANCE(X)             \
    X(vkCreateDevice)                       \
    X(vkDestroyInstance)                    \
    X(vkEnumerateDeviceExtensionProperties) \
    X(vkEnumeratePhysicalDevices)           \
    X(vkGetPhysicalDeviceFeatures2)         \
    X(vkGetDeviceProcAddr)                  \
    X(vkGetPhysicalDeviceMemoryProperties)  \
    X(vkGetPhysicalDeviceProperties)        \
    X(vkGetPhysicalDeviceQueueFamilyProperties)

// Of VK_EXT_debug_utils; present only with the validation layer.
#define CAMFRAME_VK_DEBUG(X)           \
    X(vkCreateDebugUtilsMessengerEXT)  \
    X(vkDestroyDebugUtilsMessengerEXT) \
    X(vkSetDebugUtilsObjectNameEXT)    \
    X(vkCmdBeginDebugUtilsLabelEXT)    \
    X(vkCmdEndDebugUtilsLabelEXT)

#define CAMFRAME_VK_DEVICE(X)        \
    X(vkAllocateCommandBuffers)      \
    X(vkAllocateDescriptorSets)      \
    X(vkAllocateMemory)              \
    X(vkBeginCommandBuffer)          \
    X(vkBindBufferMemory)            \
    X(vkCmdBindDescriptorSets)       \
    X(vkCmdBindPipeline)             \
    X(vkCmdCopyBuffer)               \
    X(vkCmdDispatch)                 \
    X(vkCmdDispatchIndirect)         \
    X(vkCmdFillBuffer)               \
    X(vkCmdPipelineBarrier)          \
    X(vkCmdPushConstants)            \
    X(vkCmdResetQueryPool)           \
    X(vkCmdUpdateBuffer)             \
    X(vkCmdWriteTimestamp)           \
    X(vkCreateBuffer)                \
    X(vkCreateCommandPool)           \
    X(vkCreateComputePipelines)      \
    X(vkCreateDescriptorPool)        \
    X(vkCreateDescriptorSetLayout)   \
    X(vkCreateFence)                 \
    X(vkCreatePipelineCache)         \
    X(vkCreatePipelineLayout)        \
    X(vkCreateQueryPool)             \
    X(vkCreateShaderModule)          \
    X(vkDestroyBuffer)               \
    X(vkDestroyCommandPool)          \
    X(vkDestroyDescriptorPool)       \
    X(vkDestroyDescriptorSetLayout)  \
    X(vkDestroyDevice)               \
    X(vkDestroyFence)                \
    X(vkDestroyPipeline)             \
    X(vkDestroyPipelineCache)        \
    X(vkDestroyPipelineLayout)       \
    X(vkDestroyQueryPool)            \
    X(vkDestroyShaderModule)         \
    X(vkDeviceWaitIdle)              \
    X(vkEndCommandBuffer)            \
    X(vkFreeMemory)                  \
    X(vkGetBufferMemoryRequirements) \
    X(vkGetDeviceQueue)              \
    X(vkGetPipelineCacheData)        \
    X(vkGetQueryPoolResults)         \
    X(vkMapMemory)                   \
    X(vkQueueSubmit)                 \
    X(vkResetCommandPool)            \
    X(vkResetFences)                 \
    X(vkUpdateDescriptorSets)        \
    X(vkWaitForFences)

namespace camframe::vulkan {

/// Entry points of the Vulkan loader, opened at run time so that programs start on machines without it.
/// Members are named like the functions; the instance's and device's members are null until loaded.
struct Api {
#define CAMFRAME_VK_DECLARE(name) PFN_##name name = nullptr;
    PFN_vkGetInstanceProcAddr vkGetInstanceProcAddr = nullptr;
    CAMFRAME_VK_GLOBAL(CAMFRAME_VK_DECLARE)
    CAMFRAME_VK_INSTANCE(CAMFRAME_VK_DECLARE)
    CAMFRAME_VK_DEBUG(CAMFRAME_VK_DECLARE)
    CAMFRAME_VK_DEVICE(CAMFRAME_VK_DECLARE)
#undef CAMFRAME_VK_DECLARE

    /// Opens the loader (libvulkan.so.1, or the file in `library`). It stays open until the program ends:
    /// drivers keep threads and thread-local data that do not survive being unloaded.
    static Result<Api> open(const char* library = "libvulkan.so.1");
    void loadInstance(VkInstance instance);
    void loadDevice(VkDevice device);
};

/// What a VkResult means to a person, e.g. "the device ran out of memory".
const char* describe(VkResult result);

/// A System error: "Vulkan (<device>): <doing> failed: <meaning>".
tl::unexpected<Error> vulkanError(const std::string& device, const char* doing, VkResult result);

/// Where tests can make Vulkan fail.
enum class FaultPoint { Loader, Devices, Allocate, Submit, Count };
/// From the `after`-th passage (0: the next one) on, `point` fails with `result`; VK_SUCCESS ends that. For
/// tests; process-wide.
void injectFault(FaultPoint point, int after, VkResult result);
/// Called at the point itself: what it has to fail with, or VK_SUCCESS.
VkResult injectedFault(FaultPoint point);

/// Owns one Vulkan object; move-only. The parent object must outlive it.
template <class T>
class Handle {
public:
    using Destroy = void(VKAPI_PTR*)(VkDevice, T, const VkAllocationCallbacks*);

    Handle() = default;
    Handle(VkDevice device, T object, Destroy destroy)
        : m_device(device), m_object(object), m_destroy(destroy) {}
    Handle(Handle&& other) noexcept { swap(other); }
    Handle& operator=(Handle&& other) noexcept {
        swap(other);
        return *this;
    }
    ~Handle() {
        if (m_object != VK_NULL_HANDLE) m_destroy(m_device, m_object, nullptr);
    }

    T get() const { return m_object; }
    explicit operator bool() const { return m_object != VK_NULL_HANDLE; }

private:
    void swap(Handle& other) noexcept {
        std::swap(m_device, other.m_device);
        std::swap(m_object, other.m_object);
        std::swap(m_destroy, other.m_destroy);
    }

    VkDevice m_device = VK_NULL_HANDLE;
    T m_object = VK_NULL_HANDLE;
    Destroy m_destroy = nullptr;
};

}  // namespace camframe::vulkan
