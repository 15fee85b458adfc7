// SPDX-License-Identifier: Apache-2.0
#include "model/core/doctor/robot_checks.h"

#include <fmt/ranges.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace camframe {

namespace {

bool namesGripper(const std::string& name) {
    for (const char* word : {"gripper", "finger", "knuckle", "jaw", "robotiq"})
        if (name.find(word) != std::string::npos) return true;
    return false;
}

double degrees(double radians) {
    return radians * 180 / std::numbers::pi;
}

std::string millimetres(const Eigen::Vector3d& v) {
    return fmt::format("({:.0f}, {:.0f}, {:.0f}) mm", 1000 * v.x(), 1000 * v.y(), 1000 * v.z());
}

double rmsOf(const std::vector<Eigen::Vector3d>& points) {
    double sum = 0;
    for (const Eigen::Vector3d& p : points) sum += p.squaredNorm();
    return std::sqrt(sum / static_cast<double>(points.size()));
}

}  // namespace

std::vector<DatasetFinding> checkLimits(const Episode& episode, const RobotModel& robot) {
    std::vector<DatasetFinding> out;
    int revolute = 0, farBeyond = 0;
    double largest = 0;
    for (Eigen::Index c = 0; c < episode.jointPositions.cols(); ++c) {
        const std::string& name = episode.jointNames[static_cast<size_t>(c)];
        const int index = robot.findJoint(name);
        if (index < 0) continue;
        const Joint& joint = robot.joints()[static_cast<size_t>(index)];
        const bool turns = joint.type == JointType::Revolute;
        if ((!turns && joint.type != JointType::Prismatic) || joint.lower >= joint.upper) continue;
        int beyond = 0, finite = 0;
        double most = 0, worst = 0;
        for (Eigen::Index t = 0; t < episode.jointPositions.rows(); ++t) {
            const double value = episode.jointPositions(t, c);
            if (!std::isfinite(value)) continue;
            ++finite;
            const double past = std::max(joint.lower - value, value - joint.upper);
            beyond += past > (turns ? 0.01 : 0.002);
            if (past > most) {
                most = past;
                worst = value;
            }
            if (turns) largest = std::max(largest, std::abs(value));
        }
        revolute += turns;
        if (beyond == 0) continue;
        const bool mostly = 2 * beyond > finite && most > 0.3;
        farBeyond += turns && mostly;
        const double slight = turns ? 0.05 : 0.01;
        out.push_back(
            {mostly          ? Severity::Error
             : most < slight ? Severity::Note
                             : Severity::Warning,
             "joint-limit",
             {},
             name,
             turns
                 ? fmt::format("{} of {} frames are beyond its limits {:.1f} .. {:.1f} deg, up to {:.1f} deg",
                               beyond, finite, degrees(joint.lower), degrees(joint.upper), degrees(worst))
                 : fmt::format("{} of {} frames are beyond its limits {:.4f} .. {:.4f} m, up to {:.4f} m",
                               beyond, finite, joint.lower, joint.upper, worst),
             "check the robot, and the joint's sign, offset and unit in the dataset profile; what 'camframe "
             "import' made is imported again, with --degrees or --gripper CLOSED,OPEN"});
    }
    if (2 * farBeyond > revolute && largest > 4 * std::numbers::pi)
        out.push_back(
            {Severity::Error,
             "joint-unit",
             {},
             "joints",
             fmt::format("{} of {} joints are far beyond their limits, with values up to {:.0f} rad",
                         farBeyond, revolute, largest),
             "the values look like degrees: set the unit in the dataset profile, or import with --degrees"});
    return out;
}

std::vector<DatasetFinding> checkJumps(const Episode& episode, const RobotModel* robot) {
    std::vector<DatasetFinding> out;
    if (!episode.fps || episode.jointPositions.rows() < 10) return out;
    for (Eigen::Index c = 0; c < episode.jointPositions.cols(); ++c) {
        const std::string& name = episode.jointNames[static_cast<size_t>(c)];
        if (namesGripper(name)) continue;
        if (robot != nullptr) {
            const int index = robot->findJoint(name);
            if (index < 0) continue;
            const JointType type = robot->joints()[static_cast<size_t>(index)].type;
            if (type != JointType::Revolute && type != JointType::Continuous) continue;
        }
        std::vector<double> steps;
        double largest = 0;
        Eigen::Index at = 0;
        for (Eigen::Index t = 1; t < episode.jointPositions.rows(); ++t) {
            const double step = std::abs(episode.jointPositions(t, c) - episode.jointPositions(t - 1, c));
            if (!std::isfinite(step)) continue;
            steps.push_back(step);
            if (step > largest) {
                largest = step;
                at = t;
            }
        }
        if (steps.size() < 9) continue;
        const auto place = steps.begin() + static_cast<long>(steps.size() * 95 / 100);
        std::ranges::nth_element(steps, place);
        if (largest < 0.35 || largest < 15 * std::max(*place, 0.002)) continue;
        const double turns = largest / (2 * std::numbers::pi);
        const bool wraps = std::round(turns) >= 1 && std::abs(turns - std::round(turns)) < 0.05;
        out.push_back(
            {wraps ? Severity::Note : Severity::Warning,
             wraps ? "joint-wrap" : "joint-jump",
             {},
             name,
             fmt::format(
                 "it leaps by {:.1f} deg between frames {} and {}; 95 of 100 steps are below {:.2f} deg",
                 degrees(largest), at - 1, at, degrees(*place)),
             wraps ? "a whole turn: unwrap it before taking differences"
                   : "two recordings were joined, or samples lost: cut the episode there"});
    }
    return out;
}

