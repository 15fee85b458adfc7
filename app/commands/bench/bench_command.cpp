// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <sstream>

#include "app/commands/bench/baseline_comparison.h"
#include "app/commands/bench/bench_runner.h"
#include "app/commands/bench/bench_table.h"
#include "app/commands/bench/convention_bench.h"
#include "app/commands/bench/dataset_bench.h"
#include "app/commands/bench/export_bench.h"
#include "app/commands/bench/group_bench.h"
#include "app/commands/bench/pose_bench.h"
#include "app/commands/bench/render_bench.h"
#include "app/commands/console.h"
#include "app/commands/options.h"
#include "model/core/io/atomic_file.h"

namespace camframe {

namespace {

using namespace bench;

struct BenchOptions {
    std::vector<std::string> rows, robots;
    BenchPlan plan;
    std::filesystem::path state, table;
    bool each = false, listRows = false, brief = false, judgeAgain = false;
    int baselines = 0;  ///< Recordings per row of the comparison; 0: the rows' tables instead.
    bool interiorEdges = false;
};

std::string errorText(const std::optional<double>& value) {
    return value ? fmt::format("{:.4g}", *value) : "-";
}

void printEach(const std::vector<Record>& records, std::ostream& out) {
    TextTable table({"row", "index", "robot", "status", "rotation deg", "translation mm", "ADD mm", "risk",
                     "right", "solvable", "CPU s", "reasons"});
    for (const Record& r : records) {
        std::string reasons = r.error;
        for (const std::string& reason : r.reasons) reasons += (reasons.empty() ? "" : " ") + reason;
        table.addRow({r.row, std::to_string(r.index), r.robot, std::string(toString(r.status)),
                      errorText(r.rotationDeg), errorText(r.translationMm), errorText(r.addMm),
                      fmt::format("{:.3f}", r.risk), r.right() ? "yes" : "no",
                      r.solvability.solvable ? "yes" : "no", fmt::format("{:.1f}", r.calibrationCpuSeconds),
                      reasons});
    }
    table.print(out);
    out << "\n";
}

/// What fits in three minutes on two cores and still meets every kind of evidence and of trap.
void makeShort(BenchOptions& options) {
    options.rows = {"masks",   "degraded", "clip",         "stills", "start20",
                    "k-wrong", "lag",      "bumped-masks", "wrist"};
    options.robots = {"demo"};
    options.plan.first = 0;
    options.plan.recordings = 1;
    options.plan.seed = 1;
    options.plan.width = 400;
    options.plan.mostFrames = 24;
    options.each = true;
}

/// The command that repeats the run, without what depends on the machine.
std::string commandText(const BenchOptions& options) {
    std::string text = "camframe bench calibration";
    const auto list = [&](const char* name, const std::vector<std::string>& values) {
        if (!values.empty()) text += fmt::format(" {} {}", name, fmt::join(values, ","));
    };
    list("--rows", options.rows);
    list("--robot", options.robots);
    if (options.brief) return text.substr(0, text.find(" --")) + " --short";
    if (options.plan.width != BenchPlan{}.width) text += fmt::format(" --width {}", options.plan.width);
    if (options.plan.mostFrames != BenchPlan{}.mostFrames)
        text += fmt::format(" --frames {}", options.plan.mostFrames);
    return text + fmt::format(" --recordings {} --seed {}", options.plan.recordings, options.plan.seed);
}

/// One object per record, as in the state file.
template <class SomeRecord>
void printJson(const std::vector<SomeRecord>& records, std::ostream& out) {
    out << "[\n";
    for (size_t i = 0; i < records.size(); ++i)
        out << toJsonLine(records[i]) << (i + 1 < records.size() ? ",\n" : "\n");
    out << "]\n";
}

/// The comparison with other optimisers instead of the tables.
Result<int> runBaselines(const Shell& shell, BenchOptions& options, const std::vector<BenchRobot>& robots,
                         StateFile* state) {
    options.plan.recordings = options.baselines;
    const auto methods = baselineMethods(options.interiorEdges);
    const auto records = compareBaselines(options.plan, methods, robots, state, shell.context);
    if (!records) return tl::unexpected(records.error());
    if (!options.table.empty()) {
        std::ostringstream text;
        printBaselines(options.plan.rows, methods, *records, true, text);
        if (auto ok = writeFileAtomically(options.table, text.str()); !ok) return tl::unexpected(ok.error());
    }
    if (shell.json) {
        printJson(*records, shell.out);
    } else {
        printBaselines(options.plan.rows, methods, *records, false, shell.out);
    }
    return 0;
}

/// What a state file holds of a plan, judged by the rules of this build; by row.
Result<std::vector<Record>> judgedAgain(const BenchPlan& plan, const StateFile& state) {
    std::vector<Record> out;
    for (const Row& row : plan.rows)
        for (const Record& found : state.found()) {
            if (found.row != row.name || found.index < plan.first ||
                found.index >= plan.first + plan.recordings)
                continue;
            out.push_back(found);
            judgeAgain(out.back());
        }
    return out;
}

Result<int> run(const Shell& shell, BenchOptions& options) {
    if (options.listRows) {
        TextTable table({"row", "what it holds"});
        for (const Row& row : allRows()) table.addRow({std::string(row.name), std::string(row.title)});
        table.print(shell.out);
        return 0;
    }
    if (options.brief) makeShort(options);
    if (options.baselines > 0 && options.rows.empty()) options.rows = {"start1", "start5", "start20"};
    auto rows = chooseRows(options.rows);
    if (!rows) return tl::unexpected(rows.error());
    options.plan.rows = std::move(*rows);
    const auto robots = loadBenchRobots(options.robots, shell.search, shell.context);
    if (!robots) return tl::unexpected(robots.error());
    std::unique_ptr<StateFile> state;
    if (!options.state.empty()) {
        auto opened = StateFile::open(options.state);
        if (!opened) return tl::unexpected(opened.error());
        state = std::move(*opened);
    }
    if (options.baselines > 0) return runBaselines(shell, options, *robots, state.get());
    if (options.judgeAgain && !state)
        return makeError(ErrorKind::Usage, "--judge-again needs the recordings of a --state file.");
    const auto records = options.judgeAgain ? judgedAgain(options.plan, *state)
                                            : runBench(options.plan, *robots, state.get(), shell.context);
    if (!records) return tl::unexpected(records.error());
    const auto summaries = summarize(options.plan.rows, *records);
    const auto bins = reliabilityOf(*records);
    if (!options.table.empty()) {
        std::filesystem::path plot = options.table;
        plot.replace_extension(".svg");
        if (auto ok = writeFileAtomically(plot, reliabilitySvg(bins)); !ok) return tl::unexpected(ok.error());
        if (auto ok = writeFileAtomically(options.table, tablesMarkdown(summaries, bins, commandText(options),
                                                                        plot.filename().string()));
            !ok)
            return tl::unexpected(ok.error());
    }
    if (shell.json) {
        printJson(*records, shell.out);
    } else {
        if (options.each) printEach(*records, shell.out);
        printTables(summaries, bins, shell.out);
    }
    if (!options.brief) return 0;
    const auto wrong = violations(options.plan.rows, *records);
    for (const std::string& sentence : wrong) shell.err << "camframe: " << sentence << "\n";
    return wrong.empty() ? 0 : 1;
}

Result<int> runRender(const Shell& shell, const RenderBenchPlan& plan,
                      const std::vector<std::string>& robots) {
    const auto loaded = loadBenchRobots(robots, shell.search, shell.context);
    if (!loaded) return tl::unexpected(loaded.error());
    for (const BenchRobot& robot : *loaded) {
        const auto result = runRenderBench(plan, robot, shell.context);
        if (!result) return tl::unexpected(result.error());
        if (shell.json)
            printRenderBenchJson(*result, shell.out);
        else
            printRenderBench(*result, shell.out);
    }
    return 0;
}

void addRenderBench(CLI::App& command, Shell& shell) {
    CLI::App* render =
        command.add_subcommand("render", "Frames, refinement steps and candidates per second, by back end");
    auto plan = std::make_shared<RenderBenchPlan>();
    auto robots = std::make_shared<std::vector<std::string>>(std::vector<std::string>{"demo"});
    render->add_option("--robot", *robots, "Profile name or URDF (repeatable; default: demo)")
        ->delimiter(',');
    render->add_option("--widths", plan->widths, "Of the pictures (pixels, 4 : 3; 1280 is 1280 x 720)")
        ->delimiter(',')
        ->check(CLI::Range(64, 4096));
    render->add_option("--frames", plan->frames, "Frames per call")
        ->delimiter(',')
        ->check(CLI::Range(1, 4096));
    render->add_option("--seconds", plan->seconds, "Time per figure")->check(CLI::Range(0.0, 60.0));
    render
        ->add_option_function<std::string>(
            "--backend",
            [plan](const std::string& name) {
                if (name == "cpu")
                    plan->backends = {RenderBackend::Cpu};
                else if (name == "vulkan")
                    plan->backends = {RenderBackend::Vulkan};
                else
                    throw CLI::ValidationError("--backend", "'" + name + "' is not one of cpu, vulkan");
            },
            "Only this one: cpu or vulkan")
        ->type_name("NAME");
    addDeviceOptions(*render, plan->renderer);
    addCommonOptions(*render, shell);
    render->callback([&shell, plan, robots] {
        shell.action = [&shell, plan, robots] { return runRender(shell, *plan, *robots); };
    });
}

void addDatasetBench(CLI::App& command, Shell& shell) {
    CLI::App* datasets = command.add_subcommand(
        "datasets", "Opens a dataset of yours: time and memory of its index, times to show frames of it");
    auto plan = std::make_shared<DatasetBenchPlan>();
    datasets->add_option("DATASET", plan->dataset, "Folder or file of any format but the plain folder")
        ->required()
        ->check(notEmpty);
    datasets->add_option("--samples", plan->samples, "Frames, drawn from all episodes and cameras")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    datasets->add_option("--seed", plan->seed, "Of the draw")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    addCommonOptions(*datasets, shell);
    datasets->callback([&shell, plan] {
        shell.action = [&shell, plan]() -> Result<int> {
            const auto result = runDatasetBench(*plan, shell.context);
            if (!result) return tl::unexpected(result.error());
            if (shell.json)
                printDatasetBenchJson(*result, shell.out);
            else
                printDatasetBench(*result, shell.out);
            return 0;
        };
    });
}

void addGroupBench(CLI::App& command, Shell& shell) {
    CLI::App* groups = command.add_subcommand(
        "groups", "Finds and solves groups of generated episodes: pairs, bumps, accuracy and time saved");
    auto plan = std::make_shared<GroupBenchPlan>();
    auto robot = std::make_shared<std::string>("demo");
    groups->add_option("--places", plan->places, "Camera placements, two in every room; 0: only solve")
        ->check(CLI::Range(0, 10000))
        ->capture_default_str();
    groups->add_option("--episodes", plan->episodes, "Of each place")
        ->check(CLI::Range(2, 1000))
        ->capture_default_str();
    groups->add_option("--solved", plan->solved, "Groups that are solved, together and one by one")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();
    groups->add_option("--members", plan->members, "Of each group that is solved")
        ->check(CLI::Range(2, 64))
        ->capture_default_str();
    groups->add_option("--frames", plan->frames, "Of each member of these")
        ->check(CLI::Range(8, 1000))
        ->capture_default_str();
    groups->add_option("--width", plan->width, "Of the pictures (pixels, 4 : 3)")
        ->check(CLI::Range(160, 4096))
        ->capture_default_str();
    groups->add_option("--robot", *robot, "Profile name or URDF")->capture_default_str();
    groups->add_option("--seed", plan->seed, "Everything random follows from it")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    addCommonOptions(*groups, shell);
    groups->callback([&shell, plan, robot] {
        shell.action = [&shell, plan, robot]() -> Result<int> {
            const auto robots = loadBenchRobots({*robot}, shell.search, shell.context);
            if (!robots) return tl::unexpected(robots.error());
            const auto result = runGroupBench(*plan, robots->front(), shell.context);
            if (!result) return tl::unexpected(result.error());
            if (shell.json)
                printGroupBenchJson(*result, shell.out);
            else
                printGroupBench(*result, shell.out);
            return 0;
        };
    });
}

void addConventionBench(CLI::App& command, Shell& shell) {
    CLI::App* conventions = command.add_subcommand(
        "conventions", "Writes generated recordings in random conventions and lets the wizard find them");
    auto plan = std::make_shared<ConventionBenchPlan>();
    conventions->add_option("--count", plan->count, "Conventions")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    conventions->add_option("--seed", plan->seed, "Everything random follows from it")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    conventions->add_option("--recordings", plan->recordings, "Films that share them")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    addCommonOptions(*conventions, shell);
    conventions->callback([&shell, plan] {
        shell.action = [&shell, plan]() -> Result<int> {
            const auto trials = runConventionBench(*plan, shell.context);
            if (!trials) return tl::unexpected(trials.error());
            if (shell.json)
                printConventionBenchJson(*trials, shell.out);
            else
                printConventionBench(*trials, shell.out);
            return 0;
        };
    });
}

void addPoseBench(CLI::App& command, Shell& shell) {
    CLI::App* poses = command.add_subcommand(
        "poses", "Writes end-effector poses in random conventions and lets the wizard find them");
    auto plan = std::make_shared<PoseBenchPlan>();
    poses->add_option("--count", plan->count, "Conventions")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    poses->add_option("--seed", plan->seed, "Everything random follows from it")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    poses->add_option("--recordings", plan->recordings, "Recordings that share them")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    const std::map<std::string, PoseBenchPlan::Evidence> words{
        {"joints", PoseBenchPlan::Evidence::Joints},
        {"pictures", PoseBenchPlan::Evidence::Pictures},
        {"alone", PoseBenchPlan::Evidence::Alone}};
    poses->add_option("--by", plan->evidence, "joints, pictures of a known camera, or pictures alone")
        ->transform(CLI::CheckedTransformer(words, CLI::ignore_case))
        ->type_name("joints|pictures|alone")
        ->default_str("joints");
    addCommonOptions(*poses, shell);
    poses->callback([&shell, plan] {
        shell.action = [&shell, plan]() -> Result<int> {
            const auto trials = runPoseBench(*plan, shell.context);
            if (!trials) return tl::unexpected(trials.error());
            if (shell.json)
                printPoseBenchJson(*trials, shell.out);
            else
                printPoseBench(*trials, shell.out);
            return 0;
        };
    });
}

}  // namespace

void addBenchCommand(CLI::App& app, Shell& shell) {
    CLI::App* command =
        app.add_subcommand("bench", "Measure Camframe on recordings that it generates, and on yours");
    command->require_subcommand(1);
    addRenderBench(*command, shell);
    addDatasetBench(*command, shell);
    addGroupBench(*command, shell);
    bench::addExportBench(*command, shell);
    addConventionBench(*command, shell);
    addPoseBench(*command, shell);
    CLI::App* calibration = command->add_subcommand(
        "calibration",
        "Films robots from random places by ray casting and calibrates: errors against the truth");
    auto options = std::make_shared<BenchOptions>();
    calibration
        ->add_option("--rows", options->rows,
                     "Rows of the table, 'start*' for all that begin so (default: all)")
        ->delimiter(',');
    calibration->add_flag("--judge-again", options->judgeAgain,
                          "Run nothing: judge what --state holds by the rules of this build");
    calibration->add_flag("--list-rows", options->listRows, "Print the rows and end");
    calibration
        ->add_option("--robot", options->robots,
                     "Profile name or URDF (repeatable; default: demo and every profile found)")
        ->delimiter(',');
    calibration->add_option("--recordings", options->plan.recordings, "Recordings per row")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    calibration->add_option("--first", options->plan.first, "Index of the first recording")
        ->check(CLI::Range(0, 1000000))
        ->capture_default_str();
    calibration->add_option("--seed", options->plan.seed, "Everything random follows from it")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    calibration->add_option("--jobs", options->plan.jobs, "Recordings at once, one thread each")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    calibration
        ->add_option("--state", options->state,
                     "Adds a line of JSON per finished recording; what is there is not run again")
        ->type_name("FILE");
    calibration
        ->add_option("--table", options->table,
                     "Writes the tables as Markdown, and beside it the plot as SVG")
        ->type_name("FILE");
    calibration->add_flag("--each", options->each, "Print every recording too");
    calibration->add_option("--keep", options->plan.keep, "Writes the recordings as plain folders")
        ->type_name("DIR");
    calibration->add_flag(
        "--short", options->brief,
        "A fixed small run, under three minutes on two cores; fails when something wrong is "
        "ok, or something easy is not right");
    CLI::Option* baselines =
        calibration
            ->add_option(
                "--baselines", options->baselines,
                "Instead of the tables: the optimisers of CalibAll and simple-easyhec beside ours, so "
                "many recordings per row (default rows: start1, start5, start20)")
            ->check(CLI::Range(1, 100000));
    calibration
        ->add_flag("--interior-edges", options->interiorEdges,
                   "With --baselines: both once more with creases taken for outlines, as in their own code")
        ->needs(baselines);
    calibration->get_option("--short")->excludes(baselines);
    calibration->add_option("--width", options->plan.width, "Of the pictures (pixels, 4 : 3)")
        ->check(CLI::Range(160, 4096))
        ->capture_default_str();
    calibration->add_option("--frames", options->plan.mostFrames, "Recordings are cut to so many frames")
        ->check(CLI::Range(5, 1000))
        ->capture_default_str();
    addChoice<RenderBackend>(
        *calibration, "--backend", options->plan.backend,
        {{"auto", RenderBackend::Auto}, {"vulkan", RenderBackend::Vulkan}, {"cpu", RenderBackend::Cpu}},
        "Renderer (default: cpu)");
    addCommonOptions(*calibration, shell);
    calibration->callback(
        [&shell, options] { shell.action = [&shell, options] { return run(shell, *options); }; });
}

}  // namespace camframe
