// SPDX-License-Identifier: Apache-2.0
#include "render/vulkan/vulkan_renderer.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "render/raster_rules.h"
#include "render/vulkan/chunk.h"
#include "render/vulkan/pipelines.h"

namespace camframe {

namespace {

using namespace vulkan;

constexpr uint32_t kFirstBigCapacity = 16384;  ///< Big triangles per submission; grows when it is too small.

class VulkanRenderer final : public Renderer {
public:
    VulkanRenderer(std::shared_ptr<const RobotGeometry> geometry, std::unique_ptr<Device> device, int threads)
        : m_geometry(std::move(geometry)),
          m_device(std::move(device)),
          m_api(m_device->api()),
          m_pool(*m_device),
          m_threads(threads) {}

    Result<void> initialise() {
        auto pipelines = Pipelines::create(*m_device);
        if (!pipelines) return tl::unexpected(pipelines.error());
        m_pipelines = std::move(*pipelines);
        const VkCommandPoolCreateInfo poolInfo{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO, nullptr, 0,
                                               m_device->queueFamily()};
        VkCommandPool pool;
        if (VkResult r = m_api.vkCreateCommandPool(m_device->get(), &poolInfo, nullptr, &pool);
            r != VK_SUCCESS)
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
        if (auto ok = uploadMeshes(); !ok) return ok;
        return validated();
    }

    std::string name() const override { return "vulkan:" + m_device->name(); }
    const RobotGeometry& geometry() const override { return *m_geometry; }
    std::vector<StageTime> stageTimes() const override { return {}; }
    Result<std::unique_ptr<OutlineEquations>> outlineEquations(std::span<const OutlineFrame>,
                                                               const OutlineOptions&) override {
        return nullptr;
    }

    Result<std::vector<RenderedFrame>> render(std::span<const RenderView> views,
                                              const RenderOptions& options) override {
        countDrawn(views);
        if (m_lost) return tl::unexpected(*m_lost);
        std::vector<RenderedFrame> frames(views.size());
        Chunk chunk;
        for (size_t i = 0; i < views.size(); ++i) {
            auto setup = prepareView(*m_geometry, views[i], i, options, m_lenses, m_threads);
            if (!setup) return tl::unexpected(setup.error());
            if (setup->width == 0 || setup->height == 0) continue;
            if (addView(chunk, *setup, i, m_ranges, chunkLimits())) continue;
            if (auto ok = renderChunk(chunk, options, frames); !ok) return tl::unexpected(ok.error());
            chunk = {};
            addView(chunk, *setup, i, m_ranges, chunkLimits());
        }
        if (!chunk.views.empty())
            if (auto ok = renderChunk(chunk, options, frames); !ok) return tl::unexpected(ok.error());
        if (auto ok = validated(); !ok) return tl::unexpected(ok.error());
        return frames;
    }

private:
    ChunkLimits chunkLimits() const {
        return {uint64_t{128} << 20, m_device->limits().maxStorageBufferRange,
                m_device->limits().maxComputeWorkGroupCount[0]};
    }

    /// The validation layer's messages as an error.
    Result<void> validated() {
        const std::vector<std::string> messages = m_device->instance().takeMessages();
        if (messages.empty()) return {};
        return makeError(ErrorKind::System, "Vulkan validation ({} message(s)), first: {}", messages.size(),
                         messages.front());
    }

    /// Makes a buffer at least `size` bytes large; contents are lost when it has to grow.
    Result<void> need(Binding binding, VkDeviceSize size, MemoryUse use, const char* label) {
        Buffer& buffer = m_buffers[binding];
        if (buffer.get() != VK_NULL_HANDLE && buffer.size() >= size) return {};
        // Some room to grow, so that slowly rising sizes do not reallocate each time.
        const VkDeviceSize roomy =
            std::min<VkDeviceSize>(size + size / 4, m_device->limits().maxStorageBufferRange);
        buffer = Buffer();
        if (binding == kSamples) m_residentLenses.clear();
        auto made = Buffer::create(*m_device, m_pool, std::max(size, roomy), use, label);
        if (!made) return tl::unexpected(made.error());
        buffer = std::move(*made);
        return {};
    }

