// SPDX-License-Identifier: Apache-2.0
#include "app/commands/action_episode.h"

#include "app/commands/console.h"
#include "app/commands/label_renderer.h"
#include "model/core/io/calibration_file.h"

namespace camframe {

namespace {

/// FNV-1a over the file's contents, so that an export tells which version of a calibration it was made from.
std::string calibrationId(const Calibration& calibration) {
    uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : calibrationToJson(calibration)) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001B3U;
    }
    return fmt::format("{:06d}/{}@{:016x}", calibration.episode, encodePathComponent(calibration.cameraName),
                       hash);
}

}  // namespace

Result<ActionEpisode> makeActionEpisode(Session& session, const LoadedEpisode& loaded,
                                        std::span<const Calibration> calibrations,
                                        const RunContext& context) {
    const Result<std::shared_ptr<const RobotGeometry>> geometry = session.geometry(loaded);
    if (!geometry) return tl::unexpected(geometry.error());
    const Result<std::unique_ptr<Renderer>> renderer = makeRenderer(*geometry, RendererOptions{});
    if (!renderer) return tl::unexpected(renderer.error());

    ActionEpisode out;
    if (!calibrations.empty()) {
        out.dataset = calibrations.front().dataset;
        out.episode = calibrations.front().episode;
    }
    out.robot = loaded.robot->name;
    out.fps = loaded.episode.fps;
    out.timestamps = loaded.episode.timestamps;
    out.arms = computeArmStates(*loaded.robot, loaded.episode, loaded.motion);
    for (size_t i = 0; i < calibrations.size(); ++i) {
        const Calibration& calibration = calibrations[i];
        if (const auto found = findCamera(loaded.episode, calibration.cameraName); !found)
            return tl::unexpected(found.error());
        const double count = static_cast<double>(calibrations.size());
        PartialProgress progress(context.progress, static_cast<double>(i) / count,
                                 static_cast<double>(i + 1) / count,
                                 fmt::format("camera {}: ", calibration.cameraName));
        RunContext cameraContext = context;
        cameraContext.progress = &progress;
        CameraActions camera;
        camera.calibration = calibration;
        camera.calibrationId = calibrationId(calibration);
        // Each camera has its own lag, and its own opinion of where a second arm stands.
        const Result<RobotMotion> motion = motionOf(loaded, calibration);
        if (!motion) return tl::unexpected(motion.error());
        const std::vector<ArmState> arms = computeArmStates(*loaded.robot, loaded.episode, *motion);
        for (const ArmState& arm : arms)
            camera.arms.push_back(computeArmActions(arm, calibration.camera, calibration.camFromBase));
        const Result<void> labelled =
            renderLabels(**renderer, *loaded.robot, *motion, arms, camera, cameraContext);
        if (!labelled) return tl::unexpected(labelled.error());
        out.cameras.push_back(std::move(camera));
    }
    return out;
}

}  // namespace camframe
