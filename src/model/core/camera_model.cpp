// SPDX-License-Identifier: Apache-2.0
#include "model/core/camera_model.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

namespace camframe {

namespace {

/// Distorted coordinates and, when asked, their 2x2 derivative by the undistorted ones.
Eigen::Vector2d distortWithDerivative(const std::array<double, 5>& d, const Eigen::Vector2d& p,
                                      Eigen::Matrix2d* derivative) {
    const auto [k1, k2, p1, p2, k3] = d;
    const double x = p.x(), y = p.y(), r2 = x * x + y * y;
    const double radial = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
    if (derivative) {
        const double slope = k1 + r2 * (2 * k2 + r2 * 3 * k3);  // d radial / d r2
        const double cross = 2 * x * y * slope + 2 * p1 * x + 2 * p2 * y;
        *derivative << radial + 2 * x * x * slope + 2 * p1 * y + 6 * p2 * x, cross,  //
            cross, radial + 2 * y * y * slope + 6 * p1 * y + 2 * p2 * x;
    }
    return {x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x),
            y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y};
}

}  // namespace

CameraModel CameraModel::guessed(int width, int height) {
    const double focal = width;
    return {width, height, focal, focal, (width - 1) / 2.0, (height - 1) / 2.0, {}};
}

bool CameraModel::hasDistortion() const {
    return std::any_of(distortion.begin(), distortion.end(), [](double k) { return k != 0; });
}

Eigen::Matrix3d CameraModel::matrix() const {
    Eigen::Matrix3d k;
    k << fx, 0, cx, 0, fy, cy, 0, 0, 1;
    return k;
}

CameraModel CameraModel::withoutDistortion() const {
    CameraModel out = *this;
    out.distortion = {};
    return out;
}

CameraModel CameraModel::resized(int newWidth, int newHeight) const {
    CameraModel out = *this;
    const double sx = static_cast<double>(newWidth) / width, sy = static_cast<double>(newHeight) / height;
    out.width = newWidth;
    out.height = newHeight;
    out.fx = fx * sx;
    out.fy = fy * sy;
    out.cx = centreFromCorner(cornerFromCentre(cx) * sx);
    out.cy = centreFromCorner(cornerFromCentre(cy) * sy);
    return out;
}

Eigen::Vector2d CameraModel::distort(const Eigen::Vector2d& normalised, Eigen::Matrix2d* derivative) const {
    return distortWithDerivative(distortion, normalised, derivative);
}

Eigen::Vector2d CameraModel::undistort(const Eigen::Vector2d& distorted) const {
    if (!hasDistortion()) return distorted;
    const double limit = std::min(validRadius(), 1e3);
    Eigen::Vector2d p = distorted;
    if (p.norm() > limit) p *= limit / p.norm();
    for (int i = 0; i < 50; ++i) {
        Eigen::Matrix2d derivative;
        const Eigen::Vector2d residual = distortWithDerivative(distortion, p, &derivative) - distorted;
        if (residual.norm() < 1e-14) break;
        if (std::abs(derivative.determinant()) < 1e-12) break;
        Eigen::Vector2d step = derivative.inverse() * residual;
        // Steps larger than the picture's half width would jump across the fold of the polynomial.
        if (step.norm() > 0.5) step *= 0.5 / step.norm();
        p -= step;
        if (p.norm() > limit) p *= limit / p.norm();
    }
    return p;
}

double CameraModel::validRadius() const {
    if (!hasDistortion()) return std::numeric_limits<double>::infinity();
    const auto [k1, k2, p1, p2, k3] = distortion;
    (void)p1;
    (void)p2;
    // First positive root of d(r radial)/dr = 1 + 3 k1 s + 5 k2 s^2 + 7 k3 s^3 with s = r^2, by a fine scan
    // and bisection: robust for every combination of vanishing coefficients.
    const auto slope = [&](double s) { return 1 + s * (3 * k1 + s * (5 * k2 + s * 7 * k3)); };
    constexpr double kStep = 0.01, kMax = 25;  // r up to 5: 157 degrees across
    for (double s = kStep; s <= kMax; s += kStep) {
        if (slope(s) > 0) continue;
        double low = s - kStep, high = s;
        for (int i = 0; i < 60; ++i) {
            const double middle = 0.5 * (low + high);
            (slope(middle) > 0 ? low : high) = middle;
        }
        return std::sqrt(low);
    }
    return std::numeric_limits<double>::infinity();
}

