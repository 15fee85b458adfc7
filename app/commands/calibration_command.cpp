// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "app/commands/calibration_exchange.h"
#include "app/commands/console.h"
#include "app/commands/options.h"
#include "app/commands/session.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/input_files.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct ImportOptions {
    SessionRequest request;
    fs::path source;
    std::string from;
    std::string episodes = "all";
    std::vector<std::string> cameras;
    fs::path out;
    bool replace = false;
};

struct ExportCalibrationOptions {
    fs::path results;
    std::string format;
    std::string baseFrame = "base_link";
    fs::path out;
};

struct ImportSummary {
    std::vector<StoredCalibration> written;
    std::vector<std::string> leftOut;  ///< "000003 camera_top: why"
};

/// The intrinsics to go with an imported pose: those that came with it, else the recording's.
Result<CameraModel> intrinsicsFor(const ForeignCalibration& found, const Episode& episode,
                                  const CameraStream& stream) {
    if (!found.k) return recordedCamera(episode, stream);
    if (static_cast<int64_t>(found.kWidth) * stream.height !=
        static_cast<int64_t>(found.kHeight) * stream.width)
        return inputError(
            "{} is for pictures of {}x{}, which have another shape than the {}x{} of camera '{}'.",
            found.origin, found.kWidth, found.kHeight, stream.width, stream.height, stream.name);
    auto model = CameraModel::fromMatrix(*found.k, found.kWidth, found.kHeight, {}, found.origin);
    if (!model) return model;
    return model->resized(stream.width, stream.height);
}

Result<Calibration> toCalibration(const ForeignCalibration& found, Session& session, const Episode& episode,
                                  const CameraStream& stream, const std::string& format,
                                  const std::map<std::string, std::string>& attributes) {
    const auto camera = intrinsicsFor(found, episode, stream);
    if (!camera) return tl::unexpected(camera.error());
    Calibration c;
    c.status = CalibrationStatus::Review;
    c.reasons = {fmt::format("Imported ({}); nobody has compared it with these pictures.", format)};
    if (!found.remark.empty()) c.reasons.push_back("Imported pose: " + found.remark + ".");
    c.dataset = session.reader().name();
    c.episode = episode.index;
    c.robot = session.request().robot.empty() ? episode.robotName : session.request().robot;
    c.cameraName = stream.name;
    c.camera = *camera;
    c.intrinsicsSource =
        found.k || !stream.kSource.empty() ? IntrinsicsSource::Table : IntrinsicsSource::Dataset;
    c.camFromBase = found.camFromBase;
    c.backend = "none";
    c.inputs = provenanceOf(session.request());
    c.inputs["imported"] = found.origin;
    c.inputs["import_format"] = format;
    // DROID's lists go by these names.
    if (const auto id = attributes.find("episode_id"); id != attributes.end())
        c.inputs["episode_id"] = id->second;
    if (const auto serial = attributes.find(stream.frames.key + "_cam_serial"); serial != attributes.end())
        c.inputs["camera_serial"] = serial->second;
    return c;
}

std::vector<std::string> datasetNames(Session& session) {
    std::vector<std::string> names{session.reader().name()};
    std::error_code error;
    const fs::path absolute = fs::weakly_canonical(session.request().dataset, error);
    for (const fs::path& part : error ? session.request().dataset : absolute) names.push_back(part.string());
    return names;
}

Result<void> importEpisode(const ImportOptions& options, Session& session, ForeignCalibrations& source,
                           int index, ImportSummary& summary) {
    const auto leaveOut = [&](const std::string& camera, const std::string& why) {
        summary.leftOut.push_back(fmt::format("{:06d} {}: {}", index, camera, why));
    };
    const Result<Episode> episode = session.reader().readEpisode(index);
    if (!episode) {
        leaveOut("", episode.error().message);
        return {};
    }
    std::map<std::string, std::string> attributes;
    if (RecordedDataset* recorded = session.reader().recorded())
        if (const auto asStored = recorded->readEpisode(index)) attributes = asStored->attributes;
    for (const CameraStream& stream : episode->cameras) {
        const bool named = std::ranges::find(options.cameras, stream.name) != options.cameras.end();
        if (options.cameras.empty() ? stream.wrist : !named) continue;
        const auto found = source.find({datasetNames(session), *episode, stream, attributes});
        if (!found || !found->camFromBase) {
            leaveOut(stream.name, "no entry fits");
            continue;
        }
        const auto calibration =
            toCalibration(*found, session, *episode, stream, source.formatName(), attributes);
        if (!calibration) {
            leaveOut(stream.name, calibration.error().message);
            continue;
        }
        const fs::path path = calibrationPath(options.out, index, stream.name);
        std::error_code error;
        if (!options.replace && fs::exists(path, error)) {
            leaveOut(stream.name, "there is a result already (--replace overwrites it)");
            continue;
        }
        if (auto written = writeCalibration(*calibration, path); !written) return written;
        summary.written.push_back({path, *calibration});
    }
    return {};
}

