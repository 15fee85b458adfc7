// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "app/commands/calibrate/calibrate_arguments.h"
#include "app/commands/console.h"
#include "app/commands/options.h"
#include "app/commands/slurm/child_process.h"
#include "app/commands/slurm/slurm_parts.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/input_files.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kEpisodesPerPart = 100;
constexpr int kMostParts = 1000;  ///< Slurm's own limit is 1001 unless the cluster raises MaxArraySize.

struct SubmitOptions {
    SlurmResources resources;
    std::vector<std::string> arguments;
    fs::path program;
    int parts = 0;  ///< 0: by the number of episodes.
    bool dryRun = false;
};

struct CollectOptions {
    fs::path out;
    std::string into;
};

/// A path as a person can paste it into a shell.
std::string pasteable(const fs::path& path) {
    const std::string text = path.string();
    const bool plain = std::ranges::all_of(
        text, [](unsigned char c) { return std::isalnum(c) || std::strchr("/._-+=,@", c); });
    return plain ? text : shellQuoted(text);
}

/// Where this program lies.
fs::path ownProgram() {
    std::error_code error;
    const fs::path path = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::path("camframe") : path;
}

/// The options of the parts, with paths that hold wherever this is run.
Result<CalibrateOptions> optionsOf(const SlurmSubmission& submission, const Shell& shell) {
    Result<CalibrateOptions> options = parseCalibrateArguments(submission.arguments, shell.search);
    if (!options) return options;
    const auto absolute = [&](fs::path& path) {
        if (!path.empty() && path.is_relative()) path = (submission.folder / path).lexically_normal();
    };
    absolute(options->request.dataset);
    absolute(options->out);
    for (fs::path& folder : options->request.search.robotPaths) absolute(folder);
    for (auto& [name, folder] : options->request.search.packagePaths) absolute(folder);
    for (fs::path& folder : options->request.profilePaths) absolute(folder);
    fs::path robot = submission.folder / options->request.robot;
    if (std::error_code error; !options->request.robot.empty() && fs::exists(robot, error))
        options->request.robot = robot.string();
    return options;
}

Result<std::vector<int>> episodesOf(const CalibrateOptions& options) {
    Result<Session> session = Session::open(options.request);
    if (!session) return tl::unexpected(session.error());
    return parseEpisodes(options.episodes, session->reader().episodeCount());
}

Result<std::vector<SlurmPart>> partsOf(const SlurmSubmission& submission, const std::vector<int>& episodes) {
    std::map<int, SlurmTask> tasks;
    if (!submission.jobs.empty()) {
        auto asked = askSlurm(submission.jobs.back());
        if (!asked) return tl::unexpected(asked.error());
        tasks = std::move(*asked);
    }
    return joinParts(submission, episodes, tasks);
}

Result<int> runSubmit(const SubmitOptions& options, Shell& shell) {
    SlurmSubmission submission;
    submission.arguments = options.arguments;
    submission.resources = options.resources;
    submission.folder = fs::current_path();
    submission.program = options.program.empty() ? ownProgram() : fs::absolute(options.program);
    const Result<CalibrateOptions> calibrate = optionsOf(submission, shell);
    if (!calibrate) return tl::unexpected(calibrate.error());
    if (!calibrate->shard.whole())
        return makeError(ErrorKind::Usage,
                         "--shard is given to the parts themselves: say how many with --parts.");
    submission.out = calibrate->out.has_filename() ? calibrate->out : calibrate->out.parent_path();
    if (!calibrate->resume) submission.added.emplace_back("--resume");
    if (calibrate->renderer.threads == 0) {
        submission.added.emplace_back("--threads");
        submission.added.push_back(std::to_string(options.resources.cpus));
    }
    submission.added.emplace_back("--quiet");
    // What is wrong with the inputs is said here and not in a thousand logs.
    if (const auto inputs = readInputs(*calibrate); !inputs) return tl::unexpected(inputs.error());
    const Result<std::vector<int>> episodes = episodesOf(*calibrate);
    if (!episodes) return tl::unexpected(episodes.error());
    submission.episodeCount = static_cast<int>(episodes->size());
    submission.parts =
        options.parts > 0
            ? options.parts
            : std::clamp((submission.episodeCount + kEpisodesPerPart - 1) / kEpisodesPerPart, 1, kMostParts);
    const Result<std::string> script = slurmScript(submission);
    if (!script) return tl::unexpected(script.error());
    if (options.dryRun) {
        shell.out << *script;
        return 0;
    }

    if (std::error_code error; fs::exists(submission.state(), error)) {
        const Result<SlurmSubmission> before = readSubmission(submission.out);
        if (!before) return tl::unexpected(before.error());
        const auto parts = partsOf(*before, *episodes);
        if (!parts) return tl::unexpected(parts.error());
        if (std::ranges::any_of(*parts, &SlurmPart::inQueue))
            return makeError(
                ErrorKind::Usage,
                "{} has parts in the queue already (job {}): wait for them, or 'scancel {}' first.",
                submission.out.string(), before->jobs.back(), before->jobs.back());
        submission.jobs = before->jobs;
    }
    if (const auto written = writeFileAtomically(submission.script(), *script); !written)
        return tl::unexpected(written.error());
    const auto run = runProgram({"sbatch", "--parsable", submission.script().string()});
    if (!run) return tl::unexpected(run.error());
    // JOB, or JOB;CLUSTER.
    const std::string job = run->out.substr(0, run->out.find_first_of(";\n"));
    if (run->exitCode != 0 || job.empty() || job.find_first_not_of("0123456789") != std::string::npos) {
        std::string reason = run->err.substr(0, run->err.find('\n'));
        return makeError(ErrorKind::System,
                         "Slurm refused the job ({}): change the options, or submit {} by hand.",
                         reason.empty() ? "sbatch gave no number" : reason, submission.script().string());
    }
    submission.jobs.push_back(job);
    if (const auto written = writeSubmission(submission); !written) return tl::unexpected(written.error());
    if (shell.json)
        shell.out << Json{{"job", job},
                          {"parts", submission.parts},
                          {"episodes", submission.episodeCount},
                          {"script", submission.script().string()}}
                         .dump(2)
                  << '\n';
    else
        shell.out << fmt::format(
            "job {}: {} episodes in {} parts; see how it goes with\n  camframe slurm status {}\n", job,
            submission.episodeCount, submission.parts, submission.out.string());
    return 0;
}

