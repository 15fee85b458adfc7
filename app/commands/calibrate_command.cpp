// SPDX-License-Identifier: Apache-2.0
#include <fmt/ranges.h>
#include <sys/resource.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/commands/alternative_pictures.h"
#include "app/commands/console.h"
#include "app/commands/results.h"
#include "app/commands/session.h"
#include "app/commands/shell.h"
#include "app/commands/transferred_marks.h"
#include "calib/calibration_pipeline.h"
#include "calib/network_tracker.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/input_files.h"
#include "model/core/log.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// The options as typed.
struct CalibrateOptions {
    SessionRequest request;
    std::vector<std::string> cameras;
    std::string episodes = "all";
    std::string intrinsics;
    std::vector<std::string> marks;
    fs::path models;
    fs::path masks;
    fs::path ignoreRegions;
    bool depth = false;
    fs::path init;
    std::string refine = "pose";
    RendererOptions renderer;
    uint64_t seed = 0;
    bool resume = false;
    fs::path out;
};

/// The options after reading the files they name.
struct CalibrateInputs {
    std::optional<IntrinsicsInput> intrinsics;
    std::vector<MarkInput> marks;
    std::optional<InitialPose> init;
    RefineSet refine;
    std::map<std::string, std::string> provenance;
};

struct CalibrateSummary {
    std::vector<StoredCalibration> results;
    std::vector<std::string> errors;
    int kept = 0;  ///< Results that --resume found complete.
};

Result<RefineSet> parseRefine(const std::string& text) {
    RefineSet refine;
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, '+');) {
        bool known = part == "pose";
        const auto asks = [&](const char* name, bool& field) {
            if (part != name) return;
            known = field = true;
        };
        asks("focal", refine.focal);
        asks("principal", refine.principal);
        asks("distortion", refine.distortion);
        asks("joints", refine.joints);
        asks("arm_bases", refine.armBases);
        asks("lag", refine.lag);
        asks("intrinsics", refine.focal);
        asks("intrinsics", refine.principal);
        if (!known)
            return makeError(ErrorKind::Usage,
                             "--refine '{}': '{}' is unknown; join with '+' any of pose, focal, principal, "
                             "intrinsics (focal+principal), distortion, joints, arm_bases and lag.",
                             text, part);
    }
    return refine;
}

Result<CalibrateInputs> readInputs(const CalibrateOptions& options) {
    CalibrateInputs inputs;
    auto refine = parseRefine(options.refine);
    if (!refine) return tl::unexpected(refine.error());
    inputs.refine = *refine;
    inputs.provenance = provenanceOf(options.request);
    inputs.provenance["refine"] = options.refine;
    if (!options.intrinsics.empty()) {
        Result<IntrinsicsInput> intrinsics = parseIntrinsics(options.intrinsics);
        if (!intrinsics) return tl::unexpected(intrinsics.error());
        inputs.intrinsics = std::move(*intrinsics);
        std::error_code error;
        inputs.provenance["intrinsics"] =
            fs::exists(options.intrinsics, error) ? absoluteText(options.intrinsics) : options.intrinsics;
    }
    for (const std::string& text : options.marks) {
        Result<MarkInput> mark = parseMark(text);
        if (!mark) return tl::unexpected(mark.error());
        inputs.marks.push_back(std::move(*mark));
    }
    if (!options.marks.empty()) inputs.provenance["marks"] = fmt::format("{}", fmt::join(options.marks, " "));
    if (!options.models.empty()) inputs.provenance["models"] = absoluteText(options.models);
    if (!options.masks.empty()) inputs.provenance["masks"] = absoluteText(options.masks);
    if (!options.ignoreRegions.empty())
        inputs.provenance["ignore_regions"] = absoluteText(options.ignoreRegions);
    if (options.depth) inputs.provenance["depth"] = "depth/";
    if (!options.init.empty()) {
        Result<InitialPose> init = readInitialPose(options.init);
        if (!init) return tl::unexpected(init.error());
        inputs.init = std::move(*init);
        inputs.provenance["init"] = absoluteText(options.init);
    }
    return inputs;
}

