// SPDX-License-Identifier: Apache-2.0
#include "model/core/episode.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

namespace camframe {

const CameraStream* Episode::findCamera(std::string_view cameraName) const {
    const auto it = std::ranges::find(cameras, cameraName, &CameraStream::name);
    return it == cameras.end() ? nullptr : &*it;
}

namespace {

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
    return out;
}

/// Driven joints on the way between two links.
std::set<int> drivenJointsBetween(const RobotModel& robot, int base, int tool) {
    const auto pathToRoot = [&](int link) {
        std::set<int> joints;
        for (int j = robot.links()[static_cast<size_t>(link)].parentJoint; j != -1;
             j = robot.links()[static_cast<size_t>(robot.joints()[static_cast<size_t>(j)].parentLink)]
                     .parentJoint)
            joints.insert(j);
        return joints;
    };
    const std::set<int> a = pathToRoot(base), b = pathToRoot(tool);
    std::set<int> between;
    std::ranges::set_symmetric_difference(a, b, std::inserter(between, between.end()));
    std::set<int> driven;
    for (const int j : between) {
        const Joint& joint = robot.joints()[static_cast<size_t>(j)];
        if (joint.moves()) driven.insert(joint.mimic ? joint.mimic->joint : j);
    }
    return driven;
}

Result<int> chooseLink(const RobotModel& robot, const std::string& name, int fallback,
                       const std::string& what) {
    if (name.empty()) return fallback;
    const int link = robot.findLink(name);
    if (link == -1)
        return inputError(
            "Recording names {} '{}', but robot '{}' has no such link; check the robot (--robot).", what,
            name, robot.name());
    return link;
}

}  // namespace

Result<RobotMotion> computeMotion(const RobotModel& robot, const Episode& episode) {
    RobotMotion motion;
    const auto base = chooseLink(robot, episode.baseLink, robot.rootLink(), "base_link");
    if (!base) return tl::unexpected(base.error());
    motion.baseLink = *base;

    motion.toolLink = robot.deepestLeaf();
    for (const std::string& name : episode.endEffectorLinks)
        if (const int link = robot.findLink(name); link != -1) {
            motion.toolLink = link;
            break;
        }
    const size_t frames = static_cast<size_t>(episode.frameCount);
    motion.baseFromLink.resize(frames);
    motion.jointValues.resize(frames);

    if (!episode.hasJoints() && episode.endEffectorPoses.empty())
        return inputError(
            "Recording '{}': neither joints nor end-effector poses were understood; see what 'camframe info' "
            "says and name a dataset profile with --profile ('camframe profile new' begins one).",
            episode.name);
    if (!episode.hasJoints()) {
        const auto link = chooseLink(robot, episode.endEffectorLink, motion.toolLink, "end_effector_link");
        if (!link) return tl::unexpected(link.error());
        motion.toolLink = *link;
        motion.linkKnown.assign(robot.links().size(), false);
        const auto rest = robot.forwardKinematics(robot.defaultJointValues(), *link);
        const std::vector<int> group = robot.rigidGroup(*link);
        for (const int member : group) motion.linkKnown[static_cast<size_t>(member)] = true;
        int valid = 0;
        for (size_t t = 0; t < frames; ++t) {
            const RigidTransform& baseFromTool = episode.endEffectorPoses[t];
            if (!baseFromTool.matrix().allFinite()) continue;
            motion.baseFromLink[t].assign(robot.links().size(), RigidTransform::Identity());
            for (const int member : group)
                motion.baseFromLink[t][static_cast<size_t>(member)] =
                    baseFromTool * rest[static_cast<size_t>(member)];
            ++valid;
        }
        if (valid == 0)
            return inputError("Recording '{}': end_effector_poses has no pose of finite numbers.",
                              episode.name);
        motion.warnings.push_back("The recording has no joints: only links rigid to '" +
                                  robot.links()[static_cast<size_t>(*link)].name + "' are placed.");
        return motion;
    }

    motion.linkKnown.assign(robot.links().size(), true);
    const JointMatch match = matchJoints(robot, episode.jointNames);
    const std::set<int> needed = drivenJointsBetween(robot, motion.baseLink, motion.toolLink);
    if (needed.empty())
        return inputError(
            "Recording '{}': no joint of robot '{}' moves its tool '{}' against its base '{}'; correct "
            "end_effector_links or base_link.",
            episode.name, robot.name(), robot.links()[static_cast<size_t>(motion.toolLink)].name,
            robot.links()[static_cast<size_t>(motion.baseLink)].name);
    std::vector<std::string> missingOnTheWay;
    for (const int j : needed) {
        const std::string& name = robot.joints()[static_cast<size_t>(j)].name;
        if (std::ranges::find(match.missingJoints, name) != match.missingJoints.end())
            missingOnTheWay.push_back(name);
    }
    if (!missingOnTheWay.empty())
        return inputError(
            "Recording '{}': joint_names lacks {} of robot '{}' (it has: {}); rename the joints or choose "
            "the "
            "right robot (--robot).",
            episode.name, joined(missingOnTheWay), robot.name(), joined(episode.jointNames));
    if (!match.unknownColumns.empty())
        motion.warnings.push_back("Joints of the recording that the robot does not have are ignored: " +
                                  joined(match.unknownColumns) + ".");
    if (!match.missingJoints.empty())
        motion.warnings.push_back("Joints of the robot that the recording lacks keep their defaults: " +
                                  joined(match.missingJoints) + ".");

    int invalid = 0;
    for (size_t t = 0; t < frames; ++t) {
        Eigen::VectorXd values = robot.defaultJointValues();
        bool usable = true;
        for (size_t column = 0; column < match.jointOfColumn.size(); ++column) {
            const int joint = match.jointOfColumn[column];
            if (joint == -1) continue;
            const double value =
                episode.jointPositions(static_cast<Eigen::Index>(t), static_cast<Eigen::Index>(column));
            if (std::isfinite(value))
                values[joint] = value;
            else if (needed.contains(joint))
                usable = false;
        }
        if (!usable) {
            ++invalid;
            continue;
        }
        motion.baseFromLink[t] = robot.forwardKinematics(values, motion.baseLink);
        motion.jointValues[t] = std::move(values);
    }
    if (invalid == static_cast<int>(frames))
        return inputError("Recording '{}': joint_positions has no frame whose joints are all finite.",
                          episode.name);
    if (invalid > 0)
        motion.warnings.push_back(fmt::format(
            "{} of {} frames have joints that are absent or not finite and are skipped.", invalid, frames));
    return motion;
}

std::optional<Eigen::Vector3d> RobotMotion::pointInBase(int frame, int link,
                                                        const Eigen::Vector3d& pointInLink) const {
    if (frame < 0 || frame >= static_cast<int>(baseFromLink.size()) || !valid(frame)) return {};
    const auto& poses = baseFromLink[static_cast<size_t>(frame)];
    if (link < 0 || link >= static_cast<int>(poses.size()) || !linkKnown[static_cast<size_t>(link)]) {
        return {};
    }
    return poses[static_cast<size_t>(link)] * pointInLink;
}

}  // namespace camframe
