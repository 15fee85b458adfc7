// SPDX-License-Identifier: Apache-2.0
#include "app/studio/calibration_job.h"

#include <set>

namespace camframe {

namespace {

/// What a person drew goes before what a folder gives.
Result<void> addMasks(CalibrationInput& input, const CalibrationTask& task) {
    const bool folder = task.masks && task.masks->hasFolder();
    if (folder)
        if (auto ok = task.masks->check(task.camera); !ok) return ok;
    bool drawn = false, ignored = false;
    for (const auto& [frame, mask] : task.state.masks) {
        drawn |= !mask->robot.empty();
        ignored |= !mask->ignore.empty();
    }
    if (drawn || folder)
        input.maskOfFrame = [&task](int frame) -> Result<std::optional<ImageU8>> {
            const auto own = task.state.masks.find(frame);
            if (own != task.state.masks.end() && !own->second->robot.empty())
                return std::optional<ImageU8>(own->second->robot);
            return task.masks ? task.masks->given(task.camera, frame) : std::optional<ImageU8>{};
        };
    if (ignored)
        input.ignoreOfFrame = [&task](int frame) -> Result<std::optional<ImageU8>> {
            const auto own = task.state.masks.find(frame);
            if (own == task.state.masks.end() || own->second->ignore.empty()) return std::optional<ImageU8>{};
            return std::optional<ImageU8>(own->second->ignore);
        };
    return {};
}

}  // namespace

Result<CalibrationOutcome> runCalibrationTask(const CalibrationTask& task, const RunContext& context) {
    const Recording& recording = *task.opened->recording();
    const auto frames = task.opened->openFrames(task.camera);
    if (!frames) return tl::unexpected(frames.error());

    CalibrationInput input;
    input.robot = &recording.model();
    input.geometry = task.opened->geometry();
    input.motion = &recording.motion;
    input.camera = task.state.intrinsics.camera;
    // A guess is refined, what is known is not: so locked ones are known.
    const Intrinsics& intrinsics = task.state.intrinsics;
    input.intrinsicsSource = intrinsics.locked ? IntrinsicsSource::Given : intrinsics.source;
    input.isVideo = recording.episode.fps.has_value();
    input.frames = frames->get();
    input.arms = armChains(*recording.robot);
    // Tracked points are left out: the calibration follows marks itself where it needs to.
    for (const Keypoint& keypoint : task.state.keypoints) {
        if (keypoint.hidden || keypoint.origin != KeypointOrigin::Human || keypoint.mark != 0) continue;
        input.marks.push_back({keypoint.frame, keypoint.pixel, keypoint.link, keypoint.pointInLink});
    }
    // Four points fix a camera as they are; fewer must be followed through the frames to say enough.
    input.marksAreKeypoints = task.start == CalibrationStart::CurrentPose || input.marks.size() >= 4;
    if (!input.marksAreKeypoints) {
        // Marks of unknown place are followed from where they were first seen.
        std::set<int> taken;
        for (const Keypoint& keypoint : task.state.keypoints)
            if (keypoint.mark != 0 && !keypoint.hidden && keypoint.origin == KeypointOrigin::Human &&
                taken.insert(keypoint.mark).second)
                input.marks.push_back({keypoint.frame, keypoint.pixel, keypoint.link, std::nullopt});
    }
    if (task.start == CalibrationStart::CurrentPose) input.initialCamFromBase = task.state.camFromBase;

    if (auto ok = addMasks(input, task); !ok) return tl::unexpected(ok.error());

    CalibrationOptions options;
    options.seed = task.seed;
    options.refine = task.refine;
    if (intrinsics.locked)
        options.refine.focal = options.refine.principal = options.refine.distortion = false;
    // A batch asks the same of all its items, and not all of them have it.
    options.refine.joints &= !recording.motion.jointValues.empty();
    options.refine.armBases &= input.arms.size() >= 2;
    options.refine.lag &= input.isVideo;
    if (const auto& run = task.state.run) {  // what an earlier run corrected is solved for again, not lost
        options.refine.joints |= !run->jointOffsets.empty();
        options.refine.armBases |= !run->armBases.empty() && input.arms.size() >= 2;
        options.refine.lag |= run->lagFrames && run->lagFrames->value != 0;
    }
    auto run = calibrateCamera(input, options, context);
    if (!run) return tl::unexpected(run.error());
    Calibration& calibration = run->calibration;
    calibration.dataset = recording.dataset;
    calibration.episode = recording.episodeIndex;
    calibration.robot = recording.robot->name;
    calibration.cameraName = task.state.name;
    calibration.seed = task.seed;
    if (intrinsics.locked) calibration.intrinsicsSource = intrinsics.source;
    calibration.inputs = recording.provenance;
    return CalibrationOutcome{std::move(calibration), std::move(run->masks),
                              std::move(run->alternativePictures)};
}

}  // namespace camframe
