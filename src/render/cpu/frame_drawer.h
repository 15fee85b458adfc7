// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "render/cpu/rasterizer.h"
#include "render/cpu/stage_clock.h"

namespace camframe::cpu {

/// Draws frames into memory that is reused, on several threads: what the renderer and the outline equations
/// of this back end share. Not thread safe.
class FrameDrawer {
public:
    FrameDrawer(std::shared_ptr<const RobotGeometry> geometry, int threads, bool profile);

    const RobotGeometry& geometry() const { return *m_geometry; }
    StageClock& clock() { return m_clock; }
    const StageClock& clock() const { return m_clock; }

    Result<std::vector<ViewSetup>> prepare(std::span<const RenderView> views, const RenderOptions& options);

    /// What to do with frame i, drawn into `target` and nowhere outside the box. Called from several threads,
    /// one frame each.
    using Done = std::function<void(size_t i, RasterTarget& target, const PixelBox& box)>;
    /// Draws every view that has a size, and calls done for each.
    void draw(std::span<const ViewSetup> views, const Done& done);

private:
    /// Memory kept between frames, one per thread.
    struct Scratch {
        RasterTarget target;
        std::vector<ProjectedMesh> meshes;
    };

    const MeshArrays& mesh(const DrawItem& item) const {
        return m_meshes[static_cast<size_t>(item.part)][static_cast<size_t>(item.lod)];
    }
    void drawAlone(const ViewSetup& view, size_t index, const Done& done, Scratch& scratch);
    void drawTogether(const ViewSetup& view, size_t index, const Done& done, Scratch& scratch);

    std::shared_ptr<const RobotGeometry> m_geometry;
    int m_threads;
    StageClock m_clock;
    std::vector<std::vector<MeshArrays>> m_meshes;  ///< By part and level; none for ignored parts.
    LensMapCache m_lenses;
    std::vector<Scratch> m_scratch;
};

}  // namespace camframe::cpu
