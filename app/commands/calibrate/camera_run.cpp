// SPDX-License-Identifier: Apache-2.0
#include "app/commands/calibrate/camera_run.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "app/commands/alternative_pictures.h"
#include "app/commands/calibrate/input_fingerprint.h"
#include "calib/network_tracker.h"
#include "model/core/io/calibration_file.h"
#include "model/core/log.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

namespace fs = std::filesystem;

Result<std::vector<const CameraStream*>> chooseCameras(const CalibrateOptions& options,
                                                       const CalibrateInputs& inputs,
                                                       const Episode& episode) {
    for (const std::string& name : options.cameras)
        if (const auto found = findCamera(episode, name); !found) return tl::unexpected(found.error());
    for (const MarkInput& mark : inputs.marks)
        if (!mark.camera.empty())
            if (const auto found = findCamera(episode, mark.camera); !found)
                return tl::unexpected(found.error());
    const auto named = [&](const CameraStream& camera) {
        return std::find(options.cameras.begin(), options.cameras.end(), camera.name) !=
               options.cameras.end();
    };
    std::vector<const CameraStream*> chosen;
    std::vector<std::string> onWrists;
    for (const CameraStream& camera : episode.cameras) {
        if (options.cameras.empty() && camera.wrist)
            onWrists.push_back(camera.name);
        else if (options.cameras.empty() || named(camera))
            chosen.push_back(&camera);
    }
    if (!onWrists.empty() && chosen.empty())
        return inputError(
            "{}: all cameras ({}) move with the robot, which this calibration cannot do; name one with "
            "--camera "
            "to try it all the same.",
            episode.name, fmt::join(onWrists, ", "));
    if (!onWrists.empty() && episode.index == 0)
        log(LogLevel::Info,
            fmt::format("Left out because they move with the robot: {} (--camera NAME tries one "
                        "all the same).",
                        fmt::join(onWrists, ", ")));
    if (inputs.init && inputs.init->camera.empty() && chosen.size() > 1)
        return makeError(ErrorKind::Usage,
                         "--init gives one matrix, but {} cameras are chosen; name its camera with --camera.",
                         chosen.size());
    return chosen;
}

namespace {

Result<CameraModel> cameraModel(const CalibrateInputs& inputs, const Episode& episode,
                                const CameraStream& camera) {
    if (inputs.intrinsics && inputs.intrinsics->estimate)
        return CameraModel::guessed(camera.width, camera.height);
    const GivenIntrinsics* given = inputs.intrinsics ? inputs.intrinsics->find(camera.name) : nullptr;
    if (!given) return recordedCamera(episode, camera);
    return CameraModel::fromMatrix(given->k, camera.width, camera.height,
                                   given->distortion.value_or(camera.distortion),
                                   fmt::format("--intrinsics of camera '{}'", camera.name));
}

/// The marks that concern one camera-episode, with links looked up.
Result<std::vector<Mark>> marksOf(const CalibrateInputs& inputs, const LoadedEpisode& loaded, int episode,
                                  const CameraStream& camera) {
    std::vector<Mark> marks;
    for (const MarkInput& given : inputs.marks) {
        if (given.episode.value_or(episode) != episode) continue;
        if (!given.camera.empty() && given.camera != camera.name) continue;
        if (given.frame >= loaded.episode.frameCount)
            return makeError(ErrorKind::Usage, "--mark names frame {}, but {} has {} frames (0 to {}).",
                             given.frame, loaded.episode.folder.string(), loaded.episode.frameCount,
                             loaded.episode.frameCount - 1);
        Mark mark{given.frame, given.pixel, -1, given.pointInLink};
        if (!given.link.empty()) {
            mark.link = loaded.robot->model.findLink(given.link);
            if (mark.link < 0)
                return makeError(ErrorKind::Usage,
                                 "--mark names the link '{}', which the robot {} does not have.", given.link,
                                 loaded.robot->name);
            if (!loaded.motion.linkKnown[static_cast<size_t>(mark.link)])
                return makeError(
                    ErrorKind::Usage,
                    "--mark names the link '{}', whose pose the recording does not give; name a link "
                    "that is rigid to its end effector.",
                    given.link);
        }
        if (mark.pixel.x() < -0.5 || mark.pixel.y() < -0.5 || mark.pixel.x() > camera.width - 0.5 ||
            mark.pixel.y() > camera.height - 0.5)
            return makeError(ErrorKind::Usage,
                             "--mark names the pixel {:g},{:g}, outside the {}x{} picture of camera '{}'.",
                             mark.pixel.x(), mark.pixel.y(), camera.width, camera.height, camera.name);
        marks.push_back(mark);
    }
    return marks;
}

}  // namespace

