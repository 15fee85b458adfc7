// SPDX-License-Identifier: Apache-2.0
#include "app/commands/calibrate/calibrate_batch.h"

#include <fmt/chrono.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>

#include "app/commands/calibrate/batch_progress.h"
#include "app/commands/calibrate/camera_run.h"
#include "app/commands/console.h"
#include "model/core/log.h"
#include "model/core/parallel.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Adds lines to the log; every line is on its way to the disk before the next result begins. The file is
/// made with the first result: a run that gives none leaves nothing behind. Thread safe.
class BatchLog {
public:
    explicit BatchLog(fs::path path) : m_path(std::move(path)) {}

    void addProblem(const Json& line) { add(line, false); }
    /// After the result has been written, so that its folder is there.
    void addResult(const Json& line) { add(line, true); }

private:
    void add(const Json& line, bool result) {
        const std::lock_guard lock(m_mutex);
        m_waiting += line.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
        if (!m_stream.is_open()) {
            if (!result || m_failed) return;
            const bool torn = endsInMidLine();
            m_stream.open(m_path, std::ios::app | std::ios::binary);
            if (torn) m_stream << '\n';
        }
        m_stream << m_waiting << std::flush;
        m_waiting.clear();
        if (m_stream || m_failed) return;
        m_failed = true;  // Results count for more than their log.
        log(LogLevel::Warning,
            fmt::format("Cannot write the log {}; the results themselves are written.", m_path.string()));
    }

    /// An earlier run was killed while it wrote.
    bool endsInMidLine() const {
        std::ifstream file(m_path, std::ios::ate | std::ios::binary);
        return file && file.tellg() > 0 && file.seekg(-1, std::ios::end).get() != '\n';
    }

    fs::path m_path;
    std::ofstream m_stream;
    std::string m_waiting;
    bool m_failed = false;
    std::mutex m_mutex;
};

std::string utcNow() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

Json logLine(int episode, const std::string& camera, const char* outcome) {
    return {{"time", utcNow()}, {"episode", episode}, {"camera", camera}, {"outcome", outcome}};
}

CalibratedCamera remembered(CameraOutcome&& outcome) {
    Calibration& c = outcome.calibration;
    return {std::move(outcome.path),
            c.episode,
            std::move(c.cameraName),
            c.status,
            std::move(c.reasons),
            c.quality,
            c.timing,
            static_cast<int>(c.framesUsed.size()),
            std::move(c.backend),
            outcome.kept};
}

/// Only these come from a single recording; others concern the whole run.
bool concernsOnlyThis(const Error& error) {
    return error.kind == ErrorKind::Input || error.kind == ErrorKind::System;
}

/// What one episode has given.
struct EpisodeOutcome {
    std::vector<CalibratedCamera> results;
    std::vector<CalibrationProblem> problems;
};

class Batch {
public:
    Batch(const CalibrateOptions& options, const CalibrateInputs& inputs, BatchLog& log)
        : m_options(options), m_inputs(inputs), m_log(log) {}

    /// @param only  Cameras to calibrate; empty: those chosen.
    Result<EpisodeOutcome> episode(Session& session, TransferredMarks& transferred, int episode,
                                   const std::vector<std::string>& only, const RunContext& context) {
        EpisodeOutcome outcome;
        const auto problem = [&](const std::string& camera, const Error& error) {
            outcome.problems.push_back({episode, camera, error.message});
            Json line = logLine(episode, camera, "problem");
            line["reason"] = error.message;
            m_log.addProblem(line);
        };
        const Result<LoadedEpisode> loaded = withoutExceptions([&] { return session.load(episode); });
        if (!loaded) {
            if (!concernsOnlyThis(loaded.error())) return tl::unexpected(loaded.error());
            problem({}, loaded.error());
            return outcome;
        }
        const auto cameras = chooseCameras(m_options, m_inputs, loaded->episode);
        if (!cameras) {
            if (!concernsOnlyThis(cameras.error())) return tl::unexpected(cameras.error());
            problem({}, cameras.error());
            return outcome;
        }
        for (size_t i = 0; i < cameras->size(); ++i) {
            const CameraStream& camera = *(*cameras)[i];
            if (!only.empty() && std::ranges::find(only, camera.name) == only.end()) continue;
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            const double count = static_cast<double>(cameras->size());
            PartialProgress progress(context.progress, static_cast<double>(i) / count,
                                     static_cast<double>(i + 1) / count,
                                     fmt::format("camera {}: ", camera.name));
            RunContext own = context;
            own.progress = &progress;
            Result<CameraOutcome> done = withoutExceptions([&] {
                return calibrateOne(m_options, m_inputs, session, *loaded, episode, camera, transferred, own);
            });
            if (!done) {
                if (!concernsOnlyThis(done.error())) return tl::unexpected(done.error());
                problem(camera.name, done.error());
                continue;
            }
            CalibratedCamera result = remembered(std::move(*done));
            Json line = logLine(episode, camera.name, result.kept ? "kept" : "calibrated");
            line["status"] = toString(result.status);
            line["risk"] = result.quality.risk ? Json(*result.quality.risk) : Json();
            line["seconds"] = result.timing.total;
            line["cpu_seconds"] = result.timing.cpu;
            line["stages_s"] = {{"decode", result.timing.decode},
                                {"track", result.timing.track},
                                {"segment", result.timing.segment},
                                {"init", result.timing.init},
                                {"refine", result.timing.refine}};
            if (!result.reasons.empty()) line["reason"] = result.reasons.front();
            line["file"] = result.path.string();
            m_log.addResult(line);
            outcome.results.push_back(std::move(result));
        }
        return outcome;
    }

private:
    const CalibrateOptions& m_options;
    const CalibrateInputs& m_inputs;
    BatchLog& m_log;
};

}  // namespace

