// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "app/commands/alternative_pictures.h"
#include "app/commands/console.h"
#include "app/commands/labels/episode_labels.h"
#include "app/commands/options.h"
#include "app/commands/report/html_report.h"
#include "app/commands/session.h"
#include "calib/calibration_pipeline.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/calibration_file.h"
#include "model/core/stop_watch.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct DemoOptions {
    fs::path out = "camframe-demo";
    int frames = 40;
    uint64_t seed = 3;
    RendererOptions renderer;
};

constexpr const char* kClickedLink = "demo_hand";

/// The truth, and what of the recording is still wanted after it was written.
struct DemoTruth {
    RigidTransform camFromBase = RigidTransform::Identity();
    std::optional<Mark> click;  ///< Where a person would click on the hand.
};

/// A pixel in the middle of the visible hand, in the frame that shows most of it.
std::optional<Mark> clickOnHand(const SyntheticRecording& recording, const RobotModel& robot) {
    const auto name = std::ranges::find(recording.linkNames, kClickedLink);
    const auto id = static_cast<uint8_t>(name - recording.linkNames.begin() + 1);
    std::optional<Mark> best;
    size_t most = 0;
    for (size_t f = 0; f < recording.frames.size(); ++f) {
        const ImageU8& links = recording.frames[f].linkId;
        Eigen::Vector2d sum = Eigen::Vector2d::Zero();
        size_t count = 0;
        for (int y = 0; y < links.height; ++y)
            for (int x = 0; x < links.width; ++x)
                if (links.at(x, y) == id) {
                    sum += Eigen::Vector2d(x, y);
                    ++count;
                }
        if (count <= most) continue;
        const Eigen::Vector2d middle = (sum / static_cast<double>(count)).array().round();
        if (links.at(static_cast<int>(middle.x()), static_cast<int>(middle.y())) != id) continue;
        most = count;
        best = Mark{static_cast<int>(f), middle, robot.findLink(kClickedLink), std::nullopt};
    }
    return best;
}

/// Makes the robot's description and the recording below `out`.
Result<DemoTruth> makeRecording(const DemoOptions& options, const RunContext& context) {
    const Result<RobotModel> robot = makeDemoRobot();
    if (!robot) return tl::unexpected(robot.error());
    if (const Result<void> written = writeDemoRobot(options.out / "robot"); !written)
        return tl::unexpected(written.error());
    SyntheticOptions synthetic;
    synthetic.frames = options.frames;
    synthetic.seed = options.seed;
    PartialProgress filming(context.progress, 0, 0.5, ""), writing(context.progress, 0.5, 0.55, "");
    RunContext partial = context;
    partial.progress = &filming;
    const Result<SyntheticRecording> recording = generate(*robot, synthetic, partial);
    if (!recording) return tl::unexpected(recording.error());
    partial.progress = &writing;
    const Result<void> written =
        writeRecording(*recording, options.out / "recording", "../robot/demo_arm.urdf", partial);
    if (!written) return tl::unexpected(written.error());
    return DemoTruth{recording->camFromBase, clickOnHand(*recording, *robot)};
}

std::optional<TruthComparison> compare(const std::optional<RigidTransform>& estimate, const DemoTruth& truth,
                                       const LoadedEpisode& loaded) {
    if (!estimate) return std::nullopt;
    const auto points = sampleMovingSurface(loaded.robot->model, loaded.motion, kAddPoints, 0);
    return TruthComparison{comparePoses(*estimate, truth.camFromBase),
                           averageDistanceMm(points, loaded.motion, *estimate, truth.camFromBase)};
}

