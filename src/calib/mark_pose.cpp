// SPDX-License-Identifier: Apache-2.0
#include "calib/mark_pose.h"

#include <ceres/ceres.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "calib/cost/reprojection_error.h"
#include "calib/temporal_pnp.h"

namespace camframe {

namespace {

constexpr double kLooseRotation = 0.03;     // rad
constexpr double kLooseTranslation = 0.03;  // m
constexpr double kNearlyFree = 10;          // times the above
constexpr int kEquationsOfFourPoints = 8;

/// What the solver works with: sightings of marks, without lens distortion.
std::vector<MarkObservation> observations(const CameraModel& camera,
                                          std::span<const MarkSighting> sightings) {
    std::vector<MarkObservation> out;
    for (const MarkSighting& s : sightings)
        if (s.weight > 0 && std::isfinite(s.weight) && isMeasurable(s.pixel) &&
            isMeasurable(s.baseFromLink.matrix()))
            out.push_back({s.mark, s.baseFromLink, undistortedPixel(camera, s.pixel), s.weight});
    return out;
}

/// Pixel error of a mark at `point`; large behind the camera.
double errorPx(const CameraModel& camera, const RigidTransform& pose, const MarkObservation& o,
               const Eigen::Vector3d& point) {
    const Eigen::Vector3d p = pose * (o.baseFromLink * point);
    const double error = std::hypot(camera.fx * p.x() / p.z() + camera.cx - o.pixel.x(),
                                    camera.fy * p.y() / p.z() + camera.cy - o.pixel.y());
    return p.z() >= 1e-3 && std::isfinite(error) ? error : 1e4;
}

/// One least-squares problem: the pose's perturbation and the places of some marks.
class MarkProblem {
public:
    MarkProblem(const CameraModel& camera, const RigidTransform& pose) : m_camera(camera), m_pose(pose) {
        m_problem.AddParameterBlock(m_delta.data(), 6);
    }
    MarkProblem(const MarkProblem&) = delete;
    MarkProblem& operator=(const MarkProblem&) = delete;