/// The cameras to calibrate, in the recording's order.
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

/// Runs the pipeline on one camera of one episode and writes its calibration.json.
Result<StoredCalibration> calibrateOne(const CalibrateOptions& options, const CalibrateInputs& inputs,
                                       Session& session, const LoadedEpisode& loaded, int episode,
                                       const CameraStream& camera, TransferredMarks& transferred,
                                       const RunContext& context) {
    const Result<CameraModel> model = cameraModel(inputs, loaded.episode, camera);
    if (!model) return tl::unexpected(model.error());
    Result<std::vector<Mark>> marks = marksOf(inputs, loaded, episode, camera);
    if (!marks) return tl::unexpected(marks.error());
    const Result<std::shared_ptr<const RobotGeometry>> geometry = session.geometry(loaded);
    if (!geometry) return tl::unexpected(geometry.error());
    const Result<std::unique_ptr<FrameSource>> frames = session.reader().openFrames(loaded.episode, camera);
    if (!frames) return tl::unexpected(frames.error());

    CalibrationInput input;
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
    input.frames = frames->get();
    if (marks->empty() && !inputs.init && options.masks.empty()) {
        marks = transferred.find(session, loaded, episode, camera, **frames, context);
        if (!marks) return tl::unexpected(marks.error());
    }
    input.marks = std::move(*marks);
    std::unique_ptr<PointTracker> tracker;
    if (const auto file = findModel(modelFolder(options.models), "tracker"); file && !input.marks.empty()) {
        NetworkOptions networkOptions;
        networkOptions.threads = context.threads;
        auto network = loadNetwork(*file, networkOptions);
        if (!network) return tl::unexpected(network.error());
        tracker = makeNetworkTracker(std::move(*network));
        input.tracker = tracker.get();
    }
    input.arms = armChains(*loaded.robot);
    if (!options.masks.empty()) {
        Result<NumberedPictures> masks = NumberedPictures::openMasks(
            options.masks, episode, session.reader().episodeCount() > 1, camera, loaded.episode.frameCount);
        if (!masks) return tl::unexpected(masks.error());
        input.maskOfFrame = [masks = std::move(*masks)](int frame) { return masks.mask(frame); };
    }
    if (!options.ignoreRegions.empty()) {
        Result<NumberedPictures> regions =
            NumberedPictures::openMasks(options.ignoreRegions, episode, session.reader().episodeCount() > 1,
                                        camera, loaded.episode.frameCount);
        if (!regions) return tl::unexpected(regions.error());
        input.ignoreOfFrame = [regions = std::move(*regions)](int frame) { return regions.mask(frame); };
    }
    if (options.depth) {
        Result<std::unique_ptr<DepthSource>> depths = session.reader().openDepth(loaded.episode, camera);
        if (!depths) return tl::unexpected(depths.error());
        input.depthOfFrame = [depths = std::shared_ptr<DepthSource>(std::move(*depths))](int frame) {
            return depths->read(frame);
        };
    }
    if (inputs.init && (inputs.init->camera.empty() || inputs.init->camera == camera.name))
        input.initialCamFromBase = inputs.init->camFromBase;

    CalibrationOptions calibrationOptions;
    calibrationOptions.renderer = options.renderer;
    calibrationOptions.seed = options.seed;
    calibrationOptions.refine = inputs.refine;
    // Nobody measured this focal length: trusting it would put its error into the camera's distance.
    if (input.intrinsicsSource == IntrinsicsSource::Table && camera.kEstimated)
        calibrationOptions.refine.focal = true;
    if (const std::string problem = calibrationOptions.check(); !problem.empty())
        return makeError(ErrorKind::Usage, "{}", problem);
    Result<CalibrationRun> run = calibrateCamera(input, calibrationOptions, context);
    if (!run) return tl::unexpected(run.error());

    Calibration& calibration = run->calibration;
    calibration.dataset = session.reader().name();
    calibration.episode = episode;
    calibration.robot = loaded.robot->name;
    calibration.cameraName = camera.name;
    calibration.seed = options.seed;
    calibration.inputs = inputs.provenance;
    if (input.intrinsicsSource == IntrinsicsSource::Table)
        calibration.inputs["intrinsics_source"] = camera.kSource;
    const fs::path path = calibrationPath(options.out, episode, camera.name);
    const Result<void> written = writeCalibrationRun(*run, path);
    if (!written) return tl::unexpected(written.error());
    return StoredCalibration{path, std::move(calibration)};
}

