// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/commands/calibrate/calibrate_arguments.h"
#include "app/commands/calibrate/calibrate_batch.h"
#include "app/commands/console.h"
#include "app/commands/options.h"
#include "app/commands/session.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/input_files.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

double peakMemoryMiB() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

int keptOf(const CalibrateSummary& summary) {
    return static_cast<int>(std::ranges::count_if(summary.results, &CalibratedCamera::kept));
}

/// Results are read again from their files, one at a time: of a large batch only figures are in memory.
Result<void> printJson(const CalibrateSummary& summary, const fs::path& logFile, std::ostream& out) {
    Json errors = Json::array();
    for (const CalibrationProblem& problem : summary.problems) errors.push_back(problem.message);
    out << "{\n  \"results\": [";
    for (size_t i = 0; i < summary.results.size(); ++i) {
        const Result<Calibration> calibration = readCalibration(summary.results[i].path);
        if (!calibration) return tl::unexpected(calibration.error());
        Json result{{"file", summary.results[i].path.string()}};
        result.update(Json::parse(calibrationToJson(*calibration)));
        out << (i == 0 ? "\n" : ",\n") << result.dump(2, ' ', false, Json::error_handler_t::replace);
    }
    const auto field = [&out](const char* name, const Json& value, const char* end) {
        out << fmt::format("  \"{}\": {}{}\n", name,
                           value.dump(2, ' ', false, Json::error_handler_t::replace), end);
    };
    out << "],\n";
    field("kept", keptOf(summary), ",");
    field("retried", summary.retried, ",");
    field("errors", errors, ",");
    field("log", logFile.string(), ",");
    field("peak_memory_mib", peakMemoryMiB(), "");
    out << "}\n";
    return {};
}

constexpr size_t kMaxListed = 40;

/// The worst results of a large batch, all of a small one.
std::vector<const CalibratedCamera*> listed(const CalibrateSummary& summary) {
    std::vector<const CalibratedCamera*> rows;
    for (const CalibratedCamera& result : summary.results) rows.push_back(&result);
    if (rows.size() <= kMaxListed) return rows;
    std::ranges::stable_sort(rows, std::greater<>{}, [](const CalibratedCamera* result) {
        return std::pair(result->status == CalibrationStatus::Failed, result->quality.risk.value_or(1));
    });
    rows.resize(kMaxListed);
    return rows;
}

void printCounts(const CalibrateSummary& summary, std::ostream& out) {
    const auto count = [&](CalibrationStatus status) {
        return std::ranges::count(summary.results, status, &CalibratedCamera::status);
    };
    out << fmt::format("{} camera-episodes: {} ok, {} to review, {} failed; {} could not be read\n",
                       summary.results.size() + summary.problems.size(), count(CalibrationStatus::Ok),
                       count(CalibrationStatus::Review), count(CalibrationStatus::Failed),
                       summary.problems.size());
}

void printTables(const CalibrateSummary& summary, const CalibrateOptions& options, std::ostream& out) {
    TextTable figures({"episode", "camera", "status", "mask IoU", "holdout IoU", "contour px", "track px",
                       "TCP mm", "risk", "frames", "backend"});
    TextTable times(
        {"episode", "camera", "total s", "CPU s", "decode", "track", "segment", "init", "refine"});
    std::string reasons;
    const auto rows = listed(summary);
    for (const CalibratedCamera* result : rows) {
        const CalibratedCamera& c = *result;
        const auto cell = [](const std::optional<double>& value, int digits) {
            return value ? fmt::format("{:.{}f}", *value, digits) : std::string("-");
        };
        const std::string episode = fmt::format("{:06d}", c.episode);
        figures.addRow({episode, c.camera, std::string(toString(c.status)), cell(c.quality.maskIou, 4),
                        cell(c.quality.holdoutIou, 4), cell(c.quality.contourRmsPx, 3),
                        cell(c.quality.trackRmsPx, 3), cell(c.quality.expectedTcpErrorMm, 2),
                        cell(c.quality.risk, 3), std::to_string(c.framesUsed), c.backend});
        std::vector<std::string> row = {episode, c.camera};
        for (const double seconds : {c.timing.total, c.timing.cpu, c.timing.decode, c.timing.track,
                                     c.timing.segment, c.timing.init, c.timing.refine})
            row.push_back(fmt::format("{:.2f}", seconds));
        times.addRow(std::move(row));
        for (const std::string& reason : c.reasons)
            reasons += fmt::format("{} {}: {}\n", episode, c.camera, reason);
    }
    if (rows.size() < summary.results.size()) {
        printCounts(summary, out);
        out << fmt::format("\nthe {} that most need a look\n", rows.size());
    }
    figures.print(out);
    if (!reasons.empty()) out << "\nreasons\n" << reasons;
    out << "\ntime by stage\n";
    times.print(out);
    const int kept = keptOf(summary);
    out << fmt::format("\npeak memory {:.0f} MiB; {} result{} in {}", peakMemoryMiB(), summary.results.size(),
                       summary.results.size() == 1 ? "" : "s", options.out.string());
    if (kept > 0) out << fmt::format(" ({} kept from before)", kept);
    if (summary.retried > 0) out << fmt::format("; {} tried twice", summary.retried);
    out << fmt::format("; log in {}\n", calibrateLogPath(options).filename().string());
}

Result<int> runCalibrate(CalibrateOptions options, Shell& shell) {
    options.request.search = shell.search;
    shell.context.threads = options.renderer.threads;
    std::vector<int> episodes;
    {
        Result<Session> session = Session::open(options.request);
        if (!session) return tl::unexpected(session.error());
        const Result<std::vector<int>> chosen =
            parseEpisodes(options.episodes, session->reader().episodeCount());
        if (!chosen) return tl::unexpected(chosen.error());
        for (size_t i = static_cast<size_t>(options.shard.index); i < chosen->size();
             i += static_cast<size_t>(options.shard.count))
            episodes.push_back((*chosen)[i]);
        options.request = session->request();
    }
    const Result<CalibrateInputs> inputs = readInputs(options);
    if (!inputs) return tl::unexpected(inputs.error());
    if (const Result<void> writable = checkWritableFolder(options.out); !writable)
        return tl::unexpected(writable.error());
    if (episodes.empty()) {
        log(LogLevel::Info, "This part holds no episode: there are fewer episodes than parts.");
        return 0;
    }
    const Result<CalibrateSummary> summary = calibrateEpisodes(options, *inputs, episodes, shell.context);
    if (!summary) return tl::unexpected(summary.error());
    if (summary->results.empty()) {
        if (summary->problems.size() == 1) return inputError("{}", summary->problems[0].message);
        return inputError("None of the {} camera-episodes could be read.", summary->problems.size());
    }
    if (episodes.size() == 1)
        for (const CalibrationProblem& problem : summary->problems) log(LogLevel::Error, problem.message);
    if (shell.json) {
        if (const auto printed = printJson(*summary, calibrateLogPath(options), shell.out); !printed)
            return tl::unexpected(printed.error());
    } else {
        printTables(*summary, options, shell.out);
    }
    const bool anyGood = std::ranges::any_of(summary->results, [](const CalibratedCamera& result) {
        return result.status != CalibrationStatus::Failed;
    });
    return anyGood ? 0 : 1;
}

}  // namespace

void addCalibrateCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<CalibrateOptions>();
    CLI::App* command = app.add_subcommand("calibrate", "Find where the cameras of a recording stood");
    addCalibrateOptions(*command, options);
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runCalibrate(*options, shell); }; });
}

}  // namespace camframe
