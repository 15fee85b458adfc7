// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/baseline_comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <nlohmann/json.hpp>
#include <numeric>
#include <opencv2/core/utility.hpp>

#include "calib/frame_selection.h"
#include "calib/silhouette_stage.h"
#include "model/core/evaluation.h"
#include "model/core/parallel.h"

namespace camframe::bench {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr double kNone = std::numeric_limits<double>::infinity();

void compareWithTruth(const RigidTransform& camFromBase, const BenchRecording& recording,
                      const BenchRobot& robot, BaselineRecord& out) {
    const PoseError error = comparePoses(camFromBase, recording.film.camFromBase);
    out.right = error.right();
    out.rotationDeg = error.rotationDeg;
    out.translationMm = error.translationMm;
    const auto points = sampleMovingSurface(robot.robot.model, recording.trueMotion, kAddPoints, 0);
    out.addMm = averageDistanceMm(points, recording.trueMotion, camFromBase, recording.film.camFromBase)
                    .value_or(kNone);
}

/// What every method draws with.
Result<std::unique_ptr<Renderer>> oneThreadRenderer(const BenchRobot& robot, const BenchPlan& plan) {
    RendererOptions options;
    options.backend = plan.backend;
    options.threads = 1;
    return makeRenderer(robot.geometry, options);
}

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
    const auto renderer = oneThreadRenderer(robot, plan);
    if (!renderer) return tl::unexpected(renderer.error());
    baselines::AdamOptions options = method.adam;
    options.silhouette.threads = 1;
    const auto result = baselines::refineByAdam(**renderer, recording.givenCamera, frames, *recording.start,
                                                options, context);
    if (!result) return tl::unexpected(result.error());
    out.cpuSeconds = threadCpuSeconds() - before;
    out.steps = result->steps;
    out.drawn = out.drawnForPose = (*renderer)->drawn();
    compareWithTruth(result->camFromBase, recording, robot, out);
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

/// From the start to the pose, on frames chosen as the pipeline chooses them.
Result<BaselineRecord> runRefinement(const BaselineMethod& method, const BenchRecording& recording,
                                     const BenchRobot& robot, const BenchPlan& plan, BaselineRecord out,
                                     const RunContext& context) {
    const double before = threadCpuSeconds();
    const auto renderer = oneThreadRenderer(robot, plan);
    if (!renderer) return tl::unexpected(renderer.error());
    SilhouetteScene scene{.renderer = **renderer,
                          .camera = recording.givenCamera,
                          .linkKnown = &recording.givenMotion.linkKnown,
                          .fit = {},
                          .holdout = {},
                          .keypoints = {},
                          .context = context,
                          .log = nullptr,
                          .robot = &robot.robot.model,
                          .motion = &recording.givenMotion,
                          .correction = {}};
    std::vector<int> all(recording.masks.size());
    std::iota(all.begin(), all.end(), 0);
    for (const int f : selectFrames(recording.givenMotion, all, method.frames, 0).fit) {
        const auto i = static_cast<size_t>(f);
        scene.fit.push_back({f, {}, recording.masks[i], {}, {}, {}, recording.givenMotion.baseFromLink[i]});
    }
    std::vector<const WorkFrame*> frames;
    for (const WorkFrame& frame : scene.fit) frames.push_back(&frame);
    SilhouettePose pose{*recording.start, recording.givenCamera, {}, {}};
    for (const Detail detail : {Detail::Quarter, Detail::Half, Detail::Full}) {
        auto refined = refineAgainstMasks(scene, frames, pose.camFromBase, detail, {});
        if (!refined) return tl::unexpected(refined.error());
        out.steps += static_cast<int>(refined->last.iterations.size());
        pose = std::move(*refined);
    }
    out.cpuSeconds = threadCpuSeconds() - before;
    out.drawn = out.drawnForPose = (*renderer)->drawn();
    compareWithTruth(pose.camFromBase, recording, robot, out);
    return out;
}

}  // namespace

std::vector<BaselineMethod> baselineMethods(bool interiorEdges) {
    using enum BaselineMethod::Kind;
    std::vector<BaselineMethod> out{{"Camframe", Pipeline, 0, {}},
                                    {"Camframe, refinement alone", Refinement, 8, {}},
                                    {"Camframe, refinement alone, 5 frames", Refinement, 5, {}},
                                    {"CalibAll", Adam, 1, baselines::calibAllOptions()},
                                    {"simple-easyhec", Adam, 5, baselines::simpleEasyHecOptions()}};
    if (interiorEdges)
        for (const size_t i : {3, 4}) {
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
                const auto run = [&]() -> Result<BaselineRecord> {
                    switch (methods[m].kind) {
                        case BaselineMethod::Kind::Pipeline:
                            return runOurs(*task.row, *recording, *task.robot, plan, std::move(blank), one);
                        case BaselineMethod::Kind::Refinement:
                            return runRefinement(methods[m], *recording, *task.robot, plan, std::move(blank),
                                                 one);
                        case BaselineMethod::Kind::Adam:
                            break;
                    }
                    return runMethod(methods[m], *recording, *task.robot, plan, std::move(blank), one);
                };
                auto record = run();
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

}  // namespace camframe::bench
