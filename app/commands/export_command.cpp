// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string_view>

#include "app/commands/action_export.h"
#include "app/commands/console.h"
#include "app/commands/options.h"
#include "app/commands/results.h"
#include "app/commands/session.h"
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
    std::string version, split, size;  ///< --lerobot-version, --split, --resize
    bool seedGiven = false;
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

/// The name is that of a review list: a *.camreview file, another file that is a database (lists may have any
/// name), or a project on a server.
bool namesReviewList(const std::string& name) {
    if (name.ends_with(".camreview") || name.starts_with("postgresql:") || name.starts_with("postgres:"))
        return true;
    constexpr std::string_view kDatabase("SQLite format 3\0", 16);
    std::array<char, kDatabase.size()> head{};
    std::error_code error;
    return std::filesystem::is_regular_file(name, error) &&
           std::ifstream(name, std::ios::binary).read(head.data(), head.size()) &&
           std::string_view(head.data(), head.size()) == kDatabase;
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
    if (Result<void> writable = checkWritableFolder(options.run.out); !writable) return writable;
    manifest.source["results"] = absoluteText(options.source);
    manifest.source["only"] = acceptedOnly ? "accepted" : "all";
    const auto read = [&](size_t i, const RunContext&) -> Result<ExportEpisode> {
        ExportEpisode episode;
        for (const StoredCalibration* stored : episodes[i])
            episode.cameras.push_back({stored->calibration, absoluteText(stored->path), *frames, {}});
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

/// "train:0.9,val:0.1"
Result<void> parseSplit(const std::string& text, LeRobotOutput& output) {
    const auto wrong = [&] {
        return makeError(ErrorKind::Usage,
                         "--split is '{}'; give names and shares that add up to 1, such as "
                         "train:0.9,val:0.1.",
                         text);
    };
    double sum = 0;
    for (const std::string& part : CLI::detail::split(text, ',')) {
        const size_t colon = part.find(':');
        double share = 0;
        if (colon == 0 || colon == std::string::npos ||
            !CLI::detail::lexical_cast(part.substr(colon + 1), share) || !(share > 0))
            return wrong();
        output.splits.emplace_back(part.substr(0, colon), share);
        sum += share;
    }
    if (std::abs(sum - 1) > 1e-6) return wrong();
    return {};
}

Result<void> checkLeRobot(ExportOptions& options) {
    LeRobotExportOptions& lerobot = options.run.lerobot;
    LeRobotOutput& output = lerobot.output;
    const bool given = !options.version.empty() || !options.split.empty() || !options.size.empty() ||
                       output.curate || output.inPlace || output.copyVideos || lerobot.asCalibAll ||
                       options.seedGiven;
    if (options.run.format != ExportFormat::Lerobot) {
        if (!given) return {};
        return makeError(ErrorKind::Usage,
                         "--lerobot-version, --curate, --split, --seed, --resize, --in-place, --videos and "
                         "--caliball-columns belong to --format lerobot, not to {}.",
                         toString(options.run.format));
    }
    if (options.run.append)
        return makeError(ErrorKind::Usage,
                         "--append cannot add to a LeRobot dataset, whose episodes are counted through; "
                         "export to another --out.");
    lerobot.versionGiven = !options.version.empty();
    output.major = options.version == "3.0" ? 3 : 2;
    if (!output.curate && (!options.split.empty() || !options.size.empty()))
        return makeError(ErrorKind::Usage, "--split and --resize make a new dataset; add --curate.");
    if (options.seedGiven && options.split.empty())
        return makeError(ErrorKind::Usage, "--seed decides the lots of --split; give both.");
    if (options.run.depth && (lerobot.asCalibAll || output.inPlace))
        return makeError(ErrorKind::Usage,
                         "--depth adds videos, which CalibAll's form does not have and --in-place does not "
                         "touch; leave --caliball-columns and --in-place away, or --depth.");
    if (output.inPlace && output.curate)
        return makeError(ErrorKind::Usage, "--in-place keeps all episodes; leave --curate away.");
    if (!options.split.empty())
        if (auto good = parseSplit(options.split, output); !good) return good;
    if (options.size.empty()) return {};
    PictureSize size;
    const size_t cross = options.size.find('x');
    constexpr int kMaxSide = 32768;
    if (cross == std::string::npos || !CLI::detail::lexical_cast(options.size.substr(0, cross), size.width) ||
        !CLI::detail::lexical_cast(options.size.substr(cross + 1), size.height) || size.width < 2 ||
        size.height < 2 || size.width > kMaxSide || size.height > kMaxSide || size.width % 2 != 0 ||
        size.height % 2 != 0)
        return makeError(ErrorKind::Usage,
                         "--resize is '{}'; give even numbers of pixels such as 224x224, as the videos need "
                         "them.",
                         options.size);
    lerobot.resize = size;
    return {};
}

/// Options that a format does not know would be silently without effect.
Result<void> checkOptions(ExportOptions& options) {
    ActionExportOptions& run = options.run;
    const bool hdf5 = run.format == ExportFormat::Hdf5, bop = run.format == ExportFormat::Bop;
    const auto refuse = [&](const char* option, const char* formats) {
        return makeError(ErrorKind::Usage, "{} belongs to --format {}, not to {}.", option, formats,
                         toString(run.format));
    };
    if (run.depth && !hdf5 && run.format != ExportFormat::Lerobot)
        return refuse("--depth", "hdf5 and lerobot");
    if (run.singleFile && !hdf5) return refuse("--single-file", "hdf5");
    if (options.pictures && !bop && run.format != ExportFormat::Coco)
        return refuse("--pictures", "coco and bop");
    if (run.labels != LabelContents::Masks && !hdf5 && run.format != ExportFormat::Json)
        return refuse("--labels", "hdf5 and json");
    if (run.append && run.format == ExportFormat::Calibrations)
        return makeError(ErrorKind::Usage, "--append does nothing for calibrations; leave it away.");
    if (auto good = checkLeRobot(options); !good) return good;
    run.pictures = options.pictures.value_or(bop ? ExportPictures::Png : ExportPictures::None);
    return {};
}

Result<int> runExport(ExportOptions& options, Shell& shell) {
    if (auto good = checkOptions(options); !good) return tl::unexpected(good.error());
    SessionRequest given = options.given;
    given.search = shell.search;
    ExportManifest manifest;
    const bool isList = namesReviewList(options.source.string());
    if (isList && !shell.lists.exportItems)
        return makeError(
            ErrorKind::Usage,
            "{} is a review list, which this build without the window cannot read; give the --out "
            "folder of 'camframe calibrate'.",
            options.source.string());
    const Result<void> done =
        isList ? shell.lists.exportItems(ListExport{options.source.string(), options.query, options.frames,
                                                    options.acceptedOnly.value_or(true)},
                                         given, options.run, manifest, shell.context)
               : exportResults(options, given, manifest, shell.context);
    if (!done) return tl::unexpected(done.error());
    print(manifest, options.run, shell);
    for (const LeftOutCamera& line : manifest.leftOut)
        log(LogLevel::Warning,
            fmt::format("episode {} camera {} was left out: {}", line.episode, line.camera, line.reason));
    if (manifest.cameras.empty()) return inputError("Nothing was exported: every camera was left out.");
    return 0;
}

}  // namespace

void addExportCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<ExportOptions>();
    CLI::App* command = app.add_subcommand("export", "Write camera-frame actions and labels");
    command
        ->add_option("SOURCE", options->source,
                     "calibration.json, the --out folder of calibrate, or a review list (*.camreview or "
                     "postgresql://...)")
        ->required();
    std::vector<std::pair<std::string, ExportFormat>> formats;
    for (const ExportFormat format : kExportFormats) formats.emplace_back(toString(format), format);
    addChoice<ExportFormat>(
        *command, "--format", options->run.format, formats,
        "hdf5: camera-frame actions and labels; json: the reference's labels per episode; coco: instances; "
        "bop: scenes with link models; masks, depth: PNG per frame; droid, robotwin, ros: where the cameras "
        "stand; lerobot: a LeRobot dataset with annotation columns; calibrations: calibration.json files")
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
    command->add_flag("--depth", options->run.depth,
                      "Also the drawn robot's depth: of hdf5 in 16-bit mm, of lerobot as videos of 12 bits");
    addChoice<std::optional<ExportPictures>>(
        *command, "--pictures", options->pictures,
        {{"none", ExportPictures::None}, {"png", ExportPictures::Png}, {"jpeg", ExportPictures::Jpeg}},
        "Recorded pictures in the export: of coco (default: none, it names "
        "the recording's files) and bop (default: png)");
    LeRobotExportOptions& lerobot = options->run.lerobot;
    command
        ->add_option("--lerobot-version", options->version,
                     "Of lerobot: 2.1 or 3.0 (default: that of the source, 2.1 for other datasets)")
        ->check(CLI::IsMember({"2.1", "3.0"}));
    command->add_flag("--curate", lerobot.output.curate,
                      "Of lerobot: a new dataset of the chosen episodes and frames only");
    command->add_option("--split", options->split, "With --curate: names and shares, e.g. train:0.9,val:0.1")
        ->type_name("NAME:SHARE,...");
    command
        ->add_option_function<uint32_t>(
            "--seed",
            [options](uint32_t seed) {
                options->run.lerobot.output.seed = seed;
                options->seedGiven = true;
            },
            "With --split: of the lots (default: 0)")
        ->type_name("N");
    command
        ->add_option("--resize", options->size,
                     "With --curate: size of the pictures; K, points, boxes and masks follow")
        ->type_name("WxH");
    command->add_flag("--in-place", lerobot.output.inPlace,
                      "Of lerobot: --out is the source, whose data and meta are replaced; what was there is "
                      "kept in .camframe-backup");
    addChoice<bool>(*command, "--videos", lerobot.output.copyVideos, {{"link", false}, {"copy", true}},
                    "Of lerobot: link: whole videos are second names of the source's files (default)");
    command->add_flag("--caliball-columns", lerobot.asCalibAll,
                      "Of lerobot: names, rounding and order as CalibAll writes them; no statistics");
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
