// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "render/stage_times.h"
#include "render/view_setup.h"
#include "render/vulkan/chunk.h"
#include "render/vulkan/pipelines.h"

namespace camframe::vulkan {

constexpr uint32_t kFirstListCapacity = 16384;  ///< Of each list of triangles; grows when it is too small.

/// Buffers by binding; those that are missing are taken from the engine.
using BufferSet = std::array<Buffer, kBindingCount>;

/// A device with the robot's meshes on it, and what recording and submitting work needs: shared by the
/// renderer and by outline equations. After a fault of the device every call fails with the same error.
class Engine {
public:
    static Result<std::unique_ptr<Engine>> create(std::shared_ptr<const RobotGeometry> geometry,
                                                  const RendererOptions& options);

    const RobotGeometry& geometry() const { return *m_geometry; }
    Device& device() { return *m_device; }
    const std::vector<std::vector<MeshRange>>& ranges() const { return m_ranges; }  ///< By part and level.
    LensMapCache& lenses() { return m_lenses; }
    int threads() const { return m_threads; }
    /// What one submission may hold.
    ChunkLimits chunkLimits() const;
    std::vector<StageTime> stageTimes() const;
    uint64_t peakMemory() const { return m_pool.peak(); }

    /// Success while the device works; the fault that ended it otherwise.
    Result<void> usable() const;
    /// The validation layer's messages as an error.
    Result<void> validated();

    /// Makes a shared buffer at least `size` bytes large; contents are lost when it has to grow.
    Result<void> need(Binding binding, VkDeviceSize size, MemoryUse use, const char* label);
    /// The same for a buffer of somebody else.
    Result<void> need(Buffer& buffer, VkDeviceSize size, MemoryUse use, const char* label);
    /// Copies `data` into a buffer that the host can write.
    template <class T>
    Result<void> upload(Buffer& buffer, std::span<const T> data, const char* label) {
        if (auto ok = need(buffer, data.size_bytes(), MemoryUse::Upload, label); !ok) return ok;
        if (!data.empty()) std::memcpy(buffer.as<char>(), data.data(), data.size_bytes());
        return {};
    }
    /// Copies data that rarely changes into memory of the device, and waits for it.
    Result<void> uploadOnce(Buffer& buffer, const void* data, size_t bytes, const char* label);
    /// Makes the samples of these lenses resident.
    Result<void> uploadLenses(const std::vector<std::shared_ptr<const LensMap>>& lenses, uint32_t points);
    /// Room for the working pictures of a submission.
    Result<void> needPixels(uint32_t pixels, uint32_t views, uint32_t rows, uint32_t words);
    /// Room for that many triangles in the lists.
    Result<void> needLists(const ListCounts& counts);
    bool listsSuffice(const ListCounts& counts) const;
    void setListCapacities(Push& push) const;

    /// See Renderer::readMeshes.
    Result<void> readMeshes(uint32_t times);

    Buffer& buffer(Binding binding) { return m_buffers[binding]; }

    /// Starts recording. Empty entries of `own` are replaced by the shared buffers.
    Result<void> begin(const BufferSet* own = nullptr);
    Result<void> submitAndWait();

    /// @param push  Push or another struct of push constants that is not larger.
    template <class P>
    void run(Pipelines::Stage stage, const P& push, uint32_t x, uint32_t y = 1, uint32_t z = 1) {
        static_assert(sizeof(P) <= sizeof(Push));
        dispatch(stage, &push, sizeof push, x, y, z);
    }
    /// The number of workgroups lies in `arguments` at `offset` bytes.
    void runIndirect(Pipelines::Stage stage, const Push& push, VkBuffer arguments, VkDeviceSize offset);
    void barrier(VkPipelineStageFlags from, VkAccessFlags written, VkPipelineStageFlags to,
                 VkAccessFlags used);
    void computeBarrier();
    void fill(Binding binding, VkDeviceSize bytes, uint32_t value);
    void update(VkBuffer buffer, const void* data, VkDeviceSize bytes);
    /// Draws all batches into empty pictures. `runBatches` runs the stage over them.
    void recordRaster(const Push& push, bool lens,
                      const std::function<void(Pipelines::Stage, const Push&)>& runBatches);
    /// Counts, adds up and writes the outlines.
    void recordContour(const Push& push, uint32_t maxHeight);

private:
    Engine(std::shared_ptr<const RobotGeometry> geometry, std::unique_ptr<Device> device,
           const RendererOptions& options);
    Result<void> initialise(const RendererOptions& options);
    Result<void> uploadMeshes();
    tl::unexpected<Error> failed(const char* doing, VkResult result);
    void dispatch(Pipelines::Stage stage, const void* push, uint32_t pushBytes, uint32_t x, uint32_t y,
                  uint32_t z);
    void beginStage(Pipelines::Stage stage, const void* push, uint32_t pushBytes);
    void endStage();
    void readTimestamps();

    std::shared_ptr<const RobotGeometry> m_geometry;
    std::unique_ptr<Device> m_device;
    const Api& m_api;
    MemoryPool m_pool;
    int m_threads;
    bool m_atomics64;
    VkDeviceSize m_chunkBytes = 0;  ///< See chunkLimits.
    Pipelines m_pipelines;
    Handle<VkCommandPool> m_commandPool;
    VkCommandBuffer m_command = VK_NULL_HANDLE;
    Handle<VkFence> m_fence;
    BufferSet m_buffers;
    std::vector<std::vector<MeshRange>> m_ranges;
    LensMapCache m_lenses;
    std::vector<std::shared_ptr<const LensMap>> m_residentLenses;  ///< Whose samples the device holds.
    std::optional<Error> m_lost;

    Handle<VkQueryPool> m_queries;             ///< Null unless stages are measured.
    bool m_measuring = false;                  ///< The present stage is measured.
    std::vector<Pipelines::Stage> m_measured;  ///< Stages of the present recording, two queries each.
    std::array<StageTime, Pipelines::StageCount> m_times;
};

}  // namespace camframe::vulkan
