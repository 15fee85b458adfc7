// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/baseline_comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <nlohmann/json.hpp>
#include <opencv2/core/utility.hpp>

#include "app/commands/bench/bench_statistics.h"
#include "app/commands/console.h"
#include "model/core/evaluation.h"
#include "model/core/parallel.h"

namespace camframe::bench {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr double kNone = std::numeric_limits<double>::infinity();

/// The row's start, refined by another method.
Result<BaselineRecord> runMethod(const BaselineMethod& method, const BenchRecording& recording,
                                 const BenchRobot& robot, const BenchPlan& plan, BaselineRecord out,
                                 const RunContext& context) {
    std::vector<baselines::AntialiasedSilhouette::Frame> frames;
    for (const int f : baselineFrames(recording.masks, method.frames)) {
        const auto i = static_cast<size_t>(f);
        frames.push_back({recording.givenMotion.baseFromLink[i], &recording.masks[i], nullptr});
    }
    const double before = threadCpuSeconds();
    RendererOptions rendererOptions;
    rendererOptions.backend = plan.backend;
    rendererOptions.threads = 1;
    const auto renderer = makeRenderer(robot.geometry, rendererOptions);
    if (!renderer) return tl::unexpected(renderer.error());
    baselines::AdamOptions options = method.adam;
    options.silhouette.threads = 1;
    const auto result = baselines::refineByAdam(**renderer, recording.givenCamera, frames, *recording.start,
                                                options, context);
    if (!result) return tl::unexpected(result.error());
    out.cpuSeconds = threadCpuSeconds() - before;
    out.steps = result->steps;
    out.drawn = out.drawnForPose = (*renderer)->drawn();
    const PoseError error = comparePoses(result->camFromBase, recording.film.camFromBase);
    out.right = error.right();
    out.rotationDeg = error.rotationDeg;
    out.translationMm = error.translationMm;
    const auto points = sampleMovingSurface(robot.robot.model, recording.trueMotion, 2000, 0);
    out.addMm =
        averageDistanceMm(points, recording.trueMotion, result->camFromBase, recording.film.camFromBase)
            .value_or(kNone);
    return out;
}

Result<BaselineRecord> runOurs(const Row& row, const BenchRecording& recording, const BenchRobot& robot,
                               const BenchPlan& plan, BaselineRecord out, const RunContext& context) {
    Record start;
    start.draw = recording.draw;
    const auto record = calibrateRecording(row, recording, robot, plan, std::move(start), context);
    if (!record) return tl::unexpected(record.error());
    out.right = record->right();
    out.rotationDeg = record->rotationDeg.value_or(kNone);
    out.translationMm = record->translationMm.value_or(kNone);
    out.addMm = record->addMm.value_or(kNone);
    out.cpuSeconds = record->calibrationCpuSeconds;
    out.drawn = record->drawn;
    out.drawnForPose = record->drawnForPose;
    return out;
}

/// What the tables show of one method on one row.
struct MethodSummary {
    int count = 0, right = 0;
    double rotationDeg = 0, translationMm = 0, addMm = 0;  ///< Medians over right results.
    double steps = 0, frames = 0, fullFrames = 0, poseFrames = 0, cpuSeconds = 0;  ///< Means.
};

MethodSummary summarizeMethod(std::span<const BaselineRecord> records, std::string_view row,
                              const std::string& method) {
    MethodSummary out;
    std::vector<double> rotation, translation, add;
    for (const BaselineRecord& r : records) {
        if (r.row != row || r.method != method) continue;
        ++out.count;
        out.steps += r.steps;
        out.frames += static_cast<double>(r.drawn.frames);
        out.fullFrames += static_cast<double>(r.drawn.pixels) / (0.75 * r.width * r.width);
        out.poseFrames += static_cast<double>(r.drawnForPose.pixels) / (0.75 * r.width * r.width);
        out.cpuSeconds += r.cpuSeconds;
        if (!r.right) continue;
        ++out.right;
        rotation.push_back(r.rotationDeg);
        translation.push_back(r.translationMm);
        add.push_back(r.addMm);
    }
    for (double* sum : {&out.steps, &out.frames, &out.fullFrames, &out.poseFrames, &out.cpuSeconds})
        *sum /= std::max(out.count, 1);
    out.rotationDeg = quantile(rotation, 0.5);
    out.translationMm = quantile(translation, 0.5);
    out.addMm = quantile(add, 0.5);
    return out;
}

std::string ratio(double theirs, double ours) {
    return ours > 0 && std::isfinite(theirs / ours) ? fmt::format("{:.3g}", theirs / ours) : "-";
}

std::string number(double value) {
    return std::isfinite(value) ? fmt::format("{:.3g}", value) : "-";
}

}  // namespace

