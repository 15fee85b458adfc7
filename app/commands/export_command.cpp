// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/commands/action_export.h"
#include "app/commands/console.h"
#include "app/commands/results.h"
#include "app/commands/session.h"
#include "app/commands/shell.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct ExportOptions {
    fs::path source;
    std::string query;
    std::string frames;
    SessionRequest given;  ///< --dataset and --robot, where the results' own are not to be used.
    std::optional<bool> acceptedOnly;
    std::optional<ExportPictures> pictures;
    ActionExportOptions run;
};

/// Judged good, by the pipeline or a person. The status says both: an old "accept" among the edits may be
/// about a pose that was changed afterwards.
bool accepted(const Calibration& calibration) {
    return calibration.status == CalibrationStatus::Ok && calibration.camFromBase;
}

/// Results of one episode that are to be exported; ordered by camera.
using EpisodeResults = std::vector<const StoredCalibration*>;

/// Episodes with at least one pose. A failed camera beside a good one stays in the file, with valid = 0.
std::vector<EpisodeResults> chooseResults(const std::vector<StoredCalibration>& results, bool acceptedOnly) {
    std::map<int, EpisodeResults> byEpisode;
    for (const StoredCalibration& stored : results)
        if (!acceptedOnly || accepted(stored.calibration))
            byEpisode[stored.calibration.episode].push_back(&stored);
    std::vector<EpisodeResults> chosen;
    for (auto& [episode, list] : byEpisode)
        if (std::any_of(list.begin(), list.end(),
                        [](const auto* stored) { return stored->calibration.camFromBase.has_value(); }))
            chosen.push_back(std::move(list));
    return chosen;
}

/// Exports calibration.json files.
Result<void> exportResults(const ExportOptions& options, const SessionRequest& given,
                           ExportManifest& manifest, const RunContext& context) {
    if (!options.query.empty())
        return makeError(ErrorKind::Usage, "--query finds items of a review list; {} is none (*.camreview).",
                         options.source.string());
    const Result<FrameRanges> frames = FrameRanges::parse(options.frames);
    if (!frames) return tl::unexpected(frames.error());
    const bool acceptedOnly = options.acceptedOnly.value_or(false);
    const Result<std::vector<StoredCalibration>> results = readResults(options.source);
    if (!results) return tl::unexpected(results.error());
    const std::vector<EpisodeResults> episodes = chooseResults(*results, acceptedOnly);
    if (episodes.empty())
        return inputError("{} holds no {}calibration with a pose, so there is nothing to export.",
                          options.source.string(), acceptedOnly ? "accepted " : "");
    if (const Result<void> writable = checkWritableFolder(options.run.out); !writable) return writable;
    manifest.source["results"] = absoluteText(options.source);
    manifest.source["only"] = acceptedOnly ? "accepted" : "all";
    const auto read = [&](size_t i, const RunContext&) -> Result<ExportEpisode> {
        ExportEpisode episode;
        for (const StoredCalibration* stored : episodes[i])
            episode.cameras.push_back({stored->calibration, stored->path.string(), *frames, {}});
        return episode;
    };
    return exportEpisodes(episodes.size(), read, given, options.run, manifest, context);
}

void print(const ExportManifest& manifest, const ActionExportOptions& options, Shell& shell) {
    if (shell.json) {
        Json json{
            {"format", toString(options.format)}, {"cameras", Json::array()}, {"left_out", Json::array()}};
        for (const ExportedCamera& line : manifest.cameras)
            json["cameras"].push_back({{"episode", line.episode},
                                       {"camera", line.camera},
                                       {"status", toString(line.status)},
                                       {"frames", line.frames},
                                       {"valid_frames", line.validFrames},
                                       {"file", line.file.string()}});
        for (const LeftOutCamera& line : manifest.leftOut)
            json["left_out"].push_back(
                {{"episode", line.episode}, {"camera", line.camera}, {"reason", line.reason}});
        shell.out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
        return;
    }
    TextTable table({"episode", "camera", "status", "frames", "valid", "file"});
    for (const ExportedCamera& line : manifest.cameras)
        table.addRow({fmt::format("{:06d}", line.episode), line.camera, std::string(toString(line.status)),
                      std::to_string(line.frames), std::to_string(line.validFrames), line.file.string()});
    table.print(shell.out);
}

