// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calib/synthetic/surface.h"
#include "model/core/camera_model.h"
#include "model/core/image.h"

namespace camframe::synthetic {

/// What the rays through the pixel centres meet (pixel centres at integers, see spaces.h).
struct CastFrame {
    ImageU8 linkId;  ///< 0 = no robot, else 1 + position among the links with visual geometry.
    ImageU8 amodal;  ///< 255 where the ray meets the robot at all, as if nothing stood before it.
    ImageF depth;    ///< Z in camera space (m) of the nearest surface of any kind; 0 = nothing.
};

/// Casts one ray per pixel centre at a robot that stands alone: the judge of rasterisers, and of itself
/// against analytic shapes.
CastFrame castRobot(const Surface& robot, const CameraModel& camera, const RigidTransform& camFromBase);

}  // namespace camframe::synthetic
