// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "render/outline_equations.h"

namespace camframe::vulkan {

/// Mirrors Template of shaders/outline_rules.glsl.
struct TemplateRecord {
    uint32_t view, id, firstLod, lodCount;
    float x, y, z, radius;
    float poseHigh[12], poseLow[12];
};
static_assert(sizeof(TemplateRecord) == 32 * 4);

/// Mirrors Lod.
struct LodRecord {
    uint32_t firstMeshlet, meshletCount;
    float error;
};
static_assert(sizeof(LodRecord) == 3 * 4);

/// Mirrors Camera.
struct CameraRecord {
    float high[12], low[12];
    float slopes[4];
    float tolerancePerMetre, residualOffset, sharpness, finalSharpness;
};
static_assert(sizeof(CameraRecord) == 32 * 4);

/// Mirrors Arguments: an indirect dispatch.
struct ArgumentsRecord {
    uint32_t batchCount = 0, batchY = 1, batchZ = 1;
};

/// Splits the upper three rows of a pose into single precision numbers and what they leave over.
void splitPose(const RigidTransform& pose, float* high, float* low);

/// The sums of one workgroup of shaders/outline_sums.comp, in its order.
constexpr uint32_t kSumEntries = 39;
/// Adds them to a block and to the frame's other sums.
void addSums(const std::array<float, 4>* entries, OutlineSums::Block& block, OutlineSums& frame);

}  // namespace camframe::vulkan