Result<int> runImport(const ImportOptions& options, Shell& shell) {
    auto source = openForeignCalibrations(options.source, options.from);
    if (!source) return tl::unexpected(source.error());
    SessionRequest request = options.request;
    request.search = shell.search;
    auto session = Session::open(request);
    if (!session) return tl::unexpected(session.error());
    const auto episodes = parseEpisodes(options.episodes, session->reader().episodeCount());
    if (!episodes) return tl::unexpected(episodes.error());
    if (const auto writable = checkWritableFolder(options.out); !writable)
        return tl::unexpected(writable.error());
    ImportSummary summary;
    for (size_t i = 0; i < episodes->size(); ++i) {
        if (shell.context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        shell.context.report(static_cast<double>(i) / static_cast<double>(episodes->size()), "importing");
        const auto done = importEpisode(options, *session, **source, (*episodes)[i], summary);
        if (!done) return tl::unexpected(done.error());
    }
    if (shell.json) {
        Json json{{"written", Json::array()}, {"left_out", summary.leftOut}};
        for (const StoredCalibration& stored : summary.written)
            json["written"].push_back(
                {{"file", stored.path.string()}, {"imported", stored.calibration.inputs.at("imported")}});
        shell.out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    } else {
        TextTable table({"episode", "camera", "from"});
        for (const StoredCalibration& stored : summary.written)
            table.addRow({fmt::format("{:06d}", stored.calibration.episode), stored.calibration.cameraName,
                          stored.calibration.inputs.at("imported")});
        table.print(shell.out);
        for (const std::string& why : summary.leftOut) shell.out << "left out  " << why << '\n';
        shell.out << fmt::format("{} imported into {}, all to be reviewed; {} left out\n",
                                 summary.written.size(), options.out.string(), summary.leftOut.size());
    }
    return summary.written.empty() ? 1 : 0;
}

Result<int> runExportCalibration(const ExportCalibrationOptions& options, Shell& shell) {
    const auto results = readResults(options.results);
    if (!results) return tl::unexpected(results.error());
    const auto text = exportCalibrations(*results, options.format, options.baseFrame);
    if (!text) return tl::unexpected(text.error());
    if (const auto written = writeFileAtomically(options.out, *text); !written)
        return tl::unexpected(written.error());
    if (shell.json)
        shell.out << Json{{"out", options.out.string()}, {"bytes", text->size()}}.dump(2) << '\n';
    else if (!shell.quiet)
        shell.out << options.out.string() << '\n';
    return 0;
}

}  // namespace

void addCalibrationCommand(CLI::App& app, Shell& shell) {
    CLI::App* command =
        app.add_subcommand("calibration", "Calibrations of other programs: import them, export ours");
    command->require_subcommand(1);

    auto importing = std::make_shared<ImportOptions>();
    CLI::App* in =
        command->add_subcommand("import", "Turn calibrations of other programs into results to review");
    in->add_option(
          "SOURCE", importing->source,
          "CalibAll's tables (*.yaml or their folder), DROID's lists (their folder), a ROS launch file with "
          "static transforms, or "
          "calibration.json files")
        ->required();
    in->add_option("--dataset", importing->request.dataset, "The recordings they are about")->required();
    in->add_option("--from", importing->from,
                   "Format: caliball, droid, ros, json (default: told by the file)");
    in->add_option("--episodes", importing->episodes, "Such as 0-9,12 or all")->capture_default_str();
    in->add_option("--camera", importing->cameras, "Camera (repeatable; default: all that stand still)")
        ->take_all()
        ->expected(1);
    in->add_flag("--replace", importing->replace, "Overwrite results that are in --out already");
    in->add_option("--out", importing->out, "Folder for EPISODE/CAMERA/calibration.json")
        ->required()
        ->check(notEmpty);
    addRecordingOptions(*in, importing->request, "the recording's");
    addCommonOptions(*in, shell);
    in->callback(
        [importing, &shell] { shell.action = [importing, &shell] { return runImport(*importing, shell); }; });

    auto exporting = std::make_shared<ExportCalibrationOptions>();
    CLI::App* out = command->add_subcommand("export", "Write results as files of other programs");
    out->add_option("RESULT", exporting->results, "calibration.json, or the --out folder of calibrate")
        ->required();
    out->add_option("--format", exporting->format,
                    "ros (launch file), droid (cam2base_extrinsics.json) or caliball (table)")
        ->required();
    out->add_option("--base-frame", exporting->baseFrame, "Name of the robot's base in ROS")
        ->capture_default_str();
    out->add_option("--out", exporting->out, "File to write")->required()->check(notEmpty);
    addCommonOptions(*out, shell);
    out->callback([exporting, &shell] {
        shell.action = [exporting, &shell] { return runExportCalibration(*exporting, shell); };
    });
}

}  // namespace camframe
