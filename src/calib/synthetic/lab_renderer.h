// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "calib/synthetic/cast_frame.h"
#include "calib/synthetic/lab_scene.h"
#include "model/core/camera_model.h"
#include "model/core/image.h"
#include "model/core/progress.h"

namespace camframe::synthetic {

/// Films a robot in a laboratory with an unmoved camera.
///
/// Distribution ray casting (Cook, Porter, Carpenter, 1984): 16 stratified samples per pixel, area lights
/// with soft shadows, ambient occlusion, a mirror term against a schematic room. What the robot does not
/// touch is shaded once and kept; every frame adds the robot, the moved object and their shadows. Immutable
/// after construction; frames may be rendered from several threads at once.
///
/// Adaptive: pixels whose neighbours show the same smooth surface take 4 samples instead of 16, and the other
/// 12 only where a lamp is partly hidden; shadows on what does not move are found at every fourth pixel and
/// interpolated on smooth surfaces unless they change fast. Outlines and truth are the same as without.
class LabRenderer {
public:
    /// Shades the unmoving part; uses context.threads and stops early (with a useless cache) when stopped.
    LabRenderer(const LabScene& scene, const CameraModel& camera, const RigidTransform& camFromBase,
                uint64_t seed, bool adaptive, const RunContext& context);
    ~LabRenderer();
    LabRenderer(const LabRenderer&) = delete;
    LabRenderer& operator=(const LabRenderer&) = delete;

    /// Robot and moved object in the pose of one frame.
    /// @param rgb    Linear colours after exposure, without sensor noise; null: truth only.
    CastFrame render(const Surface& robot, const Surface& moved, ImageF* rgb) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace camframe::synthetic
