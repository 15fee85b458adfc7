// SPDX-License-Identifier: Apache-2.0
#include "app/commands/action_export.h"

#include <algorithm>
#include <set>

#include "app/commands/console.h"
#include "app/commands/export_journal.h"
#include "model/core/io/calibration_file.h"
#include "model/core/log.h"

namespace camframe {

namespace fs = std::filesystem;

namespace {

/// Opens recordings as the calibrations name them; keeps the last one open.
class Sessions {
public:
    explicit Sessions(const SessionRequest& given) : m_given(given) {}

    Result<Session*> of(const Calibration& calibration, const std::string& what) {
        Result<SessionRequest> request = requestFromProvenance(calibration, what, m_given);
        if (!request) return tl::unexpected(request.error());
        if (const auto key = provenanceOf(*request); !m_session || key != m_key) {
            Result<Session> session = Session::open(std::move(*request));
            if (!session) return tl::unexpected(session.error());
            m_session.emplace(std::move(*session));
            m_key = key;
        }
        return &*m_session;
    }

private:
    const SessionRequest& m_given;
    std::optional<Session> m_session;
    std::map<std::string, std::string> m_key;
};

ExportedCamera lineOf(const ExportCamera& camera, const fs::path& file) {
    ExportedCamera line;
    line.episode = camera.calibration.episode;
    line.camera = camera.calibration.cameraName;
    line.status = camera.calibration.status;
    line.frameRange = camera.frames.text();
    line.file = file;
    line.calibrationId = calibrationId(camera.calibration);
    line.calibrationPath = camera.calibrationPath;
    line.review = camera.review;
    return line;
}

int indexOf(const ExportEpisode& episode) {
    return episode.cameras.front().calibration.episode;
}

/// Was the episode made from these cameras?
bool madeFrom(const EpisodeLines& lines, const ExportEpisode& episode) {
    size_t left = 0;
    for (const ExportCamera& camera : episode.cameras) {
        const ExportedCamera wanted = lineOf(camera, {});
        const bool same = std::ranges::any_of(lines.cameras, [&](const ExportedCamera& line) {
            return line.calibrationId == wanted.calibrationId && line.frameRange == wanted.frameRange &&
                   line.camera == wanted.camera;
        });
        const bool leftOut = std::ranges::any_of(
            lines.leftOut, [&](const LeftOutCamera& line) { return line.camera == wanted.camera; });
        if (!same && !leftOut) return false;
        left += !same;
    }
    return lines.cameras.size() + left == episode.cameras.size();
}

std::string lerobotText(const LeRobotExportOptions& options) {
    const LeRobotOutput& output = options.output;
    std::string text =
        fmt::format(" version={} curate={} caliball={}", options.versionGiven ? output.major : 0,
                    output.curate, options.asCalibAll);
    if (options.resize) text += fmt::format(" resize={}x{}", options.resize->width, options.resize->height);
    for (const auto& [name, share] : output.splits) text += fmt::format(" {}:{}", name, share);
    if (!output.splits.empty()) text += fmt::format(" seed={}", output.seed);
    return text;
}

std::string optionsText(const ActionExportOptions& options, const SessionRequest& given) {
    constexpr std::array kLabels = {"none", "points", "masks"};
    constexpr std::array kPictures = {"none", "png", "jpeg"};
    std::string text =
        fmt::format("labels={} depth={} pictures={} single={}", kLabels[static_cast<size_t>(options.labels)],
                    options.depth, kPictures[static_cast<size_t>(options.pictures)], options.singleFile);
    if (options.format == ExportFormat::Lerobot) text += lerobotText(options.lerobot);
    if (!given.dataset.empty()) text += " dataset=" + absoluteText(given.dataset);
    if (!given.format.empty()) text += " format=" + given.format;
    if (!given.profile.empty()) text += " profile=" + given.profile;
    if (!given.robot.empty()) text += " robot=" + given.robot;
    if (!given.tcp.empty()) text += " tcp=" + given.tcp;
    if (!given.ignoreLinks.empty()) text += " ignore_links=" + given.ignoreLinks;
    return text;
}

class ActionExport {
public:
    ActionExport(const SessionRequest& given, const ActionExportOptions& options, ExportManifest& manifest)
        : m_sessions(given),
          m_options(options),
          m_manifest(manifest),
          m_single(options.singleFile && options.format == ExportFormat::Hdf5),
          m_writer(makeLabelWriter({options.format, options.labels, options.depth, options.pictures,
                                    options.out, options.lerobot})),
          m_waits(m_single || (m_writer && m_writer->assembled())) {}

    Result<void> open() {
        Result<ExportJournal> journal =
            ExportJournal::open(m_options.out, m_manifest, m_options.resume || m_options.append);
        if (!journal) return tl::unexpected(journal.error());
        m_journal.emplace(std::move(*journal));
        if (!m_options.append) return {};
        const Result<ExportManifest> before = readManifest(m_options.out);
        std::error_code error;
        if (!before) {
            if (!fs::exists(manifestPath(m_options.out), error)) return {};
            return tl::unexpected(before.error());
        }
        if (before->format != m_manifest.format || before->options != m_manifest.options)
            return inputError(
                "{} holds an export with other options ({} {}); give the same ones or another --out.",
                m_options.out.string(), before->format, before->options);
        for (const ExportedCamera& camera : before->cameras)
            if (m_before.empty() || m_before.back() != camera.episode) m_before.push_back(camera.episode);
        for (const int episode : m_before) keep(*m_journal->find(episode));
        return {};
    }