void print(const DemoOptions& options, const Calibration& calibration,
           const std::optional<TruthComparison>& coarse, const std::optional<TruthComparison>& fine,
           bool clicked, const fs::path& report, const fs::path& actions, Shell& shell) {
    if (shell.json) {
        const auto json = [](const std::optional<TruthComparison>& error) {
            if (!error) return Json(nullptr);
            return Json{{"rotation_deg", error->pose.rotationDeg},
                        {"translation_mm", error->pose.translationMm},
                        {"add_mm", error->addMm ? Json(*error->addMm) : Json(nullptr)},
                        {"right", error->pose.right()}};
        };
        const Json out{{"status", toString(calibration.status)},
                       {"reasons", calibration.reasons},
                       {"clicked", clicked},
                       {"coarse_error", json(coarse)},
                       {"error", json(fine)},
                       {"report", report.string()},
                       {"recording", (options.out / "recording").string()},
                       {"actions", actions.empty() ? Json(nullptr) : Json(actions.string())}};
        shell.out << out.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
        return;
    }
    if (shell.quiet) return;
    shell.out << fmt::format("status: {}\n", toString(calibration.status));
    for (const std::string& reason : calibration.reasons) shell.out << fmt::format("  {}\n", reason);
    if (clicked)
        shell.out
            << "The start without any hint failed; this result started from one click on the robot's hand, "
               "taken from the known truth.\n";
    TextTable table({"error against the truth", "rotation deg", "translation mm", "ADD mm"});
    const auto row = [&](const char* name, const std::optional<TruthComparison>& error) {
        if (error)
            table.addRow({name, fmt::format("{:.4f}", error->pose.rotationDeg),
                          fmt::format("{:.3f}", error->pose.translationMm),
                          error->addMm ? fmt::format("{:.3f}", *error->addMm) : "-"});
    };
    row("coarse", coarse);
    row(calibration.camFromBase ? "final" : "best guess", fine);
    table.print(shell.out);
    if (!actions.empty()) shell.out << fmt::format("actions: {}\n", actions.string());
    shell.out << fmt::format("report:  {}\n", fs::absolute(report).lexically_normal().string());
}

