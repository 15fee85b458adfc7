// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/export_bench.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "app/commands/action_export.h"
#include "app/commands/console.h"
#include "app/commands/options.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "model/core/stop_watch.h"

namespace camframe::bench {

namespace fs = std::filesystem;

namespace {

struct ExportBenchPlan {
    int episodes = 5;  ///< Per rate.
    int frames = 30;   ///< Of each.
    int width = 640;   ///< 4 : 3.
    int many = 1000;   ///< Of two tiny frames, for the memory; 0: none.
    uint64_t seed = 1;
};

struct Rate {
    std::string what;
    double perMinute = 0, cpuPerEpisode = 0, megabytesPerEpisode = 0;
};

struct Memory {
    int episodes = 0;
    double mebibytes = 0;
};

double cpuSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// What the process holds now (MiB), after "/proc/self/statm"; 0 where there is none.
double residentMebibytes() {
    std::ifstream file("/proc/self/statm");
    double pages = 0, resident = 0;
    file >> pages >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

double bytesBelow(const fs::path& folder) {
    double sum = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) sum += static_cast<double>(entry.file_size());
    return sum;
}

/// A folder that is removed at the end.
class WorkFolder {
public:
    WorkFolder() {
        std::string name = (fs::temp_directory_path() / "camframe-bench-XXXXXX").string();
        if (::mkdtemp(name.data())) m_path = name;
    }
    ~WorkFolder() {
        std::error_code error;
        if (!m_path.empty()) fs::remove_all(m_path, error);
    }
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;
    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

/// Episodes of one motion that lie in folders of their own, with the true pose.
class GeneratedEpisodes {
public:
    static Result<GeneratedEpisodes> make(const fs::path& folder, int episodes, int frames, int width,
                                          uint64_t seed, const RunContext& context) {
        const Result<RobotModel> robot = makeDemoRobot();
        if (!robot) return tl::unexpected(robot.error());
        SyntheticOptions options;
        options.width = width;
        options.height = width * 3 / 4;
        options.frames = frames;
        options.seed = seed;
        options.colour = false;
        const Result<SyntheticRecording> recording = generate(*robot, options, context);
        if (!recording) return tl::unexpected(recording.error());
        const fs::path first = folder / "000000";
        if (auto done = writeRecording(*recording, first, "../robot/demo_arm.urdf", context); !done)
            return tl::unexpected(done.error());
        if (auto done = writeDemoRobot(folder / "robot"); !done) return tl::unexpected(done.error());
        for (int i = 1; i < episodes; ++i) {
            const fs::path next = folder / fmt::format("{:06d}", i);
            fs::create_directories(next);
            fs::copy_file(first / "episode.json", next / "episode.json");
        }
        GeneratedEpisodes out;
        out.m_count = static_cast<size_t>(episodes);
        Calibration& c = out.m_calibration;
        c.status = CalibrationStatus::Ok;
        c.reasons.clear();
        c.dataset = "bench";
        c.robot = "demo";
        c.cameraName = recording->cameraName;
        c.camera = recording->camera;
        c.camFromBase = recording->camFromBase;
        c.backend = "cpu";
        c.inputs["dataset"] = folder.string();
        return out;
    }

