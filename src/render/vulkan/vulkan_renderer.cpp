// SPDX-License-Identifier: Apache-2.0
#include "render/vulkan/vulkan_renderer.h"
#include "model/core/slow_work.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "render/vulkan/engine.h"
#include "render/vulkan/vulkan_hull_counter.h"
#include "render/vulkan/vulkan_outline_equations.h"

namespace camframe {

namespace {

using namespace vulkan;

class VulkanRenderer final : public Renderer {
public:
    explicit VulkanRenderer(std::unique_ptr<Engine> engine) : m_engine(std::move(engine)) {}

    std::string name() const override { return "vulkan:" + m_engine->device().name(); }
    Result<std::unique_ptr<HullCounter>> hullCounter(const HullScene& scene) override {
        return makeVulkanHullCounter(*m_engine, scene);
    }
    Result<bool> readMeshes(int times) override {
        if (auto ok = m_engine->readMeshes(static_cast<uint32_t>(times)); !ok)
            return tl::unexpected(ok.error());
        return true;
    }
    bool countsHullsFast() const override {
        return m_engine->device().properties().deviceType != VK_PHYSICAL_DEVICE_TYPE_CPU;
    }
    const RobotGeometry& geometry() const override { return m_engine->geometry(); }
    std::vector<StageTime> stageTimes() const override { return m_engine->stageTimes(); }
    uint64_t peakDeviceMemory() const override { return m_engine->peakMemory(); }

    Result<std::vector<RenderedFrame>> render(std::span<const RenderView> views,
                                              const RenderOptions& options) override {
        slowWorkBegins("rendering");
        countDrawn(views);
        if (auto ok = m_engine->usable(); !ok) return tl::unexpected(ok.error());
        std::vector<RenderedFrame> frames(views.size());
        Chunk chunk;
        for (size_t i = 0; i < views.size(); ++i) {
            auto setup =
                prepareView(geometry(), views[i], i, options, m_engine->lenses(), m_engine->threads());
            if (!setup) return tl::unexpected(setup.error());
            if (setup->width == 0 || setup->height == 0) continue;
            if (auto ok = checkSize(*setup); !ok) return tl::unexpected(ok.error());
            if (addView(chunk, *setup, i, m_engine->ranges(), m_engine->chunkLimits())) continue;
            if (auto ok = renderChunk(chunk, options, frames); !ok) return tl::unexpected(ok.error());
            chunk = {};
            addView(chunk, *setup, i, m_engine->ranges(), m_engine->chunkLimits());
        }
        if (!chunk.views.empty())
            if (auto ok = renderChunk(chunk, options, frames); !ok) return tl::unexpected(ok.error());
        if (auto ok = m_engine->validated(); !ok) return tl::unexpected(ok.error());
        return frames;
    }

    Result<std::unique_ptr<OutlineEquations>> outlineEquations(std::span<const OutlineFrame> frames,
                                                               const OutlineOptions& options) override {
        return makeVulkanOutlineEquations(
            *m_engine, frames, options, [this](int64_t count, int64_t pixels) { countDrawn(count, pixels); });
    }

private:
    Result<void> uploadChunk(const Chunk& chunk) {
        Engine& engine = *m_engine;
        if (auto ok = engine.upload<ViewRecord>(engine.buffer(kViews), chunk.views, "views"); !ok) return ok;
        if (auto ok = engine.upload<DrawRecord>(engine.buffer(kDraws), chunk.draws, "draws"); !ok) return ok;
        if (auto ok = engine.upload<BatchRecord>(engine.buffer(kBatches), chunk.batches, "batches"); !ok)
            return ok;
        if (auto ok = engine.uploadLenses(chunk.lenses, chunk.samplePoints); !ok) return ok;
        if (auto ok = engine.needPixels(chunk.pixelCount, static_cast<uint32_t>(chunk.views.size()),
                                        chunk.rowCount, chunk.wordCount);
            !ok)
            return ok;
        const VkDeviceSize pixels = chunk.pixelCount;
        if (auto ok = engine.need(kPacked, pixels * 5 + sizeof(ListCounts), MemoryUse::Readback, "pictures");
            !ok)
            return ok;
        // A guess at the contour's length; renderChunk makes room and starts again when it was too small.
        return engine.need(kContour, 4 + std::max<VkDeviceSize>(pixels / 32, 1024) * 12, MemoryUse::Readback,
                           "contour points");
    }

