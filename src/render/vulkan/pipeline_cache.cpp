// SPDX-License-Identifier: Apache-2.0
#include "render/vulkan/pipeline_cache.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "model/core/io/atomic_file.h"

namespace camframe::vulkan {

namespace {

constexpr std::string_view kMagic = "camframe pipelines 1\n";

/// FNV-1a, 64 bits.
uint64_t checksumOf(std::string_view bytes) {
    uint64_t hash = 14695981039346656037ULL;
    for (const char c : bytes) hash = (hash ^ static_cast<uint8_t>(c)) * 1099511628211ULL;
    return hash;
}

/// The driver's data in a file of ours; empty when the file is missing, damaged or of another device.
std::string driverData(const std::filesystem::path& file, const VkPhysicalDeviceProperties& properties) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    uint64_t checksum = 0;
    const size_t header = kMagic.size() + sizeof checksum;
    if (bytes.size() < header || !bytes.starts_with(kMagic)) return {};
    std::memcpy(&checksum, bytes.data() + kMagic.size(), sizeof checksum);
    std::string data = bytes.substr(header);
    VkPipelineCacheHeaderVersionOne version{};
    if (data.size() < sizeof version || checksumOf(data) != checksum) return {};
    std::memcpy(&version, data.data(), sizeof version);
    if (version.vendorID != properties.vendorID || version.deviceID != properties.deviceID ||
        std::memcmp(version.pipelineCacheUUID, properties.pipelineCacheUUID, VK_UUID_SIZE) != 0)
        return {};
    return data;
}

}  // namespace

std::filesystem::path pipelineCacheFile(const Device& device, const std::filesystem::path& folder) {
    std::filesystem::path place = folder;
    if (place.empty()) {
        const char* cache = std::getenv("XDG_CACHE_HOME");
        const char* home = std::getenv("HOME");
        if (cache && *cache)
            place = std::filesystem::path(cache) / "camframe";
        else if (home && *home)
            place = std::filesystem::path(home) / ".cache" / "camframe";
        else
            return {};
    }
    return place / fmt::format("pipelines-{:04x}-{:04x}.bin", device.properties().vendorID,
                               device.properties().deviceID);
}

PipelineCache::PipelineCache(const Device& device, std::filesystem::path file)
    : m_device(device), m_file(std::move(file)) {
    if (m_file.empty()) return;
    m_loaded = driverData(m_file, device.properties());
    const VkPipelineCacheCreateInfo info{VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO, nullptr, 0,
                                         m_loaded.size(), m_loaded.data()};
    VkPipelineCache cache;
    if (device.api().vkCreatePipelineCache(device.get(), &info, nullptr, &cache) == VK_SUCCESS)
        m_cache = {device.get(), cache, device.api().vkDestroyPipelineCache};
}

void PipelineCache::save() const {
    if (!m_cache) return;
    const Api& api = m_device.api();
    size_t size = 0;
    if (api.vkGetPipelineCacheData(m_device.get(), m_cache.get(), &size, nullptr) != VK_SUCCESS) return;
    std::string data(size, '\0');
    if (api.vkGetPipelineCacheData(m_device.get(), m_cache.get(), &size, data.data()) != VK_SUCCESS) return;
    data.resize(size);
    if (data == m_loaded) return;
    const uint64_t checksum = checksumOf(data);
    std::string bytes(kMagic);
    bytes.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
    bytes += data;
    [[maybe_unused]] const Result<void> kept = writeFileAtomically(m_file, bytes);
}

}  // namespace camframe::vulkan
