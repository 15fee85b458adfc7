// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "render/renderer.h"

namespace camframe {

/// The plain C++ back end: the judge of all others, and the fallback everywhere.
std::unique_ptr<Renderer> makeCpuRenderer(std::shared_ptr<const RobotGeometry> geometry, int threads,
                                          bool profile = false);

}  // namespace camframe
