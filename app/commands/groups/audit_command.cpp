// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "app/commands/calibrate/calibrate_arguments.h"
#include "app/commands/console.h"
#include "app/commands/groups/extrinsics_audit.h"
#include "app/commands/groups/group_commands.h"
#include "app/commands/options.h"
#include "model/core/io/atomic_file.h"
#include "model/core/log.h"

namespace camframe {

namespace {

void print(const AuditReport& report, std::ostream& out) {
    TextTable table({"episode", "camera", "shipped", "deg", "mm", "robot mm", "overlap", "ours", "risk",
                     "expected mm", "picture"});
    const auto cell = [](const std::optional<double>& value, int digits) {
        return value ? fmt::format("{:.{}f}", *value, digits) : std::string("-");
    };
    constexpr size_t kMostListed = 40;
    for (size_t i = 0; i < report.rows.size() && i < kMostListed; ++i) {
        const AuditRow& row = report.rows[i];
        const auto of = [&](double PoseError::*figure) {
            return row.error ? std::optional((*row.error).*figure) : std::nullopt;
        };
        table.addRow({fmt::format("{:06d}", row.episode), row.camera, std::string(toString(row.verdict)),
                      cell(of(&PoseError::rotationDeg), 2), cell(of(&PoseError::translationMm), 1),
                      cell(row.toolMm, 1), cell(row.overlap, 3), std::string(toString(row.status)),
                      cell(row.risk, 3), cell(row.oursMm, 2),
                      row.picture.empty() ? "-" : row.picture.string()});
    }
    table.print(out);
    const auto count = [&](AuditVerdict verdict) {
        return std::ranges::count(report.rows, verdict, &AuditRow::verdict);
    };
    out << fmt::format(
        "\nof {} shipped poses {} agree (within 1 deg and 10 mm of ours), {} are wrong, {} undecided",
        report.rows.size(), count(AuditVerdict::Agrees), count(AuditVerdict::Wrong),
        count(AuditVerdict::Undecided));
    if (report.withoutExtrinsics > 0) out << fmt::format("; {} cameras ship none", report.withoutExtrinsics);
    out << '\n';
}

Result<int> runAudit(AuditOptions options, Shell& shell) {
    CalibrateOptions& calibrate = options.calibrate;
    calibrate.request.search = shell.search;
    shell.context.threads = calibrate.renderer.threads;
    std::vector<int> episodes;
    {
        auto session = Session::open(calibrate.request);
        if (!session) return tl::unexpected(session.error());
        auto chosen = parseEpisodes(calibrate.episodes, session->reader().episodeCount());
        if (!chosen) return tl::unexpected(chosen.error());
        episodes = std::move(*chosen);
        calibrate.request = session->request();
    }
    if (auto writable = checkWritableFolder(calibrate.out); !writable)
        return tl::unexpected(writable.error());
    const auto report = auditExtrinsics(options, episodes, shell.context);
    if (!report) return tl::unexpected(report.error());
    if (auto written = writeFileAtomically(calibrate.out / "audit.json", auditToJson(*report)); !written)
        return tl::unexpected(written.error());
    for (const std::string& problem : report->problems) log(LogLevel::Warning, problem);
    if (shell.json)
        shell.out << auditToJson(*report);
    else
        print(*report, shell.out);
    return report->rows.empty() ? 1 : 0;
}

}  // namespace

void addAuditCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<AuditOptions>();
    CLI::App* command = app.add_subcommand(
        "audit", "How wrong are the camera poses that a dataset ships? Calibrates anew and compares");
    CalibrateOptions& calibrate = options->calibrate;
    command->add_option("DATASET", calibrate.request.dataset, "Folder or file of the recordings")->required();
    addRecordingOptions(*command, calibrate.request, "the recordings'");
    command->add_option("--theirs", options->theirs,
                        "Instead of what the dataset ships: truth.json or calibration.json, or a folder of "
                        "calibrations (see 'camframe calibration import')");
    command->add_option("--camera", calibrate.cameras, "Camera (repeatable; default: all that stand still)")
        ->take_all()
        ->expected(1);
    command->add_option("--episodes", calibrate.episodes, "Such as 0-9,12 or all")->capture_default_str();
    addEvidenceOptions(*command, calibrate);
    command->add_option("--jobs", calibrate.jobs, "Episodes at a time; they share the threads and the memory")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    command->add_option("--pictures", options->pictures, "Of the worst, theirs beside ours")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str();
    command
        ->add_option(
            "--out", calibrate.out,
            "Folder for our calibrations (those from the same inputs are kept), audit.json and audit/*.png")
        ->required()
        ->check(notEmpty);
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runAudit(*options, shell); }; });
}

}  // namespace camframe
