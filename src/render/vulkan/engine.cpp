// SPDX-License-Identifier: Apache-2.0
#include "render/vulkan/engine.h"

#include <algorithm>
#include <cstring>

#include "render/vulkan/meshlets.h"
#include "render/vulkan/pipeline_cache.h"

namespace camframe::vulkan {

namespace {

constexpr uint32_t kMostMeasured = 64;  ///< Stages of one recording that are measured.

}  // namespace

Engine::Engine(std::shared_ptr<const RobotGeometry> geometry, std::unique_ptr<Device> device,
               const RendererOptions& options)
    : m_geometry(std::move(geometry)),
      m_device(std::move(device)),
      m_api(m_device->api()),
      m_pool(*m_device, options.gpuMemoryMiB > 0 ? VkDeviceSize(options.gpuMemoryMiB) << 20 : 0),
      m_threads(options.threads),
      m_atomics64(m_device->atomics64() && options.atomics64) {}

Result<std::unique_ptr<Engine>> Engine::create(std::shared_ptr<const RobotGeometry> geometry,
                                               const RendererOptions& options) {
    auto instance = Instance::create(options.validation, options.gpuAssisted);
    if (!instance) return tl::unexpected(instance.error());
    auto device = Device::create(std::move(*instance), options.device);
    if (!device) return tl::unexpected(device.error());
    std::unique_ptr<Engine> out(new Engine(std::move(geometry), std::move(*device), options));
    if (auto ok = out->initialise(options); !ok) return tl::unexpected(ok.error());
    return out;
}

Result<void> Engine::initialise(const RendererOptions& options) {
    auto pipelines =
        Pipelines::create(*m_device, pipelineCacheFile(*m_device, options.cacheFolder), m_atomics64);
    if (!pipelines) return tl::unexpected(pipelines.error());
    m_pipelines = std::move(*pipelines);
    const VkCommandPoolCreateInfo poolInfo{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO, nullptr, 0,
                                           m_device->queueFamily()};
    VkCommandPool pool;
    if (VkResult r = m_api.vkCreateCommandPool(m_device->get(), &poolInfo, nullptr, &pool); r != VK_SUCCESS)
        return vulkanError(m_device->name(), "creating the command pool", r);
    m_commandPool = {m_device->get(), pool, m_api.vkDestroyCommandPool};
    const VkCommandBufferAllocateInfo commandInfo{VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO, nullptr,
                                                  pool, VK_COMMAND_BUFFER_LEVEL_PRIMARY, 1};
    if (VkResult r = m_api.vkAllocateCommandBuffers(m_device->get(), &commandInfo, &m_command);
        r != VK_SUCCESS)
        return vulkanError(m_device->name(), "allocating a command buffer", r);
    const VkFenceCreateInfo fenceInfo{VK_STRUCTURE_TYPE_FENCE_CREATE_INFO, nullptr, 0};
    VkFence fence;
    if (VkResult r = m_api.vkCreateFence(m_device->get(), &fenceInfo, nullptr, &fence); r != VK_SUCCESS)
        return vulkanError(m_device->name(), "creating a fence", r);
    m_fence = {m_device->get(), fence, m_api.vkDestroyFence};
    if (options.profile && m_device->canMeasureTime()) {
        const VkQueryPoolCreateInfo queryInfo{VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
                                              nullptr,
                                              0,
                                              VK_QUERY_TYPE_TIMESTAMP,
                                              2 * kMostMeasured,
                                              0};
        VkQueryPool queries;
        if (VkResult r = m_api.vkCreateQueryPool(m_device->get(), &queryInfo, nullptr, &queries);
            r != VK_SUCCESS)
            return vulkanError(m_device->name(), "creating a query pool", r);
        m_queries = {m_device->get(), queries, m_api.vkDestroyQueryPool};
    }
    for (size_t i = 0; i < m_times.size(); ++i)
        m_times[i].stage = Pipelines::stageName(static_cast<Pipelines::Stage>(i));
    // Something to bind where a stage needs nothing.
    for (Buffer& buffer : m_buffers)
        if (auto ok = need(buffer, 0, MemoryUse::Device, "unused"); !ok) return ok;
    if (auto ok = uploadMeshes(); !ok) return ok;
    // A quarter of what is left: buffers get some room to grow, and new ones stand beside old ones for a
    // while.
    constexpr VkDeviceSize kMost = VkDeviceSize{1} << 30;
    m_chunkBytes = std::min(kMost, (m_pool.budget() - std::min(m_pool.used(), m_pool.budget())) / 4);
    return validated();
}

ChunkLimits Engine::chunkLimits() const {
    return {m_chunkBytes, m_device->limits().maxStorageBufferRange,
            m_device->limits().maxComputeWorkGroupCount[0]};
}

std::vector<StageTime> Engine::stageTimes() const {
    if (!m_queries) return {};
    return {m_times.begin(), m_times.end()};
}

Result<void> Engine::usable() const {
    if (m_lost) return tl::unexpected(*m_lost);
    return {};
}

Result<void> Engine::validated() {
    const std::vector<std::string> messages = m_device->instance().takeMessages();
    if (messages.empty()) return {};
    return makeError(ErrorKind::System, "Vulkan validation ({} message(s)), first: {}", messages.size(),
                     messages.front());
}

Result<void> Engine::need(Binding binding, VkDeviceSize size, MemoryUse use, const char* label) {
    if (binding == kSamples && m_buffers[binding].size() < size) m_residentLenses.clear();
    return need(m_buffers[binding], size, use, label);
}

Result<void> Engine::need(Buffer& buffer, VkDeviceSize size, MemoryUse use, const char* label) {
    if (buffer.get() != VK_NULL_HANDLE && buffer.size() >= size && buffer.use() == use) return {};
    // Some room to grow, so that slowly rising sizes do not reallocate each time.
    const VkDeviceSize roomy =
        std::min<VkDeviceSize>(size + size / 4, m_device->limits().maxStorageBufferRange);
    buffer = Buffer();
    auto made = Buffer::create(*m_device, m_pool, std::max(size, roomy), use, label);
    if (!made) return tl::unexpected(made.error());
    buffer = std::move(*made);
    return {};
}

Result<void> Engine::begin(const BufferSet* own) {
    if (auto ok = usable(); !ok) return ok;
    std::array<VkBuffer, kBindingCount> buffers;
    for (size_t i = 0; i < buffers.size(); ++i)
        buffers[i] = own && (*own)[i].get() != VK_NULL_HANDLE ? (*own)[i].get() : m_buffers[i].get();
    m_pipelines.bind(buffers);
    m_api.vkResetCommandPool(m_device->get(), m_commandPool.get(), 0);
    const VkCommandBufferBeginInfo info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO, nullptr,
                                        VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT, nullptr};
    if (VkResult r = m_api.vkBeginCommandBuffer(m_command, &info); r != VK_SUCCESS)
        return failed("recording", r);
    const VkDescriptorSet set = m_pipelines.set();
    m_api.vkCmdBindDescriptorSets(m_command, VK_PIPELINE_BIND_POINT_COMPUTE, m_pipelines.layout(), 0, 1, &set,
                                  0, nullptr);
    m_measured.clear();
    if (m_queries) m_api.vkCmdResetQueryPool(m_command, m_queries.get(), 0, 2 * kMostMeasured);
    return {};
}

