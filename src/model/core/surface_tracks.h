// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/episode.h"
#include "model/core/evaluation.h"
#include "model/core/image.h"

namespace camframe {

/// Ways of N points on the robot's surface through T frames of one camera; [point * T + frame].
struct SurfaceTracks {
    size_t points = 0, frames = 0;
    /// Pixel in the recorded picture, lens included, also where hidden or outside the picture; NaN where the
    /// robot's pose is not known or the lens shows no such point.
    std::vector<Eigen::Vector2d> uv;
    std::vector<Eigen::Vector3d> xyz;  ///< Camera space (m); NaN where the robot's pose is not known.
    std::vector<uint8_t> inPicture;    ///< 1 where uv lies inside the picture.
    std::vector<uint8_t> visible;      ///< 1 where markVisible() found nothing of the robot before the point.

    size_t at(size_t point, size_t frame) const { return point * frames + frame; }
};

/// Projects points of links: exact, as the points are rigid to their links and the poses are known.
SurfaceTracks trackSurface(std::span<const SurfacePoint> points, const RobotMotion& motion,
                           const CameraModel& camera, const RigidTransform& camFromBase);

/// Decides which points of one frame are seen, by the depth of the drawn robot (m, 0 = none; the camera's
/// picture size). A point is hidden when the surface at its pixel is nearer than the point by more than
/// `tolerance` (m) and what that surface's own slope can make within half a pixel, at most 1 cm. What stands
/// before the robot but is none of it, is not known.
void markVisible(SurfaceTracks& tracks, size_t frame, const ImageF& robotDepth, double tolerance = 0.002);

}  // namespace camframe
