// SPDX-License-Identifier: Apache-2.0
#include "calib/contour_refinement.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include "model/core/parallel.h"

namespace camframe {

namespace {

/// One scalar unknown after the six of the pose: what it is and the deviation of its prior.
struct Unknown {
    enum class Kind { Offset, DepthBias, Intrinsics, Robot };
    Kind kind = Kind::Offset;
    double sigma = 1;
    int intrinsic = 0;   ///< Column of pixelByIntrinsics.
    RobotUnknown robot;  ///< With Kind::Robot.
};

/// The table that says which unknowns there are; everything else follows from it.
std::vector<Unknown> unknownsOf(const UnknownPriors& priors, const RobotCorrection& correction) {
    std::vector<Unknown> table;
    if (priors.offsetPx > 0) table.push_back({Unknown::Kind::Offset, priors.offsetPx, 0, {}});
    if (priors.depthBias > 0) table.push_back({Unknown::Kind::DepthBias, priors.depthBias, 0, {}});
    const auto intrinsic = [&](int column, double sigma) {
        if (sigma > 0) table.push_back({Unknown::Kind::Intrinsics, sigma, column, {}});
    };
    intrinsic(0, priors.focal);
    intrinsic(1, priors.principalPx);
    intrinsic(2, priors.principalPx);
    intrinsic(3, priors.distortion);
    intrinsic(4, 2 * priors.distortion);
    const auto robot = [&](RobotUnknown unknown, double sigma) {
        if (sigma > 0) table.push_back({Unknown::Kind::Robot, sigma, 0, unknown});
    };
    robot({RobotUnknown::Kind::Lag, 0, 0}, priors.lagFrames);
    for (const auto& [joint, sigma] : priors.joints)
        robot({RobotUnknown::Kind::JointOffset, joint, 0}, sigma);
    for (int arm = 0; arm < static_cast<int>(correction.armBases.size()); ++arm)
        for (int c = 0; c < 6; ++c)
            robot({RobotUnknown::Kind::ArmBase, arm, c}, c < 3 ? priors.armRotation : priors.armTranslation);
    return table;
}

/// Groups of the covariance: those of the contour, and one for all that a depth camera says.
constexpr int kGroups = kContourGroups + 1, kDepthGroup = kContourGroups;

/// Neighbouring points of an outline err together, and so do its sides in all frames, while the equations
/// count every point. A single statement like the prior of the depth camera's bias gets this weight to stand
/// beside them (compare ContourKeypoint::weight). Set by reasoning.
constexpr double kContourRedundancy = 60;

/// One independent residual per so many pixels of contour; their variance is never less (px^2).
constexpr double kPixelsPerResidual = 8, kLeastVariance = 1e-4;

struct FrameSums {
    Eigen::MatrixXd hessian;
    Eigen::VectorXd gradient;
    Eigen::MatrixXd groupGradient;  ///< One column per group; empty when there are no equations.
    double cost = 0, finalCost = 0, squares = 0, weights = 0, inliers = 0, total = 0;
    double depthInliers = 0;
    int count = 0, depthCount = 0;
};

FrameSums total(const std::vector<FrameSums>& frames, Eigen::Index unknowns) {
    FrameSums all;
    all.hessian = Eigen::MatrixXd::Zero(unknowns, unknowns);
    all.gradient = Eigen::VectorXd::Zero(unknowns);
    for (const FrameSums& s : frames) {
        all.hessian += s.hessian;
        all.gradient += s.gradient;
        all.cost += s.cost;
        all.finalCost += s.finalCost;
        all.squares += s.squares;
        all.weights += s.weights;
        all.total += s.total;
        all.inliers += s.inliers;
        all.count += s.count;
        all.depthInliers += s.depthInliers;
        all.depthCount += s.depthCount;
    }
    return all;
}

double varianceOf(const FrameSums& sums) {
    return std::max(sums.squares / sums.weights, kLeastVariance);
}

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
    double offset = 0, depthBias = 0;
    Eigen::Matrix<double, 5, 1> intrinsics = Eigen::Matrix<double, 5, 1>::Zero();  ///< Off the given camera.
    RobotCorrection correction;
};

double& entryOf(State& state, const Unknown& unknown) {
    if (unknown.kind == Unknown::Kind::Offset) return state.offset;
    if (unknown.kind == Unknown::Kind::DepthBias) return state.depthBias;
    if (unknown.kind == Unknown::Kind::Intrinsics) return state.intrinsics[unknown.intrinsic];
    if (unknown.robot.kind == RobotUnknown::Kind::Lag) return state.correction.lagFrames;
    return state.correction.jointOffsets[unknown.robot.index];
}

bool ofArmBase(const Unknown& unknown) {
    return unknown.kind == Unknown::Kind::Robot && unknown.robot.kind == RobotUnknown::Kind::ArmBase;
}

State moved(const State& state, const CameraModel& given, const std::vector<Unknown>& table,
            const Eigen::VectorXd& step) {
    State out = state;
    out.camFromBase = perturbLeft(step.head<6>(), state.camFromBase);
    std::vector<Vector6d> arms(state.correction.armBases.size(), Vector6d::Zero());
    for (size_t k = 0; k < table.size(); ++k) {
        const double value = step[6 + static_cast<Eigen::Index>(k)];
        if (ofArmBase(table[k]))
            arms[static_cast<size_t>(table[k].robot.index)][table[k].robot.component] = value;
        else
            entryOf(out, table[k]) += value;
    }
    for (size_t a = 0; a < arms.size(); ++a)
        out.correction.armBases[a].second = perturbLeft(arms[a], state.correction.armBases[a].second);
    const double factor = std::exp(out.intrinsics[0]);
    out.camera = given;
    out.camera.fx *= factor;
    out.camera.fy *= factor;
    out.camera.cx += out.intrinsics[1];
    out.camera.cy += out.intrinsics[2];
    out.camera.distortion[0] += out.intrinsics[3];
    out.camera.distortion[1] += out.intrinsics[4];
    return out;
}

/// How far every unknown lies from the middle of its prior (zero for the pose, which has none).
Eigen::VectorXd deviation(State state, const RobotCorrection& expected, const std::vector<Unknown>& table) {
    Eigen::VectorXd out = Eigen::VectorXd::Zero(6 + static_cast<Eigen::Index>(table.size()));
    State middle;
    middle.correction = expected;
    if (middle.correction.jointOffsets.size() == 0)
        middle.correction.jointOffsets = Eigen::VectorXd::Zero(state.correction.jointOffsets.size());
    for (size_t k = 0; k < table.size(); ++k) {
        const RobotUnknown& robot = table[k].robot;
        double& value = out[6 + static_cast<Eigen::Index>(k)];
        if (ofArmBase(table[k])) {
            const auto a = static_cast<size_t>(robot.index);
            const RigidTransform base =
                a < expected.armBases.size() ? expected.armBases[a].second : RigidTransform::Identity();
            value = logPose(state.correction.armBases[a].second * base.inverse())[robot.component];
        } else {
            value = entryOf(state, table[k]) - entryOf(middle, table[k]);
        }
    }
    return out;
}

/// Undistorted normalised coordinates of a pixel that the renderer drew, so inside the lens' valid radius.
Eigen::Vector2d normalisedOf(const CameraModel& camera, const Eigen::Vector2d& pixel) {
    const Eigen::Vector2d distorted((pixel.x() - camera.cx) / camera.fx, (pixel.y() - camera.cy) / camera.fy);
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

/// 2x2 derivative of the pixel by the normalised coordinates.
Eigen::Matrix2d pixelByNormalised(const CameraModel& camera, const Eigen::Vector2d& normalised) {
    Eigen::Matrix2d lens = Eigen::Matrix2d::Identity();
    if (camera.hasDistortion()) camera.distort(normalised, &lens);
    return Eigen::DiagonalMatrix<double, 2>(camera.fx, camera.fy) * lens;
}

Eigen::Matrix<double, 2, 3> pixelByPoint(const CameraModel& camera, const Eigen::Vector3d& p) {
    const double iz = 1 / p.z();
    Eigen::Matrix<double, 2, 3> normalisedByPoint;
    normalisedByPoint << iz, 0, -p.x() * iz * iz, 0, iz, -p.y() * iz * iz;
    return pixelByNormalised(camera, p.head<2>() * iz) * normalisedByPoint;
}

/// Displacement of a point in camera space by the pose's left perturbation.
Eigen::Matrix<double, 3, 6> pointByPose(const Eigen::Vector3d& p) {
    Eigen::Matrix<double, 3, 6> out;
    out << 0, p.z(), -p.y(), 1, 0, 0, -p.z(), 0, p.x(), 0, 1, 0, p.y(), -p.x(), 0, 0, 0, 1;
    return out;
}

/// The equations of one frame and their weighted sums.
class FrameSystem {
public:
    FrameSystem(const State& state, const std::vector<Unknown>& table, const std::vector<LinkTwists>* twists)
        : m_state(state), m_table(table), m_twists(twists) {}

    /// residual + byPoint . (displacement of the point) + byIntrinsics . d + byOffset b + byDepthBias c = 0.
    void add(const Eigen::Vector3d& point, int link, const Eigen::RowVector3d& byPoint,
             const Eigen::Matrix<double, 1, 5>& byIntrinsics, double byOffset, double byDepthBias,
             double residual, double weight, int group) {
        const double root = std::sqrt(weight);
        const size_t at = m_rows.size(), count = 6 + m_table.size();
        m_rows.resize(at + count);
        Eigen::Map<Eigen::RowVectorXd> row(&m_rows[at], static_cast<Eigen::Index>(count));
        row.head<6>() = root * byPoint * pointByPose(point);
        if (count > 6) {
            Eigen::RowVectorXd byRobot;
            if (m_twists && link >= 0) {
                // A velocity (w, v) of base space, as the point at p sees it in camera space.
                const RigidTransform& pose = m_state.camFromBase;
                const Eigen::Vector3d inBase = pose.inverse(Eigen::Isometry) * point;
                const Eigen::RowVector3d g = byPoint * pose.linear();
                Eigen::Matrix<double, 1, 6> byTwist;
                byTwist << inBase.cross(g.transpose()).transpose(), g;
                byRobot = byTwist * (*m_twists)[static_cast<size_t>(link)];
            }
            Eigen::Index robot = 0;
            for (size_t k = 0; k < m_table.size(); ++k) {
                double& value = row[6 + static_cast<Eigen::Index>(k)];
                switch (m_table[k].kind) {
                    case Unknown::Kind::Offset:
                        value = root * byOffset;
                        break;
                    case Unknown::Kind::DepthBias:
                        value = root * byDepthBias;
                        break;
                    case Unknown::Kind::Intrinsics:
                        value = root * byIntrinsics[m_table[k].intrinsic];
                        break;
                    case Unknown::Kind::Robot:
                        value = byRobot.size() > 0 ? root * byRobot[robot] : 0.0;
                        ++robot;
                        break;
                }
            }
        }
        m_residuals.push_back(root * residual);
        m_groups.push_back(group);
    }

    void sumInto(FrameSums& sums) const {
        const auto columns = static_cast<Eigen::Index>(6 + m_table.size()),
                   rows = static_cast<Eigen::Index>(m_residuals.size());
        const Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> a(
            m_rows.data(), rows, columns);
        const Eigen::Map<const Eigen::VectorXd> r(m_residuals.data(), rows);
        sums.hessian = Eigen::MatrixXd::Zero(columns, columns);
        sums.gradient = Eigen::VectorXd::Zero(columns);
        if (rows == 0) return;
        sums.hessian.noalias() = a.transpose() * a;
        sums.gradient.noalias() = a.transpose() * r;
        sums.groupGradient = Eigen::MatrixXd::Zero(columns, kGroups);
        for (Eigen::Index i = 0; i < rows; ++i)
            sums.groupGradient.col(m_groups[static_cast<size_t>(i)]) += r[i] * a.row(i).transpose();
    }

private:
    const State& m_state;
    const std::vector<Unknown>& m_table;
    const std::vector<LinkTwists>* m_twists;  ///< Null: nothing moves the robot.
    std::vector<double> m_rows, m_residuals;
    std::vector<int> m_groups;
};

/// Link under a measurement, or -1.
int linkAt(const RenderedFrame& rendered, const RobotGeometry& geometry, double u, double v) {
    const int x = static_cast<int>(std::lround(u)), y = static_cast<int>(std::lround(v));
    if (x < 0 || y < 0 || x >= rendered.linkId.width || y >= rendered.linkId.height) return -1;
    const int id = rendered.linkId.at(x, y);
    return id > 0 ? geometry.linkOfId(id) : -1;
}

void addContour(FrameSystem& system, const State& state, const std::vector<ContourMeasurement>& measurements,
                const std::function<int(const ContourMeasurement&)>& linkOf, double scale, double finalScale,
                FrameSums& sums) {
    for (const ContourMeasurement& m : measurements) {
        const double residual = m.residual + m.offsetSign * state.offset;
        const double robust = robustWeight(residual, scale);
        const double weight = m.weight * robust;
        const Eigen::Vector3d point = m.depth * normalisedOf(state.camera, m.pixel).homogeneous();
        system.add(point, linkOf(m), m.direction.transpose() * pixelByPoint(state.camera, point),
                   m.direction.transpose() * pixelByIntrinsics(state.camera, point), m.offsetSign, 0,
                   residual, weight, m.group);
        sums.cost += m.weight * robustCost(residual, scale);
        sums.finalCost += m.weight * robustCost(residual, finalScale);
        sums.squares += weight * residual * residual;
        sums.weights += weight;
        sums.total += m.weight;
        if (robust >= 0.5) sums.inliers += m.weight;
        ++sums.count;
    }
}

/// Displacement along the ray at a fixed pixel per displacement of the surface point.
Eigen::RowVector3d depthByPoint(const Eigen::Vector3d& point, const Eigen::Vector3d& normal) {
    return normal.transpose() * (point.z() / normal.dot(point));
}

/// Residuals count in standard deviations of the depth camera, as contours count in pixels.
void addDepth(FrameSystem& system, const State& state, const std::vector<DepthMeasurement>& measurements,
              const std::function<int(const Eigen::Vector2i&)>& linkOf, double scale, double finalScale,
              FrameSums& sums) {
    constexpr double kSharpest = 3, kGross = 5;
    scale = std::max(scale, kSharpest);
    finalScale = std::max(finalScale, kSharpest);
    for (const DepthMeasurement& m : measurements) {
        const double residual = (m.residual + state.depthBias) / m.sigma;
        const double robust = robustWeight(residual, scale);
        system.add(m.point, linkOf(m.pixel), depthByPoint(m.point, m.normal) / m.sigma,
                   depthByIntrinsics(state.camera, m.point, m.normal) / m.sigma, 0, 1 / m.sigma, residual,
                   robust, kDepthGroup);
        sums.cost += robustCost(residual, scale);
        sums.finalCost += robustCost(residual, finalScale);
        sums.total += 1;
        ++sums.depthCount;
        if (std::abs(residual) < kGross) sums.depthInliers += 1;
    }
}

/// How the unknowns follow from the columns of the renderer's own equations, for the points of one link.
Eigen::MatrixXd unknownsByColumns(const State& state, const std::vector<Unknown>& table,
                                  const LinkTwists* twists) {
    const Eigen::Matrix3d rotation = state.camFromBase.linear();
    const Eigen::Vector3d t = state.camFromBase.translation();
    Eigen::Matrix3d cross;
    cross << 0, -t.z(), t.y(), t.z(), 0, -t.x(), -t.y(), t.x(), 0;
    Matrix6d camFromBaseTwist;  // a velocity of base space (w, v) as one of camera space
    camFromBaseTwist << rotation, Eigen::Matrix3d::Zero(), cross * rotation, rotation;
    Eigen::MatrixXd out = Eigen::MatrixXd::Zero(outline_columns::kCount, 6 + static_cast<int>(table.size()));
    out.topLeftCorner<6, 6>().setIdentity();
    Eigen::Index robot = 0;
    for (size_t k = 0; k < table.size(); ++k) {
        auto column = out.col(6 + static_cast<Eigen::Index>(k));
        if (table[k].kind == Unknown::Kind::Offset) column[outline_columns::kOffset] = 1;
        if (table[k].kind == Unknown::Kind::Intrinsics)
            column[outline_columns::kIntrinsics + table[k].intrinsic] = 1;
        if (table[k].kind == Unknown::Kind::Robot && twists)
            column.head<6>() = camFromBaseTwist * twists->col(robot++);
    }
    return out;
}

/// The sums of one frame from the renderer's own equations. Groups stay empty.
FrameSums sumsFrom(const OutlineSums& outline, const RobotGeometry& geometry, const State& state,
                   const std::vector<Unknown>& table, const std::vector<LinkTwists>* twists) {
    const auto unknowns = static_cast<Eigen::Index>(6 + table.size());
    FrameSums sums;
    sums.hessian = Eigen::MatrixXd::Zero(unknowns, unknowns);
    sums.gradient = Eigen::VectorXd::Zero(unknowns);
    for (size_t i = 0; i < outline.blocks.size(); ++i) {
        const OutlineSums::Block& block = outline.blocks[i];
        if (block.hessian.isZero(0)) continue;
        const auto link = static_cast<size_t>(geometry.parts()[i].link);
        const bool moves = twists && link < twists->size();
        const Eigen::MatrixXd by = unknownsByColumns(state, table, moves ? &(*twists)[link] : nullptr);
        sums.hessian += by.transpose() * block.hessian * by;
        sums.gradient += by.transpose() * block.gradient;
    }
    sums.cost = outline.cost;
    sums.finalCost = outline.finalCost;
    sums.squares = outline.squares;
    sums.weights = outline.weights;
    sums.inliers = outline.inliers;
    sums.total = outline.count;
    sums.count = outline.count;
    return sums;
}

/// Keypoints as one more cluster. Their residual is a plain pixel distance, its scale never below a click's.
FrameSums sumKeypoints(const State& state, const std::vector<Unknown>& table,
                       std::span<const ContourKeypoint> keypoints, double scale, double finalScale) {
    constexpr double kClickPx = 4;
    std::vector<ContourMeasurement> measurements;
    for (const ContourKeypoint& k : keypoints) {
        const Eigen::Vector3d p = state.camFromBase * k.pointInBase;
        if (p.z() < 1e-3) continue;
        const Eigen::Vector2d d = state.camera.distort(p.head<2>() / p.z());
        const Eigen::Vector2d drawn(state.camera.fx * d.x() + state.camera.cx,
                                    state.camera.fy * d.y() + state.camera.cy);
        const Eigen::Vector2d miss = drawn - k.pixel;
        measurements.push_back({drawn, p.z(), {1, 0}, miss.x(), k.weight, 0.0});
        measurements.push_back({drawn, p.z(), {0, 1}, miss.y(), k.weight, 0.0});
    }
    FrameSums sums;
    FrameSystem system(state, table, nullptr);
    addContour(
        system, state, measurements, [](const ContourMeasurement&) { return -1; }, std::max(scale, kClickPx),
        std::max(finalScale, kClickPx), sums);
    system.sumInto(sums);
    return sums;
}

}  // namespace

Eigen::Matrix<double, 2, 6> pixelByPose(const CameraModel& camera, const Eigen::Vector3d& p) {
    return pixelByPoint(camera, p) * pointByPose(p);
}

Eigen::Matrix<double, 2, 5> pixelByIntrinsics(const CameraModel& camera, const Eigen::Vector3d& p) {
    const Eigen::Vector2d n = p.head<2>() / p.z(), d = camera.distort(n);
    const double r2 = n.squaredNorm();
    Eigen::Matrix<double, 2, 5> out;
    out << camera.fx * d.x(), 1, 0, camera.fx * n.x() * r2, camera.fx * n.x() * r2 * r2,  //
        camera.fy * d.y(), 0, 1, camera.fy * n.y() * r2, camera.fy * n.y() * r2 * r2;
    return out;
}

Eigen::Matrix<double, 1, 6> depthByPose(const Eigen::Vector3d& point, const Eigen::Vector3d& normal) {
    return depthByPoint(point, normal) * pointByPose(point);
}

Eigen::Matrix<double, 1, 5> depthByIntrinsics(const CameraModel& camera, const Eigen::Vector3d& point,
                                              const Eigen::Vector3d& normal) {
    const Eigen::Vector2d ray = point.head<2>() / point.z();
    const Eigen::Matrix<double, 2, 5> rayByIntrinsics =
        -pixelByNormalised(camera, ray).inverse() * pixelByIntrinsics(camera, point);
    return -point.z() * depthByPoint(point, normal).head<2>() * rayByIntrinsics;
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
    if (priors.robot() && (!robot || !motion)) return "unknowns that move the robot need robot and motion";
    return {};
}

Result<ContourRefinement> refineContour(Renderer& renderer, const CameraModel& camera,
                                        std::span<const ContourFrame> frames, const ContourObserver& observe,
                                        std::span<const ContourKeypoint> keypoints,
                                        const RigidTransform& initial,
                                        const ContourRefinementOptions& options, const RunContext& context) {
    assert(options.check().empty());
    ContourRefinement out;
    out.status = ContourRefinement::Status::IterationLimit;
    const int frameCount = static_cast<int>(frames.size());
    const std::vector<Unknown> table = unknownsOf(options.priors, options.correction);
    const auto unknowns = 6 + static_cast<Eigen::Index>(table.size());
    std::vector<RobotUnknown> robotUnknowns;
    Eigen::VectorXd prior = Eigen::VectorXd::Zero(unknowns), priorMeat = prior;
    for (size_t k = 0; k < table.size(); ++k) {
        const auto i = 6 + static_cast<Eigen::Index>(k);
        const double weight = table[k].kind == Unknown::Kind::DepthBias ? kContourRedundancy : 1;
        prior[i] = weight * std::pow(table[k].sigma, -2);
        priorMeat[i] = weight * prior[i];  // its variance stays sigma's whatever the weight
        if (table[k].kind == Unknown::Kind::Robot) robotUnknowns.push_back(table[k].robot);
    }

    State state;
    state.camFromBase = initial;
    state.camera = camera;
    if (options.startCamera) {
        const CameraModel& start = *options.startCamera;
        state.intrinsics << std::log(start.fx / camera.fx), start.cx - camera.cx, start.cy - camera.cy,
            start.distortion[0] - camera.distortion[0], start.distortion[1] - camera.distortion[1];
        state = moved(state, camera, {}, Vector6d::Zero());
    }
    state.correction = options.correction;
    if (options.robot && state.correction.jointOffsets.size() == 0)
        state.correction.jointOffsets = options.robot->defaultJointValues() * 0;
    State best = state;
    double bestCost = std::numeric_limits<double>::infinity();
    std::vector<FrameSums> sums(frames.size() + 1), bestSums;  // the last one: keypoints
    std::vector<std::vector<ContourMeasurement>> measurements(frames.size());
    std::vector<double> bestResiduals;
    // Where unknowns move the robot, its poses and their derivatives of this iteration.
    std::vector<std::vector<RigidTransform>> poses(frames.size());
    std::vector<std::vector<LinkTwists>> twists(frames.size());
    double scale = options.firstScalePx, bestScale = scale, damping = 1e-4,
           previousCost = std::numeric_limits<double>::infinity();
    int withoutGain = 0;
    // What is said about the solution, from measurements at it.
    const auto describe = [&](const FrameSums& all) {
        bestSums = sums;
        bestResiduals.clear();
        for (const auto& frame : measurements)
            for (const ContourMeasurement& m : frame)
                bestResiduals.push_back(std::abs(m.residual + m.offsetSign * state.offset));
        out.rmsPx = std::sqrt(all.squares / all.weights);
        out.inlierShare = all.inliers / (all.total - all.depthCount);
        out.depthMeasurements = all.depthCount;
        out.depthInlierShare = all.depthCount > 0 ? all.depthInliers / all.depthCount : 0;
    };

    const auto moveRobot = [&] {
        if (robotUnknowns.empty()) return;
        parallelFor(frameCount, context.threads, [&](int f) {
            const auto i = static_cast<size_t>(f);
            poses[i] = correctedPoses(*options.robot, *options.motion, frames[i].frame, state.correction);
            twists[i] = correctedTwists(*options.robot, *options.motion, frames[i].frame, state.correction,
                                        robotUnknowns);
        });
    };
    // Draws the frames and asks `observe` about each.
    const auto sumMeasured = [&](double atScale) -> Result<void> {
        const auto shiftOf = [&](size_t i) -> Eigen::Vector2d {
            return options.shiftFrames ? subpixelShift(static_cast<int>(i)) : Eigen::Vector2d(0, 0);
        };
        std::vector<RenderView> views;
        std::vector<int> viewOfFrame(frames.size(), -1);
        for (size_t i = 0; i < frames.size(); ++i) {
            const std::span<const RigidTransform> pose =
                robotUnknowns.empty() ? frames[i].baseFromLink : std::span<const RigidTransform>(poses[i]);
            if (pose.empty()) continue;
            viewOfFrame[i] = static_cast<int>(views.size());
            views.push_back({state.camera, state.camFromBase, pose, frames[i].linkKnown});
            views.back().camera.cx += shiftOf(i).x();
            views.back().camera.cy += shiftOf(i).y();
        }
        auto rendered = renderer.render(views, {.lodTolerancePx = options.lodTolerancePx});
        if (!rendered) return tl::unexpected(rendered.error());
        parallelFor(frameCount, context.threads, [&](int f) {
            const auto i = static_cast<size_t>(f);
            measurements[i].clear();
            FrameSystem system(state, table, robotUnknowns.empty() ? nullptr : &twists[i]);
            sums[i] = {};
            if (viewOfFrame[i] >= 0) {
                const RenderedFrame& drawn = (*rendered)[static_cast<size_t>(viewOfFrame[i])];
                observe(f, drawn, measurements[i]);
                addContour(
                    system, state, measurements[i],
                    [&](const ContourMeasurement& m) {
                        const Eigen::Vector2d at = m.pixel + shiftOf(i);
                        return linkAt(drawn, renderer.geometry(), at.x(), at.y());
                    },
                    atScale, options.lastScalePx, sums[i]);
                if (options.observeDepth) {
                    std::vector<DepthMeasurement> depths;
                    options.observeDepth(f, drawn, views[static_cast<size_t>(viewOfFrame[i])].camera, depths);
                    addDepth(
                        system, state, depths,
                        [&](const Eigen::Vector2i& p) {
                            return linkAt(drawn, renderer.geometry(), p.x(), p.y());
                        },
                        atScale, options.lastScalePx, sums[i]);
                }
            }
            system.sumInto(sums[i]);
        });
        return {};
    };
    // The same by the renderer's own equations, which come back summed.
    std::unique_ptr<OutlineEquations> equations;
    if (!options.outlines.empty() && !options.shiftFrames && !options.observeDepth) {
        std::vector<OutlineFrame> outlines = options.outlines;
        for (size_t i = 0; i < frames.size(); ++i) {
            outlines[i].baseFromLink = frames[i].baseFromLink;
            outlines[i].linkKnown = frames[i].linkKnown;
        }
        auto made = renderer.outlineEquations(outlines, {options.lodTolerancePx, !robotUnknowns.empty()});
        if (!made) return tl::unexpected(made.error());
        equations = std::move(*made);
    }
    const auto sumOnRenderer = [&](double atScale) -> Result<void> {
        OutlineState at{state.camera, state.camFromBase, {}, state.offset, atScale, options.lastScalePx};
        if (!robotUnknowns.empty()) at.baseFromLink = poses;
        const auto outlines = equations->at(at);
        if (!outlines) return tl::unexpected(outlines.error());
        for (size_t i = 0; i < frames.size(); ++i)
            sums[i] = sumsFrom((*outlines)[i], renderer.geometry(), state, table,
                               robotUnknowns.empty() ? nullptr : &twists[i]);
        return {};
    };

    for (int iteration = 0; iteration < options.maxIterations; ++iteration) {
        if (context.stopped()) {
            out.status = ContourRefinement::Status::Stopped;
            break;
        }
        moveRobot();
        const double atScale = scale;
        if (auto ok = equations ? sumOnRenderer(atScale) : sumMeasured(atScale); !ok)
            return tl::unexpected(ok.error());
        sums.back() = sumKeypoints(state, table, keypoints, atScale, options.lastScalePx);
        const FrameSums all = total(sums, unknowns);
        if (all.count < 20 || !(all.weights > 0)) {
            out.status = ContourRefinement::Status::NoMeasurements;
            break;
        }
        const bool finalScale = scale <= options.lastScalePx * 1.0001;
        const Eigen::VectorXd off = deviation(state, options.expectedCorrection, table);
        const double cost = all.finalCost / all.total;
        if (cost < bestCost) {
            withoutGain = cost < bestCost * (1 - 1e-4) ? 0 : withoutGain + 1;
            bestCost = cost;
            best = state;
            bestScale = scale;
            if (!equations) describe(all);
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

        Eigen::MatrixXd a = all.hessian;
        a.diagonal() += prior;
        a.diagonal() *= 1 + damping;
        const Eigen::LDLT<Eigen::MatrixXd> solver(a);
        Eigen::VectorXd step = solver.solve(-(all.gradient + prior.cwiseProduct(off)));
        if (solver.info() != Eigen::Success || !solver.isPositive() || !step.allFinite()) {
            out.status = ContourRefinement::Status::Degenerate;
            break;
        }
        // A far start makes the first steps unreliable: bound them instead of searching along the line.
        const double rotation = step.head<3>().norm(), translation = step.segment<3>(3).norm();
        double longest = std::max({rotation / 0.35, translation / 0.35, 1.0});
        for (size_t k = 0; k < table.size(); ++k) {
            const double size = std::abs(step[6 + static_cast<Eigen::Index>(k)]);
            if (table[k].kind != Unknown::Kind::Robot) continue;
            longest = std::max(longest, size / (table[k].robot.kind == RobotUnknown::Kind::Lag ? 1.0 : 0.35));
        }
        step /= longest;
        out.iterations.push_back(
            {scale, std::sqrt(all.squares / all.weights), all.count, rotation, translation});
        const double information = step.dot(all.hessian * step);
        const double movedPx = std::sqrt(information / all.weights);
        const double movedSigmas = std::sqrt(information / (kPixelsPerResidual * varianceOf(all)));
        if (finalScale && ((rotation < 2e-7 && translation < 2e-7) || movedPx < options.minStepPx ||
                           movedSigmas < options.minStepSigmas)) {
            out.status = ContourRefinement::Status::Converged;
            break;
        }
        state = moved(state, camera, table, step);
        scale = std::max(options.lastScalePx, scale * options.shrink);
    }

    if (equations && std::isfinite(bestCost)) {
        // Sums alone tell neither groups nor the median: measure once more where the best iterate was.
        state = best;
        moveRobot();
        if (auto ok = sumMeasured(bestScale); !ok) return tl::unexpected(ok.error());
        sums.back() = sumKeypoints(state, table, keypoints, bestScale, options.lastScalePx);
        describe(total(sums, unknowns));
    }
    if (!bestResiduals.empty()) {
        const auto middle = bestResiduals.begin() + static_cast<std::ptrdiff_t>(bestResiduals.size() / 2);
        std::nth_element(bestResiduals.begin(), middle, bestResiduals.end());
        out.medianPx = *middle;
    }
    out.camFromBase = best.camFromBase;
    out.camera = best.camera;
    out.offsetPx = best.offset;
    out.depthBias = best.depthBias;
    out.focalFactor = best.camera.fx / camera.fx;
    out.correction = best.correction;
    out.covariance = Matrix6d::Identity() * 1e6;
    out.armBaseCovariances.assign(best.correction.armBases.size(), Matrix6d::Zero());
    out.jointSigmas.assign(options.priors.joints.size(), 0.0);
    if (!bestSums.empty()) {
        Eigen::MatrixXd hessian = prior.asDiagonal(), meat = Eigen::MatrixXd::Zero(unknowns, unknowns);
        int clusters = 0;
        Eigen::MatrixXd groups = Eigen::MatrixXd::Zero(unknowns, kGroups);
        for (const FrameSums& s : bestSums) {
            hessian += s.hessian;
            meat += s.gradient * s.gradient.transpose();
            clusters += s.count > 0 ? 1 : 0;
            if (s.groupGradient.size() > 0) groups += s.groupGradient;
        }
        meat += groups * groups.transpose();
        const Eigen::LDLT<Eigen::MatrixXd> solver(hessian);
        if (solver.info() == Eigen::Success && solver.isPositive() && clusters > 1) {
            const Eigen::MatrixXd bread = solver.solve(Eigen::MatrixXd::Identity(unknowns, unknowns));
            // Few clusters underestimate: the usual correction F / (F - 1), and the model-based part with one
            // independent residual per 8 px of contour as a floor.
            const double correction = static_cast<double>(clusters) / (clusters - 1);
            const double variance = std::max(out.rmsPx * out.rmsPx, kLeastVariance);
            // What only the prior holds is known no better than the prior says.
            const Eigen::MatrixXd covariance = correction * bread * meat * bread +
                                               kPixelsPerResidual * variance * bread +
                                               bread * priorMeat.asDiagonal() * bread;
            out.covariance = covariance.topLeftCorner<6, 6>();
            size_t joint = 0;
            for (size_t k = 0; k < table.size(); ++k) {
                const auto i = 6 + static_cast<Eigen::Index>(k);
                const double sigma = std::sqrt(covariance(i, i));
                const Unknown& unknown = table[k];
                if (unknown.kind == Unknown::Kind::Intrinsics) {
                    if (unknown.intrinsic == 0) out.focalSigma = sigma;
                    if (unknown.intrinsic == 1 || unknown.intrinsic == 2)
                        out.principalSigmaPx = std::max(out.principalSigmaPx, sigma);
                    if (unknown.intrinsic == 3) out.distortionSigma = sigma;
                }
                if (unknown.kind != Unknown::Kind::Robot) continue;
                if (unknown.robot.kind == RobotUnknown::Kind::Lag) out.lagSigma = sigma;
                if (unknown.robot.kind == RobotUnknown::Kind::JointOffset) out.jointSigmas[joint++] = sigma;
                if (unknown.robot.kind == RobotUnknown::Kind::ArmBase && unknown.robot.component == 0)
                    out.armBaseCovariances[static_cast<size_t>(unknown.robot.index)] =
                        covariance.block<6, 6>(i, i);
            }
        }
    }
    return out;
}

}  // namespace camframe
