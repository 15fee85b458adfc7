// SPDX-License-Identifier: Apache-2.0
#include "app/commands/groups/extrinsics_audit.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "app/commands/calibrate/calibrate_batch.h"
#include "app/commands/console.h"
#include "app/commands/labels/label_json.h"
#include "app/commands/pictures/overlay_painter.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/image_io.h"
#include "model/core/io/truth_file.h"
#include "model/core/log.h"
#include "model/core/telling_frames.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr Rgb kTheirs{255, 96, 80}, kOurs{72, 220, 130};

using EpisodeCamera = std::pair<int, std::string>;  // episode and camera

/// Where others say that the cameras stood.
struct Shipped {
    std::map<EpisodeCamera, RigidTransform> poses;
    int without = 0;
    std::vector<std::string> problems;
    std::map<int, std::vector<std::string>> cameras;  ///< With a pose, by episode.
};

Result<Shipped> readShipped(const AuditOptions& options, const std::vector<int>& episodes) {
    auto session = Session::open(options.calibrate.request);
    if (!session) return tl::unexpected(session.error());
    std::map<std::string, RigidTransform> everywhere;
    std::map<EpisodeCamera, RigidTransform> listed;
    if (!options.theirs.empty()) {
        std::error_code error;
        if (fs::is_directory(options.theirs, error)) {
            const auto results = readResults(options.theirs);
            if (!results) return tl::unexpected(results.error());
            for (const StoredCalibration& stored : *results)
                if (stored.calibration.camFromBase)
                    listed[{stored.calibration.episode, stored.calibration.cameraName}] =
                        *stored.calibration.camFromBase;
        } else {
            const auto truth = readCameraTruth(options.theirs);
            if (!truth) return tl::unexpected(truth.error());
            for (const CameraTruth& camera : *truth) everywhere[camera.cameraName] = camera.camFromBase;
        }
    }
    Shipped out;
    for (const int number : episodes) {
        const auto episode = session->reader().readEpisode(number);
        if (!episode) {
            out.problems.push_back(episode.error().message);
            continue;
        }
        for (const CameraStream& camera : episode->cameras) {
            const auto& wanted = options.calibrate.cameras;
            if (wanted.empty() ? camera.wrist : std::ranges::find(wanted, camera.name) == wanted.end())
                continue;
            std::optional<RigidTransform> pose = camera.recordedCamFromBase;
            if (!options.theirs.empty()) {
                pose.reset();
                if (const auto all = everywhere.find(camera.name); all != everywhere.end())
                    pose = all->second;
                if (const auto own = listed.find({number, camera.name}); own != listed.end())
                    pose = own->second;
            }
            if (!pose) {
                ++out.without;
                continue;
            }
            out.poses[{number, camera.name}] = *pose;
            out.cameras[number].push_back(camera.name);
        }
    }
    return out;
}

