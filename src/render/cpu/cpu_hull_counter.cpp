// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/cpu_hull_counter.h"

#include "model/core/parallel.h"

namespace camframe {

namespace {

class CpuHullCounter final : public HullCounter {
public:
    CpuHullCounter(const HullScene& scene, int threads) : m_scene(scene), m_threads(threads) {}

    Result<std::vector<BitCounts>> count(std::span<const HullProjection> projections,
                                         size_t frames) override {
        const auto candidates = hullCandidates(m_scene, projections, frames);
        if (!candidates) return tl::unexpected(candidates.error());
        std::vector<BitCounts> out(*candidates);
        const size_t each = frames * m_scene.bodies.size();
        parallelFor(static_cast<int>(out.size()), m_threads, [&](int i) {
            thread_local HullPainter painter;
            thread_local std::vector<uint64_t> drawn;
            const auto c = static_cast<size_t>(i);
            out[c] = countHulls(m_scene, projections.subspan(c * each, each), frames, painter, drawn);
        });
        return out;
    }

private:
    const HullScene& m_scene;
    int m_threads;
};

}  // namespace

Result<std::unique_ptr<HullCounter>> makeCpuHullCounter(const HullScene& scene, int threads) {
    if (auto ok = checkHullScene(scene); !ok) return tl::unexpected(ok.error());
    return std::make_unique<CpuHullCounter>(scene, threads);
}

}  // namespace camframe
