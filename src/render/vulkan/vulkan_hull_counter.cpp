// SPDX-License-Identifier: Apache-2.0
#include "render/vulkan/vulkan_hull_counter.h"

#include <algorithm>

namespace camframe {

namespace {

using namespace vulkan;

/// Bindings of shaders/hull_rules.glsl, which share their numbers with those of other shaders.
enum HullBinding : uint32_t { kPoints, kBodies, kProjections, kObserved, kDrawn, kCounts };

/// Its push constants.
struct HullPush {
    uint32_t bodyCount, frameCount, width, height, wordsPerRow, skipUsual;
};

struct BodyRecord {
    uint32_t firstPoint, pointCount;
};

struct CountRecord {
    uint32_t both, drawn, skipped, unused;
};

class VulkanHullCounter final : public HullCounter {
public:
    VulkanHullCounter(Engine& engine, const HullScene& scene) : m_engine(engine), m_scene(scene) {}

    Result<void> initialise() {
        std::vector<float> points;
        std::vector<BodyRecord> bodies;
        for (const HullPoints& body : m_scene.bodies) {
            bodies.push_back({static_cast<uint32_t>(points.size() / 4), static_cast<uint32_t>(body.size())});
            for (size_t i = 0; i < body.size(); ++i)
                points.insert(points.end(), {body.x()[i], body.y()[i], body.z()[i], 0});
        }
        if (auto ok = m_engine.upload<float>(own(kPoints), points, "hull points"); !ok) return ok;
        if (auto ok = m_engine.upload<BodyRecord>(own(kBodies), bodies, "hulls"); !ok) return ok;
        return m_engine.upload<uint64_t>(own(kObserved), m_scene.observed, "observed bits");
    }

    Result<std::vector<BitCounts>> count(std::span<const HullProjection> projections,
                                         size_t frames) override {
        const auto candidates = hullCandidates(m_scene, projections, frames);
        if (!candidates) return tl::unexpected(candidates.error());
        if (auto ok = m_engine.usable(); !ok) return tl::unexpected(ok.error());
        std::vector<BitCounts> out;
        const size_t each = frames * m_scene.bodies.size();
        const size_t most = mostAtOnce(frames, each);
        for (size_t first = 0; first < *candidates; first += most) {
            const size_t some = std::min(most, *candidates - first);
            if (auto ok = countSome(projections.subspan(first * each, some * each), some, frames, out); !ok)
                return tl::unexpected(ok.error());
        }
        if (auto ok = m_engine.validated(); !ok) return tl::unexpected(ok.error());
        return out;
    }

private:
    Buffer& own(HullBinding binding) { return m_own[binding]; }
    size_t drawnBytes(size_t frames) const { return frames * m_scene.size.words() * sizeof(uint64_t); }

    /// Candidates that fit into one submission.
    size_t mostAtOnce(size_t frames, size_t projections) const {
        constexpr uint64_t kMostGroups = 65535;  // every device can dispatch that many in y
        const ChunkLimits limits = m_engine.chunkLimits();
        const uint64_t drawn = std::max<uint64_t>(drawnBytes(frames), 1);
        const uint64_t bytes = drawn + projections * sizeof(HullProjection) + sizeof(CountRecord);
        return std::max<uint64_t>(
            1, std::min({limits.bytes / bytes, limits.bufferBytes / drawn,
                         limits.bufferBytes / std::max<uint64_t>(projections * sizeof(HullProjection), 1),
                         kMostGroups}));
    }

    Result<void> countSome(std::span<const HullProjection> projections, size_t candidates, size_t frames,
                           std::vector<BitCounts>& out) {
        if (auto ok = m_engine.upload<HullProjection>(own(kProjections), projections, "hull projections");
            !ok)
            return ok;
        if (auto ok = m_engine.need(own(kDrawn), candidates * drawnBytes(frames), MemoryUse::Device,
                                    "pictures of hulls");
            !ok)
            return ok;
        if (auto ok = m_engine.need(own(kCounts), candidates * sizeof(CountRecord), MemoryUse::Readback,
                                    "pixel counts");
            !ok)
            return ok;
        const HullPush push{static_cast<uint32_t>(m_scene.bodies.size()),
                            static_cast<uint32_t>(frames),
                            static_cast<uint32_t>(m_scene.size.width),
                            static_cast<uint32_t>(m_scene.size.height),
                            static_cast<uint32_t>(2 * m_scene.size.wordsPerRow()),
                            m_scene.skipUsual ? 1U : 0U};
        if (auto ok = m_engine.begin(&m_own); !ok) return ok;
        m_engine.run(Pipelines::HullDraw, push, push.frameCount, static_cast<uint32_t>(candidates));
        m_engine.computeBarrier();
        m_engine.run(Pipelines::HullCount, push, static_cast<uint32_t>(candidates));
        m_engine.barrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_WRITE_BIT,
                         VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT);
        if (auto ok = m_engine.submitAndWait(); !ok) return ok;
        const int64_t observed = m_scene.observedInFirst(frames);
        for (const CountRecord& c : std::span(own(kCounts).as<CountRecord>(), candidates))
            out.push_back({c.both, c.drawn, observed - c.skipped});
        return {};
    }

    Engine& m_engine;
    const HullScene& m_scene;
    BufferSet m_own;
};

}  // namespace

Result<std::unique_ptr<HullCounter>> makeVulkanHullCounter(Engine& engine, const HullScene& scene) {
    if (auto ok = checkHullScene(scene); !ok) return tl::unexpected(ok.error());
    auto out = std::make_unique<VulkanHullCounter>(engine, scene);
    if (auto ok = out->initialise(); !ok) return tl::unexpected(ok.error());
    return out;
}

}  // namespace camframe
