// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "render/hull_counter.h"
#include "render/vulkan/engine.h"

namespace camframe {

/// @param scene  Must outlive the counter, like the engine.
Result<std::unique_ptr<HullCounter>> makeVulkanHullCounter(vulkan::Engine& engine, const HullScene& scene);

}  // namespace camframe