std::optional<Eigen::Vector2d> CameraModel::project(const Eigen::Vector3d& pointInCam) const {
    return project(pointInCam, nullptr);
}

std::optional<Eigen::Vector2d> CameraModel::project(const Eigen::Vector3d& pointInCam,
                                                    Eigen::Matrix<double, 2, 3>* byPoint) const {
    const double z = pointInCam.z();
    if (!(z > 0)) return std::nullopt;
    const Eigen::Vector2d normalised = pointInCam.head<2>() / z;
    Eigen::Matrix2d byNormalised = Eigen::Matrix2d::Identity();
    Eigen::Vector2d distorted = normalised;
    if (hasDistortion()) {
        if (normalised.norm() > validRadius()) return std::nullopt;
        distorted = distortWithDerivative(distortion, normalised, byPoint ? &byNormalised : nullptr);
    }
    if (byPoint) {
        Eigen::Matrix<double, 2, 3> normalisedByPoint;
        normalisedByPoint << 1 / z, 0, -normalised.x() / z, 0, 1 / z, -normalised.y() / z;
        *byPoint = Eigen::DiagonalMatrix<double, 2>(fx, fy) * byNormalised * normalisedByPoint;
    }
    return Eigen::Vector2d(fx * distorted.x() + cx, fy * distorted.y() + cy);
}

Eigen::Vector3d CameraModel::unproject(const Eigen::Vector2d& pixel, double z) const {
    const Eigen::Vector2d p = undistort({(pixel.x() - cx) / fx, (pixel.y() - cy) / fy});
    return {p.x() * z, p.y() * z, z};
}

Result<void> CameraModel::check(const std::string& what) const {
    if (width < 1 || height < 1 || width > 32768 || height > 32768)
        return inputError("{}: picture size {}x{} is outside 1..32768.", what, width, height);
    for (const double value :
         {fx, fy, cx, cy, distortion[0], distortion[1], distortion[2], distortion[3], distortion[4]})
        if (!std::isfinite(value))
            return inputError("{}: the intrinsics hold a value that is not finite.", what);
    if (fx < 1e-3 * width || fy < 1e-3 * width || fx > 1e3 * width || fy > 1e3 * width)
        return inputError(
            "{}: focal lengths fx = {:g}, fy = {:g} px are not possible for a picture {} px wide (singular "
            "or "
            "wrongly scaled K); give fx and fy in pixels of this picture.",
            what, fx, fy, width);
    if (std::abs(cx - width / 2.0) > 3.0 * width || std::abs(cy - height / 2.0) > 3.0 * height)
        return inputError("{}: principal point ({:g}, {:g}) lies far outside the {}x{} picture.", what, cx,
                          cy, width, height);
    return {};
}

Result<CameraModel> CameraModel::fromMatrix(const Eigen::Matrix3d& k, int width, int height,
                                            const std::array<double, 5>& distortion,
                                            const std::string& what) {
    if (!k.allFinite()) return inputError("{}: K holds a value that is not finite.", what);
    if (k.row(2) != Eigen::RowVector3d(0, 0, 1))
        return inputError("{}: the last row of K must be 0 0 1.", what);
    if (k(1, 0) != 0 || std::abs(k(0, 1)) > 1e-9 * std::abs(k(0, 0)))
        return inputError("{}: K has skew ({:g}), which the camera model does not know; set it to 0.", what,
                          k(0, 1));
    CameraModel out{width, height, k(0, 0), k(1, 1), k(0, 2), k(1, 2), distortion};
    if (auto ok = out.check(what); !ok) return tl::unexpected(ok.error());
    return out;
}

}  // namespace camframe
