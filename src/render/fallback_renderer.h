// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/renderer.h"

namespace camframe {

/// Draws with `first` until it fails for a reason that is not the caller's (a System error: device lost, out
/// of memory), then says so in one line of the log and goes on in C++, beginning with what failed.
std::unique_ptr<Renderer> makeFallbackRenderer(std::unique_ptr<Renderer> first,
                                               std::shared_ptr<const RobotGeometry> geometry,
                                               const RendererOptions& options);

}  // namespace camframe