/// A complete result of the same question, or one that a person has worked on: --resume does not touch it.
std::optional<StoredCalibration> finishedResult(const CalibrateOptions& options,
                                                const CalibrateInputs& inputs, int episode,
                                                const std::string& camera) {
    const fs::path path = calibrationPath(options.out, episode, camera);
    std::error_code error;
    if (!fs::exists(path, error)) return std::nullopt;
    Result<Calibration> calibration = readCalibration(path);
    if (!calibration) return std::nullopt;
    calibration->inputs.erase("intrinsics_source");  // Follows from the recording and its profile.
    const bool same = calibration->inputs == inputs.provenance && calibration->seed == options.seed;
    if (!same && calibration->edits.empty()) return std::nullopt;
    return StoredCalibration{path, std::move(*calibration)};
}

/// One episode. Only errors that concern the whole run are returned; the others go to summary.errors.
Result<void> calibrateEpisode(const CalibrateOptions& options, const CalibrateInputs& inputs,
                              Session& session, int episode, TransferredMarks& transferred,
                              const RunContext& context, CalibrateSummary& summary) {
    const auto onlyThisOne = [&](const Error& error) -> Result<void> {
        if (error.kind != ErrorKind::Input) return tl::unexpected(error);
        summary.errors.push_back(error.message);
        return {};
    };
    const Result<LoadedEpisode> loaded = session.load(episode);
    if (!loaded) return onlyThisOne(loaded.error());
    const Result<std::vector<const CameraStream*>> cameras = chooseCameras(options, inputs, loaded->episode);
    if (!cameras) return onlyThisOne(cameras.error());
    for (size_t i = 0; i < cameras->size(); ++i) {
        const CameraStream& camera = *(*cameras)[i];
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        if (options.resume)
            if (auto finished = finishedResult(options, inputs, episode, camera.name)) {
                summary.results.push_back(std::move(*finished));
                ++summary.kept;
                continue;
            }
        if (const auto existing = readCalibration(calibrationPath(options.out, episode, camera.name));
            existing && !existing->edits.empty()) {
            summary.errors.push_back(
                fmt::format("{} holds a person's edits and is kept; choose another --out, or --resume to go "
                            "on beside it.",
                            calibrationPath(options.out, episode, camera.name).string()));
            continue;
        }
        const double count = static_cast<double>(cameras->size());
        PartialProgress progress(context.progress, static_cast<double>(i) / count,
                                 static_cast<double>(i + 1) / count, fmt::format("camera {}: ", camera.name));
        RunContext cameraContext = context;
        cameraContext.progress = &progress;
        Result<StoredCalibration> stored =
            calibrateOne(options, inputs, session, *loaded, episode, camera, transferred, cameraContext);
        if (stored)
            summary.results.push_back(std::move(*stored));
        else if (const Result<void> handled = onlyThisOne(stored.error()); !handled)
            return handled;
    }
    return {};
}

double peakMemoryMiB() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