    Result<void> add(const ExportEpisode& episode, const RunContext& context) {
        const int index = indexOf(episode);
        if (m_options.format == ExportFormat::Calibrations) return addCalibrations(episode);
        if (const EpisodeLines* done = m_journal->find(index)) {
            const bool appended = std::ranges::find(m_before, index) != m_before.end();
            if (madeFrom(*done, episode) && fs::exists(placeOf(*done).file)) {
                if (!appended) keep(*done);
                return {};
            }
            if (appended)
                return inputError(
                    "{} holds episode {} already, from another calibration or other frames; leave it out or "
                    "give another --out.",
                    m_options.out.string(), index);
        }
        return make(episode, context);
    }

    /// What speaks of all episodes.
    Result<void> finish(const RunContext& context) {
        if (m_episodes.empty()) return {};
        if (m_single) return joinActionFiles(m_parts, singleFile());
        if (m_waits) return m_writer->assemble(m_journal->kept(), m_options.out, m_episodes, context);
        return m_writer ? m_writer->finish(m_options.out, m_episodes, context) : Result<void>{};
    }

    /// Removes what an earlier export of this folder made of episodes that this one does not hold: it would
    /// pass for part of this one. What could not be exported this time keeps its old files.
    void removeStale(const ExportManifest& before) {
        const auto holds = [](const auto& lines, const ExportedCamera& line) {
            return std::ranges::any_of(lines,
                                       [&line](const auto& other) { return other.episode == line.episode; });
        };
        std::set<fs::path> stale;
        for (const ExportedCamera& line : before.cameras) {
            if (holds(m_manifest.cameras, line) || holds(m_manifest.leftOut, line)) continue;
            if (m_options.format == ExportFormat::Calibrations)
                stale.insert(calibrationPath(m_options.out, line.episode, line.camera));
            else if (!m_waits)
                stale.insert(m_options.out / m_writer->unit(line.episode));
        }
        for (const fs::path& path : stale) {
            std::error_code error;
            if (fs::remove_all(path, error) > 0)
                log(LogLevel::Info,
                    fmt::format("{} of the export before this one was removed.", path.string()));
        }
    }

    /// The end, good or bad: leaves no unfinished thing behind, except what --resume of a single file needs.
    void close(bool good) {
        const bool wait = !good && m_waits && m_options.resume && !m_episodes.empty();
        if (m_journal && !wait) m_journal->remove();
        if (!good && m_waits) m_manifest.cameras.clear();
    }

private:
    fs::path singleFile() const { return m_options.out / "episodes.h5"; }

    /// The file of the export that holds an episode.
    fs::path fileOf(const fs::path& unit) const {
        if (m_single) return singleFile();
        return m_waits ? m_options.out / "meta" / "info.json" : unit;
    }

    /// As the pictures in the export will be.
    Calibration asExported(Calibration calibration) const {
        if (const auto& size = m_options.lerobot.resize)
            calibration.camera = calibration.camera.resized(size->width, size->height);
        return calibration;
    }

    /// Where an episode of an earlier run lies: an episode of a finished single file is in it.
    ActionFilePart placeOf(const EpisodeLines& lines) const {
        if (!m_waits) return {lines.episode, m_options.out / m_writer->unit(lines.episode)};
        const fs::path waiting = m_journal->kept() / m_writer->unit(lines.episode);
        std::error_code error;
        if (!m_single || fs::exists(waiting, error)) return {lines.episode, waiting};
        return {lines.episode, singleFile(), fmt::format("/episodes/{:06d}", lines.episode)};
    }

    void keep(const EpisodeLines& lines) {
        m_parts.push_back(placeOf(lines));
        m_episodes.push_back(lines.episode);
        m_manifest.cameras.insert(m_manifest.cameras.end(), lines.cameras.begin(), lines.cameras.end());
        for (const LeftOutCamera& camera : lines.leftOut) {
            const auto same = [&](const LeftOutCamera& other) {
                return other.episode == camera.episode && other.camera == camera.camera;
            };
            if (std::ranges::none_of(m_manifest.leftOut, same)) m_manifest.leftOut.push_back(camera);
        }
    }

    Result<void> addCalibrations(const ExportEpisode& episode) {
        for (const ExportCamera& camera : episode.cameras) {
            const fs::path file =
                calibrationPath(m_options.out, camera.calibration.episode, camera.calibration.cameraName);
            if (auto written = writeCalibration(camera.calibration, file); !written) return written;
            m_manifest.cameras.push_back(lineOf(camera, file));
        }
        return {};
    }