Result<void> Engine::submitAndWait() {
    if (VkResult r = m_api.vkEndCommandBuffer(m_command); r != VK_SUCCESS) return failed("recording", r);
    VkSubmitInfo info{};
    info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
    info.commandBufferCount = 1;
    info.pCommandBuffers = &m_command;
    VkResult result = injectedFault(FaultPoint::Submit);
    if (result == VK_SUCCESS) result = m_api.vkQueueSubmit(m_device->queue(), 1, &info, m_fence.get());
    if (result != VK_SUCCESS) return failed("starting to render", result);
    const VkFence fence = m_fence.get();
    if (VkResult r = m_api.vkWaitForFences(m_device->get(), 1, &fence, VK_TRUE, UINT64_MAX); r != VK_SUCCESS)
        return failed("rendering", r);
    m_api.vkResetFences(m_device->get(), 1, &fence);
    readTimestamps();
    return {};
}

/// An error of a submission; the state of the device is unknown afterwards, so it is not used again.
tl::unexpected<Error> Engine::failed(const char* doing, VkResult result) {
    auto error = vulkanError(m_device->name(), doing, result);
    m_lost = error.value();
    return error;
}

void Engine::barrier(VkPipelineStageFlags from, VkAccessFlags written, VkPipelineStageFlags to,
                     VkAccessFlags used) {
    const VkMemoryBarrier memory{VK_STRUCTURE_TYPE_MEMORY_BARRIER, nullptr, written, used};
    m_api.vkCmdPipelineBarrier(m_command, from, to, 0, 1, &memory, 0, nullptr, 0, nullptr);
}

