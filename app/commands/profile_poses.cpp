// SPDX-License-Identifier: Apache-2.0
#include "app/commands/profile_poses.h"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <limits>
#include <numbers>

#include "model/core/io/profiles/pose_signals.h"
#include "model/core/io/profiles/profiled_reader.h"
#include "model/core/io/profiles/signal_values.h"

namespace camframe {

namespace {

const Arm* findArm(const Robot& robot, const std::string& name) {
    const auto found = std::ranges::find(robot.arms, name, &Arm::name);
    if (found != robot.arms.end()) return &*found;
    return robot.arms.size() == 1 ? &robot.arms.front() : nullptr;
}

/// All columns of the signals that an arm's poses may be in.
std::vector<SignalColumns> signalsOf(const RecordedEpisode& recorded, const ArmMapping& arm) {
    if (!arm.pose) return guessPoseSignals(recorded);
    SignalColumns columns;
    columns.signals = arm.pose->columns.signals;
    return {columns};
}

/// Link poses of each frame by the profile's joints.
Result<std::vector<std::vector<RigidTransform>>> linksOf(const FirstLook& look, const DatasetProfile& profile,
                                                         const RobotLayout& layout, const Robot& robot) {
    DatasetProfile jointsOnly = profile;
    for (ArmMapping& arm : jointsOnly.arms) arm.pose.reset();
    std::erase_if(jointsOnly.arms, [](const ArmMapping& arm) { return !arm.joints; });
    jointsOnly.stride = 1;
    auto episode = applyDatasetProfile(look.episode, jointsOnly, &layout, look.facts.folder, nullptr);
    if (!episode) return tl::unexpected(episode.error());
    applyJointAliases(robot, *episode);
    auto motion = computeMotion(robot.model, *episode);
    if (!motion) return tl::unexpected(motion.error());
    return std::move(motion->baseFromLink);
}

/// Where the recorded body is on its link, in words; empty where that is the link.
std::string bodyWords(const RigidTransform& linkFromBody, const std::string& link) {
    const Eigen::Vector3d p = 1000 * linkFromBody.translation();
    const Eigen::AngleAxisd turn(linkFromBody.linear());
    const double degrees = turn.angle() * 180 / std::numbers::pi;
    if (p.norm() < 0.5 && degrees < 0.5) return {};
    std::string out = fmt::format("the poses are of the point ({:.1f}, {:.1f}, {:.1f}) mm of {}", p.x(),
                                  p.y(), p.z(), link);
    if (degrees >= 0.5)
        out += fmt::format(", turned by {:.1f} deg about ({:.2f}, {:.2f}, {:.2f})", degrees, turn.axis().x(),
                           turn.axis().y(), turn.axis().z());
    return out;
}

void addWords(PoseFinding& finding, bool severalArms) {
    const std::string prefix = severalArms ? fmt::format("arm {}: ", finding.arm) : "";
    for (const std::string& line : explain(finding.ranking)) finding.words.push_back(prefix + line);
    const PoseMapping& mapping = finding.ranking.ranked.front().mapping;
    if (const std::string body = bodyWords(mapping.linkFromBody, finding.link); !body.empty())
        finding.words.push_back(prefix + body);
    if (const Eigen::Vector3d p = 1000 * mapping.baseFromOrigin.translation(); p.norm() >= 0.5)
        finding.words.push_back(
            fmt::format("{}their origin is at ({:.0f}, {:.0f}, {:.0f}) mm of the robot's base", prefix, p.x(),
                        p.y(), p.z()));
}

}  // namespace

Result<std::vector<PoseFinding>> posesByJoints(const FirstLook& look, const DatasetProfile& profile,
                                               const RobotLayout& layout, const Robot& robot) {
    std::vector<PoseFinding> out;
    const auto links = linksOf(look, profile, layout, robot);
    if (!links) return tl::unexpected(links.error());
    RigidTransform unknown = RigidTransform::Identity();
    unknown.matrix().topRows<3>().setConstant(std::numeric_limits<double>::quiet_NaN());
    const auto arms = static_cast<int>(profile.arms.size());
    for (int a = 0; a < arms; ++a) {
        const ArmMapping& mapping = profile.arms[static_cast<size_t>(a)];
        const Arm* arm = findArm(robot, mapping.name);
        if (arm == nullptr || !mapping.joints) continue;
        std::vector<RigidTransform> tool;
        for (const auto& frame : *links)
            tool.push_back(frame.empty() ? unknown : frame[static_cast<size_t>(arm->tcpLink)]);
        std::optional<PoseFinding> best;
        for (const SignalColumns& columns : signalsOf(look.episode, mapping)) {
            const auto stored = selectColumns(look.episode, columns, "End-effector poses");
            if (!stored) continue;
            for (const int together : {1, arms}) {
                if (together == 1 && arms > 1 && stored->cols() > 10) continue;
                auto ranking = rankPosesByJoints({*stored, together, together > 1 ? a : 0}, tool);
                if (!ranking) continue;
                const bool better =
                    !best || ranking->ranked.front().score + 1e-4 < best->ranking.ranked.front().score;
                if (better)
                    best = PoseFinding{mapping.name,
                                       columns,
                                       robot.model.links()[static_cast<size_t>(arm->tcpLink)].name,
                                       std::move(*ranking),
                                       {}};
                if (arms == 1) break;
            }
        }
        if (!best) continue;
        addWords(*best, arms > 1);
        out.push_back(std::move(*best));
    }
    return out;
}

Result<PoseQuestion> poseQuestion(const FirstLook& look, const DatasetProfile& profile, const Robot& robot) {
    const ArmMapping unknown;
    const ArmMapping& mapping = profile.arms.empty() ? unknown : profile.arms.front();
    const Arm* arm = findArm(robot, mapping.name);
    if (arm == nullptr && !robot.arms.empty()) arm = &robot.arms.front();
    if (arm == nullptr) return inputError("Robot '{}' has no arm; choose another --robot.", robot.name);
    PoseQuestion out;
    out.arm = arm->name;
    out.poses.link = arm->tcpLink;
    // A point between the fingers is recorded about as often as the link.
    if (!arm->linkFromTcp.isApprox(RigidTransform::Identity()))
        out.poses.linkFromBody.push_back(arm->linkFromTcp);
    if (mapping.pose) {
        const int link = robot.model.findLink(mapping.pose->link);
        if (link >= 0) {
            out.poses.link = link;
            out.poses.linkFromBody = {mapping.pose->linkFromBody};
        }
    }
    out.link = robot.model.links()[static_cast<size_t>(out.poses.link)].name;
    for (SignalColumns& columns : signalsOf(look.episode, mapping)) {
        auto stored = selectColumns(look.episode, columns, "End-effector poses");
        if (!stored) continue;
        out.columns = std::move(columns);
        out.poses.recorded.stored = std::move(*stored);
        return out;
    }
    return inputError(
        "{}: no signal holds joints of robot '{}' or is called like poses of an end effector; name one in a "
        "profile "
        "(--profile), see 'camframe info'.",
        look.facts.name, robot.name);
}

Result<PoseFinding> posesByPictures(const PoseQuestion& question, const ConventionProblem& problem,
                                    const RunContext& context) {
    auto ranking = rankPosesByPictures(question.poses, problem, context);
    if (!ranking) return tl::unexpected(ranking.error());
    PoseFinding out{question.arm, question.columns, question.link, std::move(*ranking), {}};
    addWords(out, false);
    return out;
}

void storePoses(const PoseFinding& finding, DatasetProfile& profile) {
    auto arm = std::ranges::find(profile.arms, finding.arm, &ArmMapping::name);
    if (arm == profile.arms.end()) {
        profile.arms.emplace_back().name = finding.arm;
        arm = profile.arms.end() - 1;
    }
    PoseMapping mapping = finding.ranking.ranked.front().mapping;
    mapping.columns.signals = finding.columns.signals;
    mapping.link = finding.link;
    if (bodyWords(mapping.linkFromBody, finding.link).empty())
        mapping.linkFromBody = RigidTransform::Identity();
    if (mapping.baseFromOrigin.translation().norm() < 5e-4) mapping.baseFromOrigin.translation().setZero();
    arm->pose = std::move(mapping);
    for (const std::string& line : finding.words) profile.notes.push_back("convention wizard: " + line);
}

}  // namespace camframe