Result<int> runDemo(const DemoOptions& options, Shell& shell) {
    if (const Result<void> writable = checkWritableFolder(options.out); !writable)
        return tl::unexpected(writable.error());
    shell.context.threads = options.renderer.threads;
    StopWatch clock;
    const Result<DemoTruth> truth = makeRecording(options, shell.context);
    if (!truth) return tl::unexpected(truth.error());
    const double filmingSeconds = clock.lap();

    SessionRequest request;
    request.dataset = options.out / "recording";
    request.robot = "demo";
    Result<Session> session = Session::open(std::move(request));
    if (!session) return tl::unexpected(session.error());
    const Result<LoadedEpisode> loaded = session->load(0);
    if (!loaded) return tl::unexpected(loaded.error());
    const CameraStream& stream = loaded->episode.cameras.front();
    const Result<CameraModel> camera = recordedCamera(loaded->episode, stream);
    if (!camera) return tl::unexpected(camera.error());
    const Result<std::shared_ptr<const RobotGeometry>> geometry = session->geometry(*loaded);
    if (!geometry) return tl::unexpected(geometry.error());
    const Result<std::unique_ptr<FrameSource>> frames = session->reader().openFrames(loaded->episode, stream);
    if (!frames) return tl::unexpected(frames.error());

    CalibrationInput input;
    input.robot = &loaded->robot->model;
    input.geometry = *geometry;
    input.motion = &loaded->motion;
    input.camera = *camera;
    input.isVideo = loaded->episode.fps.has_value();
    input.frames = frames->get();
    CalibrationOptions calibrationOptions;
    calibrationOptions.renderer = options.renderer;
    PartialProgress calibrating(shell.context.progress, 0.55, 0.85, "");
    RunContext context = shell.context;
    context.progress = &calibrating;
    Result<CalibrationRun> run = calibrateCamera(input, calibrationOptions, context);
    if (!run) return tl::unexpected(run.error());
    std::vector<std::string> notes{fmt::format(
        "{} frames of the embedded demo robot, filmed by Camframe's own ray caster in a laboratory "
        "with soft shadows, sensor noise and an object that is moved; the camera's true place is known.",
        loaded->episode.frameCount)};
    const bool clicked = run->calibration.status == CalibrationStatus::Failed && truth->click;
    if (clicked) {
        input.marks = {*truth->click};
        run = calibrateCamera(input, calibrationOptions, context);
        if (!run) return tl::unexpected(run.error());
        notes.push_back(
            fmt::format("The start without any hint ended as failed. This result started from one click on "
                        "the hand in frame "
                        "{} at pixel ({:.0f}, {:.0f}), taken from the known truth in place of a person.",
                        truth->click->frame, truth->click->pixel.x(), truth->click->pixel.y()));
    } else {
        notes.emplace_back(
            "The calibration was given joint angles, pictures and intrinsics: no mark, no mask, no "
            "starting pose.");
    }
    Calibration& calibration = run->calibration;
    calibration.dataset = session->reader().name();
    calibration.robot = loaded->robot->name;
    calibration.cameraName = stream.name;
    calibration.inputs = provenanceOf(session->request());
    calibration.inputs["refine"] = "pose";
    if (clicked)
        calibration.inputs["marks"] = fmt::format("{}:{},{}@{}", truth->click->frame, truth->click->pixel.x(),
                                                  truth->click->pixel.y(), kClickedLink);
    const fs::path results = options.out / "calibration";
    if (const auto done = writeCalibrationRun(run->calibration, run->alternativePictures,
                                              calibrationPath(results, 0, stream.name));
        !done)
        return tl::unexpected(done.error());
    clock.lap();

    fs::path actions;
    double exportSeconds = 0;
    if (calibration.camFromBase) {
        PartialProgress exporting(shell.context.progress, 0.85, 0.93, "");
        context.progress = &exporting;
        Result<EpisodeLabels> episode = EpisodeLabels::make(*session, *loaded, std::span(&calibration, 1));
        if (!episode) return tl::unexpected(episode.error());
        actions = actionFilePath(options.out / "actions", 0);
        if (const Result<void> written =
                writeActionFile(episode->actions(), episode->source(context), actions);
            !written)
            return tl::unexpected(written.error());
        exportSeconds = clock.lap();
    }

    ReportInput report;
    report.title = "Demo: finding the camera of a robot recording";
    report.notes = std::move(notes);
    report.run = &*run;
    report.loaded = &*loaded;
    report.geometry = *geometry;
    report.frames = frames->get();
    report.renderer = options.renderer;
    report.trueCamFromBase = truth->camFromBase;
    report.coarseError = compare(run->coarseCamFromBase, *truth, *loaded);
    report.fineError = compare(
        calibration.camFromBase ? calibration.camFromBase : calibration.camFromBaseGuess, *truth, *loaded);
    report.stageSeconds = {{"filming the demo", filmingSeconds}};
    if (exportSeconds > 0) report.stageSeconds.emplace_back("exporting actions", exportSeconds);
    report.files = {{"recording (try camframe info on it)", "recording"},
                    {"robot description", "robot/demo_arm.urdf"},
                    {"result", fs::relative(calibrationPath(results, 0, stream.name), options.out).string()}};
    if (!actions.empty())
        report.files.emplace_back("camera-frame actions and labels (HDF5)",
                                  fs::relative(actions, options.out).string());
    PartialProgress drawing(shell.context.progress, 0.93, 1, "");
    context.progress = &drawing;
    const Result<std::string> html = makeHtmlReport(report, context);
    if (!html) return tl::unexpected(html.error());
    const fs::path page = options.out / "report.html";
    if (const Result<void> written = writeFileAtomically(page, *html); !written)
        return tl::unexpected(written.error());
    print(options, calibration, report.coarseError, report.fineError, clicked, page, actions, shell);
    return calibration.status == CalibrationStatus::Failed ? 1 : 0;
}

}  // namespace

void addDemoCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<DemoOptions>();
    CLI::App* command = app.add_subcommand(
        "demo", "Make the embedded demo recording, calibrate and export it, write a report with pictures");
    command->add_option("--out", options->out, "Folder for recording, results and report.html")
        ->capture_default_str()
        ->check(notEmpty);
    command->add_option("--frames", options->frames, "Frames of the recording")
        ->check(CLI::Range(5, 1000))
        ->capture_default_str();
    command->add_option("--seed", options->seed, "Another seed: another motion, camera and laboratory")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--threads", options->renderer.threads, "Threads (default: one per core)")
        ->check(CLI::Range(0, 1024));
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runDemo(*options, shell); }; });
}

}  // namespace camframe
