// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "render/hull_counter.h"

namespace camframe {

/// @param scene  Must outlive the counter.
/// @param threads  As RendererOptions.
Result<std::unique_ptr<HullCounter>> makeCpuHullCounter(const HullScene& scene, int threads);

}  // namespace camframe