void printJson(const CalibrateSummary& summary, std::ostream& out) {
    Json json{{"results", Json::array()},
              {"kept", summary.kept},
              {"errors", summary.errors},
              {"peak_memory_mib", peakMemoryMiB()}};
    for (const StoredCalibration& stored : summary.results) {
        Json result{{"file", stored.path.string()}};
        result.update(Json::parse(calibrationToJson(stored.calibration)));
        json["results"].push_back(std::move(result));
    }
    out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

void printTables(const CalibrateSummary& summary, const fs::path& folder, std::ostream& out) {
    TextTable figures({"episode", "camera", "status", "mask IoU", "holdout IoU", "contour px", "track px",
                       "TCP mm", "risk", "frames", "backend"});
    TextTable times(
        {"episode", "camera", "total s", "CPU s", "decode", "track", "segment", "init", "refine"});
    std::string reasons;
    for (const StoredCalibration& stored : summary.results) {
        const Calibration& c = stored.calibration;
        const auto cell = [](const std::optional<double>& value, int digits) {
            return value ? fmt::format("{:.{}f}", *value, digits) : std::string("-");
        };
        const std::string episode = fmt::format("{:06d}", c.episode);
        figures.addRow({episode, c.cameraName, std::string(toString(c.status)), cell(c.quality.maskIou, 4),
                        cell(c.quality.holdoutIou, 4), cell(c.quality.contourRmsPx, 3),
                        cell(c.quality.trackRmsPx, 3), cell(c.quality.expectedTcpErrorMm, 2),
                        cell(c.quality.risk, 3), std::to_string(c.framesUsed.size()), c.backend});
        std::vector<std::string> row = {episode, c.cameraName};
        for (const double seconds : {c.timing.total, c.timing.cpu, c.timing.decode, c.timing.track,
                                     c.timing.segment, c.timing.init, c.timing.refine})
            row.push_back(fmt::format("{:.2f}", seconds));
        times.addRow(std::move(row));
        for (const std::string& reason : c.reasons)
            reasons += fmt::format("{} {}: {}\n", episode, c.cameraName, reason);
    }
    figures.print(out);
    if (!reasons.empty()) out << "\nreasons\n" << reasons;
    out << "\ntime by stage\n";
    times.print(out);
    out << fmt::format("\npeak memory {:.0f} MiB; {} result{} in {}", peakMemoryMiB(), summary.results.size(),
                       summary.results.size() == 1 ? "" : "s", folder.string());
    if (summary.kept > 0) out << fmt::format(" ({} kept from before)", summary.kept);
    out << '\n';
}

Result<int> runCalibrate(CalibrateOptions options, Shell& shell) {
    options.request.search = shell.search;
    shell.context.threads = options.renderer.threads;
    Result<Session> session = Session::open(options.request);
    if (!session) return tl::unexpected(session.error());
    const Result<std::vector<int>> episodes =
        parseEpisodes(options.episodes, session->reader().episodeCount());
    if (!episodes) return tl::unexpected(episodes.error());
    options.request = session->request();
    const Result<CalibrateInputs> inputs = readInputs(options);
    if (!inputs) return tl::unexpected(inputs.error());
    if (const Result<void> writable = checkWritableFolder(options.out); !writable)
        return tl::unexpected(writable.error());

    TransferredMarks transferred(inputs->marks, options.models);
    CalibrateSummary summary;
    for (size_t i = 0; i < episodes->size(); ++i) {
        const double count = static_cast<double>(episodes->size());
        const std::string prefix = episodes->size() > 1 ? fmt::format("episode {} ", (*episodes)[i]) : "";
        PartialProgress progress(shell.context.progress, static_cast<double>(i) / count,
                                 static_cast<double>(i + 1) / count, prefix);
        RunContext context = shell.context;
        context.progress = &progress;
        const size_t errorsBefore = summary.errors.size();
        const Result<void> done =
            calibrateEpisode(options, *inputs, *session, (*episodes)[i], transferred, context, summary);
        if (!done) return tl::unexpected(done.error());
        for (size_t e = errorsBefore; e < summary.errors.size(); ++e)
            if (episodes->size() > 1 || summary.errors.size() > 1 || !summary.results.empty())
                log(LogLevel::Error, summary.errors[e]);
    }
    if (summary.results.empty()) {
        if (summary.errors.size() == 1) return inputError("{}", summary.errors[0]);
        return inputError("None of the {} camera-episodes could be read.", summary.errors.size());
    }
    if (shell.json)
        printJson(summary, shell.out);
    else
        printTables(summary, options.out, shell.out);
    const bool anyGood = std::any_of(summary.results.begin(), summary.results.end(), [](const auto& stored) {
        return stored.calibration.status != CalibrationStatus::Failed;
    });
    return anyGood ? 0 : 1;
}

}  // namespace

void addCalibrateCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<CalibrateOptions>();
    CLI::App* command = app.add_subcommand("calibrate", "Find where the cameras of a recording stood");
    command->add_option("DATASET", options->request.dataset, "Folder or file of the recording")->required();
    addRecordingOptions(*command, options->request, "the recording's");
    command->add_option("--camera", options->cameras, "Camera to calibrate (repeatable; default: all)")
        ->take_all()
        ->expected(1);
    command->add_option("--episodes", options->episodes, "Such as 0-9,12 or all")->capture_default_str();
    command->add_option(
        "--intrinsics", options->intrinsics,
        "FILE (JSON: camera name to K), fx,fy,cx,cy in pixels, or estimate (nobody knows: the "
        "focal length is found from the pictures); overrides the recording's");
    command
        ->add_option("--mark", options->marks,
                     "A pixel that shows a point of the robot: [EP/][CAMERA/]FRAME:u,v[@LINK[:x,y,z]] "
                     "(repeatable); a mark "
                     "of one episode or camera is looked for in the others")
        ->take_all()
        ->expected(1);
    command->add_option("--masks", options->masks,
                        "Folder of robot masks: [EPISODE/]CAMERA/FRAME.png, 255 = robot");
    command->add_option("--models", options->models,
                        "Folder of optional ONNX networks, see docs/networks.md (default: CAMFRAME_MODELS)");
    command->add_option("--ignore-regions", options->ignoreRegions,
                        "Folder of regions that count for nothing, laid out as masks, 255 = ignore");
    command->add_flag(
        "--depth", options->depth,
        "Use depth pictures: depth/CAMERA/FRAME.png beside the recording, 16 bit, millimetres, laid "
        "over the colour pictures, 0 = none");
    command->add_option("--init", options->init,
                        "Starting pose: a 4x4 base-to-camera matrix or a calibration.json");
    command->add_option("--ignore-links", options->request.ignoreLinks,
                        "Links that are not drawn: regular expression for the whole name");
    command->add_option("--tcp", options->request.tcp, "Tool centre point: LINK[:x,y,z,qw,qx,qy,qz]");
    command
        ->add_option("--refine", options->refine,
                     "What to solve for, joined by '+': pose, focal, principal, intrinsics, distortion, "
                     "joints, arm_bases, lag")
        ->capture_default_str();
    addChoice<RenderBackend>(
        *command, "--backend", options->renderer.backend,
        {{"auto", RenderBackend::Auto}, {"vulkan", RenderBackend::Vulkan}, {"cpu", RenderBackend::Cpu}},
        "Renderer: auto, vulkan or cpu (default: auto)");
    addDeviceOptions(*command, options->renderer);
    command->add_flag("--render-times", options->renderer.profile,
                      "Print the renderer's times by stage after every camera");
    command->add_option("--seed", options->seed, "Seed of everything random")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_flag("--resume", options->resume,
                      "Keep results in --out that were made with the same inputs");
    command->add_option("--out", options->out, "Folder for EPISODE/CAMERA/calibration.json")
        ->required()
        ->check(notEmpty);
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runCalibrate(*options, shell); }; });
}

}  // namespace camframe
