// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/core/rigid_transform.h"

namespace camframe {

/// Where the camera stands and looks, as numbers people enter: centre in base space (m) and static x-y-z
/// Euler angles (deg) of baseFromCam.
struct CameraPlacement {
    Eigen::Vector3d centre{0, 0, 0};
    Eigen::Vector3d anglesDegrees{0, 0, 0};

    static CameraPlacement of(const RigidTransform& camFromBase);
    RigidTransform camFromBase() const;
};

}  // namespace camframe