    void holdPose() { m_problem.SetParameterBlockConstant(m_delta.data()); }
    void keepPoseNear(double looseness) {
        Vector6d sigma;
        sigma << Eigen::Vector3d::Constant(looseness * kLooseRotation),
            Eigen::Vector3d::Constant(looseness * kLooseTranslation);
        m_problem.AddResidualBlock(GaussianPrior<6>::create(Vector6d::Zero(), sigma), nullptr,
                                   m_delta.data());
    }
    /// @param point  Outlives the problem.
    void addMark(Eigen::Vector3d& point, const Eigen::Vector3d& mean) {
        m_problem.AddParameterBlock(point.data(), 3);
        m_problem.AddResidualBlock(
            GaussianPrior<3>::create(mean, Eigen::Vector3d::Constant(MarkPrior{}.sigma)), nullptr,
            point.data());
    }
    void addKnown(Eigen::Vector3d& point) {
        m_problem.AddParameterBlock(point.data(), 3);
        m_problem.SetParameterBlockConstant(point.data());
    }
    void add(const MarkObservation& o, Eigen::Vector3d& point) {
        // No loss that calls a sighting an outlier: a person placed it.
        m_problem.AddResidualBlock(
            LinkPointReprojectionError::create(m_camera, m_pose * o.baseFromLink, o.pixel, o.weight), nullptr,
            m_delta.data(), point.data());
    }
    bool solve() {
        ceres::Solver::Options options;
        options.linear_solver_type = ceres::DENSE_QR;
        options.max_num_iterations = 80;
        options.logging_type = ceres::SILENT;
        options.function_tolerance = 1e-12;
        options.num_threads = 1;
        ceres::Solver::Summary summary;
        ceres::Solve(options, &m_problem, &summary);
        return summary.IsSolutionUsable() && m_delta.allFinite();
    }
    RigidTransform pose() const { return perturbLeft(m_delta, m_pose); }
    double stepLength() const { return m_delta.norm(); }
    /// Standard deviation in the worst direction (m) for errors of one pixel.
    double sigma(const Eigen::Vector3d& point) {
        ceres::Covariance::Options options;
        options.algorithm_type = ceres::DENSE_SVD;
        options.null_space_rank = -1;
        ceres::Covariance covariance(options);
        Eigen::Matrix<double, 3, 3, Eigen::RowMajor> block;
        const std::vector<std::pair<const double*, const double*>> blocks{{point.data(), point.data()}};
        if (!covariance.Compute(blocks, &m_problem) ||
            !covariance.GetCovarianceBlock(point.data(), point.data(), block.data()))
            return MarkPrior{}.sigma;
        return std::sqrt(
            std::max(0.0, Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(block).eigenvalues()[2]));
    }

private:
    CameraModel m_camera;
    RigidTransform m_pose;
    Vector6d m_delta = Vector6d::Zero();
    ceres::Problem m_problem;
};

/// Where a mark is when the pose is known: near the candidate that the pixels are nearest to.
PlacedMark placeUnder(const CameraModel& camera, const RigidTransform& pose,
                      const std::vector<const MarkObservation*>& own,
                      const std::vector<Eigen::Vector3d>& candidates, bool wantsSigma) {
    const auto error = [&](const Eigen::Vector3d& point) {
        double sum = 0;
        for (const MarkObservation* o : own) sum += o->weight * errorPx(camera, pose, *o, point);
        return sum;
    };
    const Eigen::Vector3d mean = *std::ranges::min_element(candidates, {}, error);
    PlacedMark placed{mean, MarkPrior{}.sigma};
    if (own.empty()) return placed;
    MarkProblem problem(camera, pose);
    problem.addMark(placed.pointInLink, mean);
    for (const MarkObservation* o : own) problem.add(*o, placed.pointInLink);
    problem.holdPose();
    if (!problem.solve() || !placed.pointInLink.allFinite()) return {mean, MarkPrior{}.sigma};
    if (wantsSigma) placed.sigma = problem.sigma(placed.pointInLink);
    return placed;
}

}  // namespace

MarkedPose refinePoseAndMarks(const CameraModel& camera, std::span<const PointObservation> known,
                              std::span<const MarkSighting> sightings,
                              std::span<const std::vector<Eigen::Vector3d>> candidates,
                              const RigidTransform& initial) {
    MarkedPose out;
    out.camFromBase = initial;
    std::vector<MarkObservation> points;  // of known place; `mark` is not used
    std::vector<Eigen::Vector3d> places;
    for (const PointObservation& o : known) {
        if (!isUsable(o)) continue;
        points.push_back({0, RigidTransform::Identity(), undistortedPixel(camera, o.pixel), o.weight});
        places.push_back(o.pointInBase);
    }
    const std::vector<MarkObservation> seen = observations(camera, sightings);
    std::vector<std::vector<const MarkObservation*>> ofMark(candidates.size());
    for (const MarkObservation& o : seen) ofMark[static_cast<size_t>(o.mark)].push_back(&o);

    int equations = 2 * static_cast<int>(points.size());
    for (size_t m = 0; m < candidates.size(); ++m) {
        out.marks.push_back(placeUnder(camera, initial, ofMark[m], candidates[m], false));
        if (ofMark[m].size() >= 2) equations += 2 * static_cast<int>(ofMark[m].size()) - 3;
    }
    const bool movesPose = equations > 0;
    // Each pass is linearised about its start, so that the perturbation stays small, and stays near its own
    // start: so what the sightings say is reached undiminished in a few passes, and what they leave open
    // stays as it was (the proximal point method, Rockafellar 1976).
    constexpr int kPasses = 8;
    for (int pass = 0; movesPose && pass < kPasses; ++pass) {
        MarkProblem problem(camera, out.camFromBase);
        problem.keepPoseNear(equations < kEquationsOfFourPoints ? 1 : kNearlyFree);
        for (size_t i = 0; i < points.size(); ++i) {
            problem.addKnown(places[i]);
            problem.add(points[i], places[i]);
        }
        for (size_t m = 0; m < candidates.size(); ++m) {
            if (ofMark[m].size() < 2) continue;
            problem.addMark(out.marks[m].pointInLink, out.marks[m].pointInLink);
            for (const MarkObservation* o : ofMark[m]) problem.add(*o, out.marks[m].pointInLink);
        }
        if (!problem.solve()) {
            out.status = PointPose::Status::Diverged;
            return out;
        }
        const bool last = problem.stepLength() < 1e-7 || pass + 1 == kPasses;
        for (size_t m = 0; last && m < candidates.size(); ++m)
            if (ofMark[m].size() >= 2) out.marks[m].sigma = problem.sigma(out.marks[m].pointInLink);
        out.camFromBase = problem.pose();
        if (last) break;
    }
    for (size_t m = 0; m < candidates.size(); ++m)
        if (ofMark[m].size() == 1)
            out.marks[m] = placeUnder(camera, out.camFromBase, ofMark[m], candidates[m], true);
    const bool finite =
        out.camFromBase.matrix().allFinite() && std::ranges::all_of(out.marks, [](const PlacedMark& mark) {
            return mark.pointInLink.allFinite() && std::isfinite(mark.sigma);
        });
    out.status = finite ? PointPose::Status::Converged : PointPose::Status::Diverged;

    double squares = 0;
    for (size_t i = 0; i < points.size(); ++i)
        squares += std::pow(errorPx(camera, out.camFromBase, points[i], places[i]), 2);
    for (const MarkObservation& o : seen)
        squares += std::pow(
            errorPx(camera, out.camFromBase, o, out.marks[static_cast<size_t>(o.mark)].pointInLink), 2);
    const size_t count = points.size() + seen.size();
    out.rmsPx = count > 0 ? std::sqrt(squares / static_cast<double>(count)) : 0;
    // Where the residuals say that sightings are worse than a pixel.
    for (PlacedMark& mark : out.marks) mark.sigma *= std::max(1.0, out.rmsPx);
    return out;
}

std::optional<MarkedPose> solvePoseAndMarks(const CameraModel& camera,
                                            std::span<const PointObservation> known,
                                            std::span<const MarkSighting> sightings,
                                            std::span<const std::vector<Eigen::Vector3d>> candidates,
                                            const RunContext& context) {
    const auto finish = [&](const RigidTransform& start) -> std::optional<MarkedPose> {
        MarkedPose refined = refinePoseAndMarks(camera, known, sightings, candidates, start);
        if (refined.status != PointPose::Status::Converged) return std::nullopt;
        return refined;
    };
    if (const auto pose = solvePose(camera, known); pose && pose->status == PointPose::Status::Converged)
        return finish(pose->camFromBase);
    std::vector<MarkObservation> seen = observations(camera, sightings);
    std::vector<MarkPrior> priors;
    for (const std::vector<Eigen::Vector3d>& points : candidates) priors.push_back({points});
    // Known points are one more mark, of exact place, that the points' own places carry around.
    const int exact = static_cast<int>(priors.size());
    priors.push_back({{Eigen::Vector3d::Zero()}, 0});
    for (const PointObservation& o : known) {
        if (!isUsable(o)) continue;
        RigidTransform place = RigidTransform::Identity();
        place.translation() = o.pointInBase;
        seen.push_back({exact, place, undistortedPixel(camera, o.pixel), o.weight});
    }
    const TemporalPnp found = solveTemporalPnp(camera.withoutDistortion(), seen, priors, {}, context);
    if (found.hypotheses.empty()) return std::nullopt;
    return finish(found.hypotheses.front().camFromBase);
}

}  // namespace camframe
