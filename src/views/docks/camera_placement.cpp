// SPDX-License-Identifier: Apache-2.0
#include "views/docks/camera_placement.h"

#include <algorithm>
#include <cmath>

#include "model/core/degrees.h"

namespace camframe {

namespace {}

CameraPlacement CameraPlacement::of(const RigidTransform& camFromBase) {
    const RigidTransform baseFromCam = camFromBase.inverse();
    const Eigen::Matrix3d r = baseFromCam.linear();
    CameraPlacement placement;
    placement.centre = baseFromCam.translation();
    // R = Rz(c) Ry(b) Rx(a), that is static x-y-z.
    const double b = std::asin(std::clamp(-r(2, 0), -1.0, 1.0));
    double a = 0;
    double c = 0;
    if (std::abs(r(2, 0)) < 1 - 1e-12) {
        a = std::atan2(r(2, 1), r(2, 2));
        c = std::atan2(r(1, 0), r(0, 0));
    } else {
        c = std::atan2(-r(0, 1), r(1, 1));
    }
    placement.anglesDegrees = degreesPerRadian * Eigen::Vector3d(a, b, c);
    return placement;
}

RigidTransform CameraPlacement::camFromBase() const {
    const Eigen::Vector3d angles = anglesDegrees / degreesPerRadian;
    RigidTransform baseFromCam = RigidTransform::Identity();
    baseFromCam.linear() = (Eigen::AngleAxisd(angles.z(), Eigen::Vector3d::UnitZ()) *
                            Eigen::AngleAxisd(angles.y(), Eigen::Vector3d::UnitY()) *
                            Eigen::AngleAxisd(angles.x(), Eigen::Vector3d::UnitX()))
                               .toRotationMatrix();
    baseFromCam.translation() = centre;
    return baseFromCam.inverse();
}

}  // namespace camframe
