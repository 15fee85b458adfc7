// SPDX-License-Identifier: Apache-2.0
#include "calib/contour_refinement.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include "model/core/parallel.h"

namespace camframe {

namespace {

// Unknowns: pose 0..5, boundary offset 6, log focal factor 7, principal point 8..9. Those not solved for are
// held by removing their rows.
constexpr int kOffset = 6, kFocal = 7, kPrincipal = 8, kUnknowns = 10;
using Vector = Eigen::Matrix<double, kUnknowns, 1>;
using Matrix = Eigen::Matrix<double, kUnknowns, kUnknowns>;

struct FrameSums {
    Matrix hessian = Matrix::Zero();
    Vector gradient = Vector::Zero();
    std::array<Vector, kContourGroups> groupGradient;
    FrameSums() { groupGradient.fill(Vector::Zero()); }
    double cost = 0, finalCost = 0, squares = 0, weights = 0, inliers = 0, total = 0;
    int count = 0;
};

/// Geman-McClure: rho = r^2 / (1 + r^2/s^2) / 2, weight = 1 / (1 + r^2/s^2)^2.
double robustWeight(double residual, double scale) {
    const double x = 1 + residual * residual / (scale * scale);
    return 1 / (x * x);
}
double robustCost(double residual, double scale) {
    const double squared = residual * residual;
    return 0.5 * squared / (1 + squared / (scale * scale));
}

struct State {
    RigidTransform camFromBase;
    CameraModel camera;
    double offset = 0, logFocal = 0;
    Eigen::Vector2d principal{0, 0};
};

State moved(const State& state, const CameraModel& camera, const Vector& step) {
    State out = state;
    out.camFromBase = perturbLeft(step.head<6>(), state.camFromBase);
    out.offset += step[kOffset];
    out.logFocal += step[kFocal];
    out.principal += step.segment<2>(kPrincipal);
    const double factor = std::exp(out.logFocal);
    out.camera = camera;
    out.camera.fx *= factor;
    out.camera.fy *= factor;
    out.camera.cx += out.principal.x();
    out.camera.cy += out.principal.y();
    return out;
}

FrameSums sumFrame(const State& state, const std::vector<ContourMeasurement>& measurements, double scale,
                   double finalScale) {
    FrameSums sums;
    for (const ContourMeasurement& m : measurements) {
        const double residual = m.residual + m.offsetSign * state.offset;
        const double robust = robustWeight(residual, scale);
        const double weight = m.weight * robust;
        const Eigen::Vector3d point((m.pixel.x() - state.camera.cx) / state.camera.fx * m.depth,
                                    (m.pixel.y() - state.camera.cy) / state.camera.fy * m.depth, m.depth);
        Vector row = Vector::Zero();
        row.head<6>() = pixelByPose(state.camera, point).transpose() * m.direction;
        row[kOffset] = m.offsetSign;
        row[kFocal] = m.direction.x() * (m.pixel.x() - state.camera.cx) +
                      m.direction.y() * (m.pixel.y() - state.camera.cy);
        row.segment<2>(kPrincipal) = m.direction;
        sums.hessian.selfadjointView<Eigen::Lower>().rankUpdate(row, weight);
        sums.gradient += (weight * residual) * row;
        sums.groupGradient[static_cast<size_t>(m.group)] += (weight * residual) * row;
        sums.cost += m.weight * robustCost(residual, scale);
        sums.finalCost += m.weight * robustCost(residual, finalScale);
        sums.squares += weight * residual * residual;
        sums.weights += weight;
        sums.total += m.weight;
        if (robust >= 0.5) sums.inliers += m.weight;
        ++sums.count;
    }
    sums.hessian = sums.hessian.selfadjointView<Eigen::Lower>();
    return sums;
}

/// Keypoints as one more cluster. Their residual is a plain pixel distance, its scale never below a click's.
FrameSums sumKeypoints(const State& state, std::span<const ContourKeypoint> keypoints, double scale,
                       double finalScale) {
    constexpr double kClickPx = 4;
    std::vector<ContourMeasurement> measurements;
    for (const ContourKeypoint& k : keypoints) {
        const Eigen::Vector3d p = state.camFromBase * k.pointInBase;
        if (p.z() < 1e-3) continue;
        const Eigen::Vector2d drawn(state.camera.fx * p.x() / p.z() + state.camera.cx,
                                    state.camera.fy * p.y() / p.z() + state.camera.cy);
        const Eigen::Vector2d miss = drawn - k.pixel;
        measurements.push_back({drawn, p.z(), {1, 0}, miss.x(), k.weight, 0.0});
        measurements.push_back({drawn, p.z(), {0, 1}, miss.y(), k.weight, 0.0});
    }
    return sumFrame(state, measurements, std::max(scale, kClickPx), std::max(finalScale, kClickPx));
}

}  // namespace

Eigen::Matrix<double, 2, 6> pixelByPose(const CameraModel& camera, const Eigen::Vector3d& p) {
    const double iz = 1 / p.z();
    Eigen::Matrix<double, 2, 3> byPoint;
    byPoint << camera.fx * iz, 0, -camera.fx * p.x() * iz * iz, 0, camera.fy * iz,
        -camera.fy * p.y() * iz * iz;
    Eigen::Matrix<double, 3, 6> pointByPose;
    pointByPose << 0, p.z(), -p.y(), 1, 0, 0, -p.z(), 0, p.x(), 0, 1, 0, p.y(), -p.x(), 0, 0, 0, 1;
    return byPoint * pointByPose;
}

int contourGroup(int linkId, const Eigen::Vector2d& direction) {
    constexpr int kSectors = 8;
    const double turn = (std::atan2(direction.y(), direction.x()) / (2 * std::numbers::pi) + 1) * kSectors;
    return linkId % (kContourGroups / kSectors) * kSectors + static_cast<int>(turn) % kSectors;
}

Eigen::Vector2d subpixelShift(int index) {
    constexpr double kPlastic = 1.32471795724474602596;
    const double x = (index + 0.5) / kPlastic, y = (index + 0.5) / (kPlastic * kPlastic);
    return {x - std::floor(x) - 0.5, y - std::floor(y) - 0.5};
}

std::string ContourRefinementOptions::check() const {
    if (maxIterations < 1) return "maxIterations must be >= 1";
    if (!(lastScalePx > 0) || lastScalePx > firstScalePx) return "0 < lastScalePx <= firstScalePx must hold";
    if (!(shrink > 0) || shrink > 1) return "shrink must lie in (0, 1]";
    return {};
}

Result<ContourRefinement> refineContour(Renderer& renderer, const CameraModel& camera,
                                        std::span<const ContourFrame> frames, const ContourObserver& observe,
                                        std::span<const ContourKeypoint> keypoints,
                                        const RigidTransform& initial,
                                        const ContourRefinementOptions& options, const RunContext& context) {
    assert(options.check().empty());
    ContourRefinement out;
    out.camFromBase = initial;
    out.camera = camera;
    const int frameCount = static_cast<int>(frames.size());
    State state{initial, camera};
    State best = state;
    double bestCost = std::numeric_limits<double>::infinity();
    std::vector<FrameSums> sums(frames.size() + 1), bestSums;  // the last one: keypoints
    std::vector<std::vector<ContourMeasurement>> measurements(frames.size());
    std::vector<double> bestResiduals;
    std::vector<RenderView> views(frames.size());
    Matrix prior = Matrix::Zero();
    double scale = options.firstScalePx, damping = 1e-4,
           previousCost = std::numeric_limits<double>::infinity();
    int withoutGain = 0;
    out.status = ContourRefinement::Status::IterationLimit;

    std::vector<int> active{0, 1, 2, 3, 4, 5};
    if (options.solveOffset) active.push_back(kOffset);
    if (options.refineFocal) active.push_back(kFocal);
    if (options.refinePrincipal) active.insert(active.end(), {kPrincipal, kPrincipal + 1});
    prior(kOffset, kOffset) = std::pow(options.offsetSigmaPx, -2);
    prior(kFocal, kFocal) = std::pow(options.focalSigma, -2);
    prior(kPrincipal, kPrincipal) = prior(kPrincipal + 1, kPrincipal + 1) =
        std::pow(options.principalSigmaPx, -2);

    for (int iteration = 0; iteration < options.maxIterations; ++iteration) {
        if (context.stopped()) {
            out.status = ContourRefinement::Status::Stopped;
            break;
        }
        for (size_t i = 0; i < frames.size(); ++i) {
            views[i] = {state.camera, state.camFromBase, frames[i].baseFromLink, frames[i].linkKnown};
            if (!options.shiftFrames) continue;
            const Eigen::Vector2d shift = subpixelShift(static_cast<int>(i));
            views[i].camera.cx += shift.x();
            views[i].camera.cy += shift.y();
        }
        auto rendered = renderer.render(views, {.lodTolerancePx = options.lodTolerancePx});
        if (!rendered) return tl::unexpected(rendered.error());
        const double atScale = scale;
        parallelFor(frameCount, context.threads, [&](int f) {
            const auto i = static_cast<size_t>(f);
            measurements[i].clear();
            observe(f, (*rendered)[i], measurements[i]);
            sums[i] = sumFrame(state, measurements[i], atScale, options.lastScalePx);
        });
        sums.back() = sumKeypoints(state, keypoints, atScale, options.lastScalePx);
        FrameSums all;
        for (const FrameSums& s : sums) {
            all.hessian += s.hessian;
            all.gradient += s.gradient;
            all.cost += s.cost;
            all.finalCost += s.finalCost;
            all.squares += s.squares;
            all.weights += s.weights;
            all.total += s.total;
            all.inliers += s.inliers;
            all.count += s.count;
        }
        if (all.count < 20 || !(all.weights > 0)) {
            out.status = ContourRefinement::Status::NoMeasurements;
            break;
        }
        const bool finalScale = scale <= options.lastScalePx * 1.0001;
        const double cost = all.finalCost / all.total;
        if (cost < bestCost) {
            withoutGain = cost < bestCost * (1 - 1e-4) ? 0 : withoutGain + 1;
            bestCost = cost;
            best = state;
            bestSums = sums;
            bestResiduals.clear();
            for (const auto& frame : measurements)
                for (const ContourMeasurement& m : frame)
                    bestResiduals.push_back(std::abs(m.residual + m.offsetSign * state.offset));
            out.rmsPx = std::sqrt(all.squares / all.weights);
            out.inlierShare = all.inliers / all.total;
        } else {
            ++withoutGain;
        }
        if (finalScale) {
            // A step that made things worse at the final scale: go back and trust the model less.
            if (cost > previousCost)
                damping = std::min(damping * 10, 1e3);
            else
                damping = std::max(damping * 0.3, 1e-9);
            previousCost = cost;
            if (withoutGain >= 4) {
                out.status = ContourRefinement::Status::Converged;
                break;
            }
        }

        Matrix system = all.hessian + prior;
        Vector gradient = all.gradient;
        gradient[kOffset] += prior(kOffset, kOffset) * state.offset;
        gradient[kFocal] += prior(kFocal, kFocal) * state.logFocal;
        gradient.segment<2>(kPrincipal) += prior(kPrincipal, kPrincipal) * state.principal;
        const auto n = static_cast<Eigen::Index>(active.size());
        Eigen::MatrixXd a(n, n);
        Eigen::VectorXd b(n);
        for (Eigen::Index r = 0; r < n; ++r) {
            b[r] = -gradient[active[static_cast<size_t>(r)]];
            for (Eigen::Index c = 0; c < n; ++c)
                a(r, c) = system(active[static_cast<size_t>(r)], active[static_cast<size_t>(c)]);
        }
        a.diagonal() *= 1 + damping;
        const Eigen::LDLT<Eigen::MatrixXd> solver(a);
        const Eigen::VectorXd solution = solver.solve(b);
        if (solver.info() != Eigen::Success || !solver.isPositive() || !solution.allFinite()) {
            out.status = ContourRefinement::Status::Degenerate;
            break;
        }
        Vector step = Vector::Zero();
        for (Eigen::Index r = 0; r < n; ++r) step[active[static_cast<size_t>(r)]] = solution[r];
        // A far start makes the first steps unreliable: bound them instead of searching along the line.
        const double rotation = step.head<3>().norm(), translation = step.segment<3>(3).norm();
        const double shorten =
            std::min({1.0, 0.35 / std::max(rotation, 1e-12), 0.35 / std::max(translation, 1e-12)});
        step *= shorten;
        out.iterations.push_back(
            {scale, std::sqrt(all.squares / all.weights), all.count, rotation, translation});
        const double movedPx = std::sqrt(step.dot(all.hessian * step) / all.weights);
        if (finalScale && ((rotation < 2e-7 && translation < 2e-7) || movedPx < options.minStepPx)) {
            out.status = ContourRefinement::Status::Converged;
            break;
        }
        state = moved(state, camera, step);
        scale = std::max(options.lastScalePx, scale * options.shrink);
    }

    if (!bestResiduals.empty()) {
        const auto middle = bestResiduals.begin() + static_cast<std::ptrdiff_t>(bestResiduals.size() / 2);
        std::nth_element(bestResiduals.begin(), middle, bestResiduals.end());
        out.medianPx = *middle;
    }
    out.camFromBase = best.camFromBase;
    out.camera = best.camera;
    out.offsetPx = best.offset;
    out.focalFactor = std::exp(best.logFocal);
    out.covariance = Matrix6d::Identity() * 1e6;
    if (!bestSums.empty()) {
        Matrix hessian = prior, meat = Matrix::Zero();
        int clusters = 0;
        std::array<Vector, kContourGroups> groups;
        groups.fill(Vector::Zero());
        for (const FrameSums& s : bestSums) {
            hessian += s.hessian;
            meat += s.gradient * s.gradient.transpose();
            clusters += s.count > 0 ? 1 : 0;
            for (size_t g = 0; g < groups.size(); ++g) groups[g] += s.groupGradient[g];
        }
        for (const Vector& g : groups) meat += g * g.transpose();
        const auto n = static_cast<Eigen::Index>(active.size());
        Eigen::MatrixXd h(n, n), m(n, n);
        for (Eigen::Index r = 0; r < n; ++r)
            for (Eigen::Index c = 0; c < n; ++c) {
                h(r, c) = hessian(active[static_cast<size_t>(r)], active[static_cast<size_t>(c)]);
                m(r, c) = meat(active[static_cast<size_t>(r)], active[static_cast<size_t>(c)]);
            }
        const Eigen::LDLT<Eigen::MatrixXd> solver(h);
        if (solver.info() == Eigen::Success && solver.isPositive() && clusters > 1) {
            const Eigen::MatrixXd bread = solver.solve(Eigen::MatrixXd::Identity(n, n));
            // Few clusters underestimate: the usual correction F / (F - 1), and the model-based part with one
            // independent residual per 8 px of contour as a floor.
            const double correction = static_cast<double>(clusters) / (clusters - 1);
            const double variance = std::max(out.rmsPx * out.rmsPx, 1e-4);
            const Eigen::MatrixXd covariance = correction * bread * m * bread + 8 * variance * bread;
            out.covariance = covariance.topLeftCorner<6, 6>();
            if (const auto focal = std::ranges::find(active, kFocal); focal != active.end()) {
                const auto i = static_cast<Eigen::Index>(focal - active.begin());
                out.focalSigma = std::sqrt(covariance(i, i));
            }
            if (const auto first = std::ranges::find(active, kPrincipal); first != active.end()) {
                const auto i = static_cast<Eigen::Index>(first - active.begin());
                out.principalSigmaPx = std::sqrt(std::max(covariance(i, i), covariance(i + 1, i + 1)));
            }
        }
    }
    return out;
}

}  // namespace camframe