    Result<void> begin() {
        m_api.vkResetCommandPool(m_device->get(), m_commandPool.get(), 0);
        const VkCommandBufferBeginInfo info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO, nullptr,
                                            VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT, nullptr};
        if (VkResult r = m_api.vkBeginCommandBuffer(m_command, &info); r != VK_SUCCESS)
            return failed("recording", r);
        return {};
    }

    Result<void> submitAndWait() {
        if (VkResult r = m_api.vkEndCommandBuffer(m_command); r != VK_SUCCESS) return failed("recording", r);
        VkSubmitInfo info{};
        info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
        info.commandBufferCount = 1;
        info.pCommandBuffers = &m_command;
        if (VkResult r = m_api.vkQueueSubmit(m_device->queue(), 1, &info, m_fence.get()); r != VK_SUCCESS)
            return failed("starting to render", r);
        const VkFence fence = m_fence.get();
        if (VkResult r = m_api.vkWaitForFences(m_device->get(), 1, &fence, VK_TRUE, UINT64_MAX);
            r != VK_SUCCESS)
            return failed("rendering", r);
        m_api.vkResetFences(m_device->get(), 1, &fence);
        return {};
    }

    /// An error of a submission; the state of the device is unknown afterwards, so it is not used again.
    tl::unexpected<Error> failed(const char* doing, VkResult result) {
        auto error = vulkanError(m_device->name(), doing, result);
        m_lost = error.value();
        return error;
    }

    void barrier(VkPipelineStageFlags from, VkAccessFlags written, VkPipelineStageFlags to,
                 VkAccessFlags used) {
        const VkMemoryBarrier memory{VK_STRUCTURE_TYPE_MEMORY_BARRIER, nullptr, written, used};
        m_api.vkCmdPipelineBarrier(m_command, from, to, 0, 1, &memory, 0, nullptr, 0, nullptr);
    }
    void computeBarrier() {
        barrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_WRITE_BIT,
                VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_DRAW_INDIRECT_BIT,
                VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_INDIRECT_COMMAND_READ_BIT);
    }

    Result<void> uploadMeshes() {
        std::vector<float> vertices;
        std::vector<uint32_t> triangles;
        for (const RobotGeometry::Part& part : m_geometry->parts()) {
            std::vector<MeshRange>& ranges = m_ranges.emplace_back();
            if (part.ignored) continue;
            for (const MeshLod& lod : part.lods) {
                ranges.push_back({static_cast<uint32_t>(vertices.size() / 3),
                                  static_cast<uint32_t>(lod.mesh.vertices.size()),
                                  static_cast<uint32_t>(triangles.size() / 3),
                                  static_cast<uint32_t>(lod.mesh.triangles.size())});
                for (const Eigen::Vector3f& v : lod.mesh.vertices)
                    vertices.insert(vertices.end(), v.data(), v.data() + 3);
                for (const auto& t : lod.mesh.triangles)
                    triangles.insert(triangles.end(), t.begin(), t.end());
            }
        }
        if (auto ok = uploadOnce(kVertices, vertices.data(), vertices.size() * 4, "vertices"); !ok) return ok;
        return uploadOnce(kTriangles, triangles.data(), triangles.size() * 4, "triangles");
    }

    /// Copies data that never changes into memory of the device.
    Result<void> uploadOnce(Binding binding, const void* data, size_t bytes, const char* label) {
        if (auto ok = need(binding, bytes, MemoryUse::Device, label); !ok) return ok;
        if (bytes == 0) return {};
        auto staging = Buffer::create(*m_device, m_pool, bytes, MemoryUse::Upload, "staging");
        if (!staging) return tl::unexpected(staging.error());
        std::memcpy(staging->as<char>(), data, bytes);
        if (auto ok = begin(); !ok) return ok;
        const VkBufferCopy copy{0, 0, bytes};
        m_api.vkCmdCopyBuffer(m_command, staging->get(), m_buffers[binding].get(), 1, &copy);
        barrier(VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_WRITE_BIT,
                VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_READ_BIT);
        return submitAndWait();
    }