Json jsonOf(const SlurmPart& part) {
    return {{"part", part.index},
            {"state", part.words()},
            {"slurm", part.task ? Json(part.task->state) : Json()},
            {"episodes", part.episodes},
            {"with_results", part.withResults},
            {"ok", part.ok},
            {"review", part.review},
            {"failed", part.failed},
            {"unreadable", part.problems},
            {"first_problem", part.firstProblem}};
}

/// What the parts come to, and what to do next.
struct Overview {
    int done = 0, running = 0, waiting = 0, early = 0;
    int episodes = 0, withResults = 0, unreadable = 0;

    explicit Overview(const std::vector<SlurmPart>& parts) {
        for (const SlurmPart& part : parts) {
            ++(part.runs() ? running : part.waits() ? waiting : part.complete() ? done : early);
            episodes += part.episodes;
            withResults += part.withResults;
            unreadable += part.problems;
        }
    }
    std::string nextStep(const SlurmSubmission& submission) const {
        const std::string out = pasteable(submission.out);
        if (running + waiting > 0)
            return "What is finished can be looked at already: camframe slurm collect " + out +
                   " --into LIST.camreview";
        if (early > 0)
            return "Submit again with the same options (the script is " + pasteable(submission.script()) +
                   "): what is done is kept.";
        return "All is done: camframe slurm collect " + out + " --into LIST.camreview";
    }
};

Result<int> runStatus(const fs::path& out, Shell& shell) {
    const Result<SlurmSubmission> submission = readSubmission(out);
    if (!submission) return tl::unexpected(submission.error());
    const Result<CalibrateOptions> options = optionsOf(*submission, shell);
    if (!options) return tl::unexpected(options.error());
    const Result<std::vector<int>> episodes = episodesOf(*options);
    if (!episodes) return tl::unexpected(episodes.error());
    const auto parts = partsOf(*submission, *episodes);
    if (!parts) return tl::unexpected(parts.error());
    const Overview all(*parts);
    if (shell.json) {
        Json json{{"job", submission->jobs.empty() ? Json() : Json(submission->jobs.back())},
                  {"done", all.done},
                  {"running", all.running},
                  {"waiting", all.waiting},
                  {"ended_early", all.early},
                  {"episodes", all.episodes},
                  {"with_results", all.withResults},
                  {"parts", Json::array()}};
        for (const SlurmPart& part : *parts) json["parts"].push_back(jsonOf(part));
        shell.out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
        return 0;
    }
    constexpr size_t kMaxListed = 40;
    TextTable table({"part", "episodes", "with results", "ok", "review", "failed", "unreadable", "state"});
    size_t listed = 0;
    for (const SlurmPart& part : *parts) {
        // Of many parts those that are done need no line.
        if (parts->size() > kMaxListed && ((part.complete() && !part.inQueue()) || listed == kMaxListed))
            continue;
        ++listed;
        table.addRow({std::to_string(part.index), std::to_string(part.episodes),
                      std::to_string(part.withResults), std::to_string(part.ok), std::to_string(part.review),
                      std::to_string(part.failed), std::to_string(part.problems), part.words()});
    }
    if (listed > 0) table.print(shell.out);
    for (const SlurmPart& part : *parts)
        if (part.problems > 0) {
            shell.out << fmt::format("part {}, first of what could not be read: {}\n", part.index,
                                     part.firstProblem);
            break;
        }
    shell.out << fmt::format(
        "{} parts: {} done, {} running, {} waiting, {} ended early; results for {} of {} "
        "episodes\n{}\n",
        parts->size(), all.done, all.running, all.waiting, all.early, all.withResults, all.episodes,
        all.nextStep(*submission));
    return 0;
}

