// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "app/commands/console.h"
#include "app/commands/layers/layer_builder.h"
#include "app/commands/options.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct LayersCommandOptions {
    ResultChoice choice;
    SessionRequest given;
    fs::path out;
    std::string what = "language,tracks,aim,surface,removal";
    LayerOptions layers;
};

/// What was written, and what was not.
struct LayersDone {
    struct File {
        int episode;
        std::vector<std::string> cameras;
        fs::path file;
    };
    std::vector<File> files;
    std::vector<std::string> leftOut;
};

Result<void> chooseLayers(const std::string& what, LayerOptions& layers) {
    const std::map<std::string, bool*> names{{"language", &layers.language},
                                             {"tracks", &layers.tracks},
                                             {"aim", &layers.aim},
                                             {"surface", &layers.surface},
                                             {"removal", &layers.removal}};
    for (size_t begin = 0; begin <= what.size();) {
        const size_t end = std::min(what.find(',', begin), what.size());
        const std::string name = what.substr(begin, end - begin);
        const auto found = names.find(name);
        if (found == names.end())
            return makeError(ErrorKind::Usage,
                             "--what: '{}' is not one of language, tracks, aim, surface, removal.", name);
        *found->second = true;
        begin = end + 1;
    }
    return {};
}

/// Every row is a frame of the recording.
void addRows(LayerEpisode& episode, const Episode& recording) {
    const auto rows = static_cast<uint64_t>(recording.frameCount);
    std::vector<int32_t> frames(rows);
    std::iota(frames.begin(), frames.end(), 0);
    episode.arrays.push_back(
        {"/frames", {rows}, frames, "1", "none", "index of each row's frame in the recording"});
    episode.arrays.push_back({"/timestamps",
                              {rows},
                              recording.timestamps,
                              "s",
                              "none",
                              "time of each frame as recorded, else index / fps"});
}

/// The layers of one episode's cameras.
Result<std::optional<LayerEpisode>> makeEpisode(std::span<const StoredCalibration> cameras,
                                                ResultSessions& sessions, const LayersCommandOptions& options,
                                                LayersDone& done, LayersDone::File& line,
                                                const RunContext& context) {
    LayerEpisode episode;
    for (size_t i = 0; i < cameras.size(); ++i) {
        const Calibration& calibration = cameras[i].calibration;
        if (!calibration.camFromBase) {
            done.leftOut.push_back(fmt::format("episode {} camera {}: the calibration failed",
                                               calibration.episode, calibration.cameraName));
            continue;
        }
        const double count = static_cast<double>(cameras.size());
        PartialProgress progress(context.progress, static_cast<double>(i) / count,
                                 static_cast<double>(i + 1) / count,
                                 fmt::format("camera {}: ", calibration.cameraName));
        RunContext own = context;
        own.progress = &progress;
        Result<OpenedResult> opened = sessions.open(cameras[i]);
        if (!opened) return tl::unexpected(opened.error());
        if (line.cameras.empty()) {
            episode.dataset = calibration.dataset;
            episode.episode = calibration.episode;
            episode.robot = opened->robot().name;
            addRows(episode, opened->loaded->episode);
        }
        if (auto added = addLayers(episode, *opened, options.layers, own); !added)
            return tl::unexpected(added.error());
        line.cameras.push_back(calibration.cameraName);
    }
    if (line.cameras.empty()) return std::optional<LayerEpisode>();
    return std::optional<LayerEpisode>(std::move(episode));
}