std::vector<BaselineMethod> baselineMethods(bool interiorEdges) {
    std::vector<BaselineMethod> out{{"Camframe", 0, {}},
                                    {"CalibAll", 1, baselines::calibAllOptions()},
                                    {"simple-easyhec", 5, baselines::simpleEasyHecOptions()}};
    if (interiorEdges)
        for (const size_t i : {1, 2}) {
            BaselineMethod creased = out[i];
            creased.name += ", creases";
            creased.adam.silhouette.interiorEdges = true;
            out.push_back(std::move(creased));
        }
    return out;
}

std::string toJsonLine(const BaselineRecord& r) {
    const auto finite = [](double value) { return std::isfinite(value) ? json(value) : json(nullptr); };
    const ordered_json line{{"baseline", r.method},
                            {"row", r.row},
                            {"index", r.index},
                            {"robot", r.robot},
                            {"seed", r.seed},
                            {"width", r.width},
                            {"frames", r.frames},
                            {"right", r.right},
                            {"rotation_deg", finite(r.rotationDeg)},
                            {"translation_mm", finite(r.translationMm)},
                            {"add_mm", finite(r.addMm)},
                            {"cpu", r.cpuSeconds},
                            {"steps", r.steps},
                            {"drawn_frames", r.drawn.frames},
                            {"drawn_pixels", r.drawn.pixels},
                            {"pose_frames", r.drawnForPose.frames},
                            {"pose_pixels", r.drawnForPose.pixels}};
    return line.dump();
}

std::optional<BaselineRecord> baselineFromJsonLine(const std::string& text) {
    const json line = json::parse(text, nullptr, false);
    if (!line.is_object() || !line.contains("baseline")) return std::nullopt;
    try {
        const auto number = [&](const char* name) {
            return line.at(name).is_null() ? kNone : line.at(name).get<double>();
        };
        BaselineRecord r;
        r.method = line.at("baseline");
        r.row = line.at("row");
        r.index = line.at("index");
        r.robot = line.at("robot");
        r.seed = line.at("seed");
        r.width = line.at("width");
        r.frames = line.at("frames");
        r.right = line.at("right");
        r.rotationDeg = number("rotation_deg");
        r.translationMm = number("translation_mm");
        r.addMm = number("add_mm");
        r.cpuSeconds = line.at("cpu");
        r.steps = line.at("steps");
        r.drawn.frames = line.at("drawn_frames");
        r.drawn.pixels = line.at("drawn_pixels");
        r.drawnForPose.frames = line.value("pose_frames", r.drawn.frames);
        r.drawnForPose.pixels = line.value("pose_pixels", r.drawn.pixels);
        return r;
    } catch (const json::exception&) {
        return std::nullopt;
    }
}

std::vector<int> baselineFrames(std::span<const ImageU8> masks, int count) {
    const int n = static_cast<int>(masks.size());
    std::vector<int> out;
    if (count == 1) {
        const auto area = [](const ImageU8& mask) {
            return std::ranges::count_if(mask.data, [](uint8_t v) { return v > 127; });
        };
        const auto largest = std::ranges::max_element(masks, {}, area);
        if (largest != masks.end()) out.push_back(static_cast<int>(largest - masks.begin()));
        return out;
    }
    count = std::min(count, n);
    for (int k = 0; k < count; ++k) out.push_back(k * (n - 1) / (count - 1));
    return out;
}