Result<int> runCollect(const CollectOptions& options, Shell& shell) {
    if (!shell.lists.collect)
        return makeError(ErrorKind::Usage, "This build without the window knows no review lists.");
    const Result<SlurmSubmission> submission = readSubmission(options.out);
    if (!submission) return tl::unexpected(submission.error());
    const Result<CalibrateOptions> calibrate = optionsOf(*submission, shell);
    if (!calibrate) return tl::unexpected(calibrate.error());
    const auto done = shell.lists.collect({options.into, calibrate->request, submission->out}, shell.context);
    if (!done) return tl::unexpected(done.error());
    for (const std::string& line : done->skipped) log(LogLevel::Warning, line);
    if (shell.json)
        shell.out << Json{{"list", done->list},
                          {"items", done->items},
                          {"calibrated", done->calibrated},
                          {"changed", done->changed},
                          {"skipped", done->skipped}}
                         .dump(2, ' ', false, Json::error_handler_t::replace)
                  << '\n';
    else
        shell.out << fmt::format("{}: {} of {} camera-episodes have results; {} new or with a new result\n",
                                 done->list, done->calibrated, done->items, done->changed);
    return 0;
}

}  // namespace

void addSlurmCommand(CLI::App& app, Shell& shell) {
    CLI::App* command = app.add_subcommand("slurm", "Calibrate on a cluster, as a Slurm job array");
    command->require_subcommand(1);

    auto submitting = std::make_shared<SubmitOptions>();
    SlurmResources& asked = submitting->resources;
    CLI::App* submit = command->add_subcommand(
        "submit",
        "Hand a calibration to Slurm in parts: camframe slurm submit [OPTIONS] -- DATASET --out OUT ...");
    submit
        ->add_option(
            "ARGUMENTS", submitting->arguments,
            "After '--': what 'camframe calibrate' is given; its --out must lie where all nodes reach it")
        ->required()
        ->expected(-1);
    submit
        ->add_option("--parts", submitting->parts,
                     "Tasks of the array (default: one per 100 episodes, at most 1000)")
        ->check(CLI::Range(1, 1'000'000));
    submit->add_option("--throttle", asked.throttle, "Parts that run at the same time (default: no limit)")
        ->check(CLI::NonNegativeNumber);
    submit->add_option("--cpus", asked.cpus, "Cores of a part")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    submit->add_option("--memory", asked.memory, "Memory of a part, such as 4G");
    submit->add_option("--time", asked.time, "Time limit of a part, such as 12:00:00");
    submit->add_option("--partition", asked.partition, "Partition");
    submit->add_option("--gpus", asked.gpus, "GPUs of a part: N or TYPE:N");
    submit->add_option("--constraint", asked.constraints, "Feature that nodes must have (repeatable)")
        ->take_all()
        ->expected(1);
    submit->add_option("--account", asked.account, "Account that pays");
    submit->add_option("--qos", asked.qos, "Quality of service");
    submit->add_option("--program", submitting->program,
                       "camframe as the nodes find it (default: this program's own path)");
    submit->add_flag("--dry-run", submitting->dryRun, "Print the job script and submit nothing");
    addCommonOptions(*submit, shell);
    submit->callback([submitting, &shell] {
        shell.action = [submitting, &shell] { return runSubmit(*submitting, shell); };
    });

    auto looking = std::make_shared<CollectOptions>();
    CLI::App* status = command->add_subcommand("status", "How the parts are doing, and what to do next");
    status->add_option("OUT", looking->out, "The --out folder that was submitted")
        ->required()
        ->check(notEmpty);
    addCommonOptions(*status, shell);
    status->callback(
        [looking, &shell] { shell.action = [looking, &shell] { return runStatus(looking->out, shell); }; });

    auto collecting = std::make_shared<CollectOptions>();
    CLI::App* collect = command->add_subcommand(
        "collect", "Bring the results so far into a review list; once more changes only what is new");
    collect->add_option("OUT", collecting->out, "The --out folder that was submitted")
        ->required()
        ->check(notEmpty);
    collect
        ->add_option("--into", collecting->into,
                     "Review list: FILE.camreview or postgresql://...; made where there is none")
        ->required()
        ->check(notEmpty);
    addCommonOptions(*collect, shell);
    collect->callback([collecting, &shell] {
        shell.action = [collecting, &shell] { return runCollect(*collecting, shell); };
    });
}

}  // namespace camframe
