// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <span>

#include "render/vulkan/buffer.h"

namespace camframe::vulkan {

/// Bindings of shaders/raster_rules.glsl, in its order.
enum Binding : uint32_t {
    kVertices,
    kTriangles,
    kViews,
    kDraws,
    kBatches,
    kSamples,
    kMeshlets,
    kPixels,
    kBig,
    kClip,
    kPacked,
    kRows,
    kContour,
    // Of shaders/outline_rules.glsl:
    kTemplates,
    kLods,
    kCamera,
    kDistances,
    kIgnored,
    kArguments,
    kSums,
    kMasks,  ///< Of raster_rules.glsl again.
    kClipped,
    kBounds,
    kBindingCount
};

/// Push constants of shaders/raster_rules.glsl.
struct Push {
    uint32_t bigCapacity = 0, clipCapacity = 0, clippedCapacity = 0;
    uint32_t viewCount = 0;
    uint32_t rowCount = 0;
    uint32_t pixelCount = 0;
    uint32_t writeDepth = 0;
    uint32_t contourCapacity = 0;
    uint32_t blockCount = 0;
    uint32_t segmentCount = 0;
    uint32_t firstMeshlet = 0;
};

/// The shaders as pipelines, with the one descriptor set that all of them share. Made once per device.
class Pipelines {
public:
    enum Stage {
        // Each of these is followed by the same for views through a lens.
        Raster,
        RasterLens,
        Big,
        BigLens,
        Clipped,
        ClippedLens,
        // ... and these by the same again; only without 64-bit atomics.
        RasterId,
        RasterIdLens,
        BigId,
        BigIdLens,
        ClippedId,
        ClippedIdLens,
        Clip,
        Pack,
        OutlineMask,
        ContourCount,
        ContourScan,
        ContourWrite,
        Setup,
        OutlineSums,
        HullDraw,
        HullCount,
        Read,
        StageCount
    };

    /// @param cacheFile  Where compiled shaders are kept for the next start; empty: nowhere. A file that
    ///                   cannot be read or belongs to another driver is replaced, and never an error.
    static Result<Pipelines> create(const Device& device, const std::filesystem::path& cacheFile,
                                    bool atomics64);

    /// Points the descriptor set at these buffers. The device must be idle. Always writes all of them: a new
    /// buffer may have the handle of one that was destroyed.
    void bind(const std::array<VkBuffer, kBindingCount>& buffers);
    VkPipeline pipeline(Stage stage) const { return m_pipelines[stage].get(); }
    VkPipelineLayout layout() const { return m_layout.get(); }
    VkDescriptorSet set() const { return m_set; }
    static const char* stageName(Stage stage);

private:
    const Device* m_device = nullptr;
    Handle<VkDescriptorSetLayout> m_setLayout;
    Handle<VkPipelineLayout> m_layout;
    Handle<VkDescriptorPool> m_pool;
    VkDescriptorSet m_set = VK_NULL_HANDLE;
    std::array<Handle<VkPipeline>, StageCount> m_pipelines;
};

}  // namespace camframe::vulkan