Result<std::vector<BaselineRecord>> compareBaselines(const BenchPlan& plan,
                                                     std::span<const BaselineMethod> methods,
                                                     const std::vector<BenchRobot>& robots, StateFile* state,
                                                     const RunContext& context) {
    for (const Row& row : plan.rows)
        if (row.given != Given::ExactMasks || row.startError <= 0)
            return makeError(ErrorKind::Usage,
                             "Row '{}' has no exact masks or no start; the comparison takes start*, orbit*.",
                             row.name);
    if (robots.empty()) return makeError(ErrorKind::Usage, "No robot was found to film.");
    struct Task {
        const Row* row;
        int index;
        const BenchRobot* robot;
        std::vector<std::optional<BaselineRecord>> records;  ///< By method.
    };
    std::vector<BaselineRecord> known;
    if (state)
        for (const std::string& line : state->otherLines())
            if (auto record = baselineFromJsonLine(line)) known.push_back(std::move(*record));
    std::vector<Task> tasks;
    for (int k = 0; k < plan.recordings; ++k)
        for (const Row& row : plan.rows) {
            const int index = plan.first + k;
            const BenchRobot& robot = robots[static_cast<size_t>(index) % robots.size()];
            Task task{&row, index, &robot, {}};
            const Draw draw = drawFor(row, index, plan);
            for (const BaselineMethod& method : methods) {
                std::optional<BaselineRecord>& slot = task.records.emplace_back();
                for (const BaselineRecord& r : known)
                    if (r.row == row.name && r.index == index && r.robot == robot.robot.name &&
                        r.seed == plan.seed && r.method == method.name && r.width == draw.width &&
                        r.frames == draw.frames)
                        slot = r;
            }
            tasks.push_back(std::move(task));
        }

    const int threadsBefore = cv::getNumThreads();
    cv::setNumThreads(1);
    std::mutex mutex;
    std::optional<Error> failure;
    int finished = 0;
    parallelFor(static_cast<int>(tasks.size()), plan.jobs, [&](int i) {
        Task& task = tasks[static_cast<size_t>(i)];
        {
            const std::scoped_lock lock(mutex);
            if (failure || context.stopped()) return;
        }
        RunContext one;
        one.stop = context.stop;
        one.threads = 1;
        const auto work = [&]() -> Result<void> {
            if (std::ranges::all_of(task.records, [](const auto& r) { return r.has_value(); })) return {};
            const Draw draw = drawFor(*task.row, task.index, plan);
            auto recording = filmRecording(*task.row, draw, task.robot->robot, one);
            if (!recording && recording.error().kind == ErrorKind::Stopped)
                return tl::unexpected(recording.error());
            if (!recording) return {};  // nothing to see from anywhere: the rows tell of it
            giveEvidence(*task.row, draw, *recording);
            for (size_t m = 0; m < methods.size(); ++m) {
                if (task.records[m]) continue;
                BaselineRecord blank;
                blank.row = task.row->name;
                blank.robot = task.robot->robot.name;
                blank.method = methods[m].name;
                blank.index = task.index;
                blank.seed = plan.seed;
                blank.width = draw.width;
                blank.frames = draw.frames;
                auto record =
                    methods[m].frames == 0
                        ? runOurs(*task.row, *recording, *task.robot, plan, std::move(blank), one)
                        : runMethod(methods[m], *recording, *task.robot, plan, std::move(blank), one);
                if (!record) return tl::unexpected(record.error());
                if (state)
                    if (auto ok = state->appendLine(toJsonLine(*record)); !ok) return ok;
                task.records[m] = std::move(*record);
            }
            return {};
        };
        const auto outcome = withoutExceptions(work);
        const std::scoped_lock lock(mutex);
        if (!outcome) {
            if (!failure) failure = outcome.error();
            return;
        }
        ++finished;
        context.report(static_cast<double>(finished) / static_cast<double>(tasks.size()),
                       fmt::format("{} {} ({})", task.row->name, task.index, task.robot->robot.name));
    });
    cv::setNumThreads(threadsBefore);
    if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
    if (failure) return tl::unexpected(*failure);
    std::vector<BaselineRecord> out;
    for (const Row& row : plan.rows)
        for (size_t m = 0; m < methods.size(); ++m)
            for (Task& task : tasks)
                if (task.row->name == row.name && task.records[m]) out.push_back(std::move(*task.records[m]));
    return out;
}

void printBaselines(std::span<const Row> rows, std::span<const BaselineMethod> methods,
                    std::span<const BaselineRecord> records, bool markdown, std::ostream& out) {
    const std::vector<std::string> header{
        "start",          "method",      "n",           "right %",      "rotation deg",
        "translation mm", "ADD mm",      "steps",       "frames drawn", "full-size frames (pose)",
        "CPU s",          "error ratio", "frame ratio", "CPU ratio"};
    TextTable table(header);
    if (markdown) {
        out << "| " << fmt::format("{}", fmt::join(header, " | ")) << " |\n|";
        for (size_t i = 0; i < header.size(); ++i) out << " --- |";
        out << "\n";
    }
    for (const Row& row : rows) {
        const MethodSummary ours = summarizeMethod(records, row.name, methods.front().name);
        for (const BaselineMethod& method : methods) {
            const MethodSummary s = summarizeMethod(records, row.name, method.name);
            std::vector<std::string> cells{
                fmt::format("{:g} deg, {:g} cm", row.startError, row.startError),
                method.name,
                std::to_string(s.count),
                s.count > 0 ? fmt::format("{:.0f}", 100.0 * s.right / s.count) : "-",
                number(s.rotationDeg),
                number(s.translationMm),
                number(s.addMm),
                s.steps > 0 ? fmt::format("{:.0f}", s.steps) : "",
                fmt::format("{:.0f}", s.frames),
                fmt::format("{:.0f} ({:.0f})", s.fullFrames, s.poseFrames),
                fmt::format("{:.2f}", s.cpuSeconds)};
            if (&method == &methods.front())
                cells.insert(cells.end(), {"", "", ""});
            else
                cells.insert(cells.end(), {ratio(s.addMm, ours.addMm), ratio(s.fullFrames, ours.fullFrames),
                                           ratio(s.cpuSeconds, ours.cpuSeconds)});
            if (markdown)
                out << "| " << fmt::format("{}", fmt::join(cells, " | ")) << " |\n";
            else
                table.addRow(cells);
        }
    }
    if (!markdown) {
        out << "Reference optimisers (same recordings, masks, starts and renderer, one thread)\n";
        table.print(out);
        out << "Errors are medians of right results, costs are means of all. Full-size frames: pixels drawn "
               "over "
               "pixels of a picture; in brackets before Camframe judges its result.\n"
               "Ratios: theirs to ours; of ADD, of full-size frames, of CPU seconds.\n";
    }
}

}  // namespace camframe::bench
