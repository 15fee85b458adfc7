// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "app/commands/console.h"
#include "app/commands/options.h"
#include "app/commands/results.h"
#include "app/commands/session.h"
#include "model/core/evaluation.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/image_io.h"
#include "model/core/io/truth_file.h"
#include "model/core/log.h"
#include "render/renderer.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kFramesPerBatch = 16;  ///< Bounds the memory of rendered pictures.

struct EvaluateOptions {
    fs::path result;
    fs::path truth;
    SessionRequest given;  ///< --dataset, --robot ..., where the results' own are not to be used.
    uint64_t seed = 0;
};

struct Row {
    const StoredCalibration* result = nullptr;
    std::optional<PoseError> error;  ///< Absent for failed calibrations, like all that follow.
    std::optional<double> addMm;
    std::optional<double> iou;
    int iouFrames = 0;
};

/// truth/mask beside the truth file, else inside the recording; empty when there is none.
fs::path trueMaskFolder(const fs::path& truth, const Episode& episode, const std::string& camera) {
    std::error_code error;
    for (const fs::path& root : {truth.parent_path(), episode.folder}) {
        fs::path folder = root / "truth" / "mask" / encodePathComponent(camera);
        if (fs::is_directory(folder, error)) return folder;
    }
    return {};
}

/// Mean IoU between the robot drawn with the estimate and the true masks, over the frames that have one.
Result<void> compareMasks(const fs::path& maskFolder, const LoadedEpisode& loaded, Session& session,
                          const RunContext& context, Row& row) {
    const Calibration& calibration = row.result->calibration;
    const Result<std::shared_ptr<const RobotGeometry>> geometry = session.geometry(loaded);
    if (!geometry) return tl::unexpected(geometry.error());
    RendererOptions rendererOptions;
    rendererOptions.threads = context.threads;
    const Result<std::unique_ptr<Renderer>> renderer = makeRenderer(*geometry, rendererOptions);
    if (!renderer) return tl::unexpected(renderer.error());

    const Result<RobotMotion> motion = motionOf(loaded, calibration);
    if (!motion) return tl::unexpected(motion.error());
    std::error_code error;
    std::vector<std::pair<int, fs::path>> frames;
    for (int frame = 0; frame < loaded.episode.frameCount; ++frame) {
        const fs::path file = maskFolder / fmt::format("{:06d}.png", frame);
        if (motion->valid(frame) && fs::exists(file, error)) frames.emplace_back(frame, file);
    }
    RenderOptions options;
    options.depth = false;
    options.contour = false;
    double sum = 0;
    for (size_t begin = 0; begin < frames.size(); begin += kFramesPerBatch) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        context.report(static_cast<double>(begin) / static_cast<double>(frames.size()), "comparing masks");
        const size_t end = std::min(begin + kFramesPerBatch, frames.size());
        std::vector<RenderView> views;
        for (size_t i = begin; i < end; ++i)
            views.push_back({calibration.camera, *calibration.camFromBase,
                             motion->baseFromLink[static_cast<size_t>(frames[i].first)], &motion->linkKnown});
        const Result<std::vector<RenderedFrame>> drawn = (*renderer)->render(views, options);
        if (!drawn) return tl::unexpected(drawn.error());
        for (size_t i = begin; i < end; ++i) {
            const Result<ImageU8> mask =
                readMask(frames[i].second, PictureSize{calibration.camera.width, calibration.camera.height});
            if (!mask) return tl::unexpected(mask.error());
            sum += maskIou((*drawn)[i - begin].mask(), *mask);
        }
    }
    row.iouFrames = static_cast<int>(frames.size());
    if (!frames.empty()) row.iou = sum / static_cast<double>(frames.size());
    return {};
}

Json rowToJson(const Row& row) {
    const Calibration& c = row.result->calibration;
    const auto figure = [](const std::optional<double>& value) {
        return value ? Json(*value) : Json(nullptr);
    };
    const auto ofPose = [&](double PoseError::*field) {
        return row.error ? Json((*row.error).*field) : Json(nullptr);
    };
    return {{"file", row.result->path.string()},
            {"episode", c.episode},
            {"camera", c.cameraName},
            {"status", toString(c.status)},
            {"rotation_deg", ofPose(&PoseError::rotationDeg)},
            {"translation_mm", ofPose(&PoseError::translationMm)},
            {"origin_mm", ofPose(&PoseError::originMm)},
            {"add_mm", figure(row.addMm)},
            {"mask_iou", figure(row.iou)},
            {"mask_iou_frames", row.iouFrames},
            {"right", row.error && row.error->right()}};
}