Result<std::unique_ptr<PreparedCamera>> prepareCamera(const CalibrateOptions& options,
                                                      const CalibrateInputs& inputs, Session& session,
                                                      const LoadedEpisode& loaded, int episode,
                                                      const CameraStream& camera,
                                                      TransferredMarks& transferred,
                                                      const RunContext& context) {
    auto out = std::make_unique<PreparedCamera>();
    CalibrationInput& input = out->input;
    const Result<CameraModel> model = cameraModel(inputs, loaded.episode, camera);
    if (!model) return tl::unexpected(model.error());
    Result<std::vector<Mark>> marks = marksOf(inputs, loaded, episode, camera);
    if (!marks) return tl::unexpected(marks.error());
    const Result<std::shared_ptr<const RobotGeometry>> geometry = session.geometry(loaded);
    if (!geometry) return tl::unexpected(geometry.error());
    Result<std::unique_ptr<FrameSource>> frames = session.reader().openFrames(loaded.episode, camera);
    if (!frames) return tl::unexpected(frames.error());
    out->frames = std::move(*frames);

    input.robot = &loaded.robot->model;
    input.geometry = *geometry;
    input.motion = &loaded.motion;
    input.camera = *model;
    if (inputs.intrinsics && inputs.intrinsics->estimate)
        input.intrinsicsSource = IntrinsicsSource::Estimated;
    else if (inputs.intrinsics && inputs.intrinsics->find(camera.name))
        input.intrinsicsSource = IntrinsicsSource::Given;
    else if (!camera.kSource.empty())
        input.intrinsicsSource = IntrinsicsSource::Table;
    input.isVideo = loaded.episode.fps.has_value();
    input.frames = out->frames.get();
    if (marks->empty() && !inputs.init && options.masks.empty()) {
        marks = transferred.find(session, loaded, episode, camera, *out->frames, context);
        if (!marks) return tl::unexpected(marks.error());
    }
    input.marks = std::move(*marks);
    if (const auto file = findModel(modelFolder(options.models), "tracker"); file && !input.marks.empty()) {
        NetworkOptions networkOptions;
        networkOptions.threads = context.threads;
        auto network = loadNetwork(*file, networkOptions);
        if (!network) return tl::unexpected(network.error());
        out->tracker = makeNetworkTracker(std::move(*network));
        input.tracker = out->tracker.get();
    }
    input.arms = armChains(*loaded.robot);
    const auto drawn = [&](const char* what, const fs::path& folder,
                           std::optional<NumberedPictures>& pictures, auto& ofFrame) -> Result<void> {
        if (folder.empty()) return {};
        Result<NumberedPictures> opened = NumberedPictures::openMasks(
            folder, episode, session.reader().episodeCount() > 1, camera, loaded.episode.frameCount, what);
        if (!opened) return tl::unexpected(opened.error());
        pictures = std::move(*opened);
        ofFrame = [&pictures](int frame) { return pictures->mask(frame); };
        return {};
    };
    if (auto done = drawn("Masks", options.masks, out->masks, input.maskOfFrame); !done)
        return tl::unexpected(done.error());
    if (auto done = drawn("Regions to ignore", options.ignoreRegions, out->ignored, input.ignoreOfFrame);
        !done)
        return tl::unexpected(done.error());
    if (options.depth) {
        Result<std::unique_ptr<DepthSource>> depths = session.reader().openDepth(loaded.episode, camera);
        if (!depths) return tl::unexpected(depths.error());
        input.depthOfFrame = [depths = std::shared_ptr<DepthSource>(std::move(*depths))](int frame) {
            return depths->read(frame);
        };
    }
    if (inputs.init && (inputs.init->camera.empty() || inputs.init->camera == camera.name))
        input.initialCamFromBase = inputs.init->camFromBase;

    out->options.renderer = options.renderer;
    out->options.seed = options.seed;
    out->options.refine = inputs.refine;
    // Nobody measured this focal length: trusting it would put its error into the camera's distance.
    if (input.intrinsicsSource == IntrinsicsSource::Table && camera.kEstimated)
        out->options.refine.focal = true;
    if (const std::string problem = out->options.check(); !problem.empty())
        return makeError(ErrorKind::Usage, "{}", problem);
    return out;
}

void describeResult(Calibration& calibration, const CalibrateOptions& options, const CalibrateInputs& inputs,
                    Session& session, const LoadedEpisode& loaded, int episode, const CameraStream& camera) {
    calibration.dataset = session.reader().name();
    calibration.episode = episode;
    calibration.robot = loaded.robot->name;
    calibration.cameraName = camera.name;
    calibration.seed = options.seed;
    calibration.inputs = inputs.provenance;
    const bool own =
        inputs.intrinsics && (inputs.intrinsics->estimate || inputs.intrinsics->find(camera.name));
    if (!own && !camera.kSource.empty()) calibration.inputs["intrinsics_source"] = camera.kSource;
}

Result<CameraOutcome> calibrateOne(const CalibrateOptions& options, const CalibrateInputs& inputs,
                                   Session& session, const LoadedEpisode& loaded, int episode,
                                   const CameraStream& camera, TransferredMarks& transferred,
                                   const RunContext& context) {
    const auto prepared =
        prepareCamera(options, inputs, session, loaded, episode, camera, transferred, context);
    if (!prepared) return tl::unexpected(prepared.error());
    PreparedCamera& p = **prepared;
    const Result<std::string> fingerprint = inputFingerprint(
        p.input, p.options, inputs, {p.masks ? &*p.masks : nullptr, p.ignored ? &*p.ignored : nullptr});
    if (!fingerprint) return tl::unexpected(fingerprint.error());
    const fs::path path = calibrationPath(options.out, episode, camera.name);
    if (std::error_code error; fs::exists(path, error))
        if (Result<Calibration> existing = readCalibration(path)) {
            if (!existing->edits.empty() && !options.resume)
                return inputError(
                    "{} holds a person's edits and is kept; choose another --out, or --resume to go on "
                    "beside it.",
                    path.string());
            if (options.resume &&
                (!existing->edits.empty() || existing->inputs["fingerprint"] == *fingerprint))
                return CameraOutcome{path, std::move(*existing), true};
        }
    Result<CalibrationRun> run = calibrateCamera(p.input, p.options, context);
    if (!run) return tl::unexpected(run.error());

    Calibration& calibration = run->calibration;
    describeResult(calibration, options, inputs, session, loaded, episode, camera);
    calibration.inputs["fingerprint"] = *fingerprint;
    const Result<void> written = writeCalibrationRun(run->calibration, run->alternativePictures, path);
    if (!written) return tl::unexpected(written.error());
    return CameraOutcome{path, std::move(calibration), false};
}

}  // namespace camframe