ToolFit fitTool(const std::vector<RigidTransform>& baseFromLink,
                const std::vector<Eigen::Vector3d>& positions, bool baseToo) {
    const size_t count = std::min(baseFromLink.size(), positions.size());
    const int unknowns = baseToo ? 6 : 3;
    Eigen::MatrixXd normal =
        Eigen::MatrixXd::Identity(unknowns, unknowns) * 1e-6 * static_cast<double>(count);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(unknowns);
    for (size_t i = 0; i < count; ++i) {
        Eigen::MatrixXd row(3, unknowns);
        row.leftCols<3>() = baseFromLink[i].linear();
        if (baseToo) row.rightCols<3>().setIdentity();
        normal += row.transpose() * row;
        right += row.transpose() * (positions[i] - baseFromLink[i].translation());
    }
    const Eigen::VectorXd x = normal.ldlt().solve(right);
    ToolFit out;
    out.tool = x.head<3>();
    if (baseToo) out.base = x.tail<3>();
    for (size_t i = 0; i < count; ++i)
        out.left.push_back(positions[i] - baseFromLink[i] * out.tool - out.base);
    out.rms = rmsOf(out.left);
    return out;
}

PositionAgreement comparePositions(const std::vector<RigidTransform>& baseFromLink,
                                   const std::vector<Eigen::Vector3d>& positions) {
    PositionAgreement out;
    const size_t count = std::min(baseFromLink.size(), positions.size());
    if (count < 8) return out;
    Eigen::Vector3d mean = Eigen::Vector3d::Zero();
    for (size_t i = 0; i < count; ++i) mean += baseFromLink[i].translation() / static_cast<double>(count);
    std::vector<Eigen::Vector3d> left(count);
    for (size_t i = 0; i < count; ++i) left[i] = baseFromLink[i].translation() - mean;
    const double spread = rmsOf(left);
    if (spread < 0.02) return out;
    const double explained = std::max(0.005, 0.05 * spread);

    // The tool alone, then with the base.
    const auto solve = [&](bool baseToo) {
        const ToolFit fit = fitTool(baseFromLink, positions, baseToo);
        out.toolOffset = fit.tool;
        out.baseOffset = fit.base;
        return fit.rms;
    };
    // A tool longer than half a metre explains the motion of another arm, not this one's.
    constexpr double longestTool = 0.5;
    out.rms = solve(false);
    out.kind = PositionAgreement::Kind::ToolOffset;
    if (out.rms < explained && out.toolOffset.norm() < longestTool) return out;
    out.rms = solve(true);
    out.kind = PositionAgreement::Kind::BaseOffset;
    if (out.rms < explained && out.toolOffset.norm() < longestTool) return out;
    const double shifted = out.rms;

    Eigen::Matrix3Xd from(3, count), to(3, count);
    for (size_t i = 0; i < count; ++i) {
        from.col(static_cast<Eigen::Index>(i)) = baseFromLink[i].translation();
        to.col(static_cast<Eigen::Index>(i)) = positions[i];
    }
    const Eigen::Matrix4d similar = Eigen::umeyama(from, to, true);
    out.scale = similar.topLeftCorner<3, 3>().col(0).norm();
    out.toolOffset.setZero();
    out.baseOffset = similar.topRightCorner<3, 1>();
    for (size_t i = 0; i < count; ++i)
        left[i] =
            (similar.topLeftCorner<3, 3>() * baseFromLink[i].translation() + out.baseOffset - positions[i]) /
            std::max(out.scale, 1e-9);
    out.rms = rmsOf(left);
    const bool sameUnit = std::abs(out.scale - 1) < 0.05;
    const bool anotherUnit = out.scale > 50 || out.scale < 0.02;
    // The tool cannot be solved for, too, so that only coarse agreement can be asked for.
    if (out.rms < 0.15 * spread && (sameUnit || anotherUnit)) {
        out.kind = sameUnit ? PositionAgreement::Kind::BaseTurned : PositionAgreement::Kind::Scaled;
        return out;
    }
    out.rms = shifted;
    out.kind = shifted < std::max(0.03, 0.25 * spread) ? PositionAgreement::Kind::Roughly
                                                       : PositionAgreement::Kind::Not;
    return out;
}

