// SPDX-License-Identifier: Apache-2.0
#include "app/commands/verify/expected_motion.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace camframe::verify {

namespace {

using Eigen::Matrix3d;
using Eigen::Matrix4d;
using Eigen::Vector3d;
using Values = std::vector<double>;

size_t at(int index) {
    return static_cast<size_t>(index);
}

/// Joints from a link up to the root.
std::vector<int> jointsAbove(const RobotModel& robot, int link) {
    std::vector<int> out;
    for (int joint = robot.links()[at(link)].parentJoint; joint >= 0;
         joint = robot.links()[at(robot.joints()[at(joint)].parentLink)].parentJoint)
        out.push_back(joint);
    return out;
}

Matrix4d jointMotion(const Joint& joint, double value) {
    Matrix4d motion = Matrix4d::Identity();
    if (joint.type == JointType::Prismatic)
        motion.topRightCorner<3, 1>() = value * joint.axis;
    else if (joint.type != JointType::Fixed)
        motion.topLeftCorner<3, 3>() = matrixOfRotationVector(value * joint.axis);
    return motion;
}

std::vector<Matrix4d> linkPoses(const RobotModel& robot, const Values& joints, int base) {
    const size_t count = robot.links().size();
    std::vector<Matrix4d> rootFromLink(count);
    for (size_t link = 0; link < count; ++link) {
        Matrix4d pose = Matrix4d::Identity();
        for (const int j : jointsAbove(robot, static_cast<int>(link))) {
            const Joint& joint = robot.joints()[at(j)];
            const double value =
                joint.mimic ? joint.mimic->multiplier * joints[at(joint.mimic->joint)] + joint.mimic->offset
                            : joints[at(j)];
            pose = joint.parentFromJoint.matrix() * jointMotion(joint, value) * pose;
        }
        rootFromLink[link] = pose;
    }
    const Matrix4d baseFromRoot = inverseOf(rootFromLink[at(base)]);
    for (Matrix4d& pose : rootFromLink) pose = baseFromRoot * pose;
    return rootFromLink;
}

/// Joints whose values decide where `tool` is in `base`.
std::set<int> decisiveJoints(const RobotModel& robot, int base, int tool) {
    const std::vector<int> a = jointsAbove(robot, base), b = jointsAbove(robot, tool);
    std::set<int> out;
    for (const auto* list : {&a, &b})
        for (const int j : *list) {
            const auto& other = list == &a ? b : a;
            const Joint& joint = robot.joints()[at(j)];
            if (std::ranges::find(other, j) != other.end() || joint.type == JointType::Fixed) continue;
            out.insert(joint.mimic ? joint.mimic->joint : j);
        }
    return out;
}

int linkNamed(const RobotModel& robot, const std::string& name, int fallback) {
    for (size_t i = 0; i < robot.links().size(); ++i)
        if (robot.links()[i].name == name) return static_cast<int>(i);
    return fallback;
}

int toolOf(const RobotModel& robot, const Episode& episode) {
    for (const std::string& name : episode.endEffectorLinks)
        if (const int link = linkNamed(robot, name, -1); link >= 0) return link;
    return robot.deepestLeaf();
}

/// All joints per frame; empty where a decisive one is not recorded.
std::vector<Values> recordedJoints(const RobotModel& robot, const Episode& episode, int base, int tool) {
    const std::set<int> decisive = decisiveJoints(robot, base, tool);
    std::vector<Values> out(static_cast<size_t>(episode.frameCount));
    for (size_t t = 0; t < out.size(); ++t) {
        Values values;
        for (const Joint& joint : robot.joints()) values.push_back(joint.defaultValue);
        bool known = true;
        for (size_t column = 0; column < episode.jointNames.size(); ++column)
            for (size_t j = 0; j < robot.joints().size(); ++j) {
                if (robot.joints()[j].name != episode.jointNames[column]) continue;
                const double value =
                    episode.jointPositions(static_cast<Eigen::Index>(t), static_cast<Eigen::Index>(column));
                if (std::isfinite(value))
                    values[j] = value;
                else if (decisive.contains(static_cast<int>(j)))
                    known = false;
            }
        if (known) out[t] = std::move(values);
    }
    return out;
}

/// Catmull-Rom through the frames, by de Casteljau's construction of each piece's Bezier form.
Values jointsAtTime(const std::vector<Values>& frames, double time) {
    const auto known = [&](long f) {
        return f >= 0 && f < static_cast<long>(frames.size()) && !frames[static_cast<size_t>(f)].empty();
    };
    const long before = static_cast<long>(std::floor(time));
    const double s = time - static_cast<double>(before);
    if (!known(before) || (s > 0 && !known(before + 1))) return {};
    if (s == 0) return frames[static_cast<size_t>(before)];
    const auto value = [&](long f, size_t j) { return frames[static_cast<size_t>(f)][j]; };
    const auto slope = [&](long f, size_t j) {
        const long low = known(f - 1) ? f - 1 : f, high = known(f + 1) ? f + 1 : f;
        return low == high ? 0.0 : (value(high, j) - value(low, j)) / static_cast<double>(high - low);
    };
    Values out;
    for (size_t j = 0; j < frames[static_cast<size_t>(before)].size(); ++j) {
        double p[4] = {value(before, j), value(before, j) + slope(before, j) / 3,
                       value(before + 1, j) - slope(before + 1, j) / 3, value(before + 1, j)};
        for (int level = 3; level > 0; --level)
            for (int i = 0; i < level; ++i) p[i] += s * (p[i + 1] - p[i]);
        out.push_back(p[0]);
    }
    return out;
}

/// The links rigid to the recorded one, from recorded poses; others stay in the origin.
struct RigidGroup {
    int link = 0;
    std::vector<int> members;
    std::vector<Matrix4d> linkFromMember;  ///< By link.
};

RigidGroup rigidGroup(const RobotModel& robot, int link) {
    RigidGroup group;
    group.link = link;
    Values rest;
    for (const Joint& joint : robot.joints()) rest.push_back(joint.defaultValue);
    group.linkFromMember = linkPoses(robot, rest, link);
    const std::vector<int> own = jointsAbove(robot, link);
    for (size_t other = 0; other < robot.links().size(); ++other) {
        const std::vector<int> theirs = jointsAbove(robot, static_cast<int>(other));
        bool rigid = true;
        for (const auto* list : {&own, &theirs})
            for (const int j : *list) {
                const auto& beyond = list == &own ? theirs : own;
                if (std::ranges::find(beyond, j) == beyond.end() && robot.joints()[at(j)].moves())
                    rigid = false;
            }
        if (rigid) group.members.push_back(static_cast<int>(other));
    }
    return group;
}

std::optional<Matrix4d> poseAtTime(const std::vector<RigidTransform>& poses, double time) {
    const auto known = [&](long f) {
        return f >= 0 && f < static_cast<long>(poses.size()) &&
               poses[static_cast<size_t>(f)].matrix().allFinite();
    };
    const long before = static_cast<long>(std::floor(time));
    const double s = time - static_cast<double>(before);
    if (!known(before) || (s > 0 && !known(before + 1))) return std::nullopt;
    const RigidTransform& a = poses[static_cast<size_t>(before)];
    if (s == 0) return a.matrix();
    const RigidTransform& b = poses[static_cast<size_t>(before) + 1];
    Matrix4d out = Matrix4d::Identity();
    out.topLeftCorner<3, 3>() =
        Eigen::Quaterniond(a.linear()).slerp(s, Eigen::Quaterniond(b.linear())).toRotationMatrix();
    out.topRightCorner<3, 1>() = (1 - s) * a.translation() + s * b.translation();
    return out;
}

ExpectedMotion motionWithoutJoints(const RobotModel& robot, const Episode& episode, double lag) {
    const RigidGroup group =
        rigidGroup(robot, linkNamed(robot, episode.endEffectorLink, toolOf(robot, episode)));
    ExpectedMotion out;
    out.linkKnown.assign(robot.links().size(), false);
    for (const int member : group.members) out.linkKnown[at(member)] = true;
    out.baseFromLink.resize(static_cast<size_t>(episode.frameCount));
    std::vector<bool> known(out.baseFromLink.size(), true);
    for (auto& poses : out.baseFromLink) poses.assign(robot.links().size(), Matrix4d::Identity());
    // Each link's own pose moves evenly from frame to frame, not the recorded one's.
    for (const int member : group.members) {
        std::vector<RigidTransform> track;
        for (const RigidTransform& tool : episode.endEffectorPoses) {
            RigidTransform pose;
            pose.matrix() = tool.matrix() * group.linkFromMember[at(member)];
            track.push_back(pose);
        }
        for (size_t t = 0; t < known.size(); ++t) {
            const auto pose = poseAtTime(track, static_cast<double>(t) - lag);
            if (!pose) known[t] = false;
            if (pose) out.baseFromLink[t][at(member)] = *pose;
        }
    }
    for (size_t t = 0; t < known.size(); ++t)
        if (!known[t]) out.baseFromLink[t].clear();
    return out;
}

void moveArmBases(const RobotModel& robot, const Calibration& calibration, ExpectedMotion& motion) {
    for (const ArmBaseCorrection& arm : calibration.armBases) {
        const int from = linkNamed(robot, arm.link, -1);
        for (size_t link = 0; link < robot.links().size(); ++link) {
            bool below = static_cast<int>(link) == from;
            for (const int j : jointsAbove(robot, static_cast<int>(link)))
                below = below || robot.joints()[at(j)].parentLink == from;
            if (!below) continue;
            for (auto& poses : motion.baseFromLink)
                if (!poses.empty()) poses[link] = arm.correction.matrix() * poses[link];
        }
    }
}

}  // namespace

