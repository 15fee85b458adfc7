// SPDX-License-Identifier: Apache-2.0
/// Every coordinate system and convention of Camframe in one place.
///
///     base space      the link that the recording names as `base_link` (default: the URDF's root);
///                     metres, right-handed.
///     link space      the URDF frame of a link.
///     camera space    OpenCV axes: x right, y down, z forward (viewing direction); metres.
///
///          z (forward)
///         /
///        o----- x (right)        pixel (u, v):  u = fx x/z + cx,  v = fy y/z + cy
///        |
///        y (down)
///
/// Transforms read `targetFromSource` in code and `T_target_source` in files:
///     pointInCam = camFromBase * baseFromLink * pointInLink
///
/// Pixels: the *centre* of the top-left pixel is (0, 0), as in OpenCV; the picture spans
/// [-0.5, W-0.5] x [-0.5, H-0.5]. Samplers that put centres at +0.5 (Vulkan, OpenGL, Qt painters) convert
/// with the two functions below and nowhere else.
///
/// Quaternions are written w, x, y, z. Angles are radians. A *frame* is one recorded image with its joint
/// state; a coordinate system is a *space*.
///
/// Tangent vectors of a pose are (rotation, translation), rotation first: 3 radians, then 3 metres. A small
/// pose change is a *left* perturbation in camera space: camFromBase' = exp(delta) * camFromBase.
#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>

namespace camframe {

using Vector6d = Eigen::Matrix<double, 6, 1>;
using Matrix6d = Eigen::Matrix<double, 6, 6>;

/// From pixel coordinates with centres at integers to coordinates with centres at +0.5.
inline double cornerFromCentre(double pixel) {
    return pixel + 0.5;
}
/// From coordinates with pixel centres at +0.5 to pixel coordinates with centres at integers.
inline double centreFromCorner(double corner) {
    return corner - 0.5;
}

}  // namespace camframe