void Engine::computeBarrier() {
    barrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_WRITE_BIT,
            VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_DRAW_INDIRECT_BIT,
            VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_INDIRECT_COMMAND_READ_BIT);
}

void Engine::fill(Binding binding, VkDeviceSize bytes, uint32_t value) {
    if (bytes > 0) m_api.vkCmdFillBuffer(m_command, m_buffers[binding].get(), 0, bytes, value);
}

void Engine::update(VkBuffer buffer, const void* data, VkDeviceSize bytes) {
    m_api.vkCmdUpdateBuffer(m_command, buffer, 0, bytes, data);
}

Result<void> Engine::uploadMeshes() {
    Meshlets meshlets;
    for (const RobotGeometry::Part& part : m_geometry->parts()) {
        std::vector<MeshRange>& ranges = m_ranges.emplace_back();
        if (part.ignored) continue;
        for (const MeshLod& lod : part.lods) {
            const auto first = static_cast<uint32_t>(meshlets.records.size());
            meshlets.append(lod.mesh);
            ranges.push_back({first, static_cast<uint32_t>(meshlets.records.size()) - first,
                              static_cast<uint32_t>(lod.mesh.triangles.size())});
        }
    }
    const auto upload = [&](Binding binding, const auto& data, const char* label) {
        return uploadOnce(m_buffers[binding], data.data(), data.size() * sizeof(data[0]), label);
    };
    if (auto ok = upload(kVertices, meshlets.vertices, "vertices"); !ok) return ok;
    if (auto ok = upload(kTriangles, meshlets.triangles, "triangles"); !ok) return ok;
    return upload(kMeshlets, meshlets.records, "meshlets");
}

Result<void> Engine::readMeshes(uint32_t times) {
    if (auto ok = need(kRows, sizeof(uint32_t), MemoryUse::Device, "contour rows"); !ok) return ok;
    if (auto ok = begin(); !ok) return ok;
    for (const std::vector<MeshRange>& levels : m_ranges)
        if (!levels.empty()) {  // at full detail
            Push push;
            push.firstMeshlet = levels[0].firstMeshlet;
            run(Pipelines::Read, push, levels[0].meshletCount, times);
        }
    if (auto ok = submitAndWait(); !ok) return ok;
    return validated();
}

Result<void> Engine::uploadOnce(Buffer& buffer, const void* data, size_t bytes, const char* label) {
    if (auto ok = need(buffer, bytes, MemoryUse::Device, label); !ok) return ok;
    // In pieces, so that the copy on the way needs little of the memory budget.
    constexpr size_t kPiece = size_t{4} << 20;
    auto staging = Buffer::create(*m_device, m_pool, std::min(bytes, kPiece), MemoryUse::Upload, "staging");
    if (!staging) return tl::unexpected(staging.error());
    for (size_t at = 0; at < bytes; at += kPiece) {
        const size_t size = std::min(kPiece, bytes - at);
        std::memcpy(staging->as<char>(), static_cast<const char*>(data) + at, size);
        if (auto ok = begin(); !ok) return ok;
        const VkBufferCopy copy{0, at, size};
        m_api.vkCmdCopyBuffer(m_command, staging->get(), buffer.get(), 1, &copy);
        barrier(VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_WRITE_BIT,
                VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_READ_BIT);
        if (auto ok = submitAndWait(); !ok) return ok;
    }
    return {};
}