Matrix4d inverseOf(const Matrix4d& rigid) {
    Matrix4d out = Matrix4d::Identity();
    const Matrix3d rt = rigid.topLeftCorner<3, 3>().transpose();
    out.topLeftCorner<3, 3>() = rt;
    out.topRightCorner<3, 1>() = -rt * rigid.topRightCorner<3, 1>();
    return out;
}

Matrix3d matrixOfQuaternion(const Eigen::Vector4d& q) {
    const double w = q[0], x = q[1], y = q[2], z = q[3];
    Matrix3d r;
    r << w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y),  //
        2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x),   //
        2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z;
    return r;
}

Matrix3d matrixOfRotationVector(const Vector3d& vector) {
    const double angle = vector.norm();
    if (angle == 0) return Matrix3d::Identity();
    const Vector3d axis = vector / angle;
    Matrix3d cross;
    cross << 0, -axis.z(), axis.y(), axis.z(), 0, -axis.x(), -axis.y(), axis.x(), 0;
    return Matrix3d::Identity() + std::sin(angle) * cross + (1 - std::cos(angle)) * cross * cross;
}

Matrix3d matrixOfEuler(const Vector3d& abc) {
    const auto [sa, sb, sc] = std::array{std::sin(abc[0]), std::sin(abc[1]), std::sin(abc[2])};
    const auto [ca, cb, cc] = std::array{std::cos(abc[0]), std::cos(abc[1]), std::cos(abc[2])};
    Matrix3d x, y, z;
    x << 1, 0, 0, 0, ca, -sa, 0, sa, ca;
    y << cb, 0, sb, 0, 1, 0, -sb, 0, cb;
    z << cc, -sc, 0, sc, cc, 0, 0, 0, 1;
    return z * y * x;
}

