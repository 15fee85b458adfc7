// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/frame_drawer.h"

#include <algorithm>

#include "model/core/parallel.h"

namespace camframe::cpu {

FrameDrawer::FrameDrawer(std::shared_ptr<const RobotGeometry> geometry, int threads, bool profile)
    : m_geometry(std::move(geometry)), m_threads(threadCount(threads)), m_clock(profile) {
    for (const RobotGeometry::Part& part : m_geometry->parts()) {
        std::vector<MeshArrays>& lods = m_meshes.emplace_back();
        if (part.ignored) continue;
        for (const MeshLod& lod : part.lods) lods.emplace_back(lod.mesh);
    }
}

Result<std::vector<ViewSetup>> FrameDrawer::prepare(std::span<const RenderView> views,
                                                    const RenderOptions& options) {
    const StageClock::Run run(m_clock, Stage::Prepare);
    std::vector<ViewSetup> setups(views.size());
    for (size_t i = 0; i < views.size(); ++i) {
        auto setup = prepareView(*m_geometry, views[i], i, options, m_lenses, m_threads);
        if (!setup) return tl::unexpected(setup.error());
        setups[i] = std::move(*setup);
    }
    return setups;
}

void FrameDrawer::draw(std::span<const ViewSetup> views, const Done& done) {
    const int count = static_cast<int>(views.size());
    // Whole frames per thread while there are enough of them; the rest is shared inside each frame.
    const int whole = m_threads > 1 ? count - count % m_threads : count;
    const int workers = std::min(m_threads, std::max(whole, 1));
    if (m_scratch.size() < static_cast<size_t>(workers)) m_scratch.resize(static_cast<size_t>(workers));
    // One body call per worker keeps each scratch with one thread; frames are dealt out in turn.
    parallelFor(whole > 0 ? workers : 0, workers, [&](int worker) {
        for (int i = worker; i < whole; i += workers)
            drawAlone(views[static_cast<size_t>(i)], static_cast<size_t>(i), done,
                      m_scratch[static_cast<size_t>(worker)]);
    });
    for (int i = whole; i < count; ++i)
        drawTogether(views[static_cast<size_t>(i)], static_cast<size_t>(i), done, m_scratch[0]);
}

/// One thread, one mesh after the other: projected vertices stay in the cache until they are drawn.
void FrameDrawer::drawAlone(const ViewSetup& view, size_t index, const Done& done, Scratch& scratch) {
    scratch.target.resize(view.width, view.height);
    if (scratch.meshes.empty()) scratch.meshes.resize(1);
    PixelBox touched;
    for (const DrawItem& item : view.draws) {
        {
            const StageClock::Run run(m_clock, Stage::Project);
            projectMesh(view, item, mesh(item), scratch.meshes[0]);
        }
        const StageClock::Run run(m_clock, Stage::Rasterise);
        touched.extend(
            rasterizeMesh(view, item, mesh(item), scratch.meshes[0], 0, view.height - 1, scratch.target));
    }
    done(index, scratch.target, touched);
    scratch.target.clear(touched);
}

/// All threads on one frame: first over meshes, then over bands of rows. Each pixel belongs to one band
/// and sees its triangles in the same order as in drawAlone, hence the same bits.
void FrameDrawer::drawTogether(const ViewSetup& view, size_t index, const Done& done, Scratch& scratch) {
    scratch.target.resize(view.width, view.height);
    const int draws = static_cast<int>(view.draws.size());
    if (scratch.meshes.size() < view.draws.size()) scratch.meshes.resize(view.draws.size());
    parallelFor(draws, m_threads, [&](int i) {
        const StageClock::Run run(m_clock, Stage::Project);
        const DrawItem& item = view.draws[static_cast<size_t>(i)];
        projectMesh(view, item, mesh(item), scratch.meshes[static_cast<size_t>(i)]);
    });
    // More bands than threads, because the robot fills some rows more than others.
    const int bands = std::clamp(view.height / 16, 1, 4 * m_threads);
    std::vector<PixelBox> touched(static_cast<size_t>(bands));
    parallelFor(bands, m_threads, [&](int band) {
        const StageClock::Run run(m_clock, Stage::Rasterise);
        const int y0 = view.height * band / bands, y1 = view.height * (band + 1) / bands - 1;
        for (size_t i = 0; i < view.draws.size(); ++i)
            touched[static_cast<size_t>(band)].extend(rasterizeMesh(
                view, view.draws[i], mesh(view.draws[i]), scratch.meshes[i], y0, y1, scratch.target));
    });
    PixelBox all;
    for (const PixelBox& box : touched) all.extend(box);
    done(index, scratch.target, all);
    scratch.target.clear(all);
}

}  // namespace camframe::cpu
