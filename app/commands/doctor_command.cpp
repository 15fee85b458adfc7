// SPDX-License-Identifier: Apache-2.0
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "app/commands/options.h"
#include "app/commands/session.h"
#include "model/core/doctor/examination.h"

namespace camframe {

namespace {

using Json = nlohmann::ordered_json;

struct DoctorOptions {
    SessionRequest request;
    ExaminationOptions examination;
};

Json describe(const Examination& found) {
    Json json{{"dataset", found.dataset},
              {"format", found.format},
              {"profile", found.profile},
              {"robot", found.robot},
              {"episodes", found.episodeCount},
              {"examined", found.examined},
              {"sampled", found.sampled},
              {"not_checked", found.notChecked},
              {"findings", Json::array()},
              {"errors", found.count(Severity::Error)},
              {"warnings", found.count(Severity::Warning)},
              {"notes", found.count(Severity::Note)}};
    for (const DatasetFinding& finding : found.findings)
        json["findings"].push_back({{"severity", toString(finding.severity)},
                                    {"code", finding.code},
                                    {"episodes", finding.episodes},
                                    {"where", finding.where},
                                    {"what", finding.what},
                                    {"mend", finding.mend}});
    return json;
}

/// "error    wrong-file  episode 2, data/chunk-000/file-001.parquet: what it is. Mend: what to do."
std::string inOneLine(const DatasetFinding& finding) {
    std::string place = episodesInWords(finding);
    if (!finding.where.empty()) place += (place.empty() ? "" : ", ") + finding.where;
    std::string line = fmt::format("{:<8} {:<20} {}{}{}.", toString(finding.severity), finding.code, place,
                                   place.empty() ? "" : ": ", finding.what);
    if (!finding.mend.empty()) line += fmt::format(" Mend: {}.", finding.mend);
    for (char& c : line)
        if (c == '\n' || c == '\t') c = ' ';
    return line;
}

void printForPeople(const Examination& found, std::ostream& out) {
    out << fmt::format("{} ({}), {} episode{}", found.dataset,
                       found.format.empty() ? "plain folder" : found.format, found.episodeCount,
                       found.episodeCount == 1 ? "" : "s");
    if (!found.profile.empty()) out << fmt::format(", profile {}", found.profile);
    if (!found.robot.empty()) out << fmt::format(", robot {}", found.robot);
    out << '\n';
    if (found.sampled)
        out << fmt::format("Opened {} of them ({}); --episodes all opens every one.\n", found.examined.size(),
                           fmt::join(found.examined, ", "));
    for (const std::string& text : found.notChecked) out << "Not checked: " << text << '\n';
    for (const DatasetFinding& finding : found.findings) out << inOneLine(finding) << '\n';
    const auto counted = [&](Severity severity) {
        const int count = found.count(severity);
        return fmt::format("{} {}{}", count, toString(severity), count == 1 ? "" : "s");
    };
    if (found.findings.empty())
        out << "Nothing found.\n";
    else
        out << fmt::format("{}, {}, {}.\n", counted(Severity::Error), counted(Severity::Warning),
                           counted(Severity::Note));
}

Result<int> runDoctor(const DoctorOptions& options, Shell& shell) {
    ExaminationOptions examination = options.examination;
    examination.open = {options.request.format, options.request.profile, options.request.profilePaths,
                        options.request.robot};
    examination.robots = shell.search;
    const auto found = examineDataset(options.request.dataset, examination, shell.context);
    if (!found) return tl::unexpected(found.error());
    if (shell.json)
        shell.out << describe(*found).dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    else
        printForPeople(*found, shell.out);
    return found->count(Severity::Error) > 0 ? 1 : 0;
}

}  // namespace

void addDoctorCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<DoctorOptions>();
    CLI::App* command = app.add_subcommand("doctor", "Find what is wrong with a dataset; changes nothing");
    command->add_option("DATASET", options->request.dataset, "Folder or file of the dataset")->required();
    addRecordingOptions(*command, options->request, "the recording's");
    command->add_option(
        "--episodes", options->examination.episodes,
        fmt::format("Episodes to open, 'all' or e.g. 0-9,12 (default: up to {}, evenly spread)",
                    kSampledEpisodes));
    command->add_flag("--all-frames", options->examination.allFrames,
                      "Decode every picture of these episodes (default: first, middle and last)");
    command->footer(
        "Exit code: 0 when there is nothing worse than warnings, 1 with errors, 2 for a wrong command line.\n"
        "docs/doctor.md lists all findings.");
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runDoctor(*options, shell); }; });
}

}  // namespace camframe
