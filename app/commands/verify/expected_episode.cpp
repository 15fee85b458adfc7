// SPDX-License-Identifier: Apache-2.0
#include "app/commands/verify/expected_episode.h"

#include <algorithm>

#include "model/core/frame_ranges.h"

namespace camframe::verify {

namespace {

ExpectedArm expectedArm(const Arm& arm, const Robot& robot, const Episode& episode) {
    ExpectedArm out;
    out.name = arm.name;
    out.tcpDefinition = arm.tcpDefinition;
    std::vector<int> joints = arm.joints;
    if (arm.gripperJoint >= 0) joints.push_back(arm.gripperJoint);
    out.jointPositions.setConstant(episode.frameCount, static_cast<Eigen::Index>(joints.size()), kNan);
    for (size_t j = 0; j < joints.size(); ++j) {
        const std::string& name = robot.model.joints()[static_cast<size_t>(joints[j])].name;
        out.jointNames.push_back(name);
        const auto column = std::ranges::find(episode.jointNames, name);
        if (episode.hasJoints() && column != episode.jointNames.end())
            out.jointPositions.col(static_cast<Eigen::Index>(j)) =
                episode.jointPositions.col(column - episode.jointNames.begin());
    }
    for (Eigen::Index t = 0; t < episode.frameCount; ++t) {
        const double raw =
            arm.gripperJoint >= 0 ? out.jointPositions(t, out.jointPositions.cols() - 1) : kNan;
        out.gripperRaw.push_back(raw);
        const double share = (raw - arm.gripperClosed) / (arm.gripperOpen - arm.gripperClosed);
        out.gripperOpen.push_back(std::isfinite(share) ? std::min(1.0, std::max(0.0, share)) : kNan);
        bool known = true;
        for (size_t j = 0; j < arm.joints.size() && episode.hasJoints(); ++j)
            known = known && std::isfinite(out.jointPositions(t, static_cast<Eigen::Index>(j)));
        out.jointsKnown.push_back(known);
    }
    // A dataset that says in its own terms how open the gripper is knows better than the joint.
    for (const GripperRecord& record : episode.grippers)
        if (record.arm == arm.name && record.raw.size() == out.gripperRaw.size() &&
            record.open.size() == out.gripperOpen.size()) {
            out.gripperRaw = record.raw;
            out.gripperOpen = record.open;
        }
    return out;
}

}  // namespace

Result<ExpectedEpisode> expectedEpisode(const Episode& episode, const Robot& robot,
                                        const std::vector<std::pair<ExportedCamera, Calibration>>& cameras) {
    ExpectedEpisode out;
    out.episode = &episode;
    out.robot = &robot;
    for (const Arm& arm : robot.arms) out.arms.push_back(expectedArm(arm, robot, episode));
    std::set<int> rows;
    for (const auto& [line, calibration] : cameras) {
        out.index = calibration.episode;
        if (out.dataset.empty()) out.dataset = calibration.dataset;
        ExpectedCamera camera;
        const Result<FrameRanges> ranges = FrameRanges::parse(line.frameRange);
        if (!ranges) return tl::unexpected(ranges.error());
        for (const int frame : ranges->of(episode.frameCount)) camera.frames.insert(frame);
        rows.insert(camera.frames.begin(), camera.frames.end());
        camera.motion = expectedMotion(robot.model, episode, calibration);
        for (size_t a = 0; a < robot.arms.size(); ++a) {
            const Arm& arm = robot.arms[a];
            const auto link = static_cast<size_t>(arm.tcpLink);
            auto& track = camera.tcp.emplace_back(static_cast<size_t>(episode.frameCount));
            for (size_t t = 0; t < track.size(); ++t) {
                const auto& poses = camera.motion.baseFromLink[t];
                if (poses.empty() || !camera.motion.linkKnown[link] || !out.arms[a].jointsKnown[t] ||
                    !calibration.camFromBase)
                    continue;
                track[t] = calibration.camFromBase->matrix() * poses[link] * arm.linkFromTcp.matrix();
            }
        }
        camera.line = line;
        camera.calibration = calibration;
        out.cameras.push_back(std::move(camera));
    }
    out.rows.assign(rows.begin(), rows.end());
    return out;
}

}  // namespace camframe::verify
