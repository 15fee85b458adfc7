// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/cpu_renderer.h"
#include "model/core/slow_work.h"

#include "render/contour.h"
#include "render/cpu/cpu_hull_counter.h"
#include "render/cpu/cpu_outline_equations.h"
#include "render/cpu/frame_drawer.h"
#include "render/raster_rules.h"

namespace camframe {

namespace {

using cpu::FrameDrawer;
using cpu::PixelBox;
using cpu::RasterTarget;
using cpu::Stage;
using cpu::StageClock;

/// Copies the touched box out of the target.
RenderedFrame copyFrame(RasterTarget& target, const PixelBox& box, const RenderOptions& options) {
    RenderedFrame frame;
    const int width = target.width(), height = target.height();
    frame.linkId = ImageU8(width, height);
    if (options.depth) frame.depth = ImageF(width, height);
    for (int y = box.y0; y <= box.y1; ++y) {
        const uint32_t* ids = target.idRow(y);
        uint8_t* row = frame.linkId.row(y);
        for (int x = box.x0; x <= box.x1; ++x) row[x] = static_cast<uint8_t>(ids[x]);
    }
    if (options.depth)
        for (int y = box.y0; y <= box.y1; ++y) {
            const float* depth = target.depthRow(y);
            float* row = frame.depth.row(y);
            for (int x = box.x0; x <= box.x1; ++x) row[x] = depth[x] == raster::kFar ? 0.0F : depth[x];
        }
    return frame;
}

std::vector<ContourPoint> contourOf(RasterTarget& target, const PixelBox& box) {
    std::vector<ContourPoint> out;
    forEachContourPixel(
        target.width(), target.height(), box.x0, box.y0, box.x1, box.y1,
        [&](int y) { return target.idRow(y); },
        [&](int x, int y, uint32_t id) {
            out.push_back({static_cast<uint16_t>(x), static_cast<uint16_t>(y), static_cast<uint8_t>(id),
                           target.depthRow(y)[x]});
        });
    return out;
}

class CpuRenderer final : public Renderer {
public:
    CpuRenderer(std::shared_ptr<const RobotGeometry> geometry, int threads, bool profile)
        : m_drawer(std::move(geometry), threads, profile), m_threads(threads) {}

    std::string name() const override { return "cpu"; }
    Result<std::unique_ptr<HullCounter>> hullCounter(const HullScene& scene) override {
        return makeCpuHullCounter(scene, m_threads);
    }
    const RobotGeometry& geometry() const override { return m_drawer.geometry(); }
    std::vector<StageTime> stageTimes() const override { return m_drawer.clock().times(); }

    Result<std::vector<RenderedFrame>> render(std::span<const RenderView> views,
                                              const RenderOptions& options) override {
        slowWorkBegins("rendering");
        countDrawn(views);
        const auto setups = m_drawer.prepare(views, options);
        if (!setups) return tl::unexpected(setups.error());
        std::vector<RenderedFrame> frames(views.size());
        m_drawer.draw(*setups, [&](size_t i, RasterTarget& target, const PixelBox& box) {
            {
                const StageClock::Run run(m_drawer.clock(), Stage::CopyOut);
                frames[i] = copyFrame(target, box, options);
            }
            const StageClock::Run run(m_drawer.clock(), Stage::Contour);
            if (options.contour && !box.empty()) frames[i].contour = contourOf(target, box);
        });
        return frames;
    }

    Result<std::unique_ptr<OutlineEquations>> outlineEquations(std::span<const OutlineFrame> frames,
                                                               const OutlineOptions& options) override {
        if (auto ok = checkOutlineFrames(frames); !ok) return tl::unexpected(ok.error());
        return makeCpuOutlineEquations(m_drawer, frames, options,
                                       [this](int64_t count, int64_t pixels) { countDrawn(count, pixels); });
    }

private:
    FrameDrawer m_drawer;
    int m_threads;
};

}  // namespace

std::unique_ptr<Renderer> makeCpuRenderer(std::shared_ptr<const RobotGeometry> geometry, int threads,
                                          bool profile) {
    return std::make_unique<CpuRenderer>(std::move(geometry), threads, profile);
}

}  // namespace camframe