    Result<void> make(const ExportEpisode& episode, const RunContext& context) {
        const ExportCamera& first = episode.cameras.front();
        const Result<Session*> session = m_sessions.of(first.calibration, first.calibrationPath);
        if (!session) return tl::unexpected(session.error());
        const Result<LoadedEpisode> loaded = (*session)->load(first.calibration.episode);
        if (!loaded) return tl::unexpected(loaded.error());
        EpisodeLines lines;
        lines.episode = indexOf(episode);
        const fs::path unit = (m_waits ? m_journal->kept() : m_options.out) / m_writer->unit(lines.episode);
        std::vector<ActionCamera> cameras;
        for (const ExportCamera& camera : episode.cameras) {
            std::vector<int> frames = camera.frames.of(loaded->episode.frameCount);
            if (frames.empty()) {
                lines.leftOut.push_back({lines.episode, camera.calibration.cameraName,
                                         fmt::format("The recording has {} frames, so {} names none of them.",
                                                     loaded->episode.frameCount, camera.frames.text())});
                continue;
            }
            lines.cameras.push_back(lineOf(camera, fileOf(unit)));
            lines.cameras.back().frames = frames.size();
            cameras.push_back({asExported(camera.calibration), std::move(frames)});
        }
        if (cameras.empty()) {
            keepLeftOut(lines);
            return {};
        }
        Result<EpisodeLabels> labels = EpisodeLabels::make(**session, *loaded, cameras, m_writer->contents(),
                                                           m_writer->depth(), m_drawer);
        if (!labels) return tl::unexpected(labels.error());
        for (size_t i = 0; i < cameras.size(); ++i)
            if (const auto& arms = labels->actions().cameras[i].arms; !arms.empty())
                lines.cameras[i].validFrames =
                    static_cast<size_t>(std::ranges::count(arms[0].valid, uint8_t{1}));
        const fs::path work = m_journal->work(unit);
        if (auto written = m_writer->write(*labels, work, context); !written) return written;
        if (auto added = m_journal->add(lines, work, unit); !added) return added;
        keep(lines);
        return {};
    }

    void keepLeftOut(const EpisodeLines& lines) {
        m_manifest.leftOut.insert(m_manifest.leftOut.end(), lines.leftOut.begin(), lines.leftOut.end());
    }

    Sessions m_sessions;
    const ActionExportOptions& m_options;
    ExportManifest& m_manifest;
    bool m_single;
    std::unique_ptr<LabelWriter> m_writer;  ///< Null for calibrations.
    bool m_waits;  ///< Units are made beside the export, which is put together from them.
    std::optional<ExportJournal> m_journal;
    std::shared_ptr<FrameDrawer> m_drawer;
    std::vector<int> m_before;    ///< Episodes that OUT held, with append.
    std::vector<int> m_episodes;  ///< In this export so far.
    std::vector<ActionFilePart> m_parts;
};

void leaveOut(const ExportEpisode& episode, const Error& error, ExportManifest& manifest) {
    for (const ExportCamera& camera : episode.cameras)
        manifest.leftOut.push_back(
            {camera.calibration.episode, camera.calibration.cameraName, error.message});
}

}  // namespace

Result<void> exportEpisodes(size_t count,
                            const std::function<Result<ExportEpisode>(size_t, const RunContext&)>& read,
                            const SessionRequest& given, const ActionExportOptions& options,
                            ExportManifest& manifest, const RunContext& context) {
    manifest.format = toString(options.format);
    manifest.options = optionsText(options, given);
    const Result<ExportManifest> before = readManifest(options.out);
    ActionExport run(given, options, manifest);
    const auto all = [&]() -> Result<void> {
        if (options.format != ExportFormat::Calibrations)
            if (auto opened = run.open(); !opened) return opened;
        for (size_t i = 0; i < count; ++i) {
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            PartialProgress progress(context.progress, static_cast<double>(i) / static_cast<double>(count),
                                     static_cast<double>(i + 1) / static_cast<double>(count),
                                     count > 1 ? fmt::format("{} of {}: ", i + 1, count) : "");
            RunContext own = context;
            own.progress = &progress;
            own.report(0, "reading the recording and the robot");
            Result<ExportEpisode> episode = read(i, own);
            if (!episode) return tl::unexpected(episode.error());
            manifest.leftOut.insert(manifest.leftOut.end(), episode->leftOut.begin(), episode->leftOut.end());
            if (episode->cameras.empty()) continue;
            Result<void> added = run.add(*episode, own);
            if (added) continue;
            if (added.error().kind != ErrorKind::Input || !options.goOn) return added;
            leaveOut(*episode, added.error(), manifest);
        }
        if (manifest.cameras.empty() && options.singleFile)
            return inputError("None of the episodes could be exported.");
        return run.finish(context);
    };
    Result<void> done = all();
    manifest.complete = done.has_value();
    Result<void> written;
    if (!done) run.close(false);
    if (!manifest.cameras.empty()) written = writeManifest(manifest, options.out);
    if (done && written && before && before->format == manifest.format && !options.append &&
        !manifest.cameras.empty())
        run.removeStale(*before);
    if (done) run.close(true);
    if (done && !written) return written;
    return done;
}

}  // namespace camframe