std::vector<DatasetFinding> checkPositions(const Eigen::MatrixXd& values, const RobotMotion& motion, int link,
                                           const std::string& linkName, const std::string& where) {
    std::vector<RigidTransform> poses;
    std::vector<Eigen::Vector3d> positions;
    for (Eigen::Index t = 0; t < values.rows() && t < static_cast<Eigen::Index>(motion.baseFromLink.size());
         ++t)
        if (motion.valid(static_cast<int>(t)) && values.row(t).head<3>().allFinite()) {
            poses.push_back(motion.baseFromLink[static_cast<size_t>(t)][static_cast<size_t>(link)]);
            positions.emplace_back(values.row(t).head<3>());
        }
    using Kind = PositionAgreement::Kind;
    const PositionAgreement found = comparePositions(poses, positions);
    const auto one = [&](Severity severity, const char* code, std::string what, const char* mend) {
        return std::vector<DatasetFinding>{{severity, code, {}, where, std::move(what), mend}};
    };
    switch (found.kind) {
        case Kind::TooStill:
            return {};
        case Kind::ToolOffset:
            if (found.toolOffset.norm() < 0.002) return {};
            return one(Severity::Note, "tool-offset",
                       fmt::format("it is the point {} of {}, to {:.1f} mm", millimetres(found.toolOffset),
                                   linkName, 1000 * found.rms),
                       "another tool centre point than the profile's: name it with --tcp if it is wanted");
        case Kind::BaseOffset:
            return one(Severity::Note, "base-offset",
                       fmt::format("it is the point {} of {} in a base shifted by {}, to {:.1f} mm",
                                   millimetres(found.toolOffset), linkName, millimetres(found.baseOffset),
                                   1000 * found.rms),
                       "its base is not the robot's: subtract the shift before mixing the two");
        case Kind::BaseTurned:
            return one(Severity::Warning, "base-turned",
                       fmt::format("it follows {} only up to a turned base ({:.0f} mm are left)", linkName,
                                   1000 * found.rms),
                       "its base or the robot's is another one: set base_link or the first joint's offset");
        case Kind::Scaled:
            return one(
                Severity::Warning, "pose-unit",
                fmt::format("it follows {} in another unit: {:.4g} of it are 1 m", linkName, found.scale),
                "set the unit in the dataset profile");
        case Kind::Roughly:
            return one(Severity::Note, "pose-mismatch",
                       fmt::format("it follows {} but for {:.0f} mm that no constant tool explains", linkName,
                                   1000 * found.rms),
                       "recorded at another time or as a command: poses computed from the joints are safer");
        case Kind::Not:
            return one(
                Severity::Warning, "pose-mismatch",
                fmt::format("it is not where the joints put {}: {:.0f} mm that no constant tool or base "
                            "explains",
                            linkName, 1000 * found.rms),
                "check robot, joint order, signs and units in the profile, or do not use it");
    }
    return {};
}

std::vector<DatasetFinding> checkEndEffector(const Episode& episode, const RobotModel& robot,
                                             const RobotMotion& motion) {
    if (!episode.hasJoints() || episode.endEffectorPoses.empty()) return {};
    const int named = robot.findLink(episode.endEffectorLink);
    const int link = named >= 0 ? named : motion.toolLink;
    const std::string& linkName = robot.links()[static_cast<size_t>(link)].name;
    Eigen::MatrixXd positions(static_cast<Eigen::Index>(episode.endEffectorPoses.size()), 3);
    for (Eigen::Index t = 0; t < positions.rows(); ++t)
        positions.row(t) = episode.endEffectorPoses[static_cast<size_t>(t)].translation();
    std::vector<DatasetFinding> out = checkPositions(positions, motion, link, linkName, "end-effector poses");
    if (std::ranges::any_of(out, [](const DatasetFinding& f) { return f.severity > Severity::Note; }))
        return out;

    std::vector<Eigen::Matrix3d> linkFromRecorded;
    for (size_t t = 0; t < episode.endEffectorPoses.size() && t < motion.baseFromLink.size(); ++t)
        if (motion.valid(static_cast<int>(t)) && episode.endEffectorPoses[t].matrix().allFinite())
            linkFromRecorded.push_back(
                motion.baseFromLink[t][static_cast<size_t>(link)].linear().transpose() *
                episode.endEffectorPoses[t].linear());
    if (linkFromRecorded.size() < 8) return out;
    std::vector<double> angles;
    for (const Eigen::Matrix3d& r : linkFromRecorded)
        angles.push_back(Eigen::AngleAxisd(linkFromRecorded.front().transpose() * r).angle());
    std::ranges::sort(angles);
    const double most = degrees(angles[angles.size() * 9 / 10]);
    if (most > 5)
        out.push_back(
            {Severity::Warning,
             "rotation-convention",
             {},
             "end-effector poses",
             fmt::format("their rotation relative to {} varies by {:.0f} deg while the positions agree",
                         linkName, most),
             "another order of Euler angles or quaternion: correct 'rotation' in the dataset profile"});
    return out;
}

}  // namespace camframe
