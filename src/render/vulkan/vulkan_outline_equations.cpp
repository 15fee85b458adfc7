// SPDX-License-Identifier: Apache-2.0
#include "render/vulkan/vulkan_outline_equations.h"

#include <algorithm>
#include <cstring>

#include "render/raster_rules.h"
#include "render/vulkan/outline_layout.h"

namespace camframe {

namespace {

using namespace vulkan;

/// Frames that are evaluated in one submission.
struct FrameChunk {
    size_t first = 0, count = 0;
    std::vector<TemplateRecord> templates;
    std::vector<size_t> links;  ///< Of the templates.
    uint32_t batches = 0;       ///< At most.
};

class VulkanOutlineEquations final : public OutlineEquations {
public:
    VulkanOutlineEquations(Engine& engine, std::span<const OutlineFrame> frames,
                           const OutlineOptions& options, std::function<void(int64_t, int64_t)> countDrawn)
        : m_engine(engine),
          m_frames(frames.begin(), frames.end()),
          m_options(options),
          m_countDrawn(std::move(countDrawn)),
          m_blocks(options.perPart ? static_cast<uint32_t>(engine.geometry().parts().size()) : 1),
          // With blocks there are workgroups enough.
          m_segments(options.perPart ? 1 : 4) {}

    Result<void> initialise() {
        if (m_frames.empty()) return {};
        m_width = static_cast<uint32_t>(m_frames[0].distance->width);
        m_height = static_cast<uint32_t>(m_frames[0].distance->height);
        m_pixels = (m_width * m_height + 3) / 4 * 4;
        std::vector<LodRecord> lods;
        for (size_t p = 0; p < m_engine.ranges().size(); ++p) {
            m_firstLod.push_back(static_cast<uint32_t>(lods.size()));
            for (size_t l = 0; l < m_engine.ranges()[p].size(); ++l) {
                const MeshRange& range = m_engine.ranges()[p][l];
                lods.push_back(
                    {range.firstMeshlet, range.meshletCount, m_engine.geometry().parts()[p].lods[l].error});
            }
        }
        if (auto ok = m_engine.upload<LodRecord>(own(kLods), lods, "levels of detail"); !ok) return ok;
        if (auto ok = divide(); !ok) return ok;
        return makeResident(0);
    }

    Result<std::vector<OutlineSums>> at(const OutlineState& state) override {
        if (auto ok = checkOutlineState(m_frames, state); !ok) return tl::unexpected(ok.error());
        if (auto ok = m_engine.usable(); !ok) return tl::unexpected(ok.error());
        std::vector<OutlineSums> out(m_frames.size());
        for (OutlineSums& sums : out) sums.blocks.resize(m_blocks);
        if (m_frames.empty()) return out;
        m_countDrawn(static_cast<int64_t>(m_frames.size()),
                     int64_t{state.camera.width} * state.camera.height);
        // Sizes, clipping and lens are those of any view of this camera; links are drawn from templates.
        static const RobotGeometry kNoParts;
        auto setup = prepareView(kNoParts, {state.camera, state.camFromBase, {}, nullptr}, 0, {},
                                 m_engine.lenses(), m_engine.threads());
        if (!setup) return tl::unexpected(setup.error());
        if (auto ok = checkSize(*setup); !ok) return tl::unexpected(ok.error());
        if (!state.camFromBase.matrix().allFinite())
            return makeError(ErrorKind::Usage, "the camera's pose holds a value that is not finite.");
        if (setup->lens && setup->lens->left > setup->lens->right) return out;  // a lens that sees nothing
        for (size_t c = 0; c < m_chunks.size(); ++c) {
            if (m_resident != c)
                if (auto ok = makeResident(c); !ok) return tl::unexpected(ok.error());
            if (auto ok = evaluate(m_chunks[c], *setup, state, out); !ok) return tl::unexpected(ok.error());
        }
        if (auto ok = m_engine.validated(); !ok) return tl::unexpected(ok.error());
        return out;
    }

private:
    Buffer& own(Binding binding) { return m_own[binding]; }

