// SPDX-License-Identifier: Apache-2.0
#include "calib/contour_derivatives.h"

#include <Eigen/LU>
#include <cmath>

namespace camframe {

namespace {

/// 2x2 derivative of the pixel by the normalised coordinates.
Eigen::Matrix2d pixelByNormalised(const CameraModel& camera, const Eigen::Vector2d& normalised) {
    Eigen::Matrix2d lens = Eigen::Matrix2d::Identity();
    if (camera.hasDistortion()) camera.distort(normalised, &lens);
    return Eigen::DiagonalMatrix<double, 2>(camera.fx, camera.fy) * lens;
}

}  // namespace

double focalRatio(const CameraModel& camera, const CameraModel& other) {
    return std::sqrt(camera.fx * camera.fy / (other.fx * other.fy));
}

Eigen::Vector2d normalisedOf(const CameraModel& camera, const Eigen::Vector2d& pixel) {
    Eigen::Vector2d distorted((pixel.x() - camera.cx) / camera.fx, (pixel.y() - camera.cy) / camera.fy);
    if (!camera.hasDistortion()) return distorted;
    Eigen::Vector2d p = distorted;
    for (int i = 0; i < 20; ++i) {
        Eigen::Matrix2d derivative;
        const Eigen::Vector2d miss = camera.distort(p, &derivative) - distorted;
        if (miss.squaredNorm() < 1e-24) break;
        p -= derivative.inverse() * miss;
    }
    return p;
}

Eigen::Matrix<double, 2, 3> pixelByPoint(const CameraModel& camera, const Eigen::Vector3d& p) {
    const double iz = 1 / p.z();
    Eigen::Matrix<double, 2, 3> normalisedByPoint;
    normalisedByPoint << iz, 0, -p.x() * iz * iz, 0, iz, -p.y() * iz * iz;
    return pixelByNormalised(camera, p.head<2>() * iz) * normalisedByPoint;
}

Eigen::Matrix<double, 3, 6> pointByPose(const Eigen::Vector3d& p) {
    Eigen::Matrix<double, 3, 6> out;
    out << 0, p.z(), -p.y(), 1, 0, 0, -p.z(), 0, p.x(), 0, 1, 0, p.y(), -p.x(), 0, 0, 0, 1;
    return out;
}

Eigen::RowVector3d depthByPoint(const Eigen::Vector3d& point, const Eigen::Vector3d& normal) {
    return normal.transpose() * (point.z() / normal.dot(point));
}

Eigen::Matrix<double, 2, 6> pixelByPose(const CameraModel& camera, const Eigen::Vector3d& p) {
    return pixelByPoint(camera, p) * pointByPose(p);
}

Eigen::Matrix<double, 2, kIntrinsicUnknowns> pixelByIntrinsics(const CameraModel& camera,
                                                               const Eigen::Vector3d& p) {
    const Eigen::Vector2d n = p.head<2>() / p.z(), d = camera.distort(n);
    const double r2 = n.squaredNorm();
    const double u = camera.fx * d.x(), v = camera.fy * d.y();
    const double x = camera.fx * n.x() * r2, y = camera.fy * n.y() * r2;
    Eigen::Matrix<double, 2, kIntrinsicUnknowns> out;
    out << u, 1, 0, x, x * r2, 0.5 * u,  //
        v, 0, 1, y, y * r2, -0.5 * v;
    return out;
}

Eigen::Matrix<double, 1, 6> depthByPose(const Eigen::Vector3d& point, const Eigen::Vector3d& normal) {
    return depthByPoint(point, normal) * pointByPose(point);
}

IntrinsicRow depthByIntrinsics(const CameraModel& camera, const Eigen::Vector3d& point,
                               const Eigen::Vector3d& normal) {
    const Eigen::Vector2d ray = point.head<2>() / point.z();
    const Eigen::Matrix<double, 2, kIntrinsicUnknowns> rayByIntrinsics =
        -pixelByNormalised(camera, ray).inverse() * pixelByIntrinsics(camera, point);
    return -point.z() * depthByPoint(point, normal).head<2>() * rayByIntrinsics;
}

}  // namespace camframe