Result<LayersDone> makeLayers(const LayersCommandOptions& options, Shell& shell) {
    const Result<std::vector<StoredCalibration>> results = chooseResults(options.choice);
    if (!results) return tl::unexpected(results.error());
    if (auto writable = checkWritableFolder(options.out); !writable) return tl::unexpected(writable.error());
    SessionRequest given = options.given;
    given.search = shell.search;
    ResultSessions sessions(std::move(given));
    LayersDone done;
    for (size_t begin = 0; begin < results->size();) {
        size_t end = begin;
        const int index = (*results)[begin].calibration.episode;
        while (end < results->size() && (*results)[end].calibration.episode == index) ++end;
        const double count = static_cast<double>(results->size());
        PartialProgress progress(shell.context.progress, static_cast<double>(begin) / count,
                                 static_cast<double>(end) / count, fmt::format("episode {}: ", index));
        RunContext context = shell.context;
        context.progress = &progress;
        LayersDone::File line{index, {}, layerFilePath(options.out, index)};
        const auto episode = makeEpisode(std::span(*results).subspan(begin, end - begin), sessions, options,
                                         done, line, context);
        if (!episode) return tl::unexpected(episode.error());
        if (*episode) {
            if (auto written = writeLayerFile(**episode, line.file); !written)
                return tl::unexpected(written.error());
            done.files.push_back(std::move(line));
        }
        begin = end;
    }
    if (done.files.empty())
        return inputError("{} holds no calibration with a pose, so there are no layers to make.",
                          options.choice.source.string());
    return done;
}

Result<int> runLayers(const LayersCommandOptions& given, Shell& shell) {
    LayersCommandOptions options = given;
    if (auto chosen = chooseLayers(options.what, options.layers); !chosen)
        return tl::unexpected(chosen.error());
    const Result<LayersDone> done = makeLayers(options, shell);
    if (!done) return tl::unexpected(done.error());
    if (shell.json) {
        Json json{{"layers", options.what}, {"files", Json::array()}, {"left_out", done->leftOut}};
        for (const LayersDone::File& line : done->files)
            json["files"].push_back(
                {{"episode", line.episode}, {"cameras", line.cameras}, {"file", line.file.string()}});
        shell.out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    } else if (!shell.quiet) {
        TextTable table({"episode", "cameras", "file"});
        for (const LayersDone::File& line : done->files)
            table.addRow({fmt::format("{:06d}", line.episode), std::to_string(line.cameras.size()),
                          line.file.string()});
        table.print(shell.out);
    }
    for (const std::string& line : done->leftOut) log(LogLevel::Warning, line + "; it was left out");
    return 0;
}

}  // namespace

void addLayersCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<LayersCommandOptions>();
    CLI::App* command = app.add_subcommand(
        "layers", "Write optional layers: language, tracks, aiming lines, surface points, removal masks");
    command
        ->add_option("SOURCE", options->choice.source, "calibration.json, or the --out folder of calibrate")
        ->required();
    command->add_option("--out", options->out, "Folder for layers_NNNNNN.h5")->required()->check(notEmpty);
    command
        ->add_option(
            "--what", options->what,
            "Comma-separated: language (motion phases in words), tracks (coming pixels of the gripper's "
            "points), aim (line along the approach axis), surface (2D and 3D tracks and flow), removal "
            "(masks with a margin)")
        ->capture_default_str();
    command->add_option("--episodes", options->choice.episodes, "Episodes, e.g. 0-9,12 (default: all)");
    command->add_option("--camera", options->choice.cameras, "Camera (repeatable; default: all)")
        ->take_all()
        ->expected(1);
    command->add_option("--horizon", options->layers.horizon, "tracks: coming frames")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--points", options->layers.surfacePoints, "surface: points on the robot")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command->add_option("--seed", options->layers.seed, "surface: another seed chooses other points")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--margin", options->layers.marginPx, "removal: pixels around the robot")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();
    command->add_option("--aim-length", options->layers.aimLine.length, "aim: metres where no surface is met")
        ->check(CLI::Range(0.001, 100.0))
        ->capture_default_str();
    command
        ->add_option("--aim-reach", options->layers.aimLine.maxLength,
                     "aim: metres within which one is looked for")
        ->check(CLI::Range(0.001, 100.0))
        ->capture_default_str();
    command->add_option("--dataset", options->given.dataset,
                        "The recording (default: the one named in SOURCE)");
    addRecordingOptions(*command, options->given, "the one named in the result");
    command->add_option("--tcp", options->given.tcp, "Tool centre point: LINK[:x,y,z,qw,qx,qy,qz]");
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runLayers(*options, shell); }; });
}

}  // namespace camframe
