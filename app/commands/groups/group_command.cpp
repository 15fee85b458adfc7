// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/commands/calibrate/calibrate_arguments.h"
#include "app/commands/console.h"
#include "app/commands/groups/group_commands.h"
#include "app/commands/groups/group_search.h"
#include "app/commands/groups/group_solution.h"
#include "app/commands/options.h"
#include "model/core/io/calibration_file.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string cell(const std::optional<double>& value, int digits) {
    return value ? fmt::format("{:.{}f}", *value, digits) : std::string("-");
}

/// "0-4, 7, 9-11"
std::string rangesOf(const std::vector<GroupedEpisode>& members) {
    std::string text;
    for (size_t i = 0; i < members.size();) {
        size_t last = i;
        while (last + 1 < members.size() && members[last + 1].episode == members[last].episode + 1) ++last;
        text += text.empty() ? "" : ", ";
        text += last == i ? fmt::format("{}", members[i].episode)
                          : fmt::format("{}-{}", members[i].episode, members[last].episode);
        i = last + 1;
    }
    constexpr size_t kLongest = 48;
    return text.size() > kLongest ? text.substr(0, kLongest - 3) + "..." : text;
}

void printGroups(const GroupFile& file, std::ostream& out) {
    TextTable table({"group", "episodes", "which", "status", "risk", "moved from", "deg or", "mm"});
    size_t episodes = 0, largest = 0;
    for (const StoredGroup& group : file.groups) {
        const bool bumped = !group.bumpedFrom.empty();
        table.addRow({group.id, std::to_string(group.members.size()), rangesOf(group.members),
                      group.status.empty() ? "-" : group.status, cell(group.risk, 3),
                      bumped ? group.bumpedFrom : "-",
                      bumped ? fmt::format("{:.2f}", group.bumpDegrees) : "-",
                      bumped ? fmt::format("{:.1f}", group.bumpMillimetres) : "-"});
        episodes += group.members.size();
        largest = std::max(largest, group.members.size());
    }
    table.print(out);
    out << fmt::format("\n{} camera-episodes from {} places; at most {} from one", episodes,
                       file.groups.size(), largest);
    if (!file.problems.empty()) out << fmt::format("; {} could not be read", file.problems.size());
    out << '\n';
}

void warnOfProblems(const GroupFile& file) {
    for (const GroupFile::Problem& problem : file.problems)
        log(LogLevel::Warning,
            fmt::format("episode {} {}: {}", problem.episode, problem.camera, problem.reason));
}

fs::path groupFilePath(const fs::path& given) {
    std::error_code error;
    return fs::is_directory(given, error) ? given / "groups.json" : given;
}

// ---- find

struct FindOptions {
    GroupSearch search;
    std::string episodes = "all";
};

Result<int> runFind(FindOptions options, Shell& shell) {
    options.search.request.search = shell.search;
    {
        auto session = Session::open(options.search.request);
        if (!session) return tl::unexpected(session.error());
        auto chosen = parseEpisodes(options.episodes, session->reader().episodeCount());
        if (!chosen) return tl::unexpected(chosen.error());
        options.search.episodes = std::move(*chosen);
        options.search.request = session->request();
    }
    if (auto writable = checkWritableFolder(options.search.folder); !writable)
        return tl::unexpected(writable.error());
    const auto found = searchGroups(options.search, shell.context);
    if (!found) return tl::unexpected(found.error());
    const fs::path file = options.search.folder / "groups.json";
    if (auto written = writeGroupFile(*found, file); !written) return tl::unexpected(written.error());
    warnOfProblems(*found);
    if (shell.json) {
        shell.out << groupFileToJson(*found);
    } else {
        printGroups(*found, shell.out);
        if (!shell.quiet) shell.out << fmt::format("written to {}\n", file.string());
    }
    return 0;
}

// ---- solve and apply

struct SolveOptions {
    GroupSolveOptions solve;
    fs::path groups;
    std::vector<std::string> only;  ///< Ids; empty: all.
    fs::path calibration;           ///< apply: the one that all of its group get.
};

/// Recording and robot as the groups were found in, where the command line does not say.
void takeInputs(const GroupFile& file, SessionRequest& request) {
    const auto take = [&](const char* name, auto& value) {
        const auto found = file.inputs.find(name);
        if (found != file.inputs.end() && value.empty()) value = found->second;
    };
    take("dataset", request.dataset);
    take("robot", request.robot);
    take("tcp", request.tcp);
    take("ignore_links", request.ignoreLinks);
    take("profile", request.profile);
    take("format", request.format);
}