    /// Lays the frames out in chunks that fit.
    Result<void> divide() {
        const ChunkLimits limits = m_engine.chunkLimits();
        for (size_t f = 0; f < m_frames.size(); ++f) {
            FrameChunk one;
            if (auto ok = addFrame(one, f, 0); !ok) return ok;
            if (one.batches > limits.workgroups)
                return makeError(ErrorKind::System,
                                 "Vulkan ({}): the robot's meshes have too many triangles for the device; "
                                 "simplify them or choose --backend cpu.",
                                 m_engine.device().name());
            if (!m_chunks.empty() && fits(m_chunks.back(), one, limits)) {
                if (auto ok = addFrame(m_chunks.back(), f, m_chunks.back().count); !ok) return ok;
                continue;
            }
            one.first = f;
            m_chunks.push_back(std::move(one));
        }
        return {};
    }

    bool fits(const FrameChunk& chunk, const FrameChunk& more, const ChunkLimits& limits) const {
        // Depth, id, distance and ignored per pixel.
        const uint64_t pixels = (chunk.count + 1) * uint64_t{m_pixels};
        const uint64_t sums = (chunk.count + 1) * uint64_t{m_blocks} * m_segments * kSumEntries * 16;
        return pixels * 13 + sums <= limits.bytes && std::max(pixels * 8, sums) <= limits.bufferBytes &&
               chunk.batches + more.batches <= limits.workgroups &&
               chunk.templates.size() + more.templates.size() <= limits.workgroups &&
               chunk.count + 1 <= limits.workgroups;
    }

    Result<void> addFrame(FrameChunk& chunk, size_t frame, size_t view) {
        const std::vector<RobotGeometry::Part>& parts = m_engine.geometry().parts();
        const std::vector<bool>* known = m_frames[frame].linkKnown;
        for (size_t p = 0; p < parts.size(); ++p) {
            const RobotGeometry::Part& part = parts[p];
            const auto link = static_cast<size_t>(part.link);
            if (part.ignored || part.lods[0].mesh.empty()) continue;
            if (known && (link >= known->size() || !(*known)[link])) continue;
            TemplateRecord record{};
            record.view = static_cast<uint32_t>(view);
            record.id = static_cast<uint32_t>(p + 1);
            record.firstLod = m_firstLod[p];
            record.lodCount = static_cast<uint32_t>(part.lods.size());
            record.x = static_cast<float>(part.centre.x());
            record.y = static_cast<float>(part.centre.y());
            record.z = static_cast<float>(part.centre.z());
            record.radius = static_cast<float>(part.radius);
            chunk.templates.push_back(record);
            chunk.links.push_back(link);
            uint32_t meshlets = 0;
            for (const MeshRange& range : m_engine.ranges()[p])
                meshlets = std::max(meshlets, range.meshletCount);
            chunk.batches += meshlets;
        }
        ++chunk.count;
        return {};
    }

    /// Uploads what a chunk compares with. With one chunk this happens once.
    Result<void> makeResident(size_t c) {
        const FrameChunk& chunk = m_chunks[c];
        m_resident = m_chunks.size();
        std::vector<float> distances(chunk.count * m_pixels);
        std::vector<uint8_t> ignored(chunk.count * m_pixels);
        for (size_t i = 0; i < chunk.count; ++i) {
            const OutlineFrame& frame = m_frames[chunk.first + i];
            std::ranges::copy(frame.distance->data,
                              distances.begin() + static_cast<std::ptrdiff_t>(i * m_pixels));
            if (frame.ignore)
                std::ranges::copy(frame.ignore->data,
                                  ignored.begin() + static_cast<std::ptrdiff_t>(i * m_pixels));
        }
        if (auto ok =
                m_engine.uploadOnce(own(kDistances), distances.data(), distances.size() * 4, "distances");
            !ok)
            return ok;
        if (auto ok = m_engine.uploadOnce(own(kIgnored), ignored.data(), ignored.size(), "ignored regions");
            !ok)
            return ok;
        m_resident = c;
        m_posesGiven = false;
        return {};
    }

    /// Uploads the link poses when they are not the ones that are there.
    Result<void> setPoses(FrameChunk& chunk, const OutlineState& state) {
        const bool replaced = !state.baseFromLink.empty();
        if (m_posesGiven && !replaced) return {};
        for (size_t i = 0; i < chunk.templates.size(); ++i) {
            TemplateRecord& record = chunk.templates[i];
            const size_t frame = chunk.first + record.view;
            const std::span<const RigidTransform> poses =
                replaced ? std::span<const RigidTransform>(state.baseFromLink[frame])
                         : m_frames[frame].baseFromLink;
            const size_t link = chunk.links[i];
            record.id = static_cast<uint32_t>(partOf(link) + 1);
            if (poses.empty()) {
                record.id = 0;  // the frame is left out
                continue;
            }
            if (link >= poses.size() || !poses[link].matrix().allFinite())
                return makeError(
                    ErrorKind::Usage,
                    "frame {}: the pose of link {} is missing or holds a value that is not finite.", frame,
                    link);
            splitPose(poses[link], record.poseHigh, record.poseLow);
        }
        if (auto ok = m_engine.upload<TemplateRecord>(own(kTemplates), chunk.templates, "link poses"); !ok)
            return ok;
        m_posesGiven = !replaced;
        return {};
    }

