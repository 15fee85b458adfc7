// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "model/core/camera_model.h"

namespace camframe {

/// Where a lens takes its picture's pixels from: the undistorted position (px) of every pixel centre.
///
/// Rendering through a lens samples straight-edged triangles at these points, so edges bend exactly as the
/// lens bends them, whatever their length.
struct LensMap {
    CameraModel camera;
    std::vector<float> samples;  ///< x, y per pixel, row by row; raster::kFar where the lens sees nothing.
    float left = 0, top = 0, right = 0,
          bottom = 0;  ///< Bounds of the samples; left > right when there are none.
    /// Within this undistorted radius (normalised) `curvature` holds; 25 % beyond the picture's corners, and
    /// always inside the valid radius.
    double radius = 0;
    /// A triangle whose normalised extent is h is displaced from the straight triangle between its distorted
    /// corners by at most curvature * h^2 (px).
    double curvature = 0;
};

/// Recently used lens maps; making one takes some 30 ms for 640x480. Not thread safe.
class LensMapCache {
public:
    /// Requires camera.hasDistortion() and a camera that passes CameraModel::check.
    std::shared_ptr<const LensMap> get(const CameraModel& camera, int threads);

private:
    std::vector<std::shared_ptr<const LensMap>> m_maps;  ///< Most recent last.
};

}  // namespace camframe