void printSolution(const GroupSolution& solution, const GroupFile& file, Shell& shell) {
    if (shell.json) {
        Json json = Json::parse(groupFileToJson(file));
        json["results"] = Json::array();
        for (const GroupResult& result : solution.results)
            json["results"].push_back({{"file", result.path.string()},
                                       {"episode", result.episode},
                                       {"camera", result.camera},
                                       {"status", toString(result.status)},
                                       {"risk", result.risk ? Json(*result.risk) : Json()},
                                       {"group", result.group.empty() ? Json() : Json(result.group)},
                                       {"note", result.note.empty() ? Json() : Json(result.note)}});
        json["cpu_s"] = solution.cpuSeconds;
        shell.out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
        return;
    }
    printGroups(file, shell.out);
    TextTable doubtful({"episode", "camera", "group", "status", "risk", "check", "deg", "mm", "note"});
    bool any = false;
    for (const GroupResult& result : solution.results) {
        const StoredGroup* group = file.groupOf(result.episode, result.camera);
        const GroupedEpisode* member = nullptr;
        if (group)
            for (const GroupedEpisode& m : group->members)
                if (m.episode == result.episode) member = &m;
        if (result.status == CalibrationStatus::Ok && result.note.empty()) continue;
        any = true;
        doubtful.addRow({fmt::format("{:06d}", result.episode), result.camera,
                         result.group.empty() ? "-" : result.group, std::string(toString(result.status)),
                         cell(result.risk, 3), member && !member->check.empty() ? member->check : "-",
                         cell(member ? member->degrees : std::nullopt, 2),
                         cell(member ? member->millimetres : std::nullopt, 1), result.note});
    }
    if (any) {
        shell.out << "\nnot ok, or not with its group\n";
        doubtful.print(shell.out);
    }
    const auto ok = std::ranges::count(solution.results, CalibrationStatus::Ok, &GroupResult::status);
    shell.out << fmt::format("\n{} of {} results ok; {:.1f} CPU s\n", ok, solution.results.size(),
                             solution.cpuSeconds);
}

Result<int> runSolve(SolveOptions options, Shell& shell) {
    const fs::path path = groupFilePath(options.groups);
    auto file = readGroupFile(path);
    if (!file) return tl::unexpected(file.error());
    std::optional<Calibration> given;
    if (!options.calibration.empty()) {
        auto read = readCalibration(options.calibration);
        if (!read) return tl::unexpected(read.error());
        if (!read->camFromBase)
            return inputError("{} has no pose to apply: it failed.", options.calibration.string());
        given = std::move(*read);
        const StoredGroup* group = file->groupOf(given->episode, given->cameraName);
        if (!group)
            return inputError("{} is about episode {} of camera '{}', which is in none of the groups of {}.",
                              options.calibration.string(), given->episode, given->cameraName, path.string());
        options.only = {group->id};
    }
    for (const std::string& id : options.only)
        if (!file->find(id))
            return makeError(ErrorKind::Usage, "{} has no group '{}'; 'camframe group show' lists them.",
                             path.string(), id);
    CalibrateOptions& calibrate = options.solve.calibrate;
    calibrate.request.search = shell.search;
    takeInputs(*file, calibrate.request);
    shell.context.threads = calibrate.renderer.threads;
    auto session = Session::open(calibrate.request);
    if (!session) return tl::unexpected(session.error());
    calibrate.request = session->request();
    const auto inputs = readInputs(calibrate);
    if (!inputs) return tl::unexpected(inputs.error());
    if (auto writable = checkWritableFolder(calibrate.out); !writable)
        return tl::unexpected(writable.error());

    GroupSolution all;
    GroupFile out = *file;
    out.groups.clear();
    for (size_t i = 0; i < file->groups.size(); ++i) {
        const StoredGroup& group = file->groups[i];
        if (!options.only.empty() && std::ranges::find(options.only, group.id) == options.only.end()) {
            out.groups.push_back(group);
            continue;
        }
        const double count = static_cast<double>(file->groups.size());
        PartialProgress progress(shell.context.progress, static_cast<double>(i) / count,
                                 static_cast<double>(i + 1) / count, "");
        RunContext context = shell.context;
        context.progress = &progress;
        auto solved = withoutExceptions(
            [&] { return solveGroup(options.solve, *inputs, *session, group, given, context); });
        if (!solved) return tl::unexpected(solved.error());
        std::ranges::move(solved->groups, std::back_inserter(out.groups));
        std::ranges::move(solved->results, std::back_inserter(all.results));
        for (GroupFile::Problem& problem : solved->problems)
            if (std::ranges::find(out.problems, problem) == out.problems.end())
                out.problems.push_back(std::move(problem));
        all.cpuSeconds += solved->cpuSeconds;
        // What is finished is told at once: a stop loses only the group at work.
        GroupFile sofar = out;
        sofar.groups.insert(sofar.groups.end(), file->groups.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                            file->groups.end());
        if (auto written = writeGroupFile(sofar, path); !written) return tl::unexpected(written.error());
    }
    warnOfProblems(out);
    printSolution(all, out, shell);
    const bool anyGood = std::ranges::any_of(
        all.results, [](const GroupResult& r) { return r.status != CalibrationStatus::Failed; });
    return anyGood ? 0 : 1;
}

