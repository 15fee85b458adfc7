// SPDX-License-Identifier: Apache-2.0
#include "calib/temporal_pnp.h"

#include <ceres/ceres.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <opencv2/calib3d.hpp>
#include <random>

#include "calib/cost/reprojection_error.h"
#include "model/core/parallel.h"

namespace camframe {

namespace {

constexpr size_t kMinimalSet = 6;  ///< Sightings that PnP starts from.

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

/// Pixel distances; 1e9 behind the camera and where numbers end.
std::vector<double> errors(const CameraModel& camera, const RigidTransform& pose,
                           std::span<const MarkObservation> observations,
                           const std::vector<Eigen::Vector3d>& pointOnLink) {
    std::vector<double> out;
    out.reserve(observations.size());
    for (const MarkObservation& o : observations) {
        const Eigen::Vector3d p = pose * (o.baseFromLink * pointOnLink[static_cast<size_t>(o.mark)]);
        const double du = camera.fx * p.x() / p.z() + camera.cx - o.pixel.x();
        const double dv = camera.fy * p.y() / p.z() + camera.cy - o.pixel.y();
        const double distance = std::hypot(du, dv);
        out.push_back(p.z() >= 1e-3 && std::isfinite(distance) ? distance : 1e9);
    }
    return out;
}

/// Score of a pose that is kind to a wrong offset on the link: mean of errors capped at a large distance.
double roughScore(const std::vector<double>& distances, std::span<const MarkObservation> observations) {
    constexpr double kCapPx = 60;
    double sum = 0, weights = 0;
    for (size_t i = 0; i < distances.size(); ++i) {
        sum += observations[i].weight * std::min(distances[i], kCapPx);
        weights += observations[i].weight;
    }
    return weights > 0 ? sum / weights : kCapPx;
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
            problem.AddResidualBlock(LinkPointReprojectionError::create(
                                         camera, out.camFromBase * o.baseFromLink, o.pixel, o.weight),
                                     new ceres::CauchyLoss(inlierPx / 2), delta.data(),
                                     out.pointOnLink[static_cast<size_t>(o.mark)].data());
        ceres::Solver::Options solver;
        solver.linear_solver_type = ceres::DENSE_QR;
        solver.max_num_iterations = 60;
        solver.logging_type = ceres::SILENT;
        ceres::Solver::Summary summary;
        ceres::Solve(solver, &problem, &summary);
        out.cost = summary.final_cost;
        const bool finite = delta.allFinite() && std::isfinite(out.cost) &&
                            std::ranges::all_of(out.pointOnLink, [](const auto& p) { return p.allFinite(); });
        if (!summary.IsSolutionUsable() || !finite) {
            out.cost = 1e30;
            return out;
        }
        out.camFromBase = perturbLeft(delta, out.camFromBase);
    }
    double squares = 0, inliers = 0, all = 0;
    const std::vector<double> distances = errors(camera, out.camFromBase, observations, out.pointOnLink);
    for (size_t i = 0; i < distances.size(); ++i) {
        const double weight = observations[i].weight;
        all += weight;
        if (distances[i] < inlierPx) {
            squares += weight * distances[i] * distances[i];
            inliers += weight;
        }
    }
    out.inlierShare = all > 0 ? inliers / all : 0;
    out.rmsPx = inliers > 0 ? std::sqrt(squares / inliers) : 1e9;
    return out;
}

}  // namespace

TemporalPnp solveTemporalPnp(const CameraModel& camera, std::span<const MarkObservation> sightings,
                             std::span<const MarkPrior> marks, const TemporalPnpOptions& options,
                             const RunContext& context) {
    TemporalPnp out;
    std::vector<MarkObservation> observations;
    std::ranges::copy_if(sightings, std::back_inserter(observations), [](const MarkObservation& o) {
        return o.weight > 0 && std::isfinite(o.weight) && isMeasurable(o.pixel) &&
               isMeasurable(o.baseFromLink.matrix());
    });
    std::vector<std::vector<MarkObservation>> ofMark(marks.size());
    for (const MarkObservation& o : observations) ofMark[static_cast<size_t>(o.mark)].push_back(o);
    size_t longest = 0;
    for (const auto& own : ofMark) longest = std::max(longest, own.size());
    if (longest < kMinimalSet) {
        out.findings.push_back(
            {FailureReason::MarkLost, fmt::format("seen in {} frames, {} are needed", longest, kMinimalSet)});
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

    // Starting points: each candidate of each mark in turn; the other marks then choose theirs by the pose.
    struct Start {
        RigidTransform pose;
        std::vector<Eigen::Vector3d> points;
        double score = 1e30;
    };
    std::vector<std::pair<size_t, size_t>> attempts;  // mark, candidate
    for (size_t m = 0; m < marks.size(); ++m)
        if (ofMark[m].size() >= kMinimalSet)
            for (size_t c = 0; c < marks[m].candidates.size(); ++c) attempts.emplace_back(m, c);
    std::vector<std::vector<Start>> perAttempt(attempts.size());
    parallelFor(static_cast<int>(attempts.size()), context.threads, [&](int a) {
        if (context.stopped()) return;
        const auto [mark, candidate] = attempts[static_cast<size_t>(a)];
        const std::vector<MarkObservation>& own = ofMark[mark];
        std::vector<double> weights;
        for (const MarkObservation& o : own) weights.push_back(o.weight);
        const Eigen::Vector3d& point = marks[mark].candidates[candidate];
        std::mt19937_64 random(options.seed * 7919 + static_cast<uint64_t>(a));
        std::discrete_distribution<size_t> pick(weights.begin(), weights.end());
        std::vector<Start> found;
        for (int k = 0; k < options.ransacIterations; ++k) {
            std::vector<cv::Point3d> object;
            std::vector<cv::Point2d> image;
            const auto add = [&](const MarkObservation& o) {
                const Eigen::Vector3d p = o.baseFromLink * point;
                object.emplace_back(p.x(), p.y(), p.z());
                image.emplace_back(o.pixel.x(), o.pixel.y());
            };
            // The first attempt takes everything: most tracks have few outliers, and a wrong offset on the
            // link averages out better over many frames.
            if (k == 0)
                for (const MarkObservation& o : own) add(o);
            else
                for (size_t i = 0; i < kMinimalSet; ++i) add(own[pick(random)]);
            const auto pose = sqpnp(camera, object, image);
            if (!pose) continue;
            Start start{*pose, {}, 0};
            for (size_t m = 0; m < marks.size(); ++m) {
                // Errors of one mark with each candidate; `points` is indexed by mark.
                std::vector<Eigen::Vector3d> points(marks.size(), Eigen::Vector3d::Zero());
                double best = 1e30;
                Eigen::Vector3d chosen = m == mark ? point : marks[m].candidates[0];
                for (const Eigen::Vector3d& p : marks[m].candidates) {
                    if (m == mark && p != point) continue;
                    points[m] = p;
                    const double score = roughScore(errors(camera, *pose, ofMark[m], points), ofMark[m]);
                    if (!ofMark[m].empty() && score < best) {
                        best = score;
                        chosen = p;
                    }
                }
                start.points.push_back(chosen);
                if (!ofMark[m].empty())
                    start.score += best * static_cast<double>(ofMark[m].size()) /
                                   static_cast<double>(observations.size());
            }
            found.push_back(std::move(start));
        }
        std::ranges::sort(found, {}, &Start::score);
        if (found.size() > 3) found.resize(3);
        perAttempt[static_cast<size_t>(a)] = std::move(found);
    });
    std::vector<Start> starts;
    for (auto& found : perAttempt) starts.insert(starts.end(), found.begin(), found.end());
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
