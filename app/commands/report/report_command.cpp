// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <set>

#include "app/commands/console.h"
#include "app/commands/options.h"
#include "app/commands/report/dataset_report.h"
#include "app/commands/report/intrinsics_check.h"
#include "model/core/io/atomic_file.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct ReportCommandOptions {
    fs::path source, against, out;
    std::string title, published;
    size_t worst = 12;
    SessionRequest given;
    RendererOptions renderer;
};

/// What the results are about: their datasets, or the folder's name when there are many.
std::string titleOf(const ReportCommandOptions& options, const ReportRows& rows) {
    if (!options.title.empty()) return options.title;
    std::set<std::string> datasets;
    for (const ReportRow& row : rows.rows)
        if (datasets.size() < 4) datasets.insert(row.dataset);
    if (datasets.size() == 1 && !datasets.begin()->empty()) return *datasets.begin();
    return fs::absolute(options.source).lexically_normal().filename().string();
}

Result<int> runReport(const ReportCommandOptions& options, Shell& shell) {
    DatasetReportInput input;
    if (!options.published.empty()) {
        Result<IntrinsicsInput> published = parseIntrinsics(options.published);
        if (!published) return tl::unexpected(published.error());
        if (published->estimate)
            return makeError(ErrorKind::Usage,
                             "--published compares with known values; give a file or fx,fy,cx,cy.");
        input.published = std::move(*published);
    }
    PartialProgress reading(shell.context.progress, 0, 0.2, ""),
        readingOther(shell.context.progress, 0.2, 0.4, ""), drawing(shell.context.progress, 0.4, 1, "");
    RunContext context = shell.context;
    context.progress = &reading;
    const Result<ReportRows> rows = readReportRows(options.source, context);
    if (!rows) return tl::unexpected(rows.error());
    std::optional<ReportRows> before;
    if (!options.against.empty()) {
        context.progress = &readingOther;
        Result<ReportRows> read = readReportRows(options.against, context);
        if (!read) return tl::unexpected(read.error());
        before.emplace(std::move(*read));
    }
    SessionRequest given = options.given;
    given.search = shell.search;
    CaseDrawer drawer(std::move(given), options.renderer);
    input.title = titleOf(options, *rows);
    input.rows = &*rows;
    input.before = before ? &*before : nullptr;
    input.beforeName = options.against.string();
    input.csv = fs::path(options.out).replace_extension(".csv");
    input.worst = options.worst;
    context.progress = &drawing;
    const Result<std::string> html = makeDatasetReport(input, drawer, context);
    if (!html) return tl::unexpected(html.error());
    if (auto written = writeReportCsv(input.csv, *rows, input.before); !written)
        return tl::unexpected(written.error());
    if (auto written = writeFileAtomically(options.out, *html); !written)
        return tl::unexpected(written.error());

    const auto counts = rows->counts();
    size_t warned = 0;
    for (const CameraIntrinsics& camera : checkIntrinsics(*rows, input.published))
        warned += camera.warnings.empty() ? 0 : 1;
    if (shell.json)
        shell.out << Json{{"report", options.out.string()},
                          {"csv", input.csv.string()},
                          {"ok", counts[0]},
                          {"review", counts[1]},
                          {"failed", counts[2]},
                          {"unreadable", rows->unreadable},
                          {"cameras_with_intrinsics_warnings", warned}}
                         .dump(2, ' ', false, Json::error_handler_t::replace)
                  << '\n';
    else if (!shell.quiet)
        shell.out << fmt::format(
            "{} ({} ok, {} review, {} failed; {} cameras with doubtful intrinsics)\n{}\n",
            options.out.string(), counts[0], counts[1], counts[2], warned, input.csv.string());
    if (rows->unreadable > 0)
        log(LogLevel::Warning,
            fmt::format("{} result files could not be read; the report lists the first. {}", rows->unreadable,
                        rows->unreadableMessages.front()));
    return 0;
}

}  // namespace

void addReportCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<ReportCommandOptions>();
    CLI::App* command = app.add_subcommand(
        "report", "Write a page about all results: distributions, intrinsics, worst cases");
    command->add_option("OUT", options->source, "The --out folder of calibrate")->required();
    command->add_option("--out", options->out, "HTML file to write; the CSV gets the same name")
        ->required()
        ->check(notEmpty);
    command->add_option("--against", options->against,
                        "Earlier results to compare with, e.g. of other options");
    command->add_option(
        "--published", options->published,
        "Known intrinsics to compare with, as for calibrate --intrinsics: FILE or fx,fy,cx,cy");
    command->add_option("--worst", options->worst, "Worst cases shown with pictures")
        ->check(CLI::Range(0, 200))
        ->capture_default_str();
    command->add_option("--title", options->title, "Heading (default: the dataset)");
    command->add_option("--dataset", options->given.dataset, "The recording (default: the one named in OUT)");
    addRecordingOptions(*command, options->given, "the one named in the result");
    addDeviceOptions(*command, options->renderer);
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runReport(*options, shell); }; });
}

}  // namespace camframe
