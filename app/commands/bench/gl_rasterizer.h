// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "render/renderer.h"

namespace camframe::bench {

/// Draws the same scenes through the system's OpenGL driver, off screen, and reads ids and depth back: what a
/// renderer built on OpenGL would need at least. For the benchmark only.
class GlRasterizer {
public:
    /// Fails where there is no EGL with OpenGL 3.3 (or the program was built without EGL's headers).
    static Result<std::unique_ptr<GlRasterizer>> create(std::shared_ptr<const RobotGeometry> geometry);
    ~GlRasterizer();

    std::string name() const;  ///< Of the driver.
    /// Draws the full meshes of every view without lens, one after the other, and reads each back.
    /// @return  Robot pixels, to see that something was drawn.
    Result<int64_t> draw(std::span<const RenderView> views);

private:
    struct Impl;
    explicit GlRasterizer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace camframe::bench