    template <class T>
    Result<void> upload(Binding binding, const std::vector<T>& data, const char* label) {
        if (auto ok = need(binding, data.size() * sizeof(T), MemoryUse::Upload, label); !ok) return ok;
        if (!data.empty()) std::memcpy(m_buffers[binding].as<char>(), data.data(), data.size() * sizeof(T));
        return {};
    }

    Result<void> uploadChunk(const Chunk& chunk) {
        std::vector<BatchRecord> batches = chunk.vertexBatches;
        batches.insert(batches.end(), chunk.triangleBatches.begin(), chunk.triangleBatches.end());
        if (auto ok = upload(kViews, chunk.views, "views"); !ok) return ok;
        if (auto ok = upload(kDraws, chunk.draws, "draws"); !ok) return ok;
        if (auto ok = upload(kBatches, batches, "batches"); !ok) return ok;
        const VkDeviceSize sampleBytes = VkDeviceSize{chunk.samplePoints} * 8;
        if (auto ok = need(kSamples, sampleBytes, MemoryUse::Upload, "lens samples"); !ok) return ok;
        if (chunk.lenses != m_residentLenses) {
            float* samples = m_buffers[kSamples].as<float>();
            for (const auto& lens : chunk.lenses)
                samples = std::copy(lens->samples.begin(), lens->samples.end(), samples);
            m_residentLenses = chunk.lenses;
        }
        const VkDeviceSize pixels = chunk.pixelCount;
        if (auto ok = need(kProjected, VkDeviceSize{chunk.projectedCount} * 16, MemoryUse::Device,
                           "projected vertices");
            !ok)
            return ok;
        if (auto ok = need(kDepths, pixels * 4, MemoryUse::Device, "depth bits"); !ok) return ok;
        if (auto ok = need(kIds, pixels * 4, MemoryUse::Device, "link ids"); !ok) return ok;
        if (auto ok = needBig(kFirstBigCapacity); !ok) return ok;
        if (auto ok = need(kPacked, pixels * 5 + 4, MemoryUse::Readback, "pictures"); !ok) return ok;
        if (auto ok = need(kRows, VkDeviceSize{chunk.rowCount} * 4, MemoryUse::Device, "contour rows"); !ok)
            return ok;
        // A guess at the contour's length; renderChunk makes room and starts again when it was too small.
        return need(kContour, 4 + std::max<VkDeviceSize>(pixels / 32, 1024) * 12, MemoryUse::Readback,
                    "contour points");
    }

    Result<void> needBig(uint32_t triangles) {
        return need(kBig, sizeof(BigHeader) + VkDeviceSize{triangles} * kBigTriangleBytes, MemoryUse::Device,
                    "list of big triangles");
    }
    uint32_t bigCapacity() const {
        return static_cast<uint32_t>((m_buffers[kBig].size() - sizeof(BigHeader)) / kBigTriangleBytes);
    }
    uint32_t contourCapacity() const { return static_cast<uint32_t>((m_buffers[kContour].size() - 4) / 12); }

    void run(Pipelines::Stage stage, const Push& push, uint32_t x, uint32_t y = 1) {
        if (x == 0 || y == 0) return;
        bindStage(stage, push);
        m_api.vkCmdDispatch(m_command, x, y, 1);
        endStage();
    }
    void bindStage(Pipelines::Stage stage, const Push& push) {
        if (m_api.vkCmdBeginDebugUtilsLabelEXT && m_device->instance().validation()) {
            const VkDebugUtilsLabelEXT label{
                VK_STRUCTURE_TYPE_DEBUG_UTILS_LABEL_EXT, nullptr, Pipelines::stageName(stage), {}};
            m_api.vkCmdBeginDebugUtilsLabelEXT(m_command, &label);
        }
        m_api.vkCmdBindPipeline(m_command, VK_PIPELINE_BIND_POINT_COMPUTE, m_pipelines.pipeline(stage));
        m_api.vkCmdPushConstants(m_command, m_pipelines.layout(), VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof push,
                                 &push);
    }
    void endStage() {
        if (m_api.vkCmdEndDebugUtilsLabelEXT && m_device->instance().validation())
            m_api.vkCmdEndDebugUtilsLabelEXT(m_command);
    }

