// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "render/lens_map.h"
#include "render/renderer.h"

namespace camframe {

/// One mesh to draw in one view.
struct DrawItem {
    int part = 0;  ///< Index into RobotGeometry::parts(); the id is part + 1.
    int lod = 0;
    std::array<float, 12> camFromLink{};  ///< Row-major 3x4.
};

/// A view as both back ends need it: single precision, invisible links removed, levels of detail chosen.
struct ViewSetup {
    int width = 0, height = 0;
    float fx = 0, fy = 0, cx = 0, cy = 0;
    /// Undistorted pixel range beyond which triangles are clipped (the guard band).
    float guardLeft = 0, guardTop = 0, guardRight = 0, guardBottom = 0;
    std::shared_ptr<const LensMap> lens;  ///< Null without distortion.
    std::vector<DrawItem> draws;          ///< By rising part.
};

/// Checks a view and prepares it. A size of 0 gives a setup without draws.
/// @param index  Position among the views; named in errors.
Result<ViewSetup> prepareView(const RobotGeometry& geometry, const RenderView& view, size_t index,
                              const RenderOptions& options, LensMapCache& lenses, int threads);

}  // namespace camframe
