// SPDX-License-Identifier: Apache-2.0
#include "render/vulkan/pipelines.h"

#include "big64_spv.h"
#include "big_spv.h"
#include "clip_spv.h"
#include "contour_scan_spv.h"
#include "contour_spv.h"
#include "hull_count_spv.h"
#include "hull_draw_spv.h"
#include "outline_mask_spv.h"
#include "outline_sums_spv.h"
#include "pack_spv.h"
#include "raster64_spv.h"
#include "raster_spv.h"
#include "read_spv.h"
#include "render/vulkan/pipeline_cache.h"
#include "setup_spv.h"

namespace camframe::vulkan {

namespace {

/// Specialisation constants in their order; shaders without one of them ignore it.
struct Constants {
    uint32_t pass = 0;
    VkBool32 lens = VK_FALSE;
    VkBool32 wasClipped = VK_FALSE;
    // Of all stages, by kind of device.
    uint32_t rasterSize = 0;
    int32_t bigPixels = 0;
};

/// How raster.comp divides its work. On GPUs a workgroup should fill a subgroup of any size (at most 64) and
/// no invocation should draw much longer than others. Software drivers run workgroups on vectors of eight,
/// pay for every line that any vector reaches, and nothing for long loops.
void divideWork(Constants& constants, bool software) {
    constants.rasterSize = software ? 8 : 64;
    constants.bigPixels = software ? 1024 : 64;
}

struct StageSource {
    const char* name;
    std::span<const uint32_t> code;
    std::span<const uint32_t> code64;  ///< With 64-bit atomics.
    Constants constants;
    bool narrowOnly = false;  ///< Only without them.
};

const std::array<StageSource, Pipelines::StageCount> kStages{{
    {"raster", raster_spv, raster64_spv, {}},
    {"raster, lens", raster_spv, raster64_spv, {0, VK_TRUE, VK_FALSE, 0, 0}},
    {"big", big_spv, big64_spv, {}},
    {"big, lens", big_spv, big64_spv, {0, VK_TRUE, VK_FALSE, 0, 0}},
    {"clipped", big_spv, big64_spv, {0, VK_FALSE, VK_TRUE, 0, 0}},
    {"clipped, lens", big_spv, big64_spv, {0, VK_TRUE, VK_TRUE, 0, 0}},
    {"raster id", raster_spv, {}, {1, VK_FALSE, VK_FALSE, 0, 0}, true},
    {"raster id, lens", raster_spv, {}, {1, VK_TRUE, VK_FALSE, 0, 0}, true},
    {"big id", big_spv, {}, {1, VK_FALSE, VK_FALSE, 0, 0}, true},
    {"big id, lens", big_spv, {}, {1, VK_TRUE, VK_FALSE, 0, 0}, true},
    {"clipped id", big_spv, {}, {1, VK_FALSE, VK_TRUE, 0, 0}, true},
    {"clipped id, lens", big_spv, {}, {1, VK_TRUE, VK_TRUE, 0, 0}, true},
    {"clip", clip_spv, {}, {}},
    {"pack", pack_spv, {}, {}},
    {"outline mask", outline_mask_spv, {}, {}},
    {"contour count", contour_spv, {}, {}},
    {"contour scan", contour_scan_spv, {}, {}},
    {"contour write", contour_spv, {}, {1, VK_FALSE, VK_FALSE, 0, 0}},
    {"setup", setup_spv, {}, {}},
    {"outline sums", outline_sums_spv, {}, {}},
    {"hulls drawn", hull_draw_spv, {}, {}},
    {"hulls counted", hull_count_spv, {}, {}},
    {"meshes read", read_spv, {}, {}},
}};

}  // namespace

const char* Pipelines::stageName(Stage stage) {
    return kStages[stage].name;
}

Result<Pipelines> Pipelines::create(const Device& device, const std::filesystem::path& cacheFile,
                                    bool atomics64) {
    Pipelines out;
    out.m_device = &device;
    const Api& api = device.api();
    const auto failed = [&](const char* doing, VkResult result) {
        return vulkanError(device.name(), doing, result);
    };

    std::array<VkDescriptorSetLayoutBinding, kBindingCount> bindings{};
    for (uint32_t i = 0; i < kBindingCount; ++i)
        bindings[i] = {i, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1, VK_SHADER_STAGE_COMPUTE_BIT, nullptr};
    const VkDescriptorSetLayoutCreateInfo setInfo{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
                                                  nullptr, 0, kBindingCount, bindings.data()};
    VkDescriptorSetLayout setLayout;
    if (VkResult r = api.vkCreateDescriptorSetLayout(device.get(), &setInfo, nullptr, &setLayout);
        r != VK_SUCCESS)
        return failed("creating the descriptor layout", r);
    out.m_setLayout = {device.get(), setLayout, api.vkDestroyDescriptorSetLayout};

    const VkPushConstantRange push{VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof(Push)};
    const VkPipelineLayoutCreateInfo layoutInfo{
        VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO, nullptr, 0, 1, &setLayout, 1, &push};
    VkPipelineLayout layout;
    if (VkResult r = api.vkCreatePipelineLayout(device.get(), &layoutInfo, nullptr, &layout); r != VK_SUCCESS)
        return failed("creating the pipeline layout", r);
    out.m_layout = {device.get(), layout, api.vkDestroyPipelineLayout};

    const VkDescriptorPoolSize poolSize{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, kBindingCount};
    const VkDescriptorPoolCreateInfo poolInfo{
        VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO, nullptr, 0, 1, 1, &poolSize};
    VkDescriptorPool pool;
    if (VkResult r = api.vkCreateDescriptorPool(device.get(), &poolInfo, nullptr, &pool); r != VK_SUCCESS)
        return failed("creating the descriptor pool", r);
    out.m_pool = {device.get(), pool, api.vkDestroyDescriptorPool};
    const VkDescriptorSetAllocateInfo allocation{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO, nullptr,
                                                 pool, 1, &setLayout};
    if (VkResult r = api.vkAllocateDescriptorSets(device.get(), &allocation, &out.m_set); r != VK_SUCCESS)
        return failed("allocating descriptors", r);

    const PipelineCache cache(device, cacheFile);
    for (size_t i = 0; i < kStages.size(); ++i) {
        const StageSource& stage = kStages[i];
        if (stage.narrowOnly && atomics64) continue;
        const std::span<const uint32_t> code = atomics64 && !stage.code64.empty() ? stage.code64 : stage.code;
        const VkShaderModuleCreateInfo moduleInfo{VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO, nullptr, 0,
                                                  code.size_bytes(), code.data()};
        VkShaderModule module;
        if (VkResult r = api.vkCreateShaderModule(device.get(), &moduleInfo, nullptr, &module);
            r != VK_SUCCESS)
            return failed("loading a shader", r);
        const Handle<VkShaderModule> owner(device.get(), module, api.vkDestroyShaderModule);
        device.label(VK_OBJECT_TYPE_SHADER_MODULE, reinterpret_cast<uint64_t>(module), stage.name);
        Constants constants = stage.constants;
        divideWork(constants, device.properties().deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU);
        constexpr std::array<VkSpecializationMapEntry, 5> kEntries{
            {{0, offsetof(Constants, pass), sizeof(uint32_t)},
             {1, offsetof(Constants, lens), sizeof(VkBool32)},
             {2, offsetof(Constants, wasClipped), sizeof(VkBool32)},
             {3, offsetof(Constants, rasterSize), sizeof(uint32_t)},
             {4, offsetof(Constants, bigPixels), sizeof(int32_t)}}};
        const VkSpecializationInfo specialisation{static_cast<uint32_t>(kEntries.size()), kEntries.data(),
                                                  sizeof constants, &constants};
        VkComputePipelineCreateInfo info{};
        info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
        info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
        info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
        info.stage.module = module;
        info.stage.pName = "main";
        info.stage.pSpecializationInfo = &specialisation;
        info.layout = layout;
        VkPipeline pipeline;
        if (VkResult r =
                api.vkCreateComputePipelines(device.get(), cache.get(), 1, &info, nullptr, &pipeline);
            r != VK_SUCCESS)
            return failed("compiling a shader", r);
        out.m_pipelines[i] = {device.get(), pipeline, api.vkDestroyPipeline};
        device.label(VK_OBJECT_TYPE_PIPELINE, reinterpret_cast<uint64_t>(pipeline), stage.name);
    }
    cache.save();
    return out;
}

void Pipelines::bind(const std::array<VkBuffer, kBindingCount>& buffers) {
    std::array<VkDescriptorBufferInfo, kBindingCount> infos;
    std::array<VkWriteDescriptorSet, kBindingCount> writes;
    for (uint32_t i = 0; i < kBindingCount; ++i) {
        infos[i] = {buffers[i], 0, VK_WHOLE_SIZE};
        writes[i] = {VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET, nullptr, m_set,     i,      0, 1,
                     VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,      nullptr, &infos[i], nullptr};
    }
    m_device->api().vkUpdateDescriptorSets(m_device->get(), kBindingCount, writes.data(), 0, nullptr);
}

}  // namespace camframe::vulkan