/// Both poses over one telling frame, theirs red and ours green; and how much of the drawn robots is common.
Result<void> draw(const StoredCalibration& stored, const AuditOptions& options, AuditRow& row,
                  ResultSessions& sessions) {
    const auto opened = sessions.open(stored);
    if (!opened) return tl::unexpected(opened.error());
    std::vector<TellingFrame> frames = tellingFrames(opened->motion);
    if (frames.empty() || !opened->pose) return {};
    const auto stretched = std::ranges::find_if(frames, [](const TellingFrame& frame) {
        return std::ranges::find(frame.roles, FrameRole::ArmStretched) != frame.roles.end();
    });
    const int frame = (stretched != frames.end() ? *stretched : frames[frames.size() / 2]).frame;
    const CameraModel& camera = opened->calibration().camera;

    const auto geometry = opened->session->geometry(*opened->loaded);
    if (!geometry) return tl::unexpected(geometry.error());
    auto renderer = makeRenderer(*geometry, options.calibrate.renderer);
    if (!renderer) return tl::unexpected(renderer.error());
    std::vector<RenderView> views;
    for (const RigidTransform& pose : {row.theirs, *opened->pose})
        views.push_back({camera, pose, opened->motion.baseFromLink[static_cast<size_t>(frame)],
                         &opened->motion.linkKnown});
    const auto drawn = (*renderer)->render(views, {});
    if (!drawn) return tl::unexpected(drawn.error());
    row.overlap = maskIou((*drawn)[0].mask(), (*drawn)[1].mask());

    const auto source = opened->session->reader().openFrames(opened->loaded->episode, *opened->stream);
    if (!source) return tl::unexpected(source.error());
    auto picture = (*source)->read(frame);
    if (!picture) return tl::unexpected(picture.error());
    PaintParts parts;
    parts.fill = true;
    parts.outline = true;
    auto painter =
        OverlayPainter::make(*opened, parts, camera.width, camera.height, options.calibrate.renderer);
    if (!painter) return tl::unexpected(painter.error());
    // Side by side: over each other, the one hides where the other fits.
    ImageU8 sheet(2 * camera.width, camera.height, 3);
    const double scale = std::clamp(camera.width / 1300.0, 0.35, 1.0);
    int left = 0;
    for (const auto& [pose, tint, title] :
         {std::tuple{row.theirs, kTheirs, std::string("shipped")},
          std::tuple{*opened->pose, kOurs, fmt::format("ours, {}", toString(row.status))}}) {
        auto painted = (*painter)->paintAs(*picture, frame, pose, tint);
        if (!painted) return tl::unexpected(painted.error());
        const std::string figures =
            row.error && left == 0
                ? fmt::format("  {:.2f} deg, {:.1f} mm off", row.error->rotationDeg, row.error->translationMm)
                : std::string();
        paintCaption(*painted, 10, static_cast<int>(10 + 28 * scale), title + figures, scale);
        for (int y = 0; y < camera.height; ++y)
            std::copy_n(painted->row(y), 3 * camera.width, sheet.row(y) + 3 * static_cast<ptrdiff_t>(left));
        left += camera.width;
    }
    row.picture = options.calibrate.out / "audit" / fmt::format("{:06d}", row.episode) /
                  (encodePathComponent(row.camera) + ".png");
    return writePng(row.picture, sheet);
}

}  // namespace

std::string_view toString(AuditVerdict verdict) {
    switch (verdict) {
        case AuditVerdict::Agrees:
            return "agrees";
        case AuditVerdict::Wrong:
            return "wrong";
        case AuditVerdict::Undecided:
            return "undecided";
    }
    return {};
}

AuditVerdict auditVerdict(const PoseError& error, CalibrationStatus ours) {
    if (error.right() && ours != CalibrationStatus::Failed) return AuditVerdict::Agrees;
    return ours == CalibrationStatus::Ok ? AuditVerdict::Wrong : AuditVerdict::Undecided;
}

