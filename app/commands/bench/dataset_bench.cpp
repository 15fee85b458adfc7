// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/dataset_bench.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "app/commands/console.h"
#include "model/core/io/datasets/dataset_formats.h"
#include "model/core/stop_watch.h"

namespace camframe::bench {

namespace {

/// Elapsed and processor time of a piece of work.
class Timer {
public:
    double elapsed() { return m_watch.lap(); }
    double cpu() const { return static_cast<double>(std::clock() - m_cpu) / CLOCKS_PER_SEC; }

private:
    StopWatch m_watch;
    std::clock_t m_cpu = std::clock();
};

double residentMiB() {
    long total = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> total >> resident;
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

double peakMiB() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

struct Sample {
    int episode = 0;
    std::string camera;
    int frame = 0;
};

/// The value that the share `part` of the sorted values does not exceed.
double quantile(const std::vector<double>& sorted, double part) {
    return sorted[static_cast<size_t>(part * static_cast<double>(sorted.size() - 1))];
}

Result<AccessTimes> show(RecordedDataset& dataset, const std::vector<Sample>& samples, std::string what,
                         const RunContext& context, double from, double to) {
    AccessTimes times{.what = std::move(what), .elapsed = {}, .cpu = {}};
    for (size_t i = 0; i < samples.size(); ++i) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        context.report(from + (to - from) * static_cast<double>(i) / static_cast<double>(samples.size()),
                       "showing frames");
        Timer timer;
        const auto frames = dataset.openFrames(samples[i].episode, samples[i].camera);
        if (!frames) return tl::unexpected(frames.error());
        const auto picture = (*frames)->read(samples[i].frame);
        if (!picture) return tl::unexpected(picture.error());
        times.cpu.push_back(timer.cpu());
        times.elapsed.push_back(timer.elapsed());
    }
    std::ranges::sort(times.elapsed);
    std::ranges::sort(times.cpu);
    return times;
}

}  // namespace

Result<DatasetBenchResult> runDatasetBench(const DatasetBenchPlan& plan, const RunContext& context) {
    DatasetBenchResult out;
    context.report(0, "opening the dataset");
    Timer timer;
    const auto dataset = openRecordedDataset(plan.dataset);
    if (!dataset) return tl::unexpected(dataset.error());
    out.openCpuSeconds = timer.cpu();
    out.openSeconds = timer.elapsed();
    out.residentMiB = residentMiB();
    out.name = (*dataset)->name();
    out.format = (*dataset)->formatName();
    out.episodes = (*dataset)->episodeCount();

    std::mt19937_64 random(plan.seed);
    std::vector<Sample> samples;
    AccessTimes reading{.what = "episode's signals", .elapsed = {}, .cpu = {}};
    for (int i = 0; i < plan.samples; ++i) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        context.report(0.3 * i / plan.samples, "reading episodes");
        const int index = static_cast<int>(random() % static_cast<uint64_t>(out.episodes));
        Timer one;
        const auto episode = (*dataset)->readEpisode(index);
        if (!episode) return tl::unexpected(episode.error());
        reading.cpu.push_back(one.cpu());
        reading.elapsed.push_back(one.elapsed());
        if (episode->cameras.empty() || episode->frameCount == 0) continue;
        samples.push_back({index, episode->cameras[random() % episode->cameras.size()].key,
                           static_cast<int>(random() % static_cast<uint64_t>(episode->frameCount))});
    }
    std::ranges::sort(reading.elapsed);
    std::ranges::sort(reading.cpu);
    out.times.push_back(std::move(reading));
    if (!samples.empty())
        for (const char* what : {"frame, first time", "frame, warm"}) {
            const bool first = out.times.size() == 1;
            auto times = show(**dataset, samples, what, context, first ? 0.3 : 0.7, first ? 0.7 : 1);
            if (!times) return tl::unexpected(times.error());
            out.times.push_back(std::move(*times));
            std::ranges::shuffle(samples, random);
        }
    out.peakMiB = peakMiB();
    return out;
}

void printDatasetBench(const DatasetBenchResult& result, std::ostream& out) {
    out << fmt::format("{} ({}): {} episodes\nindex     {:.2f} s, {:.2f} s of processor time, {:.0f} MiB\n\n",
                       result.name, result.format, result.episodes, result.openSeconds, result.openCpuSeconds,
                       result.residentMiB);
    TextTable table({"what", "samples", "median ms", "95 % ms", "most ms", "median CPU ms", "95 % CPU ms"});
    for (const AccessTimes& times : result.times)
        table.addRow({times.what, std::to_string(times.elapsed.size()),
                      fmt::format("{:.1f}", 1e3 * quantile(times.elapsed, 0.5)),
                      fmt::format("{:.1f}", 1e3 * quantile(times.elapsed, 0.95)),
                      fmt::format("{:.1f}", 1e3 * times.elapsed.back()),
                      fmt::format("{:.1f}", 1e3 * quantile(times.cpu, 0.5)),
                      fmt::format("{:.1f}", 1e3 * quantile(times.cpu, 0.95))});
    table.print(out);
    out << fmt::format("\npeak memory: {:.0f} MiB\n", result.peakMiB);
}

void printDatasetBenchJson(const DatasetBenchResult& result, std::ostream& out) {
    nlohmann::ordered_json document{{"dataset", result.name},
                                    {"format", result.format},
                                    {"episodes", result.episodes},
                                    {"openSeconds", result.openSeconds},
                                    {"openCpuSeconds", result.openCpuSeconds},
                                    {"residentMiB", result.residentMiB},
                                    {"peakMiB", result.peakMiB},
                                    {"access", nlohmann::ordered_json::array()}};
    for (const AccessTimes& times : result.times)
        document["access"].push_back({{"what", times.what},
                                      {"samples", times.elapsed.size()},
                                      {"medianSeconds", quantile(times.elapsed, 0.5)},
                                      {"p95Seconds", quantile(times.elapsed, 0.95)},
                                      {"mostSeconds", times.elapsed.back()},
                                      {"medianCpuSeconds", quantile(times.cpu, 0.5)},
                                      {"p95CpuSeconds", quantile(times.cpu, 0.95)}});
    out << document.dump(2) << "\n";
}

}  // namespace camframe::bench
