// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "render/vulkan/context.h"

namespace camframe::vulkan {

/// Where a device's compiled shaders are kept: in `folder`, or in camframe/ of the user's cache folder
/// ($XDG_CACHE_HOME or ~/.cache). Empty when neither is known.
std::filesystem::path pipelineCacheFile(const Device& device, const std::filesystem::path& folder);

/// A driver's pipeline cache that begins with what a file holds. Files of another driver, another device or
/// with a wrong checksum (drivers may crash on damaged ones) are ignored.
class PipelineCache {
public:
    PipelineCache(const Device& device, std::filesystem::path file);

    VkPipelineCache get() const { return m_cache.get(); }
    /// Writes the file when it would change. Failing to is no error: the next start just compiles again.
    void save() const;

private:
    const Device& m_device;
    std::filesystem::path m_file;
    std::string m_loaded;
    Handle<VkPipelineCache> m_cache;
};

}  // namespace camframe::vulkan
