// SPDX-License-Identifier: Apache-2.0
#include "render/vulkan/context.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "model/core/log.h"

namespace camframe::vulkan {

namespace {

constexpr const char* kValidationLayer = "VK_LAYER_KHRONOS_validation";
constexpr uint32_t kStorageBuffers = 23;  ///< Bindings of shaders/raster_rules.glsl and outline_rules.glsl.

VKAPI_ATTR VkBool32 VKAPI_CALL collectMessage(VkDebugUtilsMessageSeverityFlagBitsEXT,
                                              VkDebugUtilsMessageTypeFlagsEXT,
                                              const VkDebugUtilsMessengerCallbackDataEXT* data, void* user) {
    auto& messages = *static_cast<ValidationMessages*>(user);
    const std::scoped_lock lock(messages.mutex);
    // A fault inside a loop would repeat without end.
    if (messages.texts.size() < 16)
        messages.texts.emplace_back(data->pMessage ? data->pMessage : "(no text)");
    return VK_FALSE;
}

const char* kindName(VkPhysicalDeviceType type) {
    switch (type) {
        case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
            return "discrete";
        case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
            return "integrated";
        case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
            return "virtual";
        case VK_PHYSICAL_DEVICE_TYPE_CPU:
            return "software";
        default:
            return "other";
    }
}

/// Kind first; among devices of a kind the one with more memory of its own (GiB, up to 500).
int scoreOf(VkPhysicalDeviceType type, const VkPhysicalDeviceMemoryProperties& memory) {
    int score = 1000;
    switch (type) {
        case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
            score = 4000;
            break;
        case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
            score = 3000;
            break;
        case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
            score = 2000;
            break;
        case VK_PHYSICAL_DEVICE_TYPE_CPU:
            score = 0;
            break;
        default:
            break;
    }
    uint64_t local = 0;
    for (uint32_t i = 0; i < memory.memoryHeapCount; ++i)
        if (memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT)
            local = std::max<uint64_t>(local, memory.memoryHeaps[i].size);
    return score + static_cast<int>(std::min<uint64_t>(local >> 30, 500));
}

template <class T, class Enumerate>
std::vector<T> listed(const Enumerate& enumerate) {
    uint32_t count = 0;
    if (enumerate(&count, nullptr) < 0) return {};
    std::vector<T> out(count);
    if (enumerate(&count, out.data()) < 0) return {};
    out.resize(count);
    return out;
}

/// 64-bit integers, and atomics of them in buffers.
bool hasAtomics64(const Api& api, VkPhysicalDevice device) {
    const auto extensions = listed<VkExtensionProperties>([&](uint32_t* count, VkExtensionProperties* out) {
        return api.vkEnumerateDeviceExtensionProperties(device, nullptr, count, out);
    });
    if (std::ranges::none_of(extensions, [](const VkExtensionProperties& e) {
            return std::strcmp(e.extensionName, VK_KHR_SHADER_ATOMIC_INT64_EXTENSION_NAME) == 0;
        }))
        return false;
    VkPhysicalDeviceShaderAtomicInt64Features atomics{};
    atomics.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_ATOMIC_INT64_FEATURES;
    VkPhysicalDeviceFeatures2 features{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &atomics, {}};
    api.vkGetPhysicalDeviceFeatures2(device, &features);
    return features.features.shaderInt64 && atomics.shaderBufferInt64Atomics;
}

bool hasValidationLayer(const Api& api) {
    const auto layers = listed<VkLayerProperties>([&](uint32_t* count, VkLayerProperties* out) {
        return api.vkEnumerateInstanceLayerProperties(count, out);
    });
    return std::any_of(layers.begin(), layers.end(),
                       [](const auto& layer) { return std::strcmp(layer.layerName, kValidationLayer) == 0; });
}

}  // namespace

Result<std::unique_ptr<Instance>> Instance::create(bool validation, bool gpuAssisted) {
    auto api = Api::open();
    if (!api) return tl::unexpected(api.error());
    if (validation && !hasValidationLayer(*api))
        return makeError(
            ErrorKind::System,
            "The Vulkan validation layer {} is not installed; install vulkan-validationlayers or turn "
            "validation off.",
            kValidationLayer);
    std::unique_ptr<Instance> out(new Instance);
    out->m_api = *api;

    const VkApplicationInfo application{
        VK_STRUCTURE_TYPE_APPLICATION_INFO, nullptr, "camframe", 1, "camframe", 1, VK_API_VERSION_1_1};
    const std::array<VkValidationFeatureEnableEXT, 3> enabled{
        VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT,
        VK_VALIDATION_FEATURE_ENABLE_GPU_ASSISTED_EXT,
        VK_VALIDATION_FEATURE_ENABLE_GPU_ASSISTED_RESERVE_BINDING_SLOT_EXT};
    const VkValidationFeaturesEXT features{VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT,
                                           nullptr,
                                           gpuAssisted ? static_cast<uint32_t>(enabled.size()) : 1U,
                                           enabled.data(),
                                           0,
                                           nullptr};
    const std::array<const char*, 2> extensions{VK_EXT_DEBUG_UTILS_EXTENSION_NAME,
                                                VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME};
    VkDebugUtilsMessengerCreateInfoEXT messenger{};
    messenger.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT;
    messenger.pNext = &features;
    messenger.messageSeverity =
        VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
    messenger.messageType =
        VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT;
    messenger.pfnUserCallback = collectMessage;
    messenger.pUserData = &out->m_messages;

    VkInstanceCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO;
    info.pApplicationInfo = &application;
    if (validation) {
        // The messenger in the chain hears the creation and destruction of the instance itself.
        info.pNext = &messenger;
        info.enabledLayerCount = 1;
        info.ppEnabledLayerNames = &kValidationLayer;
        info.enabledExtensionCount = static_cast<uint32_t>(extensions.size());
        info.ppEnabledExtensionNames = extensions.data();
    }
    if (const VkResult result = api->vkCreateInstance(&info, nullptr, &out->m_instance); result != VK_SUCCESS)
        return vulkanError("no device yet", "creating the instance", result);
    out->m_api.loadInstance(out->m_instance);
    if (validation) {
        messenger.pNext = nullptr;
        const VkResult result = out->m_api.vkCreateDebugUtilsMessengerEXT(out->m_instance, &messenger,
                                                                          nullptr, &out->m_messenger);
        if (result != VK_SUCCESS) return vulkanError("no device yet", "creating the debug messenger", result);
    }
    return out;
}

Instance::~Instance() {
    if (m_messenger != VK_NULL_HANDLE)
        m_api.vkDestroyDebugUtilsMessengerEXT(m_instance, m_messenger, nullptr);
    if (m_instance != VK_NULL_HANDLE) m_api.vkDestroyInstance(m_instance, nullptr);
    for (const std::string& text : m_messages.texts) log(LogLevel::Error, "Vulkan validation: " + text);
}

std::vector<Instance::Candidate> Instance::candidates() const {
    const auto devices = listed<VkPhysicalDevice>([&](uint32_t* count, VkPhysicalDevice* out) {
        return m_api.vkEnumeratePhysicalDevices(m_instance, count, out);
    });
    std::vector<Candidate> out;
    if (injectedFault(FaultPoint::Devices) != VK_SUCCESS) return out;
    for (VkPhysicalDevice device : devices) {
        Candidate candidate;
        candidate.device = device;
        m_api.vkGetPhysicalDeviceProperties(device, &candidate.properties);
        uint32_t count = 0;
        m_api.vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
        std::vector<VkQueueFamilyProperties> families(count);
        m_api.vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
        const auto family = std::find_if(families.begin(), families.end(), [](const auto& f) {
            return (f.queueFlags & VK_QUEUE_COMPUTE_BIT) != 0;
        });
        const VkPhysicalDeviceLimits& limits = candidate.properties.limits;
        if (family == families.end() || candidate.properties.apiVersion < VK_API_VERSION_1_1 ||
            limits.maxPerStageDescriptorStorageBuffers < kStorageBuffers ||
            limits.maxComputeWorkGroupInvocations < 128)
            continue;
        candidate.queueFamily = static_cast<uint32_t>(family - families.begin());
        candidate.timestampBits = family->timestampValidBits;
        candidate.atomics64 = hasAtomics64(m_api, device);
        VkPhysicalDeviceMemoryProperties memory;
        m_api.vkGetPhysicalDeviceMemoryProperties(device, &memory);
        candidate.info = {static_cast<int>(out.size()), candidate.properties.deviceName,
                          kindName(candidate.properties.deviceType),
                          scoreOf(candidate.properties.deviceType, memory)};
        out.push_back(std::move(candidate));
    }
    return out;
}

std::vector<std::string> Instance::takeMessages() {
    const std::scoped_lock lock(m_messages.mutex);
    return std::exchange(m_messages.texts, {});
}

Result<std::unique_ptr<Device>> Device::create(std::unique_ptr<Instance> instance, int index) {
    const std::vector<Instance::Candidate> candidates = instance->candidates();
    if (candidates.empty())
        return makeError(
            ErrorKind::System,
            "No usable Vulkan device was found; install a driver (mesa-vulkan-drivers has a software "
            "one) or choose --backend cpu.");
    if (index >= static_cast<int>(candidates.size()))
        return makeError(ErrorKind::Usage, "There is no Vulkan device {}; {} {} found, counted from 0.",
                         index, candidates.size(), candidates.size() == 1 ? "device was" : "devices were");
    const Instance::Candidate& chosen =
        index >= 0
            ? candidates[static_cast<size_t>(index)]
            : *std::max_element(candidates.begin(), candidates.end(),
                                [](const auto& a, const auto& b) { return a.info.score < b.info.score; });

    std::unique_ptr<Device> out(new Device);
    out->m_api = instance->api();
    out->m_name = chosen.info.name;
    out->m_queueFamily = chosen.queueFamily;
    out->m_properties = chosen.properties;
    out->m_timestampBits = chosen.timestampBits;
    out->m_atomics64 = chosen.atomics64;
    out->m_api.vkGetPhysicalDeviceMemoryProperties(chosen.device, &out->m_memory);
    const float priority = 1;
    VkDeviceQueueCreateInfo queue{};
    queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO;
    queue.queueFamilyIndex = chosen.queueFamily;
    queue.queueCount = 1;
    queue.pQueuePriorities = &priority;
    VkDeviceCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO;
    info.queueCreateInfoCount = 1;
    info.pQueueCreateInfos = &queue;
    VkPhysicalDeviceShaderAtomicInt64Features atomics{};
    atomics.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_ATOMIC_INT64_FEATURES;
    atomics.shaderBufferInt64Atomics = VK_TRUE;
    VkPhysicalDeviceFeatures2 features{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &atomics, {}};
    features.features.shaderInt64 = VK_TRUE;
    const char* const atomicsExtension = VK_KHR_SHADER_ATOMIC_INT64_EXTENSION_NAME;
    if (chosen.atomics64) {
        info.pNext = &features;
        info.enabledExtensionCount = 1;
        info.ppEnabledExtensionNames = &atomicsExtension;
    }
    if (const VkResult result = out->m_api.vkCreateDevice(chosen.device, &info, nullptr, &out->m_device);
        result != VK_SUCCESS)
        return vulkanError(out->m_name, "opening the device", result);
    out->m_api.loadDevice(out->m_device);
    out->m_api.vkGetDeviceQueue(out->m_device, out->m_queueFamily, 0, &out->m_queue);
    out->m_instance = std::move(instance);
    out->label(VK_OBJECT_TYPE_QUEUE, reinterpret_cast<uint64_t>(out->m_queue), "camframe compute queue");
    return out;
}

Device::~Device() {
    if (m_device == VK_NULL_HANDLE) return;
    m_api.vkDeviceWaitIdle(m_device);
    m_api.vkDestroyDevice(m_device, nullptr);
}

void Device::label(VkObjectType type, uint64_t object, const char* text) const {
    if (!m_instance->validation() || !m_api.vkSetDebugUtilsObjectNameEXT) return;
    const VkDebugUtilsObjectNameInfoEXT info{VK_STRUCTURE_TYPE_DEBUG_UTILS_OBJECT_NAME_INFO_EXT, nullptr,
                                             type, object, text};
    m_api.vkSetDebugUtilsObjectNameEXT(m_device, &info);
}

}  // namespace camframe::vulkan