Result<void> Engine::uploadLenses(const std::vector<std::shared_ptr<const LensMap>>& lenses,
                                  uint32_t points) {
    if (auto ok = need(kSamples, VkDeviceSize{points} * 8, MemoryUse::Upload, "lens samples"); !ok) return ok;
    if (lenses == m_residentLenses) return {};
    float* samples = m_buffers[kSamples].as<float>();
    for (const auto& lens : lenses) samples = std::copy(lens->samples.begin(), lens->samples.end(), samples);
    m_residentLenses = lenses;
    return {};
}

Result<void> Engine::needPixels(uint32_t pixels, uint32_t views, uint32_t rows, uint32_t words) {
    if (auto ok = need(kPixels, VkDeviceSize{pixels} * 8, MemoryUse::Device, "drawn pixels"); !ok) return ok;
    if (auto ok = need(kBounds, VkDeviceSize{views} * 16, MemoryUse::Device, "bounds"); !ok) return ok;
    if (auto ok = need(kRows, VkDeviceSize{rows} * 4, MemoryUse::Device, "contour rows"); !ok) return ok;
    if (auto ok = need(kMasks, VkDeviceSize{words} * 4, MemoryUse::Device, "robot masks"); !ok) return ok;
    return needLists({kFirstListCapacity, kFirstListCapacity, kFirstListCapacity});
}

Result<void> Engine::needLists(const ListCounts& counts) {
    const auto list = [&](Binding binding, uint32_t count, uint32_t bytes, const char* label) {
        return need(binding, sizeof(ListHeader) + VkDeviceSize{count} * bytes, MemoryUse::Device, label);
    };
    if (auto ok = list(kBig, counts.big, kReferenceBytes, "big triangles"); !ok) return ok;
    if (auto ok = list(kClip, counts.clip, kReferenceBytes, "triangles to be clipped"); !ok) return ok;
    return list(kClipped, counts.clipped, kClippedBytes, "clipped triangles");
}

bool Engine::listsSuffice(const ListCounts& counts) const {
    Push push;
    setListCapacities(push);
    return counts.big <= push.bigCapacity && counts.clip <= push.clipCapacity &&
           counts.clipped <= push.clippedCapacity;
}

void Engine::setListCapacities(Push& push) const {
    const auto capacity = [&](Binding binding, uint32_t bytes) {
        return static_cast<uint32_t>((m_buffers[binding].size() - sizeof(ListHeader)) / bytes);
    };
    push.bigCapacity = capacity(kBig, kReferenceBytes);
    push.clipCapacity = capacity(kClip, kReferenceBytes);
    push.clippedCapacity = capacity(kClipped, kClippedBytes);
}

void Engine::dispatch(Pipelines::Stage stage, const void* push, uint32_t pushBytes, uint32_t x, uint32_t y,
                      uint32_t z) {
    if (x == 0 || y == 0 || z == 0) return;
    beginStage(stage, push, pushBytes);
    m_api.vkCmdDispatch(m_command, x, y, z);
    endStage();
}

void Engine::runIndirect(Pipelines::Stage stage, const Push& push, VkBuffer arguments, VkDeviceSize offset) {
    beginStage(stage, &push, sizeof push);
    m_api.vkCmdDispatchIndirect(m_command, arguments, offset);
    endStage();
}

