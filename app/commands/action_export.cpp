// SPDX-License-Identifier: Apache-2.0
#include "app/commands/action_export.h"

#include <algorithm>

#include "app/commands/console.h"
#include "model/core/io/calibration_file.h"

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

class ActionExport {
public:
    ActionExport(const SessionRequest& given, const ActionExportOptions& options, ExportManifest& manifest)
        : m_sessions(given), m_options(options), m_manifest(manifest) {}

    Result<void> writeJson(const ExportEpisode& episode) {
        for (const ExportCamera& camera : episode.cameras) {
            const fs::path file =
                calibrationPath(m_options.out, camera.calibration.episode, camera.calibration.cameraName);
            if (auto written = writeCalibration(camera.calibration, file); !written) return written;
            m_manifest.cameras.push_back(lineOf(camera, file));
        }
        return {};
    }

    /// Nothing when none of the cameras has anything to say.
    Result<std::optional<ActionEpisode>> actions(const ExportEpisode& episode, const fs::path& file,
                                                 const RunContext& context) {
        if (episode.cameras.empty()) return std::optional<ActionEpisode>();
        const ExportCamera& first = episode.cameras.front();
        const Result<Session*> session = m_sessions.of(first.calibration, first.calibrationPath);
        if (!session) return tl::unexpected(session.error());
        const Result<LoadedEpisode> loaded = (*session)->load(first.calibration.episode);
        if (!loaded) return tl::unexpected(loaded.error());
        std::vector<ActionCamera> cameras;
        std::vector<const ExportCamera*> written;
        for (const ExportCamera& camera : episode.cameras) {
            std::vector<int> frames = camera.frames.of(loaded->episode.frameCount);
            if (frames.empty()) {
                m_manifest.leftOut.push_back(
                    {camera.calibration.episode, camera.calibration.cameraName,
                     fmt::format("The recording has {} frames, so {} names none of them.",
                                 loaded->episode.frameCount, camera.frames.text())});
                continue;
            }
            cameras.push_back({camera.calibration, std::move(frames)});
            written.push_back(&camera);
        }
        if (cameras.empty()) return std::optional<ActionEpisode>();
        Result<ActionEpisode> made =
            makeActionEpisode(**session, *loaded, cameras, m_options.labels, context);
        if (!made) return tl::unexpected(made.error());
        m_lines.clear();
        for (size_t i = 0; i < written.size(); ++i) {
            ExportedCamera line = lineOf(*written[i], file);
            line.frames = cameras[i].frames.size();
            const auto& arms = made->cameras[i].arms;
            if (!arms.empty())
                line.validFrames = static_cast<size_t>(std::ranges::count(arms[0].valid, uint8_t{1}));
            m_lines.push_back(std::move(line));
        }
        return std::optional<ActionEpisode>(std::move(*made));
    }
    /// The cameras of the last actions() are on the disk.
    void keepLines() {
        for (ExportedCamera& line : m_lines) m_manifest.cameras.push_back(std::move(line));
        m_lines.clear();
    }

private:
    static ExportedCamera lineOf(const ExportCamera& camera, const fs::path& file) {
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

    Sessions m_sessions;
    const ActionExportOptions& m_options;
    ExportManifest& m_manifest;
    std::vector<ExportedCamera> m_lines;
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
    ActionExport run(given, options, manifest);
    const bool single = options.singleFile && options.format == ExportFormat::Hdf5;
    const fs::path singleFile = options.out / "episodes.h5";
    size_t next = 0;
    /// The next episode with anything to write.
    const auto advance = [&]() -> Result<std::optional<ActionEpisode>> {
        while (next < count) {
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            const size_t i = next++;
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
            if (options.format == ExportFormat::Json) {
                if (auto written = run.writeJson(*episode); !written) return tl::unexpected(written.error());
                continue;
            }
            const fs::path file =
                single ? singleFile
                       : actionFilePath(options.out, episode->cameras.front().calibration.episode);
            Result<std::optional<ActionEpisode>> actions = run.actions(*episode, file, own);
            if (!actions && actions.error().kind == ErrorKind::Input && options.goOn) {
                leaveOut(*episode, actions.error(), manifest);
                continue;
            }
            if (!actions || *actions) return actions;
        }
        return std::optional<ActionEpisode>();
    };
    const auto all = [&]() -> Result<void> {
        if (single) {
            bool any = false;
            std::vector<ExportedCamera> before = manifest.cameras;
            auto written = writeActionFile(
                [&]() -> Result<std::optional<ActionEpisode>> {
                    auto episode = advance();
                    if (!episode) return episode;
                    if (!*episode && !any) return inputError("None of the episodes could be exported.");
                    any = true;
                    run.keepLines();
                    return episode;
                },
                singleFile);
            if (!written) manifest.cameras = std::move(before);
            return written;
        }
        while (true) {
            const Result<std::optional<ActionEpisode>> episode = advance();
            if (!episode) return tl::unexpected(episode.error());
            if (!*episode) return {};
            const fs::path file = actionFilePath(options.out, (*episode)->episode);
            if (auto written = writeActionFile(**episode, file); !written) return written;
            run.keepLines();
        }
    };
    Result<void> done = all();
    manifest.complete = done.has_value();
    if (!manifest.cameras.empty())
        if (auto written = writeManifest(manifest, options.out); !written && done) return written;
    return done;
}

}  // namespace camframe