    void recordRaster(const Chunk& chunk, Push push, Pipelines::Stage raster, Pipelines::Stage big) {
        const BigHeader header{0, 1, 1, 0};
        m_api.vkCmdUpdateBuffer(m_command, m_buffers[kBig].get(), 0, sizeof header, &header);
        barrier(VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_WRITE_BIT,
                VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT);
        push.firstBatch = static_cast<uint32_t>(chunk.vertexBatches.size());
        run(raster, push, static_cast<uint32_t>(chunk.triangleBatches.size()));
        computeBarrier();
        bindStage(big, push);
        m_api.vkCmdDispatchIndirect(m_command, m_buffers[kBig].get(), 0);
        endStage();
        // The next user of the list is the transfer that empties it.
        barrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_DRAW_INDIRECT_BIT,
                VK_ACCESS_SHADER_WRITE_BIT,
                VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT,
                VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT);
    }

    void record(const Chunk& chunk, const RenderOptions& options) {
        std::array<VkBuffer, kBindingCount> buffers;
        for (size_t i = 0; i < buffers.size(); ++i) buffers[i] = m_buffers[i].get();
        m_pipelines.bind(buffers);
        const VkDescriptorSet set = m_pipelines.set();
        m_api.vkCmdBindDescriptorSets(m_command, VK_PIPELINE_BIND_POINT_COMPUTE, m_pipelines.layout(), 0, 1,
                                      &set, 0, nullptr);
        Push push;
        push.bigCapacity = bigCapacity();
        push.viewCount = static_cast<uint32_t>(chunk.views.size());
        push.rowCount = chunk.rowCount;
        push.pixelCount = chunk.pixelCount;
        push.writeDepth = options.depth ? 1 : 0;
        push.contourCapacity = contourCapacity();

        m_api.vkCmdFillBuffer(m_command, m_buffers[kDepths].get(), 0, VkDeviceSize{chunk.pixelCount} * 4,
                              kNone);
        m_api.vkCmdFillBuffer(m_command, m_buffers[kIds].get(), 0, VkDeviceSize{chunk.pixelCount} * 4, kNone);
        run(Pipelines::Vertex, push, static_cast<uint32_t>(chunk.vertexBatches.size()));
        barrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_WRITE_BIT,
                VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_READ_BIT);
        recordRaster(chunk, push, Pipelines::RasterDepth, Pipelines::BigDepth);
        recordRaster(chunk, push, Pipelines::RasterId, Pipelines::BigId);
        run(Pipelines::Pack, push, std::min((chunk.pixelCount / 4 + 63) / 64, 4096U));
        if (options.contour) {
            const auto views = static_cast<uint32_t>(chunk.views.size());
            run(Pipelines::ContourCount, push, chunk.maxHeight, views);
            computeBarrier();
            run(Pipelines::ContourScan, push, 1);
            computeBarrier();
            run(Pipelines::ContourWrite, push, chunk.maxHeight, views);
        }
        barrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_WRITE_BIT, VK_PIPELINE_STAGE_HOST_BIT,
                VK_ACCESS_HOST_READ_BIT);
    }

    Result<void> renderChunk(const Chunk& chunk, const RenderOptions& options,
                             std::vector<RenderedFrame>& frames) {
        const uint32_t most = m_device->limits().maxComputeWorkGroupCount[0];
        if (chunk.vertexBatches.size() > most || chunk.triangleBatches.size() > most)
            return makeError(
                ErrorKind::System,
                "Vulkan ({}): the robot's meshes have too many triangles for the device; simplify them or "
                "choose --backend cpu.",
                m_device->name());
        if (auto ok = uploadChunk(chunk); !ok) return ok;
        while (true) {
            if (auto ok = begin(); !ok) return ok;
            record(chunk, options);
            if (auto ok = submitAndWait(); !ok) return ok;
            // Both lists say how much room they would have needed; sizes are kept, so this is rare.
            const uint32_t big = m_buffers[kPacked].as<uint32_t>()[size_t{chunk.pixelCount} / 4 * 5];
            const uint32_t points = options.contour ? *m_buffers[kContour].as<uint32_t>() : 0;
            if (big <= bigCapacity() && points <= contourCapacity()) break;
            if (auto ok = needBig(big); !ok) return ok;
            if (auto ok =
                    need(kContour, 4 + VkDeviceSize{points} * 12, MemoryUse::Readback, "contour points");
                !ok)
                return ok;
        }
        readBack(chunk, options, frames);
        return {};
    }

    void readBack(const Chunk& chunk, const RenderOptions& options,
                  std::vector<RenderedFrame>& frames) const {
        const uint8_t* ids = m_buffers[kPacked].as<uint8_t>();
        const float* depths = m_buffers[kPacked].as<float>() + chunk.pixelCount / 4;
        for (size_t i = 0; i < chunk.views.size(); ++i) {
            const ViewRecord& view = chunk.views[i];
            RenderedFrame& frame = frames[chunk.viewIndices[i]];
            frame.linkId = ImageU8(static_cast<int>(view.width), static_cast<int>(view.height));
            const size_t pixels = frame.linkId.pixelCount();
            std::memcpy(frame.linkId.data.data(), ids + view.firstPixel, pixels);
            if (!options.depth) continue;
            frame.depth = ImageF(static_cast<int>(view.width), static_cast<int>(view.height));
            std::memcpy(frame.depth.data.data(), depths + view.firstPixel, pixels * sizeof(float));
        }
        if (!options.contour) return;
        const uint32_t* words = m_buffers[kContour].as<uint32_t>();
        for (uint32_t i = 0; i < words[0]; ++i) {
            const uint32_t* point = words + 1 + size_t{3} * i;
            ContourPoint out;
            out.x = static_cast<uint16_t>(point[0] & 0xFFFF);
            out.y = static_cast<uint16_t>(point[0] >> 16);
            out.id = static_cast<uint8_t>(point[1] & 0xFF);
            out.depth = std::bit_cast<float>(point[2]);
            frames[chunk.viewIndices[point[1] >> 8]].contour.push_back(out);
        }
    }

    std::shared_ptr<const RobotGeometry> m_geometry;
    std::unique_ptr<Device> m_device;
    const Api& m_api;
    MemoryPool m_pool;
    int m_threads;
    Pipelines m_pipelines;
    Handle<VkCommandPool> m_commandPool;
    VkCommandBuffer m_command = VK_NULL_HANDLE;
    Handle<VkFence> m_fence;
    std::array<Buffer, kBindingCount> m_buffers;
    std::vector<std::vector<MeshRange>> m_ranges;  ///< By part and level.
    LensMapCache m_lenses;
    std::vector<std::shared_ptr<const LensMap>> m_residentLenses;  ///< Whose samples the device holds.
    std::optional<Error> m_lost;
};

}  // namespace

Result<std::unique_ptr<Renderer>> makeVulkanRenderer(std::shared_ptr<const RobotGeometry> geometry,
                                                     const RendererOptions& options) {
    auto instance = Instance::create(options.validation);
    if (!instance) return tl::unexpected(instance.error());
    auto device = Device::create(std::move(*instance), options.device);
    if (!device) return tl::unexpected(device.error());
    auto renderer =
        std::make_unique<VulkanRenderer>(std::move(geometry), std::move(*device), options.threads);
    if (auto ok = renderer->initialise(); !ok) return tl::unexpected(ok.error());
    return renderer;
}

std::vector<VulkanDeviceInfo> listVulkanDevices() {
    std::vector<VulkanDeviceInfo> out;
    if (auto instance = Instance::create(false))
        for (const Instance::Candidate& candidate : (*instance)->candidates()) out.push_back(candidate.info);
    return out;
}

}  // namespace camframe
