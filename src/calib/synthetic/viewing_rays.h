// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <limits>
#include <vector>

#include "calib/synthetic/surface.h"
#include "model/core/camera_model.h"

namespace camframe::synthetic {

constexpr float kFar = 1e4F;  ///< Depth of what no ray meets (m).

/// Directions of viewing rays in base space whose z in camera space is 1, so that ray length counts depth.
class ViewingRays {
public:
    ViewingRays(const CameraModel& camera, const RigidTransform& camFromBase)
        : m_camera(camera),
          m_baseFromCam(camFromBase.linear().transpose()),
          m_centre((-(m_baseFromCam * camFromBase.translation())).cast<float>()) {
        if (!camera.hasDistortion()) return;
        m_validRadius = camera.validRadius() * 0.9999;
        m_corners.resize(static_cast<size_t>((camera.width + 1) * (camera.height + 1)));
        for (int y = 0; y <= camera.height; ++y)
            for (int x = 0; x <= camera.width; ++x) m_corners[corner(x, y)] = normalised(x - 0.5, y - 0.5);
    }

    const Eigen::Vector3f& centre() const { return m_centre; }

    /// Direction through a position inside pixel (x, y); dx, dy in -0.5..0.5.
    Eigen::Vector3f inside(int x, int y, float dx, float dy) const {
        Eigen::Vector2d p;
        if (m_corners.empty()) {
            p = normalised(x + dx, y + dy);
        } else {  // the lens bends little within a pixel: interpolate between its corners
            const double u = dx + 0.5, v = dy + 0.5;
            p = (1 - v) * ((1 - u) * m_corners[corner(x, y)] + u * m_corners[corner(x + 1, y)]) +
                v * ((1 - u) * m_corners[corner(x, y + 1)] + u * m_corners[corner(x + 1, y + 1)]);
        }
        return direction(p);
    }
    /// Direction through the pixel's centre, exact.
    Eigen::Vector3f through(int x, int y) const { return direction(normalised(x, y)); }
    /// False where the lens cannot see (beyond the fold of its distortion).
    bool seen(int x, int y) const {
        return m_corners.empty() || m_corners[corner(x, y)].norm() < m_validRadius;
    }

private:
    size_t corner(int x, int y) const { return static_cast<size_t>(y * (m_camera.width + 1) + x); }
    Eigen::Vector2d normalised(double u, double v) const {
        return m_camera.undistort({(u - m_camera.cx) / m_camera.fx, (v - m_camera.cy) / m_camera.fy});
    }
    Eigen::Vector3f direction(const Eigen::Vector2d& p) const {
        return (m_baseFromCam * p.homogeneous()).cast<float>();
    }

    CameraModel m_camera;
    Eigen::Matrix3d m_baseFromCam;
    Eigen::Vector3f m_centre;
    double m_validRadius = std::numeric_limits<double>::infinity();
    std::vector<Eigen::Vector2d> m_corners;
};

/// Depth of the plane of a triangle along a ray, in double: removes the packet's float rounding.
float refinedDepth(const TriangleCorners& triangle, const Eigen::Vector3f& origin,
                   const Eigen::Vector3f& direction, float fallback);

}  // namespace camframe::synthetic