    size_t partOf(size_t link) const {
        const auto& parts = m_engine.geometry().parts();
        return static_cast<size_t>(
            std::ranges::find(parts, static_cast<int>(link), &RobotGeometry::Part::link) - parts.begin());
    }

    Result<void> setCamera(const FrameChunk& chunk, const ViewSetup& setup, const OutlineState& state) {
        std::vector<ViewRecord> views(chunk.count);
        for (size_t i = 0; i < views.size(); ++i) {
            views[i] = viewRecordOf(setup, 0);
            views[i].firstPixel = static_cast<uint32_t>(i) * m_pixels;
            views[i].firstRow = static_cast<uint32_t>(i) * m_height;
            views[i].firstWord = static_cast<uint32_t>(i) * maskWords(m_width, m_height);
        }
        if (auto ok = m_engine.upload<ViewRecord>(own(kViews), views, "views"); !ok) return ok;
        CameraRecord camera{};
        splitPose(state.camFromBase, camera.high, camera.low);
        const CameraModel& k = state.camera;
        camera.slopes[0] = static_cast<float>((setup.guardLeft + raster::kGuard - k.cx) / k.fx);
        camera.slopes[1] = static_cast<float>((setup.guardTop + raster::kGuard - k.cy) / k.fy);
        camera.slopes[2] = static_cast<float>((setup.guardRight - raster::kGuard - k.cx) / k.fx);
        camera.slopes[3] = static_cast<float>((setup.guardBottom - raster::kGuard - k.cy) / k.fy);
        camera.tolerancePerMetre = static_cast<float>(m_options.lodTolerancePx / std::max(k.fx, k.fy));
        camera.residualOffset = static_cast<float>(0.5 + state.offsetPx);
        camera.sharpness = static_cast<float>(1 / (state.scalePx * state.scalePx));
        camera.finalSharpness = static_cast<float>(1 / (state.finalScalePx * state.finalScalePx));
        return m_engine.upload<CameraRecord>(own(kCamera), std::span(&camera, 1), "camera");
    }

    Result<void> makeRoom(const FrameChunk& chunk, const ViewSetup& setup) {
        const auto count = static_cast<uint32_t>(chunk.count);
        if (setup.lens)
            if (auto ok = m_engine.uploadLenses({setup.lens},
                                                static_cast<uint32_t>(setup.lens->samples.size() / 2));
                !ok)
                return ok;
        if (auto ok = m_engine.needPixels(count * m_pixels, count, count * m_height,
                                          count * maskWords(m_width, m_height));
            !ok)
            return ok;
        const auto make = [&](Binding binding, uint64_t bytes, MemoryUse use, const char* label) {
            return m_engine.need(own(binding), bytes, use, label);
        };
        if (auto ok = make(kDraws, chunk.templates.size() * sizeof(DrawRecord), MemoryUse::Device, "draws");
            !ok)
            return ok;
        if (auto ok = make(kBatches, chunk.batches * sizeof(BatchRecord), MemoryUse::Device, "batches"); !ok)
            return ok;
        if (auto ok = make(kArguments, sizeof(ArgumentsRecord), MemoryUse::Device, "dispatch sizes"); !ok)
            return ok;
        // A guess at the outlines' length; evaluate makes room and starts again when it was too small.
        const uint64_t points = std::max<uint64_t>(uint64_t{count} * m_pixels / 32, 1024);
        if (own(kContour).size() < 4 + points * 12)
            if (auto ok = make(kContour, 4 + points * 12, MemoryUse::Device, "outline points"); !ok)
                return ok;
        return make(kSums, (1 + uint64_t{count} * m_blocks * m_segments * kSumEntries) * 16,
                    MemoryUse::Readback, "sums");
    }

    uint32_t contourCapacity() { return static_cast<uint32_t>((own(kContour).size() - 4) / 12); }

