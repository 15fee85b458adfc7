// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/core/camera_model.h"
#include "model/core/image.h"
#include "model/core/rigid_transform.h"

namespace camframe {

struct AimOptions {
    double maxLength = 1.0;   ///< How far a surface is looked for (m).
    double length = 0.3;      ///< Of the line where no surface is met (m).
    double thickness = 0.05;  ///< A line that is farther behind a surface than this passes behind it (m).
    /// Depth within this of the drawn robot is the robot's own and stops no line (m).
    double robotMargin = 0.02;
};

/// What ends an aiming line.
enum class AimEnd : uint8_t { None = 0, Surface = 1, Length = 2 };

/// From the tool centre point along its approach axis.
struct AimLine {
    AimEnd end = AimEnd::None;           ///< None: the tool is behind the camera.
    Eigen::Vector3d fromInCam{0, 0, 0};  ///< m
    Eigen::Vector3d toInCam{0, 0, 0};    ///< m
    double length() const { return (toInCam - fromInCam).norm(); }
};

/// Where the gripper points to: the first surface in the depth picture on the line along the approach axis
/// (z of the tool), else a line of the stated length.
///
/// The idea of such lines as a cue for policies is AimBot's (Dai et al., 2025). Surfaces are found by walking
/// along the line in steps of at most half a pixel and comparing depths; the crossing is then bisected.
/// Where the depth picture shows the robot itself or nothing, nothing is concluded.
/// @param depthMm     Of the camera's picture size and laid over it; null or 0 = not known.
/// @param robotDepth  Of the drawn robot (m, 0 = none), same size; may be null.
AimLine aimLine(const RigidTransform& camFromTcp, const CameraModel& camera, const ImageU16* depthMm,
                const ImageF* robotDepth, const AimOptions& options);

}  // namespace camframe