void print(const std::vector<Row>& rows, double auc, Shell& shell) {
    const auto right = std::count_if(rows.begin(), rows.end(),
                                     [](const Row& row) { return row.error && row.error->right(); });
    if (shell.json) {
        Json json{{"camera_episodes", Json::array()},
                  {"count", rows.size()},
                  {"right", right},
                  {"add_auc_percent", auc}};
        for (const Row& row : rows) json["camera_episodes"].push_back(rowToJson(row));
        shell.out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
        return;
    }
    TextTable table({"episode", "camera", "status", "rotation deg", "translation mm", "|dt| mm", "ADD mm",
                     "mask IoU", "right"});
    for (const Row& row : rows) {
        const Calibration& c = row.result->calibration;
        const auto cell = [](const std::optional<double>& value, int digits) {
            return value ? fmt::format("{:.{}f}", *value, digits) : std::string("-");
        };
        const auto ofPose = [&](double PoseError::*field) {
            return row.error ? std::optional<double>((*row.error).*field) : std::nullopt;
        };
        table.addRow({fmt::format("{:06d}", c.episode), c.cameraName, std::string(toString(c.status)),
                      cell(ofPose(&PoseError::rotationDeg), 4), cell(ofPose(&PoseError::translationMm), 3),
                      cell(ofPose(&PoseError::originMm), 3), cell(row.addMm, 3), cell(row.iou, 4),
                      row.error && row.error->right() ? "yes" : "no"});
    }
    table.print(shell.out);
    shell.out << fmt::format(
        "\n{} of {} right (rotation < 1 deg and translation < 10 mm); ADD AUC {:.2f} %\n", right, rows.size(),
        auc);
}

Result<int> runEvaluate(const EvaluateOptions& options, Shell& shell) {
    const Result<std::vector<StoredCalibration>> results = readResults(options.result);
    if (!results) return tl::unexpected(results.error());
    const Result<std::vector<CameraTruth>> truth = readCameraTruth(options.truth);
    if (!truth) return tl::unexpected(truth.error());

    SessionRequest given = options.given;
    given.search = shell.search;
    std::optional<Session> session;
    std::map<std::string, std::string> sessionKey;
    std::vector<Row> rows;
    for (size_t i = 0; i < results->size(); ++i) {
        const StoredCalibration& stored = (*results)[i];
        const Calibration& calibration = stored.calibration;
        const auto camera = std::find_if(truth->begin(), truth->end(), [&](const CameraTruth& t) {
            return t.cameraName == calibration.cameraName;
        });
        if (camera == truth->end()) {
            log(LogLevel::Warning,
                fmt::format("{} says nothing about camera '{}': {} is left out.", options.truth.string(),
                            calibration.cameraName, stored.path.string()));
            continue;
        }
        Row row;
        row.result = &stored;
        if (calibration.camFromBase) {
            row.error = comparePoses(*calibration.camFromBase, camera->camFromBase);
            Result<SessionRequest> request = requestFromProvenance(calibration, stored.path.string(), given);
            if (!request) return tl::unexpected(request.error());
            if (!session || provenanceOf(*request) != sessionKey) {
                sessionKey = provenanceOf(*request);
                Result<Session> opened = Session::open(std::move(*request));
                if (!opened) return tl::unexpected(opened.error());
                session.emplace(std::move(*opened));
            }
            const Result<LoadedEpisode> loaded = session->load(calibration.episode);
            if (!loaded) return tl::unexpected(loaded.error());
            const std::vector<SurfacePoint> points =
                sampleMovingSurface(loaded->robot->model, loaded->motion, kAddPoints, options.seed);
            row.addMm =
                averageDistanceMm(points, loaded->motion, *calibration.camFromBase, camera->camFromBase);
            const fs::path masks = trueMaskFolder(options.truth, loaded->episode, calibration.cameraName);
            if (!masks.empty()) {
                const double count = static_cast<double>(results->size());
                PartialProgress progress(
                    shell.context.progress, static_cast<double>(i) / count,
                    static_cast<double>(i + 1) / count,
                    fmt::format("episode {} camera {}: ", calibration.episode, calibration.cameraName));
                RunContext context = shell.context;
                context.progress = &progress;
                const Result<void> compared = compareMasks(masks, *loaded, *session, context, row);
                if (!compared) return tl::unexpected(compared.error());
            }
        }
        rows.push_back(row);
    }
    if (rows.empty())
        return inputError("{} describes none of the cameras in {}; check that they belong together.",
                          options.truth.string(), options.result.string());
    std::vector<std::optional<double>> add;
    for (const Row& row : rows) add.push_back(row.addMm);
    print(rows, addAucPercent(add), shell);
    return 0;
}

}  // namespace

void addEvaluateCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<EvaluateOptions>();
    CLI::App* command = app.add_subcommand("evaluate", "Compare calibrations with the truth");
    command->add_option("RESULT", options->result, "calibration.json, or the --out folder of calibrate")
        ->required();
    command->add_option("TRUTH", options->truth, "truth.json, or another calibration.json")->required();
    command->add_option("--dataset", options->given.dataset,
                        "The recording (default: the one named in RESULT)");
    addRecordingOptions(*command, options->given, "the one named in RESULT");
    command->add_option("--seed", options->seed, "Seed of the surface points of ADD")
        ->check(CLI::NonNegativeNumber);
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runEvaluate(*options, shell); }; });
}

}  // namespace camframe
