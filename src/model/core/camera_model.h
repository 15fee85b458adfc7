// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>

#include "model/core/result.h"
#include "model/core/spaces.h"

namespace camframe {

/// A pinhole camera with radial-tangential distortion, OpenCV's model and coefficient order.
///
/// With x = X/Z, y = Y/Z, r2 = x^2 + y^2:
///     xd = x (1 + k1 r2 + k2 r2^2 + k3 r2^3) + 2 p1 x y + p2 (r2 + 2 x^2)
///     yd = y (1 + k1 r2 + k2 r2^2 + k3 r2^3) + p1 (r2 + 2 y^2) + 2 p2 x y
///     u = fx xd + cx,  v = fy yd + cy            (pixel centres at integers, see spaces.h)
///
/// Source: Brown, "Decentering distortion of lenses", 1966, in the form of OpenCV's calib3d.
struct CameraModel {
    int width = 0;
    int height = 0;
    double fx = 0, fy = 0, cx = 0, cy = 0;
    std::array<double, 5> distortion{};  ///< k1, k2, p1, p2, k3.

    /// Where nobody knows better: a horizontal view of 53 degrees, in the middle of common webcams and depth
    /// cameras, square pixels, centred, without distortion.
    static CameraModel guessed(int width, int height);

    bool hasDistortion() const;
    Eigen::Matrix3d matrix() const;
    /// The same view without lens distortion (the space of undistorted observations).
    CameraModel withoutDistortion() const;
    /// The camera of the picture resized to the given size; pixel centres are treated exactly:
    /// u' = (u + 0.5) s - 0.5.
    CameraModel resized(int newWidth, int newHeight) const;

    /// Normalised image coordinates after distortion; on request with their 2x2 derivative.
    Eigen::Vector2d distort(const Eigen::Vector2d& normalised, Eigen::Matrix2d* derivative = nullptr) const;
    /// Inverse of distort by Newton's method; exact to 1e-12 inside the valid radius, and the closest point
    /// of the valid disc outside it.
    Eigen::Vector2d undistort(const Eigen::Vector2d& distorted) const;

    /// Largest undistorted radius r for which the radial polynomial is still rising. Beyond it the polynomial
    /// folds back and would draw things that the lens cannot see. Infinity without distortion.
    double validRadius() const;

    /// Pixel of a point in camera space; nothing when z <= 0 or beyond validRadius().
    std::optional<Eigen::Vector2d> project(const Eigen::Vector3d& pointInCam) const;

    /// As project, with the 2x3 derivative of the pixel by the point.
    std::optional<Eigen::Vector2d> project(const Eigen::Vector3d& pointInCam,
                                           Eigen::Matrix<double, 2, 3>* byPoint) const;

    /// Point on the pixel's viewing ray at depth z (m).
    Eigen::Vector3d unproject(const Eigen::Vector2d& pixel, double z) const;

    /// Checks sizes (1..32768), finite focal lengths > 0 (singular intrinsics are refused), principal point
    /// within three picture sizes, finite distortion.
    Result<void> check(const std::string& what) const;

    /// From a 3x3 K; refuses a skew or a last row other than 0 0 1.
    static Result<CameraModel> fromMatrix(const Eigen::Matrix3d& k, int width, int height,
                                          const std::array<double, 5>& distortion, const std::string& what);
};

}  // namespace camframe
