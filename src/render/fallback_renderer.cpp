// SPDX-License-Identifier: Apache-2.0
#include "render/fallback_renderer.h"

#include "model/core/log.h"
#include "render/cpu/cpu_renderer.h"

namespace camframe {

namespace {

class FallbackRenderer final : public Renderer {
public:
    FallbackRenderer(std::unique_ptr<Renderer> first, std::shared_ptr<const RobotGeometry> geometry,
                     const RendererOptions& options)
        : m_first(std::move(first)), m_geometry(std::move(geometry)), m_options(options) {}

    std::string name() const override { return current().name(); }
    const RobotGeometry& geometry() const override { return *m_geometry; }
    std::vector<StageTime> stageTimes() const override { return current().stageTimes(); }
    uint64_t peakDeviceMemory() const override { return m_first->peakDeviceMemory(); }

    Result<std::vector<RenderedFrame>> render(std::span<const RenderView> views,
                                              const RenderOptions& options) override {
        countDrawn(views);
        auto frames = current().render(views, options);
        if (frames || !fallBack(frames.error())) return frames;
        return m_cpu->render(views, options);
    }

    Result<std::unique_ptr<OutlineEquations>> outlineEquations(std::span<const OutlineFrame> frames,
                                                               const OutlineOptions& options) override;

    Result<std::unique_ptr<HullCounter>> hullCounter(const HullScene& scene) override;
    bool countsHullsFast() const override { return current().countsHullsFast(); }

private:
    friend class FallbackEquations;
    friend class FallbackHullCounter;

    Renderer& current() const { return m_cpu ? *m_cpu : *m_first; }

    /// Goes over to C++ after an error of the first renderer; false when that would not mend it.
    bool fallBack(const Error& error) {
        if (m_cpu || error.kind != ErrorKind::System) return false;
        log(LogLevel::Warning, fmt::format("Rendering goes on on the CPU: {}", error.message));
        m_cpu = makeCpuRenderer(m_geometry, m_options.threads, m_options.profile);
        return true;
    }

    std::unique_ptr<Renderer> m_first;  ///< Kept after its failure: equations made by it may still exist.
    std::unique_ptr<Renderer> m_cpu;
    std::shared_ptr<const RobotGeometry> m_geometry;
    RendererOptions m_options;
};

class FallbackEquations final : public OutlineEquations {
public:
    FallbackEquations(FallbackRenderer& renderer, std::span<const OutlineFrame> frames,
                      const OutlineOptions& options)
        : m_renderer(renderer), m_frames(frames.begin(), frames.end()), m_options(options) {}

    Result<void> prepare() {
        while (true) {
            Renderer& maker = m_renderer.current();
            auto made = maker.outlineEquations(m_frames, m_options);
            if (made) {
                m_inner = std::move(*made);
                m_maker = &maker;
                return {};
            }
            if (!m_renderer.fallBack(made.error())) return tl::unexpected(made.error());
        }
    }

    Result<std::vector<OutlineSums>> at(const OutlineState& state) override {
        if (m_maker != &m_renderer.current())
            if (auto ok = prepare(); !ok) return tl::unexpected(ok.error());
        const int64_t pixels = int64_t{state.camera.width} * state.camera.height;
        m_renderer.countDrawn(static_cast<int64_t>(m_frames.size()), pixels);
        auto sums = m_inner->at(state);
        if (sums || !m_renderer.fallBack(sums.error())) return sums;
        if (auto ok = prepare(); !ok) return tl::unexpected(ok.error());
        return m_inner->at(state);
    }

private:
    FallbackRenderer& m_renderer;
    std::vector<OutlineFrame> m_frames;
    OutlineOptions m_options;
    const Renderer* m_maker = nullptr;
    std::unique_ptr<OutlineEquations> m_inner;
};

class FallbackHullCounter final : public HullCounter {
public:
    FallbackHullCounter(FallbackRenderer& renderer, const HullScene& scene)
        : m_renderer(renderer), m_scene(scene) {}

    Result<std::vector<BitCounts>> count(std::span<const HullProjection> projections,
                                         size_t frames) override {
        while (true) {
            if (m_maker != &m_renderer.current()) {
                m_maker = &m_renderer.current();
                m_inner = m_maker->hullCounter(m_scene);
            }
            auto counts = m_inner ? (*m_inner)->count(projections, frames)
                                  : Result<std::vector<BitCounts>>(tl::unexpected(m_inner.error()));
            if (counts || !m_renderer.fallBack(counts.error())) return counts;
        }
    }

private:
    FallbackRenderer& m_renderer;
    const HullScene& m_scene;
    Renderer* m_maker = nullptr;
    Result<std::unique_ptr<HullCounter>> m_inner;
};

Result<std::unique_ptr<HullCounter>> FallbackRenderer::hullCounter(const HullScene& scene) {
    if (auto ok = checkHullScene(scene); !ok) return tl::unexpected(ok.error());
    return std::make_unique<FallbackHullCounter>(*this, scene);
}

Result<std::unique_ptr<OutlineEquations>> FallbackRenderer::outlineEquations(
    std::span<const OutlineFrame> frames, const OutlineOptions& options) {
    auto out = std::make_unique<FallbackEquations>(*this, frames, options);
    if (auto ok = out->prepare(); !ok) return tl::unexpected(ok.error());
    return out;
}

}  // namespace

std::unique_ptr<Renderer> makeFallbackRenderer(std::unique_ptr<Renderer> first,
                                               std::shared_ptr<const RobotGeometry> geometry,
                                               const RendererOptions& options) {
    return std::make_unique<FallbackRenderer>(std::move(first), std::move(geometry), options);
}

}  // namespace camframe