// ---- show

Result<int> runShow(const fs::path& groups, Shell& shell) {
    const auto file = readGroupFile(groupFilePath(groups));
    if (!file) return tl::unexpected(file.error());
    if (shell.json)
        shell.out << groupFileToJson(*file);
    else
        printGroups(*file, shell.out);
    return 0;
}

void addSolveLike(CLI::App& command, const std::shared_ptr<SolveOptions>& options, Shell& shell) {
    CalibrateOptions& calibrate = options->solve.calibrate;
    command.add_option("--dataset", calibrate.request.dataset,
                       "The recordings (default: where the groups were found)");
    addRecordingOptions(command, calibrate.request, "the recordings'");
    addEvidenceOptions(command, calibrate);
    command.add_flag("--resume", calibrate.resume,
                     "Episodes that are calibrated alone: keep results that were made from the same inputs");
    command.add_option("--out", calibrate.out, "Folder for EPISODE/CAMERA/calibration.json")
        ->required()
        ->check(notEmpty);
    addCommonOptions(command, shell);
    command.callback(
        [options, &shell] { shell.action = [options, &shell] { return runSolve(*options, shell); }; });
}

}  // namespace

void addGroupCommand(CLI::App& app, Shell& shell) {
    CLI::App* group =
        app.add_subcommand("group", "Episodes filmed from one place: find, solve together, compare");
    group->require_subcommand(1);

    auto find = std::make_shared<FindOptions>();
    CLI::App* command = group->add_subcommand(
        "find", "Which camera-episodes were filmed from one place? By their backgrounds, and poses if known");
    command->add_option("DATASET", find->search.request.dataset, "Folder or file of the recordings")
        ->required();
    addRecordingOptions(*command, find->search.request, "the recordings'");
    command->add_option("--camera", find->search.cameras, "Camera (repeatable; default: all)")
        ->take_all()
        ->expected(1);
    command->add_option("--episodes", find->episodes, "Such as 0-9,12 or all")->capture_default_str();
    command->add_option("--results", find->search.results, "Folder of calibrations, for their poses");
    command->add_option("--jobs", find->search.jobs, "Episodes at a time")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    command->add_flag("--resume", find->search.resume, "Keep backgrounds that are in --out already");
    command
        ->add_option(
            "--out", find->search.folder,
            "Folder for groups.json and EPISODE/CAMERA/background.jpg; may be that of the calibrations")
        ->required()
        ->check(notEmpty);
    addCommonOptions(*command, shell);
    command->callback([find, &shell] { shell.action = [find, &shell] { return runFind(*find, shell); }; });

    auto solve = std::make_shared<SolveOptions>();
    command = group->add_subcommand(
        "solve", "One pose for each group, from all of its episodes; each member is checked against it");
    command->add_option("GROUPS", solve->groups, "groups.json, or its folder; it is brought up to date")
        ->required();
    command->add_option("--group", solve->only, "Only this group (repeatable)")->take_all()->expected(1);
    command->add_option("--results", solve->solve.results, "Folder of single calibrations to start from");
    command->add_option("--leaders", solve->solve.leaders, "Most members calibrated in full, until one is ok")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    addSolveLike(*command, solve, shell);

    auto apply = std::make_shared<SolveOptions>();
    command = group->add_subcommand(
        "apply", "Give the pose of one calibration, corrected by a person, to all others of its group");
    command->add_option("CALIBRATION", apply->calibration, "calibration.json")->required();
    command->add_option("--groups", apply->groups, "groups.json, or its folder")->required();
    addSolveLike(*command, apply, shell);

    auto shown = std::make_shared<fs::path>();
    command = group->add_subcommand("show", "List the groups of a file");
    command->add_option("GROUPS", *shown, "groups.json, or its folder")->required();
    addCommonOptions(*command, shell);
    command->callback([shown, &shell] { shell.action = [shown, &shell] { return runShow(*shown, shell); }; });

    addRigCommand(*group, shell);
}

}  // namespace camframe