    void record(const FrameChunk& chunk, bool lens) {
        Push push;
        m_engine.setListCapacities(push);
        push.viewCount = static_cast<uint32_t>(chunk.count);
        push.rowCount = static_cast<uint32_t>(chunk.count) * m_height;
        push.pixelCount = static_cast<uint32_t>(chunk.count) * m_pixels;
        push.contourCapacity = contourCapacity();
        push.blockCount = m_blocks;
        push.segmentCount = m_segments;
        const VkBuffer arguments = own(kArguments).get();
        m_engine.fill(kPixels, VkDeviceSize{push.pixelCount} * 8, kNone);
        m_engine.fill(kBounds, VkDeviceSize{push.viewCount} * 16, 0);
        const ArgumentsRecord nothing;
        m_engine.update(arguments, &nothing, sizeof nothing);
        m_engine.barrier(VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_WRITE_BIT,
                         VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                         VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT);
        m_engine.run(Pipelines::Setup, push, static_cast<uint32_t>(chunk.templates.size()));
        m_engine.computeBarrier();
        m_engine.recordRaster(push, lens, [&](Pipelines::Stage stage, const Push& p) {
            m_engine.runIndirect(stage, p, arguments, 0);
        });
        m_engine.recordContour(push, m_height);
        m_engine.computeBarrier();
        m_engine.run(Pipelines::OutlineSums, push, m_segments, m_blocks, push.viewCount);
        m_engine.barrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_WRITE_BIT,
                         VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT);
    }

    Result<void> evaluate(FrameChunk& chunk, const ViewSetup& setup, const OutlineState& state,
                          std::vector<OutlineSums>& out) {
        if (auto ok = setPoses(chunk, state); !ok) return ok;
        if (auto ok = setCamera(chunk, setup, state); !ok) return ok;
        if (auto ok = makeRoom(chunk, setup); !ok) return ok;
        using Entry = std::array<float, 4>;
        while (true) {
            if (auto ok = m_engine.begin(&m_own); !ok) return ok;
            record(chunk, setup.lens != nullptr);
            if (auto ok = m_engine.submitAndWait(); !ok) return ok;
            const Entry& needed = *own(kSums).as<Entry>();
            // Single precision holds these counts well enough: rounded up a little they are room enough.
            const auto points = static_cast<uint32_t>(needed[1]);
            ListCounts counts{static_cast<uint32_t>(needed[0]), static_cast<uint32_t>(needed[2]),
                              static_cast<uint32_t>(needed[3])};
            if (m_engine.listsSuffice(counts) && points <= contourCapacity()) break;
            for (uint32_t* count : {&counts.big, &counts.clip, &counts.clipped}) *count += *count / 8;
            if (auto ok = m_engine.needLists(counts); !ok) return ok;
            if (auto ok = m_engine.need(own(kContour), 4 + (uint64_t{points} + points / 8) * 12,
                                        MemoryUse::Device, "outline points");
                !ok)
                return ok;
        }
        const Entry* entries = own(kSums).as<Entry>() + 1;
        for (size_t i = 0; i < chunk.count; ++i)
            for (size_t b = 0; b < m_blocks; ++b)
                for (uint32_t s = 0; s < m_segments; ++s, entries += kSumEntries)
                    addSums(entries, out[chunk.first + i].blocks[b], out[chunk.first + i]);
        return {};
    }

    Engine& m_engine;
    std::vector<OutlineFrame> m_frames;
    OutlineOptions m_options;
    std::function<void(int64_t, int64_t)> m_countDrawn;
    uint32_t m_blocks, m_segments;
    uint32_t m_width = 0, m_height = 0, m_pixels = 0;
    std::vector<uint32_t> m_firstLod;  ///< By part.
    std::vector<FrameChunk> m_chunks;
    size_t m_resident = 0;      ///< Chunk whose distances are on the device; none: m_chunks.size().
    bool m_posesGiven = false;  ///< The resident chunk's templates hold the frames' own poses.
    BufferSet m_own;
};

}  // namespace

Result<std::unique_ptr<OutlineEquations>> makeVulkanOutlineEquations(
    Engine& engine, std::span<const OutlineFrame> frames, const OutlineOptions& options,
    std::function<void(int64_t, int64_t)> countDrawn) {
    if (auto ok = checkOutlineFrames(frames); !ok) return tl::unexpected(ok.error());
    auto out = std::make_unique<VulkanOutlineEquations>(engine, frames, options, std::move(countDrawn));
    if (auto ok = out->initialise(); !ok) return tl::unexpected(ok.error());
    return out;
}

}  // namespace camframe