fs::path calibrateLogPath(const CalibrateOptions& options) {
    return options.out / (options.shard.whole() ? "calibrate-log.jsonl"
                                                : "calibrate-log-" + options.shard.text() + ".jsonl");
}

Result<CalibrateSummary> calibrateEpisodes(const CalibrateOptions& options, const CalibrateInputs& inputs,
                                           const std::vector<int>& episodes, const RunContext& context) {
    BatchLog batchLog(calibrateLogPath(options));
    Batch batch(options, inputs, batchLog);
    const int workers = std::clamp(options.jobs, 1, static_cast<int>(std::max<size_t>(episodes.size(), 1)));
    BatchProgress progress(context.progress, episodes.size(), workers);

    std::vector<EpisodeOutcome> outcomes(episodes.size());
    std::mutex mutex;
    std::optional<Error> fatal;  // The first one.
    std::atomic<size_t> next = 0;
    std::stop_source stopAll;
    const std::stop_callback forwardStop(context.stop, [&stopAll] { stopAll.request_stop(); });
    const auto fail = [&](const Error& error) {
        const std::lock_guard lock(mutex);
        if (!fatal || fatal->kind == ErrorKind::Stopped) fatal = error;
        stopAll.request_stop();
    };
    parallelFor(workers, workers, [&](int worker) {
        Result<Session> session = Session::open(options.request);
        if (!session) return fail(session.error());
        TransferredMarks transferred(inputs.marks, options.models);
        for (size_t i = next++; i < episodes.size(); i = next++) {
            WorkerProgress own(progress, worker,
                               episodes.size() > 1 ? fmt::format("episode {}: ", episodes[i]) : "");
            RunContext workerContext{&own, stopAll.get_token(),
                                     std::max(1, threadCount(context.threads) / workers)};
            if (workerContext.stopped()) return fail({ErrorKind::Stopped, "Stopped."});
            Result<EpisodeOutcome> done =
                batch.episode(*session, transferred, episodes[i], {}, workerContext);
            if (!done) return fail(done.error());
            const bool calculated = std::ranges::any_of(
                done->results, [](const CalibratedCamera& result) { return !result.kept; });
            for (const CalibrationProblem& problem : done->problems)
                if (episodes.size() > 1) log(LogLevel::Error, problem.message);
            outcomes[i] = std::move(*done);
            progress.finished(worker, calculated);
        }
    });
    if (fatal) return tl::unexpected(*fatal);

    // Once more, alone: a network disk may have been away for a moment, memory may have been short.
    CalibrateSummary summary;
    Result<Session> session = Session::open(options.request);
    if (!session) return tl::unexpected(session.error());
    TransferredMarks transferred(inputs.marks, options.models);
    for (size_t i = 0; i < episodes.size(); ++i) {
        EpisodeOutcome& outcome = outcomes[i];
        if (!outcome.problems.empty() && episodes.size() > 1) {
            std::vector<std::string> only;
            for (const CalibrationProblem& problem : outcome.problems)
                if (!problem.camera.empty()) only.push_back(problem.camera);
            summary.retried += static_cast<int>(outcome.problems.size());
            RunContext own = context;
            own.progress = nullptr;
            Result<EpisodeOutcome> again = batch.episode(*session, transferred, episodes[i], only, own);
            if (!again) return tl::unexpected(again.error());
            outcome.problems = std::move(again->problems);
            std::ranges::move(again->results, std::back_inserter(outcome.results));
        }
        std::ranges::move(outcome.results, std::back_inserter(summary.results));
        std::ranges::move(outcome.problems, std::back_inserter(summary.problems));
    }
    return summary;
}

}  // namespace camframe
