// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "model/core/camera_model.h"
#include "model/core/image.h"

namespace camframe {

/// Takes pictures from the recorded (distorted) space to undistorted space with the same K, and masks back.
/// Without distortion everything passes through unchanged. Observations are resampled once.
class Lens {
public:
    explicit Lens(const CameraModel& camera);
    ~Lens();
    Lens(Lens&&) noexcept;
    Lens& operator=(Lens&&) noexcept;

    ImageU8 undistort(const ImageU8& rgb) const;
    ImageU8 undistortMask(const ImageU8& mask) const;
    /// Nearest pixel: depths on both sides of an outline must not be mixed.
    ImageU16 undistortDepth(const ImageU16& depthMm) const;
    ImageU8 distortMask(const ImageU8& mask) const;
    Eigen::Vector2d undistortPixel(const Eigen::Vector2d& pixel) const;

private:
    struct Maps;
    CameraModel m_camera;
    std::unique_ptr<Maps> m_maps;
};

}  // namespace camframe
