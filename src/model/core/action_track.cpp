// SPDX-License-Identifier: Apache-2.0
#include "model/core/action_track.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/core/nan.h"

namespace camframe {

namespace {

/// Column of a joint in the recording, or -1.
int columnOf(const Episode& episode, const std::string& joint) {
    const auto found = std::find(episode.jointNames.begin(), episode.jointNames.end(), joint);
    return found == episode.jointNames.end() ? -1 : static_cast<int>(found - episode.jointNames.begin());
}

double openness(const Arm& arm, double raw) {
    const double range = arm.gripperOpen - arm.gripperClosed;
    if (!std::isfinite(raw) || range == 0) return kNan;
    return std::clamp((raw - arm.gripperClosed) / range, 0.0, 1.0);
}

/// The recorded value in the dataset's own terms where it has some, else the gripper joint's.
void takeGripper(const Arm& arm, const Episode& episode, ArmState& state) {
    const auto frames = static_cast<size_t>(episode.frameCount);
    const auto record = std::ranges::find(episode.grippers, arm.name, &GripperRecord::arm);
    if (record != episode.grippers.end() && record->raw.size() == frames && record->open.size() == frames) {
        state.gripperRaw = record->raw;
        state.gripperOpen = record->open;
        return;
    }
    state.gripperRaw.assign(frames, kNan);
    if (arm.gripperJoint >= 0)
        for (size_t t = 0; t < frames; ++t)
            state.gripperRaw[t] =
                state.jointPositions(static_cast<Eigen::Index>(t), state.jointPositions.cols() - 1);
    for (const double raw : state.gripperRaw) state.gripperOpen.push_back(openness(arm, raw));
}

ArmState armState(const Arm& arm, const Robot& robot, const Episode& episode, const RobotMotion& motion) {
    const auto frames = static_cast<size_t>(episode.frameCount);
    std::vector<int> joints = arm.joints;
    if (arm.gripperJoint >= 0) joints.push_back(arm.gripperJoint);

    ArmState state;
    state.arm = arm.name;
    state.tcpDefinition = arm.tcpDefinition;
    state.jointPositions =
        Eigen::MatrixXd::Constant(episode.frameCount, static_cast<Eigen::Index>(joints.size()), kNan);
    for (size_t j = 0; j < joints.size(); ++j) {
        state.jointNames.push_back(robot.model.joints()[static_cast<size_t>(joints[j])].name);
        const int column = episode.hasJoints() ? columnOf(episode, state.jointNames.back()) : -1;
        if (column >= 0)
            state.jointPositions.col(static_cast<Eigen::Index>(j)) = episode.jointPositions.col(column);
    }
    takeGripper(arm, episode, state);

    state.baseFromTcp.assign(frames, RigidTransform::Identity());
    state.valid.assign(frames, 0);
    const auto tcpLink = static_cast<size_t>(arm.tcpLink);
    const auto armJoints = static_cast<Eigen::Index>(arm.joints.size());
    for (size_t t = 0; t < frames; ++t) {
        if (!motion.valid(static_cast<int>(t)) || !motion.linkKnown[tcpLink]) continue;
        // The motion vouches for the way to its tool link only; a second arm may lack joints of its own.
        if (episode.hasJoints() &&
            !state.jointPositions.row(static_cast<Eigen::Index>(t)).head(armJoints).allFinite())
            continue;
        state.baseFromTcp[t] = motion.baseFromLink[t][tcpLink] * arm.linkFromTcp;
        state.valid[t] = 1;
    }
    return state;
}

}  // namespace

Eigen::Vector4d quaternionWxyz(const Eigen::Matrix3d& rotation) {
    const Eigen::Quaterniond q(rotation);
    const Eigen::Vector4d wxyz(q.w(), q.x(), q.y(), q.z());
    return q.w() < 0 ? Eigen::Vector4d(-wxyz) : wxyz;
}

Vector6d rotation6d(const Eigen::Matrix3d& rotation) {
    Vector6d out;
    out << rotation.col(0), rotation.col(1);
    return out;
}

Eigen::Vector3d rotationVector(const Eigen::Matrix3d& rotation) {
    RigidTransform transform = RigidTransform::Identity();
    transform.linear() = rotation;
    return logPose(transform).head<3>();
}

Eigen::Vector3d eulerStaticXyz(const Eigen::Matrix3d& r) {
    const double cosB = std::hypot(r(0, 0), r(1, 0));
    const double b = std::atan2(-r(2, 0), cosB);
    // Below this the entries that tell a from c are rounding noise.
    if (cosB < 1e-12) return {std::atan2(-r(1, 2), r(1, 1)), b, 0.0};
    return {std::atan2(r(2, 1), r(2, 2)), b, std::atan2(r(1, 0), r(0, 0))};
}

std::vector<ArmState> computeArmStates(const Robot& robot, const Episode& episode,
                                       const RobotMotion& motion) {
    std::vector<ArmState> states;
    for (const Arm& arm : robot.arms) states.push_back(armState(arm, robot, episode, motion));
    return states;
}

ArmActions computeArmActions(const ArmState& state, const CameraModel& camera,
                             const std::optional<RigidTransform>& camFromBase) {
    const size_t frames = state.valid.size();
    ArmActions out;
    out.camFromTcp.assign(frames, RigidTransform::Identity());
    out.valid.assign(frames, 0);
    out.delta.assign(frames, RigidTransform::Identity());
    out.deltaValid.assign(frames, 0);
    out.uv.assign(frames, Eigen::Vector2d::Constant(kNan));
    out.depth.assign(frames, kNan);
    out.visible.assign(frames, 0);
    if (!camFromBase) return out;
    for (size_t t = 0; t < frames; ++t) {
        if (!state.valid[t]) continue;
        out.camFromTcp[t] = *camFromBase * state.baseFromTcp[t];
        out.valid[t] = 1;
        const Eigen::Vector3d point = out.camFromTcp[t].translation();
        out.depth[t] = point.z();
        if (const std::optional<Eigen::Vector2d> pixel = camera.project(point)) {
            out.uv[t] = *pixel;
            out.visible[t] = pixel->x() >= -0.5 && pixel->y() >= -0.5 && pixel->x() < camera.width - 0.5 &&
                             pixel->y() < camera.height - 0.5;
        }
    }
    for (size_t t = 0; t + 1 < frames; ++t) {
        if (!out.valid[t] || !out.valid[t + 1]) continue;
        out.delta[t] = out.camFromTcp[t + 1] * out.camFromTcp[t].inverse();
        out.deltaValid[t] = 1;
    }
    return out;
}

}  // namespace camframe