Result<AuditReport> auditExtrinsics(const AuditOptions& options, const std::vector<int>& episodes,
                                    const RunContext& context) {
    const auto shipped = readShipped(options, episodes);
    if (!shipped) return tl::unexpected(shipped.error());
    if (shipped->poses.empty()) {
        if (!shipped->problems.empty()) return inputError("{}", shipped->problems.front());
        return inputError(
            "{} says of none of the chosen cameras where it stood; --theirs names a file or folder that "
            "does.",
            options.theirs.empty() ? options.calibrate.request.dataset.string() : options.theirs.string());
    }
    AuditReport report;
    report.withoutExtrinsics = shipped->without;
    report.problems = shipped->problems;

    CalibrateOptions calibrate = options.calibrate;
    calibrate.resume = true;
    const auto inputs = readInputs(calibrate);
    if (!inputs) return tl::unexpected(inputs.error());
    // Cameras that somebody says something about, together where they are the same in many episodes.
    std::map<std::vector<std::string>, std::vector<int>> byCameras;
    for (const auto& [episode, cameras] : shipped->cameras) byCameras[cameras].push_back(episode);
    double done = 0;
    for (const auto& [cameras, chosen] : byCameras) {
        const double next =
            done + 0.9 * static_cast<double>(chosen.size()) / static_cast<double>(shipped->cameras.size());
        PartialProgress progress(context.progress, done, next, "");
        RunContext own = context;
        own.progress = &progress;
        calibrate.cameras = cameras;
        const auto summary = calibrateEpisodes(calibrate, *inputs, chosen, own);
        if (!summary) return tl::unexpected(summary.error());
        for (const CalibrationProblem& problem : summary->problems)
            report.problems.push_back(fmt::format("episode {}: {}", problem.episode, problem.message));
        for (const CalibratedCamera& result : summary->results) {
            AuditRow row;
            row.episode = result.episode;
            row.camera = result.camera;
            row.theirs = shipped->poses.at({result.episode, result.camera});
            row.file = result.path;
            row.status = result.status;
            row.risk = result.quality.risk;
            row.oursMm = result.quality.expectedTcpErrorMm;
            report.rows.push_back(std::move(row));
        }
        done = next;
    }

    auto session = Session::open(calibrate.request);
    if (!session) return tl::unexpected(session.error());
    for (AuditRow& row : report.rows) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        const auto calibration = readCalibration(row.file);
        if (!calibration) return tl::unexpected(calibration.error());
        if (!calibration->camFromBase) continue;
        row.error = comparePoses(row.theirs, *calibration->camFromBase);
        row.verdict = auditVerdict(*row.error, row.status);
        const auto loaded = session->load(row.episode);
        if (!loaded) return tl::unexpected(loaded.error());
        row.toolMm = averageDistanceMm(
            sampleMovingSurface(loaded->robot->model, loaded->motion, kAddPoints, options.calibrate.seed),
            loaded->motion, row.theirs, *calibration->camFromBase);
    }
    std::ranges::stable_sort(report.rows, std::greater<>{}, [](const AuditRow& row) {
        return std::pair(row.verdict != AuditVerdict::Undecided,
                         row.toolMm.value_or(row.error ? row.error->translationMm : 0));
    });
    SessionRequest given;
    given.search = calibrate.request.search;
    ResultSessions sessions(given);
    for (size_t i = 0; i < report.rows.size() && i < static_cast<size_t>(options.pictures); ++i) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        context.report(0.9 + 0.1 * static_cast<double>(i) / options.pictures, "drawing the worst");
        const auto calibration = readCalibration(report.rows[i].file);
        if (!calibration) return tl::unexpected(calibration.error());
        const StoredCalibration stored{report.rows[i].file, *calibration};
        if (auto drawn = draw(stored, options, report.rows[i], sessions); !drawn)
            return tl::unexpected(drawn.error());
    }
    return report;
}

std::string auditToJson(const AuditReport& report) {
    const auto figure = [](const std::optional<double>& value) { return value ? Json(*value) : Json(); };
    Json json{{"format", "camframe-audit"},
              {"version", 1},
              {"without_extrinsics", report.withoutExtrinsics},
              {"problems", report.problems},
              {"camera_episodes", Json::array()}};
    for (const AuditRow& row : report.rows) {
        json["camera_episodes"].push_back(
            {{"episode", row.episode},
             {"camera", row.camera},
             {"verdict", toString(row.verdict)},
             {"rotation_deg", row.error ? Json(row.error->rotationDeg) : Json()},
             {"translation_mm", row.error ? Json(row.error->translationMm) : Json()},
             {"robot_mm", figure(row.toolMm)},
             {"overlap", figure(row.overlap)},
             {"ours",
              {{"status", toString(row.status)},
               {"risk", figure(row.risk)},
               {"expected_tcp_error_mm", figure(row.oursMm)},
               {"file", row.file.string()}}},
             {"theirs_T_cam_base", matrixJson(row.theirs.matrix())},
             {"picture", row.picture.empty() ? Json() : Json(row.picture.string())}});
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace camframe
