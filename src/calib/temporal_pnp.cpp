// SPDX-License-Identifier: Apache-2.0
#include "calib/temporal_pnp.h"

#include <ceres/ceres.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <opencv2/calib3d.hpp>
#include <random>

#include "calib/cost/reprojection_error.h"
#include "model/core/parallel.h"

namespace camframe {

namespace {

std::optional<RigidTransform> sqpnp(const CameraModel& camera, const std::vector<cv::Point3d>& points,
                                    const std::vector<cv::Point2d>& pixels) {
    const cv::Matx33d k(camera.fx, 0, camera.cx, 0, camera.fy, camera.cy, 0, 0, 1);
    cv::Vec3d rotation, translation;
    try {
        if (!cv::solvePnP(points, pixels, k, cv::noArray(), rotation, translation, false, cv::SOLVEPNP_SQPNP))
            return std::nullopt;
    } catch (const cv::Exception&) {
        return std::nullopt;  // degenerate set
    }
    Vector6d v;
    v << rotation[0], rotation[1], rotation[2], translation[0], translation[1], translation[2];
    if (!v.allFinite()) return std::nullopt;
    return expPose(v);
}

/// Pixel distances; infinite behind the camera.
std::vector<double> errors(const CameraModel& camera, const RigidTransform& pose,
                           std::span<const MarkObservation> observations,
                           const std::vector<Eigen::Vector3d>& pointOnLink) {
    std::vector<double> out;
    out.reserve(observations.size());
    for (const MarkObservation& o : observations) {
        const Eigen::Vector3d p = pose * (o.baseFromLink * pointOnLink[static_cast<size_t>(o.mark)]);
        if (p.z() < 1e-3) {
            out.push_back(1e9);
            continue;
        }
        const double du = camera.fx * p.x() / p.z() + camera.cx - o.pixel.x();
        const double dv = camera.fy * p.y() / p.z() + camera.cy - o.pixel.y();
        out.push_back(std::hypot(du, dv));
    }
    return out;
}

/// Score of a pose that is kind to a wrong offset on the link: mean of errors capped at a large distance.
double roughScore(const std::vector<double>& distances) {
    constexpr double kCapPx = 60;
    double sum = 0;
    for (const double d : distances) sum += std::min(d, kCapPx);
    return sum / static_cast<double>(distances.size());
}

TemporalPnpHypothesis refineJointly(const CameraModel& camera, std::span<const MarkObservation> observations,
                                    std::span<const MarkPrior> marks, const RigidTransform& start,
                                    const std::vector<Eigen::Vector3d>& startPoints, double inlierPx) {
    TemporalPnpHypothesis out;
    out.camFromBase = start;
    out.pointOnLink = startPoints;
    for (int pass = 0; pass < 2; ++pass) {
        ceres::Problem problem;
        Vector6d delta = Vector6d::Zero();
        for (size_t m = 0; m < marks.size(); ++m) {
            problem.AddParameterBlock(out.pointOnLink[m].data(), 3);
            if (marks[m].sigma > 0)
                problem.AddResidualBlock(
                    GaussianPrior<3>::create(startPoints[m], Eigen::Vector3d::Constant(marks[m].sigma)),
                    nullptr, out.pointOnLink[m].data());
            else
                problem.SetParameterBlockConstant(out.pointOnLink[m].data());
        }
        for (const MarkObservation& o : observations)
            problem.AddResidualBlock(
                LinkPointReprojectionError::create(camera, out.camFromBase * o.baseFromLink, o.pixel, 1.0),
                new ceres::CauchyLoss(inlierPx / 2), delta.data(),
                out.pointOnLink[static_cast<size_t>(o.mark)].data());
        ceres::Solver::Options solver;
        solver.linear_solver_type = ceres::DENSE_QR;
        solver.max_num_iterations = 60;
        solver.logging_type = ceres::SILENT;
        ceres::Solver::Summary summary;
        ceres::Solve(solver, &problem, &summary);
        out.cost = summary.final_cost;
        if (!summary.IsSolutionUsable() || !delta.allFinite()) {
            out.cost = 1e30;
            return out;
        }
        out.camFromBase = perturbLeft(delta, out.camFromBase);
    }
    double squares = 0, inliers = 0;
    for (const double d : errors(camera, out.camFromBase, observations, out.pointOnLink))
        if (d < inlierPx) {
            squares += d * d;
            inliers += 1;
        }
    out.inlierShare = inliers / static_cast<double>(observations.size());
    out.rmsPx = inliers > 0 ? std::sqrt(squares / inliers) : 1e9;
    return out;
}

}  // namespace

TemporalPnp solveTemporalPnp(const CameraModel& camera, std::span<const MarkObservation> observations,
                             std::span<const MarkPrior> marks, const TemporalPnpOptions& options,
                             const RunContext& context) {
    TemporalPnp out;
    if (observations.size() < 6) {
        out.findings.push_back(
            {FailureReason::MarkLost, fmt::format("seen in {} frames, 6 are needed", observations.size())});
        return out;
    }
    // How far the mark travelled: extent along the three principal axes of its path (of the first
    // candidates).
    Eigen::Vector3d mean = Eigen::Vector3d::Zero();
    for (const MarkObservation& o : observations)
        mean += o.baseFromLink * marks[static_cast<size_t>(o.mark)].candidates[0];
    mean /= static_cast<double>(observations.size());
    Eigen::Matrix3d scatter = Eigen::Matrix3d::Zero();
    for (const MarkObservation& o : observations) {
        const Eigen::Vector3d d = o.baseFromLink * marks[static_cast<size_t>(o.mark)].candidates[0] - mean;
        scatter += d * d.transpose();
    }
    const Eigen::Vector3d spread =
        (Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(scatter / static_cast<double>(observations.size()))
             .eigenvalues())
            .cwiseMax(0)
            .cwiseSqrt();
    if (spread[2] < 0.02 || spread[1] < 0.01)
        out.findings.push_back({FailureReason::DegenerateMotion,
                                fmt::format("spread {:.0f} x {:.0f} x {:.0f} mm", 1e3 * spread[2],
                                            1e3 * spread[1], 1e3 * spread[0])});

    // Starting points: one candidate of the first mark at a time; the other marks take their first.
    struct Start {
        RigidTransform pose;
        std::vector<Eigen::Vector3d> points;
        double score = 1e30;
    };
    const size_t candidateCount = marks[0].candidates.size();
    std::vector<std::vector<Start>> perCandidate(candidateCount);
    parallelFor(static_cast<int>(candidateCount), context.threads, [&](int c) {
        if (context.stopped()) return;
        std::vector<Eigen::Vector3d> points;
        for (const MarkPrior& mark : marks) points.push_back(mark.candidates[0]);
        points[0] = marks[0].candidates[static_cast<size_t>(c)];
        std::mt19937_64 random(options.seed * 7919 + static_cast<uint64_t>(c));
        std::uniform_int_distribution<size_t> pick(0, observations.size() - 1);
        std::vector<Start> found;
        for (int k = 0; k < options.ransacIterations; ++k) {
            std::vector<cv::Point3d> object;
            std::vector<cv::Point2d> image;
            const auto add = [&](const MarkObservation& o) {
                const Eigen::Vector3d p = o.baseFromLink * points[static_cast<size_t>(o.mark)];
                object.emplace_back(p.x(), p.y(), p.z());
                image.emplace_back(o.pixel.x(), o.pixel.y());
            };
            // The first attempt takes everything: most tracks have few outliers, and a wrong offset on the
            // link averages out better over many frames.
            if (k == 0)
                for (const MarkObservation& o : observations) add(o);
            else
                for (int i = 0; i < 6; ++i) add(observations[pick(random)]);
            const auto pose = sqpnp(camera, object, image);
            if (!pose) continue;
            found.push_back({*pose, points, roughScore(errors(camera, *pose, observations, points))});
        }
        std::ranges::sort(found, {}, &Start::score);
        if (found.size() > 3) found.resize(3);
        perCandidate[static_cast<size_t>(c)] = std::move(found);
    });
    std::vector<Start> starts;
    for (auto& found : perCandidate) starts.insert(starts.end(), found.begin(), found.end());
    std::ranges::sort(starts, {}, &Start::score);
    if (starts.size() > 40) starts.resize(40);

    std::vector<TemporalPnpHypothesis> refined(starts.size());
    parallelFor(static_cast<int>(starts.size()), context.threads, [&](int i) {
        if (context.stopped()) return;
        const Start& start = starts[static_cast<size_t>(i)];
        refined[static_cast<size_t>(i)] =
            refineJointly(camera, observations, marks, start.pose, start.points, options.inlierPx);
    });
    std::erase_if(refined,
                  [](const TemporalPnpHypothesis& h) { return h.inlierShare < 0.4 || h.cost >= 1e30; });
    std::ranges::sort(refined, {}, &TemporalPnpHypothesis::cost);
    for (TemporalPnpHypothesis& h : refined) {
        const bool known = std::ranges::any_of(out.hypotheses, [&](const TemporalPnpHypothesis& other) {
            return rotationAngleBetween(other.camFromBase, h.camFromBase) < 0.05 &&
                   (cameraCentre(other.camFromBase) - cameraCentre(h.camFromBase)).norm() < 0.03;
        });
        if (!known) out.hypotheses.push_back(std::move(h));
        if (static_cast<int>(out.hypotheses.size()) >= options.maxHypotheses) break;
    }
    if (out.hypotheses.empty()) out.findings.push_back({FailureReason::MarkInconsistent, ""});
    return out;
}

}  // namespace camframe