ExpectedPixel expectedPixel(const CameraModel& camera, const Vector3d& point) {
    ExpectedPixel out;
    out.uv.setConstant(std::numeric_limits<double>::quiet_NaN());
    if (!(point.z() > 0)) return out;
    const auto& [k1, k2, p1, p2, k3] = camera.distortion;
    const double x = point.x() / point.z(), y = point.y() / point.z(), r2 = x * x + y * y;
    // The lens sees as far out as the distorted radius grows.
    constexpr int kSteps = 4096;
    if (camera.hasDistortion())
        for (int i = 1; i <= kSteps; ++i) {
            const double q = r2 * i * i / (double{kSteps} * kSteps);
            if (1 + 3 * k1 * q + 5 * k2 * q * q + 7 * k3 * q * q * q <= 0) return out;
        }
    const double radial = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
    out.uv = {camera.fx * (x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x)) + camera.cx,
              camera.fy * (y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y) + camera.cy};
    // The outermost pixels reach half a pixel beyond their centres.
    out.visible = out.uv.x() >= -0.5 && out.uv.x() < camera.width - 0.5 && out.uv.y() >= -0.5 &&
                  out.uv.y() < camera.height - 0.5;
    return out;
}

ExpectedMotion expectedMotion(const RobotModel& robot, const Episode& episode,
                              const Calibration& calibration) {
    const double lag = calibration.lagFrames ? calibration.lagFrames->value : 0;
    ExpectedMotion out;
    if (episode.hasJoints()) {
        const int base = linkNamed(robot, episode.baseLink, robot.rootLink());
        const std::vector<Values> joints = recordedJoints(robot, episode, base, toolOf(robot, episode));
        out.linkKnown.assign(robot.links().size(), true);
        out.baseFromLink.resize(joints.size());
        for (size_t t = 0; t < joints.size(); ++t) {
            Values values = jointsAtTime(joints, static_cast<double>(t) - lag);
            if (values.empty()) continue;
            for (size_t j = 0; j < values.size(); ++j)
                if (const auto offset = calibration.jointOffsets.find(robot.joints()[j].name);
                    offset != calibration.jointOffsets.end())
                    values[j] += offset->second.value;
            out.baseFromLink[t] = linkPoses(robot, values, base);
        }
    } else {
        out = motionWithoutJoints(robot, episode, lag);
    }
    moveArmBases(robot, calibration, out);
    return out;
}

}  // namespace camframe::verify
