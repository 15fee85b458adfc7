// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "render/renderer.h"
#include "render/vulkan/api.h"

namespace camframe::vulkan {

/// What the validation layer said; filled from the driver's threads.
struct ValidationMessages {
    std::mutex mutex;
    std::vector<std::string> texts;
};

/// A Vulkan instance. Move-only through unique_ptr: the debug messenger keeps its address.
class Instance {
public:
    /// With validation: also turns on synchronisation validation, and is an error when the layer is missing.
    /// @param gpuAssisted  Also lets the layer write checks of every access into shaders.
    static Result<std::unique_ptr<Instance>> create(bool validation, bool gpuAssisted = false);
    ~Instance();
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    const Api& api() const { return m_api; }
    bool validation() const { return m_messenger != VK_NULL_HANDLE; }
    /// Usable devices: Vulkan 1.1, a compute queue, large enough limits.
    struct Candidate {
        VkPhysicalDevice device = VK_NULL_HANDLE;
        uint32_t queueFamily = 0;
        uint32_t timestampBits = 0;
        bool atomics64 = false;
        VkPhysicalDeviceProperties properties{};
        VulkanDeviceInfo info;
    };
    std::vector<Candidate> candidates() const;
    /// Takes the messages collected so far, one sentence each.
    std::vector<std::string> takeMessages();

private:
    Instance() = default;

    Api m_api;
    VkInstance m_instance = VK_NULL_HANDLE;
    VkDebugUtilsMessengerEXT m_messenger = VK_NULL_HANDLE;
    ValidationMessages m_messages;
};

/// A logical device with one compute queue. Movable only through unique_ptr.
class Device {
public:
    /// @param index  As listVulkanDevices; -1: best score.
    static Result<std::unique_ptr<Device>> create(std::unique_ptr<Instance> instance, int index);
    ~Device();
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    const Api& api() const { return m_api; }
    VkDevice get() const { return m_device; }
    VkQueue queue() const { return m_queue; }
    uint32_t queueFamily() const { return m_queueFamily; }
    const std::string& name() const { return m_name; }
    const VkPhysicalDeviceProperties& properties() const { return m_properties; }
    const VkPhysicalDeviceLimits& limits() const { return m_properties.limits; }
    /// Can stages be measured with timestamps?
    bool canMeasureTime() const { return m_timestampBits > 0 && limits().timestampPeriod > 0; }
    /// Can shaders take the minimum of 64-bit numbers in buffers?
    bool atomics64() const { return m_atomics64; }
    const VkPhysicalDeviceMemoryProperties& memoryProperties() const { return m_memory; }
    Instance& instance() { return *m_instance; }

    /// Names an object in validation messages and in debuggers.
    void label(VkObjectType type, uint64_t object, const char* text) const;

private:
    Device() = default;

    std::unique_ptr<Instance> m_instance;
    Api m_api;
    VkDevice m_device = VK_NULL_HANDLE;
    VkQueue m_queue = VK_NULL_HANDLE;
    uint32_t m_queueFamily = 0;
    std::string m_name;
    uint32_t m_timestampBits = 0;
    bool m_atomics64 = false;
    VkPhysicalDeviceProperties m_properties{};
    VkPhysicalDeviceMemoryProperties m_memory{};
};

}  // namespace camframe::vulkan
