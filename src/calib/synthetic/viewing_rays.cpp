// SPDX-License-Identifier: Apache-2.0
#include "calib/synthetic/viewing_rays.h"

#include <Eigen/Geometry>
#include <cmath>

namespace camframe::synthetic {

float refinedDepth(const TriangleCorners& triangle, const Eigen::Vector3f& origin,
                   const Eigen::Vector3f& direction, float fallback) {
    const Eigen::Vector3d a = triangle[0].cast<double>(), b = triangle[1].cast<double>(),
                          c = triangle[2].cast<double>();
    const Eigen::Vector3d normal = (b - a).cross(c - a);
    const double slope = normal.dot(direction.cast<double>());
    const double t = normal.dot(a - origin.cast<double>()) / slope;
    // At a grazing triangle the plane says less than the packet did.
    return std::abs(t - fallback) < 1e-4 ? static_cast<float>(t) : fallback;
}

}  // namespace camframe::synthetic
