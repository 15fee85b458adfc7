// SPDX-License-Identifier: Apache-2.0
#include "model/core/robot_correction.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "model/core/robot_assembly.h"

namespace camframe {

namespace {

/// Joint values at a time between frames and their change per frame.
struct JointsAt {
    Eigen::VectorXd values, rate;
};

std::optional<JointsAt> jointsAt(const RobotMotion& motion, double time) {
    const int count = static_cast<int>(motion.jointValues.size());
    const auto valid = [&](int f) {
        return f >= 0 && f < count && motion.jointValues[static_cast<size_t>(f)].size() > 0;
    };
    const int before = static_cast<int>(std::floor(time));
    const double s = time - before;
    if (!valid(before) || (s > 0 && !valid(before + 1))) return std::nullopt;
    const auto value = [&](int f) -> const Eigen::VectorXd& {
        return motion.jointValues[static_cast<size_t>(f)];
    };
    // Tangents are central differences, one-sided beside the ends.
    const auto tangent = [&](int f) -> Eigen::VectorXd {
        const int lower = valid(f - 1) ? f - 1 : f, upper = valid(f + 1) ? f + 1 : f;
        if (lower == upper) return Eigen::VectorXd::Zero(value(f).size());
        return (value(upper) - value(lower)) / (upper - lower);
    };
    if (s == 0) return JointsAt{value(before), tangent(before)};
    const Eigen::VectorXd &a = value(before), &b = value(before + 1);
    const Eigen::VectorXd ta = tangent(before), tb = tangent(before + 1);
    const double s2 = s * s, s3 = s2 * s;
    return JointsAt{
        (2 * s3 - 3 * s2 + 1) * a + (s3 - 2 * s2 + s) * ta + (3 * s2 - 2 * s3) * b + (s3 - s2) * tb,
        (6 * s2 - 6 * s) * (a - b) + (3 * s2 - 4 * s + 1) * ta + (3 * s2 - 2 * s) * tb};
}

bool hasJoints(const RobotMotion& motion) {
    return std::ranges::any_of(motion.jointValues, [](const Eigen::VectorXd& v) { return v.size() > 0; });
}

/// Poses along screws between two recorded frames, and each link's twist per frame.
struct PosesAt {
    std::vector<RigidTransform> poses;
    std::vector<Vector6d> twists;
};

std::optional<PosesAt> posesAt(const RobotMotion& motion, double time) {
    const int count = static_cast<int>(motion.baseFromLink.size());
    const int before = static_cast<int>(std::floor(time));
    const double s = time - before;
    const auto valid = [&](int f) { return f >= 0 && f < count && motion.valid(f); };
    if (!valid(before) || (s > 0 && !valid(before + 1))) return std::nullopt;
    const int after = valid(before + 1) ? before + 1 : before;
    const auto& a = motion.baseFromLink[static_cast<size_t>(before)];
    const auto& b = motion.baseFromLink[static_cast<size_t>(after)];
    PosesAt out;
    for (size_t l = 0; l < a.size(); ++l) {
        // Turn about the link's origin at constant rate while the origin goes straight.
        const Eigen::AngleAxisd turn(b[l].linear() * a[l].linear().transpose());
        const Eigen::Vector3d w = turn.angle() * turn.axis(), go = b[l].translation() - a[l].translation();
        RigidTransform pose = RigidTransform::Identity();
        pose.linear() = Eigen::AngleAxisd(s * turn.angle(), turn.axis()) * a[l].linear();
        pose.translation() = a[l].translation() + s * go;
        Vector6d twist;
        twist << w, go - w.cross(pose.translation());
        out.poses.push_back(pose);
        out.twists.push_back(twist);
    }
    return out;
}

void moveArmBases(const RobotModel& robot, const RobotCorrection& correction,
                  std::vector<RigidTransform>& poses) {
    for (const auto& [link, change] : correction.armBases) {
        for (const int moved : subtreeOf(robot, link))
            poses[static_cast<size_t>(moved)] = change * poses[static_cast<size_t>(moved)];
    }
}

std::vector<bool> jointsToRoot(const RobotModel& robot, int link) {
    std::vector<bool> on(robot.joints().size(), false);
    for (int j = robot.links()[static_cast<size_t>(link)].parentJoint; j != -1;
         j = robot.links()[static_cast<size_t>(robot.joints()[static_cast<size_t>(j)].parentLink)]
                 .parentJoint)
        on[static_cast<size_t>(j)] = true;
    return on;
}

Eigen::VectorXd withOffsets(const Eigen::VectorXd& values, const RobotCorrection& correction) {
    return correction.jointOffsets.size() > 0 ? Eigen::VectorXd(values + correction.jointOffsets) : values;
}

}  // namespace

bool RobotCorrection::none() const {
    return lagFrames == 0 && (jointOffsets.size() == 0 || jointOffsets.isZero(0)) && armBases.empty();
}

bool RobotCorrection::operator==(const RobotCorrection& other) const {
    return lagFrames == other.lagFrames && jointOffsets.size() == other.jointOffsets.size() &&
           jointOffsets == other.jointOffsets &&
           std::ranges::equal(armBases, other.armBases, [](const auto& a, const auto& b) {
               return a.first == b.first && a.second.matrix() == b.second.matrix();
           });
}

std::vector<RigidTransform> correctedPoses(const RobotModel& robot, const RobotMotion& motion, int frame,
                                           const RobotCorrection& correction) {
    const double time = frame - correction.lagFrames;
    std::vector<RigidTransform> poses;
    if (hasJoints(motion)) {
        const auto joints = jointsAt(motion, time);
        if (!joints) return {};
        poses = robot.forwardKinematics(withOffsets(joints->values, correction), motion.baseLink);
    } else {
        auto between = posesAt(motion, time);
        if (!between) return {};
        poses = std::move(between->poses);
    }
    moveArmBases(robot, correction, poses);
    return poses;
}

std::vector<LinkTwists> correctedTwists(const RobotModel& robot, const RobotMotion& motion, int frame,
                                        const RobotCorrection& correction,
                                        std::span<const RobotUnknown> unknowns) {
    const double time = frame - correction.lagFrames;
    const size_t links = robot.links().size();
    const auto count = static_cast<Eigen::Index>(unknowns.size());
    std::vector<LinkTwists> out(links, LinkTwists::Zero(6, count));
    const auto fillArmBases = [&] {
        for (Eigen::Index k = 0; k < count; ++k) {
            const RobotUnknown& unknown = unknowns[static_cast<size_t>(k)];
            if (unknown.kind != RobotUnknown::Kind::ArmBase) continue;
            for (const int moved :
                 subtreeOf(robot, correction.armBases[static_cast<size_t>(unknown.index)].first))
                out[static_cast<size_t>(moved)](unknown.component, k) = 1;
        }
    };
    if (!hasJoints(motion)) {
        const auto between = posesAt(motion, time);
        if (!between) return {};
        for (Eigen::Index k = 0; k < count; ++k)
            if (unknowns[static_cast<size_t>(k)].kind == RobotUnknown::Kind::Lag)
                for (size_t l = 0; l < links; ++l) out[l].col(k) = -between->twists[l];
        fillArmBases();
        return out;
    }
    const auto joints = jointsAt(motion, time);
    if (!joints) return {};
    std::vector<RigidTransform> poses =
        robot.forwardKinematics(withOffsets(joints->values, correction), motion.baseLink);
    moveArmBases(robot, correction, poses);

    // Each joint's screw in base space; a link moves with the joints on its way to the root that are not also
    // on the base's, and against those that are on the base's only.
    std::vector<Vector6d> screws(robot.joints().size(), Vector6d::Zero());
    for (size_t j = 0; j < screws.size(); ++j) {
        const Joint& joint = robot.joints()[j];
        if (!joint.moves()) continue;
        const RigidTransform baseFromJoint =
            poses[static_cast<size_t>(joint.parentLink)] * joint.parentFromJoint;
        const Eigen::Vector3d axis = baseFromJoint.linear() * joint.axis;
        if (joint.type == JointType::Prismatic)
            screws[j].tail<3>() = axis;
        else
            screws[j] << axis, baseFromJoint.translation().cross(axis);
    }
    const std::vector<bool> baseJoints = jointsToRoot(robot, motion.baseLink);
    for (size_t l = 0; l < links; ++l) {
        const std::vector<bool> own = jointsToRoot(robot, static_cast<int>(l));
        for (size_t j = 0; j < screws.size(); ++j) {
            const Joint& joint = robot.joints()[j];
            if (!joint.moves() || own[j] == baseJoints[j]) continue;
            const int driver = joint.mimic ? joint.mimic->joint : static_cast<int>(j);
            const double share = (joint.mimic ? joint.mimic->multiplier : 1.0) * (own[j] ? 1 : -1);
            for (Eigen::Index k = 0; k < count; ++k) {
                const RobotUnknown& unknown = unknowns[static_cast<size_t>(k)];
                if (unknown.kind == RobotUnknown::Kind::Lag)
                    out[l].col(k) -= share * joints->rate[driver] * screws[j];
                else if (unknown.kind == RobotUnknown::Kind::JointOffset && unknown.index == driver)
                    out[l].col(k) += share * screws[j];
            }
        }
    }
    fillArmBases();
    return out;
}

Result<RobotCorrection> correctionOf(const RobotModel& robot, const Calibration& calibration) {
    RobotCorrection out;
    if (calibration.lagFrames) out.lagFrames = calibration.lagFrames->value;
    if (!calibration.jointOffsets.empty())
        out.jointOffsets = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(robot.joints().size()));
    for (const auto& [name, offset] : calibration.jointOffsets) {
        const int joint = robot.findJoint(name);
        if (joint < 0)
            return inputError(
                "The calibration corrects joint '{}', which the robot '{}' does not have; name "
                "the robot it was made with (--robot).",
                name, robot.name());
        out.jointOffsets[joint] = offset.value;
    }
    for (const ArmBaseCorrection& arm : calibration.armBases) {
        const int link = robot.findLink(arm.link);
        if (link < 0)
            return inputError(
                "The calibration moves link '{}', which the robot '{}' does not have; name the "
                "robot it was made with (--robot).",
                arm.link, robot.name());
        out.armBases.emplace_back(link, arm.correction);
    }
    return out;
}

RobotMotion correctedMotion(const RobotModel& robot, const RobotMotion& motion,
                            const RobotCorrection& correction) {
    if (correction.none()) return motion;
    RobotMotion out = motion;
    for (size_t f = 0; f < motion.baseFromLink.size(); ++f) {
        out.baseFromLink[f] = correctedPoses(robot, motion, static_cast<int>(f), correction);
        if (!hasJoints(motion)) continue;
        out.jointValues[f] = {};
        if (const auto joints = jointsAt(motion, static_cast<double>(f) - correction.lagFrames))
            out.jointValues[f] = withOffsets(joints->values, correction);
    }
    return out;
}

}  // namespace camframe