void Engine::beginStage(Pipelines::Stage stage, const void* push, uint32_t pushBytes) {
    if (m_api.vkCmdBeginDebugUtilsLabelEXT && m_device->instance().validation()) {
        const VkDebugUtilsLabelEXT label{
            VK_STRUCTURE_TYPE_DEBUG_UTILS_LABEL_EXT, nullptr, Pipelines::stageName(stage), {}};
        m_api.vkCmdBeginDebugUtilsLabelEXT(m_command, &label);
    }
    m_api.vkCmdBindPipeline(m_command, VK_PIPELINE_BIND_POINT_COMPUTE, m_pipelines.pipeline(stage));
    m_api.vkCmdPushConstants(m_command, m_pipelines.layout(), VK_SHADER_STAGE_COMPUTE_BIT, 0, pushBytes,
                             push);
    // A recording has some twenty stages at most; what went beyond would not be measured.
    m_measuring = m_queries && m_measured.size() < kMostMeasured;
    if (m_measuring) {
        m_measured.push_back(stage);
        m_api.vkCmdWriteTimestamp(m_command, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, m_queries.get(),
                                  2 * static_cast<uint32_t>(m_measured.size()) - 2);
    }
}

void Engine::endStage() {
    if (m_measuring)
        m_api.vkCmdWriteTimestamp(m_command, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, m_queries.get(),
                                  2 * static_cast<uint32_t>(m_measured.size()) - 1);
    if (m_api.vkCmdEndDebugUtilsLabelEXT && m_device->instance().validation())
        m_api.vkCmdEndDebugUtilsLabelEXT(m_command);
}

void Engine::readTimestamps() {
    if (!m_queries || m_measured.empty()) return;
    std::vector<uint64_t> ticks(2 * m_measured.size());
    if (m_api.vkGetQueryPoolResults(m_device->get(), m_queries.get(), 0, static_cast<uint32_t>(ticks.size()),
                                    ticks.size() * sizeof(uint64_t), ticks.data(), sizeof(uint64_t),
                                    VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT) != VK_SUCCESS)
        return;
    for (size_t i = 0; i < m_measured.size(); ++i) {
        StageTime& time = m_times[m_measured[i]];
        time.runs += 1;
        if (ticks[2 * i + 1] > ticks[2 * i])
            time.seconds += static_cast<double>(ticks[2 * i + 1] - ticks[2 * i]) *
                            m_device->limits().timestampPeriod * 1e-9;
    }
}

void Engine::recordRaster(const Push& push, bool lens,
                          const std::function<void(Pipelines::Stage, const Push&)>& runBatches) {
    // Every device can dispatch that many groups in a row.
    constexpr uint32_t kMostGroups = 65535;
    const auto begin = [&](Binding list, uint32_t rows) {
        const ListHeader header{0, rows, 1, 0};
        update(m_buffers[list].get(), &header, sizeof header);
    };
    begin(kBig, (push.bigCapacity + kMostGroups - 1) / kMostGroups);
    begin(kClip, 1);
    begin(kClipped, (push.clippedCapacity + kMostGroups - 1) / kMostGroups);
    barrier(VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_WRITE_BIT,
            VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT);
    const auto stage = [&](Pipelines::Stage plain) {
        return static_cast<Pipelines::Stage>(plain + (lens ? 1 : 0));
    };
    const auto runList = [&](Pipelines::Stage of, Binding list) {
        runIndirect(of, push, m_buffers[list].get(), 0);
    };
    runBatches(stage(Pipelines::Raster), push);
    computeBarrier();
    runList(stage(Pipelines::Big), kBig);
    runList(Pipelines::Clip, kClip);
    computeBarrier();
    runList(stage(Pipelines::Clipped), kClipped);
    computeBarrier();
    if (m_atomics64) return;
    runBatches(stage(Pipelines::RasterId), push);
    runList(stage(Pipelines::BigId), kBig);
    runList(stage(Pipelines::ClippedId), kClipped);
    computeBarrier();
}

void Engine::recordContour(const Push& push, uint32_t maxHeight) {
    run(Pipelines::OutlineMask, push, (maxHeight + 7) / 8, push.viewCount);
    computeBarrier();
    run(Pipelines::ContourCount, push, (maxHeight + 63) / 64, push.viewCount);
    computeBarrier();
    run(Pipelines::ContourScan, push, 1);
    computeBarrier();
    run(Pipelines::ContourWrite, push, (maxHeight + 63) / 64, push.viewCount);
}

}  // namespace camframe::vulkan
