// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/commands/action_episode.h"
#include "app/commands/console.h"
#include "app/commands/results.h"
#include "app/commands/session.h"
#include "app/commands/shell.h"
#include "model/core/io/action_file.h"
#include "model/core/io/calibration_file.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct ExportOptions {
    fs::path source;
    std::string format;
    SessionRequest given;  ///< --dataset and --robot, where the results' own are not to be used.
    bool acceptedOnly = false;
    bool singleFile = false;
    fs::path out;
};

/// One line of the summary.
struct ExportedCamera {
    int episode = 0;
    std::string camera;
    CalibrationStatus status{};
    size_t frames = 0;
    size_t validFrames = 0;  ///< Of the first arm.
    fs::path file;
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

/// Opens recordings as the results name them and puts episodes together.
class Exporter {
public:
    Exporter(const ExportOptions& options, const Shell& shell) : m_options(options), m_shell(shell) {}

    Result<ActionEpisode> episode(const EpisodeResults& results, const RunContext& context) {
        const StoredCalibration& first = *results.front();
        SessionRequest given = m_options.given;
        given.search = m_shell.search;
        Result<SessionRequest> request =
            requestFromProvenance(first.calibration, first.path.string(), std::move(given));
        if (!request) return tl::unexpected(request.error());
        if (const auto key = provenanceOf(*request); !m_session || key != m_sessionKey) {
            Result<Session> session = Session::open(std::move(*request));
            if (!session) return tl::unexpected(session.error());
            m_session.emplace(std::move(*session));
            m_sessionKey = key;
        }
        const Result<LoadedEpisode> loaded = m_session->load(first.calibration.episode);
        if (!loaded) return tl::unexpected(loaded.error());
        std::vector<Calibration> calibrations;
        for (const StoredCalibration* stored : results) calibrations.push_back(stored->calibration);
        return makeActionEpisode(*m_session, *loaded, calibrations, context);
    }

private:
    const ExportOptions& m_options;
    const Shell& m_shell;
    std::optional<Session> m_session;
    std::map<std::string, std::string> m_sessionKey;
};

void addToSummary(const ActionEpisode& episode, const fs::path& file, std::vector<ExportedCamera>& summary) {
    for (const CameraActions& camera : episode.cameras) {
        ExportedCamera line{episode.episode,
                            camera.calibration.cameraName,
                            camera.calibration.status,
                            episode.timestamps.size(),
                            0,
                            file};
        if (!camera.arms.empty())
            line.validFrames = static_cast<size_t>(
                std::count(camera.arms[0].valid.begin(), camera.arms[0].valid.end(), uint8_t{1}));
        summary.push_back(std::move(line));
    }
}

void print(const std::vector<ExportedCamera>& summary, Shell& shell) {
    if (shell.json) {
        Json json{{"format", "hdf5"}, {"cameras", Json::array()}};
        for (const ExportedCamera& line : summary)
            json["cameras"].push_back({{"episode", line.episode},
                                       {"camera", line.camera},
                                       {"status", toString(line.status)},
                                       {"frames", line.frames},
                                       {"valid_frames", line.validFrames},
                                       {"file", line.file.string()}});
        shell.out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
        return;
    }
    TextTable table({"episode", "camera", "status", "frames", "valid", "file"});
    for (const ExportedCamera& line : summary)
        table.addRow({fmt::format("{:06d}", line.episode), line.camera, std::string(toString(line.status)),
                      std::to_string(line.frames), std::to_string(line.validFrames), line.file.string()});
    table.print(shell.out);
}

Result<int> runExport(const ExportOptions& options, Shell& shell) {
    if (options.format != "hdf5")
        return makeError(ErrorKind::Usage, "--format '{}' is not available in this version; use hdf5.",
                         options.format);
    const Result<std::vector<StoredCalibration>> results = readResults(options.source);
    if (!results) return tl::unexpected(results.error());
    const std::vector<EpisodeResults> episodes = chooseResults(*results, options.acceptedOnly);
    if (episodes.empty())
        return inputError("{} holds no {}calibration with a pose, so there is nothing to export.",
                          options.source.string(), options.acceptedOnly ? "accepted " : "");
    if (const Result<void> writable = checkWritableFolder(options.out); !writable)
        return tl::unexpected(writable.error());

    Exporter exporter(options, shell);
    std::vector<ExportedCamera> summary;
    const auto make = [&](size_t i) -> Result<ActionEpisode> {
        const double count = static_cast<double>(episodes.size());
        PartialProgress progress(
            shell.context.progress, static_cast<double>(i) / count, static_cast<double>(i + 1) / count,
            episodes.size() > 1 ? fmt::format("episode {} ", episodes[i].front()->calibration.episode) : "");
        RunContext context = shell.context;
        context.progress = &progress;
        return exporter.episode(episodes[i], context);
    };
    if (options.singleFile) {
        const fs::path file = options.out / "episodes.h5";
        size_t i = 0;
        const auto next = [&]() -> Result<std::optional<ActionEpisode>> {
            if (i == episodes.size()) return std::optional<ActionEpisode>();
            Result<ActionEpisode> episode = make(i++);
            if (!episode) return tl::unexpected(episode.error());
            addToSummary(*episode, file, summary);
            return std::optional<ActionEpisode>(std::move(*episode));
        };
        if (const Result<void> written = writeActionFile(next, file); !written)
            return tl::unexpected(written.error());
    } else {
        for (size_t i = 0; i < episodes.size(); ++i) {
            const Result<ActionEpisode> episode = make(i);
            if (!episode) return tl::unexpected(episode.error());
            const fs::path file = actionFilePath(options.out, episode->episode);
            if (const Result<void> written = writeActionFile(*episode, file); !written)
                return tl::unexpected(written.error());
            addToSummary(*episode, file, summary);
        }
    }
    print(summary, shell);
    return 0;
}

}  // namespace

void addExportCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<ExportOptions>();
    CLI::App* command = app.add_subcommand("export", "Write camera-frame actions and labels");
    command->add_option("SOURCE", options->source, "calibration.json, or the --out folder of calibrate")
        ->required();
    command->add_option("--format", options->format, "hdf5")->required();
    command->add_option("--out", options->out, "Folder for episode_NNNNNN.h5")->required();
    addChoice<bool>(*command, "--only", options->acceptedOnly, {{"accepted", true}, {"all", false}},
                    "accepted: status ok or accepted by a person; all: every episode with a pose (default)");
    command->add_flag("--single-file", options->singleFile, "One file episodes.h5 with a group per episode");
    command->add_option("--dataset", options->given.dataset,
                        "The recording (default: the one named in SOURCE)");
    command->add_option("--robot", options->given.robot,
                        "Profile name or URDF (default: the one named in SOURCE)");
    command->add_option("--tcp", options->given.tcp, "Tool centre point: LINK[:x,y,z,qw,qx,qy,qz]");
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runExport(*options, shell); }; });
}

}  // namespace camframe