/// Options that a format does not know would be silently without effect.
Result<void> checkOptions(ExportOptions& options) {
    ActionExportOptions& run = options.run;
    const bool hdf5 = run.format == ExportFormat::Hdf5, bop = run.format == ExportFormat::Bop;
    const auto refuse = [&](const char* option, const char* formats) {
        return makeError(ErrorKind::Usage, "{} belongs to --format {}, not to {}.", option, formats,
                         toString(run.format));
    };
    if (run.depth && !hdf5) return refuse("--depth", "hdf5");
    if (run.singleFile && !hdf5) return refuse("--single-file", "hdf5");
    if (options.pictures && !bop && run.format != ExportFormat::Coco)
        return refuse("--pictures", "coco and bop");
    if (run.labels != LabelContents::Masks && !hdf5 && run.format != ExportFormat::Json)
        return refuse("--labels", "hdf5 and json");
    if (run.append && run.format == ExportFormat::Calibrations)
        return makeError(ErrorKind::Usage, "--append does nothing for calibrations; leave it away.");
    run.pictures = options.pictures.value_or(bop ? ExportPictures::Png : ExportPictures::None);
    return {};
}

Result<int> runExport(ExportOptions& options, Shell& shell) {
    if (auto good = checkOptions(options); !good) return tl::unexpected(good.error());
    SessionRequest given = options.given;
    given.search = shell.search;
    ExportManifest manifest;
    const bool isList = options.source.extension() == ".camreview";
    if (isList && !shell.exportList)
        return makeError(
            ErrorKind::Usage,
            "{} is a review list, which this build without the window cannot read; give the --out "
            "folder of 'camframe calibrate'.",
            options.source.string());
    const Result<void> done = isList
                                  ? shell.exportList(ListExport{options.source, options.query, options.frames,
                                                                options.acceptedOnly.value_or(true)},
                                                     given, options.run, manifest, shell.context)
                                  : exportResults(options, given, manifest, shell.context);
    if (!done) return tl::unexpected(done.error());
    print(manifest, options.run, shell);
    for (const LeftOutCamera& line : manifest.leftOut)
        log(LogLevel::Warning,
            fmt::format("episode {} camera {} was left out: {}", line.episode, line.camera, line.reason));
    return 0;
}

}  // namespace

void addExportCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<ExportOptions>();
    CLI::App* command = app.add_subcommand("export", "Write camera-frame actions and labels");
    command
        ->add_option("SOURCE", options->source,
                     "calibration.json, the --out folder of calibrate, or a review list (*.camreview)")
        ->required();
    std::vector<std::pair<std::string, ExportFormat>> formats;
    for (const ExportFormat format : kExportFormats) formats.emplace_back(toString(format), format);
    addChoice<ExportFormat>(
        *command, "--format", options->run.format, formats,
        "hdf5: camera-frame actions and labels; json: the reference's labels per episode; coco: instances; "
        "bop: scenes with link models; masks, depth: PNG per frame; droid, robotwin, ros: where the cameras "
        "stand; calibrations: calibration.json files")
        ->required();
    command
        ->add_option("--out", options->run.out,
                     "Folder for the episodes and manifest.json, e.g. episode_NNNNNN.h5")
        ->required()
        ->check(notEmpty);
    addChoice<std::optional<bool>>(
        *command, "--only", options->acceptedOnly, {{"accepted", true}, {"all", false}},
        "accepted: status ok or accepted by a person (default for a list); all: every episode with a pose");
    command->add_option("--query", options->query,
                        "Items of a review list, as typed into its filter, e.g. 'tag:night -camera:wrist'");
    command->add_option("--frames", options->frames,
                        "Frames to write, such as 10-200 or 0-9,12 (default: all, or those the list names)");
    addChoice<LabelContents>(
        *command, "--labels", options->run.labels,
        {{"none", LabelContents::None}, {"points", LabelContents::Points}, {"masks", LabelContents::Masks}},
        "Of hdf5 and json. none: actions only; points: also the tool's pixel and depth; masks: also boxes "
        "and "
        "masks (default)");
    command->add_flag("--depth", options->run.depth, "Of hdf5: also the drawn robot's depth, 16-bit mm");
    addChoice<std::optional<ExportPictures>>(
        *command, "--pictures", options->pictures,
        {{"none", ExportPictures::None}, {"png", ExportPictures::Png}, {"jpeg", ExportPictures::Jpeg}},
        "Recorded pictures in the export: of coco (default: none, it names "
        "the recording's files) and bop (default: png)");
    command->add_flag("--single-file", options->run.singleFile,
                      "Of hdf5: one file episodes.h5 with a group per episode");
    command->add_flag(
        "--resume", options->run.resume,
        "Keep episodes that an earlier run made from the same calibrations with the same options");
    command->add_flag("--append", options->run.append,
                      "Keep what --out holds and add to it (a single file is copied, then replaced)");
    command->add_option("--dataset", options->given.dataset,
                        "The recording (default: the one named in SOURCE)");
    addRecordingOptions(*command, options->given, "the one named in SOURCE");
    command->add_option("--tcp", options->given.tcp, "Tool centre point: LINK[:x,y,z,qw,qx,qy,qz]");
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runExport(*options, shell); }; });
}

}  // namespace camframe
