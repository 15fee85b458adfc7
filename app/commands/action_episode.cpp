// SPDX-License-Identifier: Apache-2.0
#include "app/commands/action_episode.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "app/commands/console.h"
#include "app/commands/label_renderer.h"
#include "model/core/io/calibration_file.h"

namespace camframe {

namespace {

std::vector<int> unionOfFrames(std::span<const ActionCamera> cameras) {
    std::set<int> all;
    for (const ActionCamera& camera : cameras) all.insert(camera.frames.begin(), camera.frames.end());
    return {all.begin(), all.end()};
}

/// The recording as if it had these frames only.
Episode chosenRows(const Episode& episode, const std::vector<int>& rows) {
    Episode out = episode;
    out.frameCount = static_cast<int>(rows.size());
    out.timestamps.clear();
    for (const int row : rows) out.timestamps.push_back(episode.timestamps[static_cast<size_t>(row)]);
    if (episode.hasJoints()) {
        out.jointPositions.resize(static_cast<Eigen::Index>(rows.size()), episode.jointPositions.cols());
        for (size_t i = 0; i < rows.size(); ++i)
            out.jointPositions.row(static_cast<Eigen::Index>(i)) = episode.jointPositions.row(rows[i]);
    }
    return out;
}

/// @param speaks  By row: the camera says something about it. Elsewhere the robot's place is left out.
RobotMotion chosenRows(const RobotMotion& motion, const std::vector<int>& rows,
                       const std::vector<bool>& speaks) {
    RobotMotion out;
    out.baseLink = motion.baseLink;
    out.toolLink = motion.toolLink;
    out.linkKnown = motion.linkKnown;
    for (size_t i = 0; i < rows.size(); ++i) {
        const auto row = static_cast<size_t>(rows[i]);
        out.baseFromLink.push_back(speaks[i] ? motion.baseFromLink[row] : std::vector<RigidTransform>{});
        const bool known = speaks[i] && row < motion.jointValues.size();
        out.jointValues.push_back(known ? motion.jointValues[row] : Eigen::VectorXd{});
    }
    return out;
}

/// What lies between two rows that are not neighbours in the recording is no motion of one step.
void cutDeltas(ArmActions& actions, const std::vector<int>& rows) {
    for (size_t i = 0; i + 1 < rows.size(); ++i) {
        if (rows[i + 1] == rows[i] + 1) continue;
        actions.deltaValid[i] = 0;
        actions.delta[i] = RigidTransform::Identity();
    }
}

}  // namespace

std::string calibrationId(const Calibration& calibration) {
    // FNV-1a over the file's contents.
    uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : calibrationToJson(calibration)) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001B3U;
    }
    return fmt::format("{:06d}/{}@{:016x}", calibration.episode, encodePathComponent(calibration.cameraName),
                       hash);
}

Result<ActionEpisode> makeActionEpisode(Session& session, const LoadedEpisode& loaded,
                                        std::span<const ActionCamera> cameras, LabelContents labels,
                                        const RunContext& context) {
    std::unique_ptr<Renderer> renderer;
    if (labels == LabelContents::Masks) {
        const Result<std::shared_ptr<const RobotGeometry>> geometry = session.geometry(loaded);
        if (!geometry) return tl::unexpected(geometry.error());
        Result<std::unique_ptr<Renderer>> made = makeRenderer(*geometry, RendererOptions{});
        if (!made) return tl::unexpected(made.error());
        renderer = std::move(*made);
    }

    ActionEpisode out;
    if (!cameras.empty()) {
        out.dataset = cameras.front().calibration.dataset;
        out.episode = cameras.front().calibration.episode;
    }
    out.robot = loaded.robot->name;
    out.fps = loaded.episode.fps;
    out.frames = unionOfFrames(cameras);
    out.contents = labels;
    const Episode episode = chosenRows(loaded.episode, out.frames);
    out.timestamps = episode.timestamps;
    const std::vector<bool> everywhere(out.frames.size(), true);
    out.arms = computeArmStates(*loaded.robot, episode, chosenRows(loaded.motion, out.frames, everywhere));
    for (size_t i = 0; i < cameras.size(); ++i) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        const Calibration& calibration = cameras[i].calibration;
        if (const auto found = findCamera(loaded.episode, calibration.cameraName); !found)
            return tl::unexpected(found.error());
        const double count = static_cast<double>(cameras.size());
        PartialProgress progress(context.progress, static_cast<double>(i) / count,
                                 static_cast<double>(i + 1) / count,
                                 fmt::format("camera {}: ", calibration.cameraName));
        RunContext cameraContext = context;
        cameraContext.progress = &progress;
        CameraActions camera;
        camera.calibration = calibration;
        camera.calibrationId = calibrationId(calibration);
        // Each camera has its own lag, and its own opinion of where a second arm stands.
        const Result<RobotMotion> whole = motionOf(loaded, calibration);
        if (!whole) return tl::unexpected(whole.error());
        std::vector<bool> speaks;
        for (const int frame : out.frames)
            speaks.push_back(std::ranges::binary_search(cameras[i].frames, frame));
        const RobotMotion motion = chosenRows(*whole, out.frames, speaks);
        const std::vector<ArmState> arms = computeArmStates(*loaded.robot, episode, motion);
        for (const ArmState& arm : arms) {
            camera.arms.push_back(computeArmActions(arm, calibration.camera, calibration.camFromBase));
            cutDeltas(camera.arms.back(), out.frames);
        }
        if (renderer) {
            const Result<void> labelled =
                renderLabels(*renderer, *loaded.robot, motion, arms, camera, cameraContext);
            if (!labelled) return tl::unexpected(labelled.error());
        }
        out.cameras.push_back(std::move(camera));
    }
    return out;
}

Result<ActionEpisode> makeActionEpisode(Session& session, const LoadedEpisode& loaded,
                                        std::span<const Calibration> calibrations,
                                        const RunContext& context) {
    std::vector<int> all(static_cast<size_t>(loaded.episode.frameCount));
    std::iota(all.begin(), all.end(), 0);
    std::vector<ActionCamera> cameras;
    for (const Calibration& calibration : calibrations) cameras.push_back({calibration, all});
    return makeActionEpisode(session, loaded, cameras, LabelContents::Masks, context);
}

}  // namespace camframe
