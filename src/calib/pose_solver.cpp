// SPDX-License-Identifier: Apache-2.0
#include "calib/pose_solver.h"

#include <ceres/ceres.h>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <opencv2/calib3d.hpp>

#include "calib/cost/reprojection_error.h"

namespace camframe {

bool isUsable(const PointObservation& o) {
    return o.weight > 0 && std::isfinite(o.weight) && isMeasurable(o.pointInBase) && isMeasurable(o.pixel);
}

namespace {

/// Whether errors of a pixel could turn the camera by a radian or shift it by the mean depth of the points.
/// @param information  Of a left perturbation (rad, m), for errors of a pixel.
bool leavesOpen(const Matrix6d& information, double depth) {
    Vector6d scale = Vector6d::Ones();
    scale.tail<3>().setConstant(depth);
    const Matrix6d perRadian = scale.asDiagonal() * information * scale.asDiagonal();
    return !(Eigen::SelfAdjointEigenSolver<Matrix6d>(perRadian, Eigen::EigenvaluesOnly).eigenvalues()[0] > 1);
}

}  // namespace

Eigen::Vector2d undistortedPixel(const CameraModel& camera, const Eigen::Vector2d& pixel) {
    if (!camera.hasDistortion()) return pixel;
    const Eigen::Vector3d ray = camera.unproject(pixel, 1.0);
    return {camera.fx * ray.x() + camera.cx, camera.fy * ray.y() + camera.cy};
}

PointPose refinePose(const CameraModel& camera, std::span<const PointObservation> observations,
                     const RigidTransform& initial, const PointPoseOptions& options) {
    PointPose out;
    out.camFromBase = initial;
    const bool hasPrior = options.priorRotationSigma > 0 && options.priorTranslationSigma > 0;
    const auto used = static_cast<size_t>(std::ranges::count_if(observations, isUsable));
    if (used < 3 && !(hasPrior && used >= 1)) {
        out.status = PointPose::Status::NotEnoughPoints;
        return out;
    }
    std::vector<Eigen::Vector2d> pixels;
    for (const PointObservation& o : observations)
        pixels.push_back(isUsable(o) ? undistortedPixel(camera, o.pixel) : o.pixel);

    // Each pass is linearised about its start, so that delta stays small and its covariance is the one of a
    // left perturbation at the solution.
    constexpr int kPasses = 3;
    for (int pass = 0; pass < kPasses; ++pass) {
        ceres::Problem problem;
        Vector6d delta = Vector6d::Zero();
        std::vector<Eigen::Vector3d> points(observations.size());
        for (size_t i = 0; i < observations.size(); ++i) {
            const PointObservation& o = observations[i];
            if (!isUsable(o)) continue;
            points[i] = o.pointInBase;
            problem.AddResidualBlock(
                LinkPointReprojectionError::create(camera, out.camFromBase, pixels[i], o.weight),
                new ceres::CauchyLoss(options.robustScalePx), delta.data(), points[i].data());
            problem.SetParameterBlockConstant(points[i].data());
        }
        if (hasPrior) {
            Vector6d mean = logPose(initial * out.camFromBase.inverse());
            Vector6d sigma;
            sigma << Eigen::Vector3d::Constant(options.priorRotationSigma),
                Eigen::Vector3d::Constant(options.priorTranslationSigma);
            problem.AddResidualBlock(GaussianPrior<6>::create(mean, sigma), nullptr, delta.data());
        }
        ceres::Solver::Options solver;
        solver.linear_solver_type = ceres::DENSE_QR;
        solver.max_num_iterations = 50;
        solver.logging_type = ceres::SILENT;
        solver.function_tolerance = 1e-12;
        solver.num_threads = 1;
        ceres::Solver::Summary summary;
        ceres::Solve(solver, &problem, &summary);
        if (!summary.IsSolutionUsable() || !delta.allFinite()) {
            out.status = PointPose::Status::Diverged;
            return out;
        }
        out.camFromBase = perturbLeft(delta, out.camFromBase);
        if (delta.norm() < 1e-9) break;
    }
    out.status =
        out.camFromBase.matrix().allFinite() ? PointPose::Status::Converged : PointPose::Status::Diverged;

    // Covariance: inverse of the (robust-weighted) Gauss-Newton matrix, scaled by the residual variance.
    Matrix6d information = Matrix6d::Zero(), ofAPixel = Matrix6d::Zero();
    size_t seen = 0;
    double depths = 0, squares = 0, weightedSquares = 0, weights = 0;
    const CameraModel pinhole = camera.withoutDistortion();
    for (size_t i = 0; i < observations.size(); ++i) {
        const Eigen::Vector3d p = out.camFromBase * observations[i].pointInBase;
        Eigen::Matrix<double, 2, 3> byPoint;
        const auto predicted = pinhole.project(p, &byPoint);
        if (!predicted) {
            out.residuals.emplace_back(std::nan(""), std::nan(""));
            continue;
        }
        const Eigen::Vector2d residual = *predicted - pixels[i];
        out.residuals.push_back(residual);
        if (!isUsable(observations[i])) continue;
        ++seen;
        depths += p.z();
        const double scale = residual.squaredNorm() / (options.robustScalePx * options.robustScalePx);
        const double weight = observations[i].weight / (1 + scale);
        Eigen::Matrix<double, 3, 6> pointByDelta;
        pointByDelta << 0, p.z(), -p.y(), 1, 0, 0, -p.z(), 0, p.x(), 0, 1, 0, p.y(), -p.x(), 0, 0, 0, 1;
        const Eigen::Matrix<double, 2, 6> j = byPoint * pointByDelta;
        information += weight * j.transpose() * j;
        ofAPixel += observations[i].weight * j.transpose() * j;
        squares += residual.squaredNorm();
        weightedSquares += weight * residual.squaredNorm();
        weights += weight;
    }
    out.rmsPx = seen > 0 ? std::sqrt(squares / static_cast<double>(seen)) : 0;
    if (out.status == PointPose::Status::Converged && !hasPrior &&
        (seen == 0 || leavesOpen(ofAPixel, depths / static_cast<double>(seen))))
        out.status = PointPose::Status::Undetermined;
    const double degreesOfFreedom = std::max(1.0, 2 * weights - 6);
    const double variance =
        std::max(0.25, weightedSquares / degreesOfFreedom);  // a click is no better than 0.5 px
    information /= variance;
    if (hasPrior) {
        information.diagonal().head<3>().array() += std::pow(options.priorRotationSigma, -2);
        information.diagonal().tail<3>().array() += std::pow(options.priorTranslationSigma, -2);
    }
    out.covariance = information.ldlt().solve(Matrix6d::Identity());
    return out;
}

std::optional<PointPose> solvePose(const CameraModel& camera,
                                   std::span<const PointObservation> observations) {
    std::vector<cv::Point3d> points;
    std::vector<cv::Point2d> pixels;
    for (const PointObservation& o : observations) {
        if (!isUsable(o)) continue;
        const Eigen::Vector2d uv = undistortedPixel(camera, o.pixel);
        points.emplace_back(o.pointInBase.x(), o.pointInBase.y(), o.pointInBase.z());
        pixels.emplace_back(uv.x(), uv.y());
    }
    if (points.size() < 4) return std::nullopt;
    const cv::Matx33d k(camera.fx, 0, camera.cx, 0, camera.fy, camera.cy, 0, 0, 1);
    std::vector<cv::Mat> rotations, translations;
    try {
        cv::solvePnPGeneric(points, pixels, k, cv::noArray(), rotations, translations, false,
                            cv::SOLVEPNP_SQPNP);
    } catch (const cv::Exception&) {
        return std::nullopt;  // degenerate configuration
    }
    std::optional<PointPose> best;
    for (size_t i = 0; i < rotations.size(); ++i) {
        Vector6d v;
        for (int c = 0; c < 3; ++c) {
            v[c] = rotations[i].at<double>(c);
            v[3 + c] = translations[i].at<double>(c);
        }
        if (!v.allFinite()) continue;
        PointPose candidate = refinePose(camera, observations, expPose(v), {});
        if (candidate.status != PointPose::Status::Converged) continue;
        // Points behind the camera have no residual: such a pose must not win by what it does not explain.
        bool explainsAll = true;
        for (size_t o = 0; o < observations.size(); ++o)
            explainsAll &= !isUsable(observations[o]) || candidate.residuals[o].allFinite();
        if (!explainsAll) continue;
        if (!best || candidate.rmsPx < best->rmsPx) best = std::move(candidate);
    }
    return best;
}

}  // namespace camframe