    uint32_t contourCapacity() const {
        return static_cast<uint32_t>((m_engine->buffer(kContour).size() - 4) / 12);
    }

    void record(const Chunk& chunk, const RenderOptions& options) {
        Engine& engine = *m_engine;
        Push push;
        engine.setListCapacities(push);
        push.viewCount = static_cast<uint32_t>(chunk.views.size());
        push.rowCount = chunk.rowCount;
        push.pixelCount = chunk.pixelCount;
        push.writeDepth = options.depth ? 1 : 0;
        push.contourCapacity = contourCapacity();
        engine.fill(kPixels, VkDeviceSize{chunk.pixelCount} * 8, kNone);
        engine.fill(kBounds, VkDeviceSize{push.viewCount} * 16, kNone);  // whole pictures
        engine.recordRaster(push, !chunk.lenses.empty(), [&](Pipelines::Stage stage, const Push& p) {
            engine.run(stage, p, static_cast<uint32_t>(chunk.batches.size()));
        });
        engine.run(Pipelines::Pack, push, std::min((chunk.pixelCount / 4 + 63) / 64, 4096U));
        if (options.contour) engine.recordContour(push, chunk.maxHeight);
        engine.barrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_WRITE_BIT,
                       VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT);
    }

    Result<void> renderChunk(const Chunk& chunk, const RenderOptions& options,
                             std::vector<RenderedFrame>& frames) {
        const uint32_t most = m_engine->device().limits().maxComputeWorkGroupCount[0];
        if (chunk.batches.size() > most)
            return makeError(
                ErrorKind::System,
                "Vulkan ({}): the robot's meshes have too many triangles for the device; simplify them or "
                "choose --backend cpu.",
                m_engine->device().name());
        if (auto ok = uploadChunk(chunk); !ok) return ok;
        while (true) {
            if (auto ok = m_engine->begin(); !ok) return ok;
            record(chunk, options);
            if (auto ok = m_engine->submitAndWait(); !ok) return ok;
            // The lists say how much room they would have needed; sizes are kept, so this is rare.
            ListCounts counts;
            std::memcpy(&counts, m_engine->buffer(kPacked).as<uint32_t>() + size_t{chunk.pixelCount} / 4 * 5,
                        sizeof counts);
            const uint32_t points = options.contour ? *m_engine->buffer(kContour).as<uint32_t>() : 0;
            if (m_engine->listsSuffice(counts) && points <= contourCapacity()) break;
            if (auto ok = m_engine->needLists(counts); !ok) return ok;
            if (auto ok = m_engine->need(kContour, 4 + VkDeviceSize{points} * 12, MemoryUse::Readback,
                                         "contour points");
                !ok)
                return ok;
        }
        readBack(chunk, options, frames);
        return {};
    }

    void readBack(const Chunk& chunk, const RenderOptions& options,
                  std::vector<RenderedFrame>& frames) const {
        const uint8_t* ids = m_engine->buffer(kPacked).as<uint8_t>();
        const float* depths = m_engine->buffer(kPacked).as<float>() + chunk.pixelCount / 4;
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
        const uint32_t* words = m_engine->buffer(kContour).as<uint32_t>();
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

    std::unique_ptr<Engine> m_engine;
};

}  // namespace

Result<std::unique_ptr<Renderer>> makeVulkanRenderer(std::shared_ptr<const RobotGeometry> geometry,
                                                     const RendererOptions& options) {
    auto engine = Engine::create(std::move(geometry), options);
    if (!engine) return tl::unexpected(engine.error());
    return std::make_unique<VulkanRenderer>(std::move(*engine));
}

std::vector<VulkanDeviceInfo> listVulkanDevices() {
    std::vector<VulkanDeviceInfo> out;
    if (auto instance = Instance::create(false))
        for (const Instance::Candidate& candidate : (*instance)->candidates()) out.push_back(candidate.info);
    return out;
}

}  // namespace camframe
