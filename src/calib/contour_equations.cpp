// SPDX-License-Identifier: Apache-2.0
#include "calib/contour_equations.h"

#include <algorithm>
#include <cmath>

namespace camframe::contour {

namespace {

/// Geman-McClure: rho = r^2 / (1 + r^2/s^2) / 2, weight = 1 / (1 + r^2/s^2)^2.
double robustWeight(double residual, double scale) {
    const double x = 1 + residual * residual / (scale * scale);
    return 1 / (x * x);
}
/// The derivative of weight * residual.
double robustCurvature(double residual, double scale) {
    const double x = residual * residual / (scale * scale);
    return (1 - 3 * x) / std::pow(1 + x, 3);
}
double robustCost(double residual, double scale) {
    const double squared = residual * residual;
    return 0.5 * squared / (1 + squared / (scale * scale));
}

double& entryOf(State& state, const Unknown& unknown) {
    if (unknown.kind == Unknown::Kind::Offset) return state.offset;
    if (unknown.kind == Unknown::Kind::DepthBias) return state.depthBias;
    if (unknown.kind == Unknown::Kind::Intrinsics) return state.intrinsics[unknown.intrinsic];
    if (unknown.robot.kind == RobotUnknown::Kind::Lag) return state.correction.lagFrames;
    return state.correction.jointOffsets[unknown.robot.index];
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

}  // namespace

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
    intrinsic(5, priors.aspect);
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
        all.curvature += s.curvature;
        all.total += s.total;
        all.count += s.count;
        all.depthInliers += s.depthInliers;
        all.depthCount += s.depthCount;
    }
    return all;
}

double inlierDistance(double scale) {
    return scale * std::sqrt(std::sqrt(2.0) - 1);
}

double varianceOf(const FrameSums& sums) {
    return std::max(sums.squares / sums.weights, kLeastVariance);
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
    const double factor = std::exp(out.intrinsics[0]), stretch = std::exp(0.5 * out.intrinsics[5]);
    out.camera = given;
    out.camera.fx *= factor * stretch;
    out.camera.fy *= factor / stretch;
    out.camera.cx += out.intrinsics[1];
    out.camera.cy += out.intrinsics[2];
    out.camera.distortion[0] += out.intrinsics[3];
    out.camera.distortion[1] += out.intrinsics[4];
    return out;
}

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

void FrameSystem::add(const Eigen::Vector3d& point, int link, const Eigen::RowVector3d& byPoint,
                      const IntrinsicRow& byIntrinsics, double byOffset, double byDepthBias, double residual,
                      double weight, int group) {
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
    m_roots.push_back(root);
    m_groups.push_back(group);
}

void FrameSystem::sumInto(FrameSums& sums) const {
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
    sums.groupGradient = sums.groupRows = Eigen::MatrixXd::Zero(columns, kGroups);
    for (Eigen::Index i = 0; i < rows; ++i) {
        const int group = m_groups[static_cast<size_t>(i)];
        sums.groupGradient.col(group) += r[i] * a.row(i).transpose();
        if (group != kDepthGroup)
            sums.groupRows.col(group) += m_roots[static_cast<size_t>(i)] * a.row(i).transpose();
    }
}

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
        sums.curvature += m.weight * robustCurvature(residual, scale);
        sums.total += m.weight;
        ++sums.count;
    }
}

void addDepth(FrameSystem& system, const State& state, const std::vector<DepthMeasurement>& measurements,
              const std::function<int(const Eigen::Vector2i&)>& linkOf, double unitPx, double scale,
              double finalScale, FrameSums& sums) {
    constexpr double kSharpest = 3, kGross = 5;
    scale = std::max(scale, kSharpest);
    finalScale = std::max(finalScale, kSharpest);
    for (const DepthMeasurement& m : measurements) {
        const double residual = (m.residual + state.depthBias) / m.sigma;
        const double weight = unitPx * unitPx;
        system.add(m.point, linkOf(m.pixel), depthByPoint(m.point, m.normal) / m.sigma,
                   depthByIntrinsics(state.camera, m.point, m.normal) / m.sigma, 0, 1 / m.sigma, residual,
                   weight * robustWeight(residual, scale), kDepthGroup);
        sums.cost += weight * robustCost(residual, scale);
        sums.finalCost += weight * robustCost(residual, finalScale);
        sums.total += 1;
        ++sums.depthCount;
        if (std::abs(residual) < kGross) sums.depthInliers += 1;
    }
}

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
    sums.total = outline.count;
    sums.count = outline.count;
    return sums;
}

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

}  // namespace camframe::contour
