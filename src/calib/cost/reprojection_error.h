// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ceres/autodiff_cost_function.h>
#include <ceres/rotation.h>

#include <Eigen/Core>

#include "model/core/camera_model.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// Whether coordinates (m, px) are of something that was measured: finite, and so small that squares stay so.
template <class Derived>
bool isMeasurable(const Eigen::MatrixBase<Derived>& coordinates) {
    return coordinates.allFinite() && coordinates.cwiseAbs().maxCoeff() < 1e6;
}

/// Pixel error of a point that sits at `pointOnLink` (3 unknowns) of a link with known pose, seen by a camera
/// whose pose is a left perturbation `delta` (6 unknowns: rotation vector, translation) of `camFromBase`.
///
///     residual = K (exp(delta) camFromBase baseFromLink pointOnLink) - undistorted pixel      (2, px)
///
/// Works in undistorted space: the pixel must already be free of lens distortion.
struct LinkPointReprojectionError {
    CameraModel camera;
    Eigen::Matrix3d rotation;     ///< camFromBase * baseFromLink, rotation part.
    Eigen::Vector3d translation;  ///< ... translation part.
    Eigen::Vector2d pixel;
    double sqrtWeight = 1;

    static ceres::CostFunction* create(const CameraModel& camera, const RigidTransform& camFromLink,
                                       const Eigen::Vector2d& pixel, double weight) {
        return new ceres::AutoDiffCostFunction<LinkPointReprojectionError, 2, 6, 3>(
            new LinkPointReprojectionError{camera, camFromLink.linear(), camFromLink.translation(), pixel,
                                           std::sqrt(weight)});
    }

    template <class T>
    bool operator()(const T* delta, const T* pointOnLink, T* residual) const {
        const Eigen::Map<const Eigen::Matrix<T, 3, 1>> p(pointOnLink);
        const Eigen::Matrix<T, 3, 1> before = rotation.cast<T>() * p + translation.cast<T>();
        T after[3];
        ceres::AngleAxisRotatePoint(delta, before.data(), after);
        for (int i = 0; i < 3; ++i) after[i] += delta[3 + i];
        // Behind the camera there is no picture: hold the point just in front, where its error is huge and
        // the robust loss forgets it, rather than follow a mirrored projection.
        if (after[2] < T(1e-3)) after[2] = T(1e-3);
        residual[0] = T(sqrtWeight) * (T(camera.fx) * after[0] / after[2] + T(camera.cx) - T(pixel.x()));
        residual[1] = T(sqrtWeight) * (T(camera.fy) * after[1] / after[2] + T(camera.cy) - T(pixel.y()));
        return true;
    }
};

/// Gaussian prior on a parameter block of size N around `mean` with standard deviations `sigma`.
template <int N>
struct GaussianPrior {
    Eigen::Matrix<double, N, 1> mean, sigma;

    static ceres::CostFunction* create(const Eigen::Matrix<double, N, 1>& mean,
                                       const Eigen::Matrix<double, N, 1>& sigma) {
        return new ceres::AutoDiffCostFunction<GaussianPrior, N, N>(new GaussianPrior{mean, sigma});
    }

    template <class T>
    bool operator()(const T* x, T* residual) const {
        for (int i = 0; i < N; ++i) residual[i] = (x[i] - T(mean[i])) / T(sigma[i]);
        return true;
    }
};

}  // namespace camframe