    /// @param seen  Called before each episode.
    Result<void> write(const ActionExportOptions& options, const std::function<void(size_t)>& seen,
                       const RunContext& context) const {
        ExportManifest manifest;
        const auto read = [&](size_t i, const RunContext&) -> Result<ExportEpisode> {
            seen(i);
            ExportEpisode episode;
            Calibration calibration = m_calibration;
            calibration.episode = static_cast<int>(i);
            episode.cameras.push_back({std::move(calibration), "generated", {}, {}});
            return episode;
        };
        return exportEpisodes(m_count, read, {}, options, manifest, context);
    }

private:
    Calibration m_calibration;
    size_t m_count = 0;
};

struct Case {
    const char* what;
    ExportFormat format;
    LabelContents labels;
    bool depth = false;
};

constexpr std::array kCases = {Case{"hdf5, actions only", ExportFormat::Hdf5, LabelContents::None},
                               Case{"hdf5, and points", ExportFormat::Hdf5, LabelContents::Points},
                               Case{"hdf5, and masks", ExportFormat::Hdf5, LabelContents::Masks},
                               Case{"hdf5, masks and depth", ExportFormat::Hdf5, LabelContents::Masks, true},
                               Case{"json", ExportFormat::Json, LabelContents::Masks},
                               Case{"coco", ExportFormat::Coco, LabelContents::Masks},
                               Case{"bop, without pictures", ExportFormat::Bop, LabelContents::Masks},
                               Case{"masks", ExportFormat::Masks, LabelContents::Masks},
                               Case{"depth", ExportFormat::Depth, LabelContents::Masks}};

Result<std::vector<Rate>> measureRates(const ExportBenchPlan& plan, const fs::path& folder,
                                       const RunContext& context) {
    const auto episodes = GeneratedEpisodes::make(folder / "dataset", plan.episodes, plan.frames, plan.width,
                                                  plan.seed, context);
    if (!episodes) return tl::unexpected(episodes.error());
    std::vector<Rate> rates;
    for (const Case& one : kCases) {
        ActionExportOptions options;
        options.format = one.format;
        options.labels = one.labels;
        options.depth = one.depth;
        options.out = folder / "out";
        StopWatch clock;
        const double cpuBefore = cpuSeconds();
        if (auto done = episodes->write(
                options, [](size_t) {}, context);
            !done)
            return tl::unexpected(done.error());
        const double seconds = clock.lap(), cpu = cpuSeconds() - cpuBefore;
        rates.push_back({one.what, 60 * plan.episodes / seconds, cpu / plan.episodes,
                         bytesBelow(options.out) / 1e6 / plan.episodes});
        fs::remove_all(options.out);
    }
    return rates;
}

Result<std::vector<Memory>> measureMemory(const ExportBenchPlan& plan, const fs::path& folder,
                                          const RunContext& context) {
    std::vector<Memory> memory;
    if (plan.many == 0) return memory;
    const auto episodes = GeneratedEpisodes::make(folder / "many", plan.many, 2, 64, plan.seed, context);
    if (!episodes) return tl::unexpected(episodes.error());
    ActionExportOptions options;
    options.depth = true;
    options.singleFile = true;
    options.out = folder / "many_out";
    const auto seen = [&](size_t i) {
        for (const int share : {100, 10, 4, 2})
            if (static_cast<int>(i) == plan.many / share)
                memory.push_back({static_cast<int>(i), residentMebibytes()});
    };
    if (auto done = episodes->write(options, seen, context); !done) return tl::unexpected(done.error());
    memory.push_back({plan.many, residentMebibytes()});
    return memory;
}

Result<int> run(const ExportBenchPlan& plan, Shell& shell) {
    const WorkFolder folder;
    if (folder.path().empty())
        return makeError(ErrorKind::Output,
                         "Cannot make a folder in {}; set TMPDIR to one that can be written.",
                         fs::temp_directory_path().string());
    // Memory first: what the rates leave behind in the allocator would hide a rise.
    const auto memory = measureMemory(plan, folder.path(), shell.context);
    if (!memory) return tl::unexpected(memory.error());
    const auto rates = measureRates(plan, folder.path(), shell.context);
    if (!rates) return tl::unexpected(rates.error());
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double peak = static_cast<double>(usage.ru_maxrss) / 1024;
    if (shell.json) {
        using Json = nlohmann::ordered_json;
        Json json{{"rates", Json::array()}, {"memory", Json::array()}, {"peak_mib", peak}};
        for (const Rate& rate : *rates)
            json["rates"].push_back({{"what", rate.what},
                                     {"episodes_per_minute", rate.perMinute},
                                     {"cpu_s_per_episode", rate.cpuPerEpisode},
                                     {"mb_per_episode", rate.megabytesPerEpisode}});
        for (const Memory& at : *memory)
            json["memory"].push_back({{"episodes", at.episodes}, {"resident_mib", at.mebibytes}});
        shell.out << json.dump(2) << '\n';
        return 0;
    }
    shell.out << fmt::format("{} episodes of {} frames, {} x {}, one camera, the embedded demo robot\n\n",
                             plan.episodes, plan.frames, plan.width, plan.width * 3 / 4);
    TextTable table({"export", "episodes/min", "CPU s/episode", "MB/episode"});
    for (const Rate& rate : *rates)
        table.addRow({rate.what, fmt::format("{:.1f}", rate.perMinute),
                      fmt::format("{:.2f}", rate.cpuPerEpisode),
                      fmt::format("{:.2f}", rate.megabytesPerEpisode)});
    table.print(shell.out);
    if (!memory->empty()) {
        shell.out << "\nmany episodes into one file, masks and depth, 2 frames of 64 x 48 each\n\n";
        TextTable rows({"episodes done", "resident MiB"});
        for (const Memory& at : *memory)
            rows.addRow({std::to_string(at.episodes), fmt::format("{:.1f}", at.mebibytes)});
        rows.print(shell.out);
    }
    shell.out << fmt::format("\npeak memory of all: {:.0f} MiB\n", peak);
    return 0;
}

}  // namespace

void addExportBench(CLI::App& bench, Shell& shell) {
    CLI::App* command = bench.add_subcommand(
        "export", "Episodes per minute by what is exported, and memory over many episodes");
    auto plan = std::make_shared<ExportBenchPlan>();
    command->add_option("--episodes", plan->episodes, "Per rate")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    command->add_option("--frames", plan->frames, "Of each episode")
        ->check(CLI::Range(2, 10000))
        ->capture_default_str();
    command->add_option("--width", plan->width, "Of the pictures, 4 : 3 (pixels)")
        ->check(CLI::Range(64, 4096))
        ->capture_default_str();
    command->add_option("--many", plan->many, "Episodes for the memory; 0: none")
        ->check(CLI::Range(0, 1000000))
        ->capture_default_str();
    command->add_option("--seed", plan->seed, "Of the motion")->capture_default_str();
    addCommonOptions(*command, shell);
    command->callback([plan, &shell] { shell.action = [plan, &shell] { return run(*plan, shell); }; });
}

}  // namespace camframe::bench
