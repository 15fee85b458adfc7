// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/cpu_renderer.h"

#include <algorithm>
#include <cmath>

#include "model/core/parallel.h"
#include "render/contour.h"
#include "render/cpu/rasterizer.h"
#include "render/raster_rules.h"

namespace camframe {

namespace {

using cpu::MeshArrays;
using cpu::PixelBox;
using cpu::ProjectedMesh;
using cpu::RasterTarget;

/// Copies the touched box out of the target, which is empty again afterwards.
RenderedFrame takeFrame(RasterTarget& target, const PixelBox& box, const RenderOptions& options) {
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
    if (options.contour && !box.empty())
        frame.contour = extractContourRows(frame.linkId, box.x0, box.y0, box.x1, box.y1,
                                           [&](int y) -> const float* { return target.depthRow(y); });
    target.clear(box);
    return frame;
}

class CpuRenderer final : public Renderer {
public:
    CpuRenderer(std::shared_ptr<const RobotGeometry> geometry, int threads)
        : m_geometry(std::move(geometry)), m_threads(threadCount(threads)) {
        for (const RobotGeometry::Part& part : m_geometry->parts()) {
            std::vector<MeshArrays>& lods = m_meshes.emplace_back();
            if (part.ignored) continue;
            for (const MeshLod& lod : part.lods) lods.emplace_back(lod.mesh);
        }
    }

    std::string name() const override { return "cpu"; }
    const RobotGeometry& geometry() const override { return *m_geometry; }

    Result<std::vector<RenderedFrame>> render(std::span<const RenderView> views,
                                              const RenderOptions& options) override {
        countDrawn(views);
        std::vector<ViewSetup> setups(views.size());
        for (size_t i = 0; i < views.size(); ++i) {
            auto setup = prepareView(*m_geometry, views[i], i, options, m_lenses, m_threads);
            if (!setup) return tl::unexpected(setup.error());
            setups[i] = std::move(*setup);
        }
        std::vector<RenderedFrame> frames(views.size());
        const int count = static_cast<int>(views.size());
        // Whole frames per thread while there are enough of them; the rest is shared inside each frame.
        const int whole = m_threads > 1 ? count - count % m_threads : count;
        const int workers = std::min(m_threads, std::max(whole, 1));
        if (m_scratch.size() < static_cast<size_t>(workers)) m_scratch.resize(static_cast<size_t>(workers));
        // One body call per worker keeps each scratch with one thread; frames are dealt out in turn.
        parallelFor(whole > 0 ? workers : 0, workers, [&](int worker) {
            for (int i = worker; i < whole; i += workers)
                frames[static_cast<size_t>(i)] = drawAlone(setups[static_cast<size_t>(i)], options,
                                                           m_scratch[static_cast<size_t>(worker)]);
        });
        for (int i = whole; i < count; ++i)
            frames[static_cast<size_t>(i)] =
                drawTogether(setups[static_cast<size_t>(i)], options, m_scratch[0]);
        return frames;
    }

private:
    /// Memory kept between frames, one per thread.
    struct Scratch {
        RasterTarget target;
        std::vector<ProjectedMesh> meshes;
    };

    const MeshArrays& mesh(const DrawItem& item) const {
        return m_meshes[static_cast<size_t>(item.part)][static_cast<size_t>(item.lod)];
    }

    /// One thread, one mesh after the other: projected vertices stay in the cache until they are drawn.
    RenderedFrame drawAlone(const ViewSetup& view, const RenderOptions& options, Scratch& scratch) const {
        scratch.target.resize(view.width, view.height);
        if (scratch.meshes.empty()) scratch.meshes.resize(1);
        PixelBox touched;
        for (const DrawItem& item : view.draws) {
            projectMesh(view, item, mesh(item), scratch.meshes[0]);
            touched.extend(
                rasterizeMesh(view, item, mesh(item), scratch.meshes[0], 0, view.height - 1, scratch.target));
        }
        return takeFrame(scratch.target, touched, options);
    }

    /// All threads on one frame: first over meshes, then over bands of rows. Each pixel belongs to one band
    /// and sees its triangles in the same order as in drawAlone, hence the same bits.
    RenderedFrame drawTogether(const ViewSetup& view, const RenderOptions& options, Scratch& scratch) const {
        scratch.target.resize(view.width, view.height);
        const int draws = static_cast<int>(view.draws.size());
        if (scratch.meshes.size() < view.draws.size()) scratch.meshes.resize(view.draws.size());
        parallelFor(draws, m_threads, [&](int i) {
            const DrawItem& item = view.draws[static_cast<size_t>(i)];
            projectMesh(view, item, mesh(item), scratch.meshes[static_cast<size_t>(i)]);
        });
        // More bands than threads, because the robot fills some rows more than others.
        const int bands = std::clamp(view.height / 16, 1, 4 * m_threads);
        std::vector<PixelBox> touched(static_cast<size_t>(bands));
        parallelFor(bands, m_threads, [&](int band) {
            const int y0 = view.height * band / bands, y1 = view.height * (band + 1) / bands - 1;
            for (size_t i = 0; i < view.draws.size(); ++i)
                touched[static_cast<size_t>(band)].extend(rasterizeMesh(
                    view, view.draws[i], mesh(view.draws[i]), scratch.meshes[i], y0, y1, scratch.target));
        });
        PixelBox all;
        for (const PixelBox& box : touched) all.extend(box);
        return takeFrame(scratch.target, all, options);
    }

    std::shared_ptr<const RobotGeometry> m_geometry;
    int m_threads;
    std::vector<std::vector<MeshArrays>> m_meshes;  ///< By part and level; none for ignored parts.
    LensMapCache m_lenses;
    std::vector<Scratch> m_scratch;
};

}  // namespace

std::unique_ptr<Renderer> makeCpuRenderer(std::shared_ptr<const RobotGeometry> geometry, int threads) {
    return std::make_unique<CpuRenderer>(std::move(geometry), threads);
}

}  // namespace camframe
