// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/bench_runner.h"

#include <algorithm>
#include <atomic>
#include <ctime>
#include <map>
#include <mutex>
#include <numbers>
#include <opencv2/core/utility.hpp>
#include <tuple>

#include "app/commands/bench/bench_statistics.h"
#include "calib/synthetic/film_frames.h"
#include "model/core/evaluation.h"
#include "model/core/log.h"
#include "model/core/parallel.h"

namespace camframe::bench {

namespace {

/// Compares with the truth. Of a camera that moves, the frame that was used and fits worst counts.
void compare(const BenchRecording& recording, const RobotModel& robot, const Calibration& result,
             Record& out) {
    out.truth = recording.film.camFromBase;
    if (!out.estimate) return;
    std::vector<int> used = result.framesUsed;
    if (used.empty()) used.push_back(0);
    PoseError worst;
    for (const int frame : used) {
        const PoseError error = comparePoses(*out.estimate, recording.trueCamFromBase(frame));
        // In units of the bounds of "right".
        if (frame != used.front() && std::max(error.rotationDeg, error.translationMm / 10) <=
                                         std::max(worst.rotationDeg, worst.translationMm / 10))
            continue;
        worst = error;
        out.truth = recording.trueCamFromBase(frame);
    }
    out.rotationDeg = worst.rotationDeg;
    out.translationMm = worst.translationMm;
    const auto points = sampleMovingSurface(robot, recording.trueMotion, kAddPoints, 0);
    out.addMm = averageDistanceMm(points, recording.trueMotion, *out.estimate, out.truth);
    if (!points.empty()) {
        double sum = 0, count = 0;
        for (const auto& links : recording.trueMotion.baseFromLink)
            for (const SurfacePoint& point : points) {
                const Eigen::Vector3d inBase = links[static_cast<size_t>(point.link)] * point.pointInLink;
                sum += (*out.estimate * inBase).z() - (out.truth * inBase).z();
                ++count;
            }
        out.depthMm = 1e3 * sum / count;
    }
    if (out.covariance) out.nees = neesPerFreedom(*out.estimate, out.truth, *out.covariance);
}

/// Where the result has the second arm's base against where it was filmed; both stand still.
void compareArms(const BenchRecording& recording, const CalibrationInput& input, const Calibration& result,
                 Record& out) {
    const int link = input.arms[1].baseLink;
    const RigidTransform& truth = recording.trueMotion.baseFromLink[0][static_cast<size_t>(link)];
    RigidTransform found = recording.givenMotion.baseFromLink[0][static_cast<size_t>(link)];
    if (!result.armBases.empty()) found = result.armBases[0].correction * found;
    out.armRotationDeg = rotationAngleBetween(found, truth) * 180 / std::numbers::pi;
    out.armTranslationMm = 1e3 * (found.translation() - truth.translation()).norm();
}

}  // namespace

double threadCpuSeconds() {
    std::timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

Result<std::vector<BenchRobot>> loadBenchRobots(const std::vector<std::string>& names,
                                                const RobotSearch& search, const RunContext& context) {
    std::vector<std::string> wanted = names;
    if (wanted.empty()) {
        wanted = profileNames();
        std::erase(wanted, "demo");
        wanted.insert(wanted.begin(), "demo");
    }
    std::vector<BenchRobot> out;
    for (const std::string& name : wanted) {
        context.report(0, "loading robots");
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        auto robot = loadRobot(name, search, "", nullptr);
        if (!robot && names.empty()) continue;  // a profile whose URDF is not here
        if (!robot) return tl::unexpected(robot.error());
        auto geometry = RobotGeometry::build(robot->model, {});
        if (!geometry) return tl::unexpected(geometry.error());
        out.push_back({std::move(*robot), std::make_shared<const RobotGeometry>(std::move(*geometry))});
    }
    return out;
}

Draw drawFor(const Row& row, int index, const BenchPlan& plan) {
    Draw draw = drawRecording(row, plan.seed, index);
    draw.width = plan.width;
    draw.bumpFrame = draw.bumpFrame * std::min(plan.mostFrames, draw.frames) / draw.frames;
    draw.frames = std::min(plan.mostFrames, draw.frames);
    return draw;
}

Result<void> runRecording(std::span<const Row> rows, int index, const BenchRobot& robot,
                          const BenchPlan& plan, const std::function<Result<void>(Record)>& take,
                          const RunContext& context) {
    const double start = threadCpuSeconds();
    auto recording = filmRecording(rows[0], drawFor(rows[0], index, plan), robot.robot, context);
    if (!recording && recording.error().kind == ErrorKind::Stopped) return tl::unexpected(recording.error());
    const double filmSeconds = (threadCpuSeconds() - start) / static_cast<double>(rows.size());
    for (const Row& row : rows) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        Record out;
        out.row = row.name;
        out.robot = robot.robot.name;
        out.index = index;
        out.seed = plan.seed;
        out.draw = drawFor(row, index, plan);
        out.filmCpuSeconds = filmSeconds;
        if (!recording) {
            out.error = recording.error().message;
            if (auto taken = take(std::move(out)); !taken) return taken;
            continue;
        }
        giveEvidence(row, out.draw, *recording);
        out.trueCamera = recording->film.camera;
        out.solvability = solvability(row, *recording);
        if (!plan.keep.empty())
            if (auto kept =
                    writeRecording(recording->film, plan.keep / fmt::format("{}_{:04}", row.name, index),
                                   robot.robot.urdf.string(), context);
                !kept)
                return tl::unexpected(kept.error());
        auto record = calibrateRecording(row, *recording, robot, plan, std::move(out), context);
        if (!record) return tl::unexpected(record.error());
        if (auto taken = take(std::move(*record)); !taken) return taken;
    }
    return {};
}

Result<Record> calibrateRecording(const Row& row, const BenchRecording& recording, const BenchRobot& robot,
                                  const BenchPlan& plan, Record out, const RunContext& context) {
    FilmFrames frames(recording.film);
    CalibrationInput input;
    input.robot = &robot.robot.model;
    input.geometry = robot.geometry;
    input.motion = &recording.givenMotion;
    input.camera = recording.givenCamera;
    if (row.unknownIntrinsics) input.intrinsicsSource = IntrinsicsSource::Estimated;
    input.isVideo = !row.stills;
    input.arms = armChains(robot.robot);
    input.frames = &frames;
    if (!recording.masks.empty())
        input.maskOfFrame = [&](int frame) -> Result<std::optional<ImageU8>> {
            return std::optional<ImageU8>(recording.masks[static_cast<size_t>(frame)]);
        };
    if (!recording.depths.empty())
        input.depthOfFrame = [&](int frame) -> Result<std::optional<ImageU16>> {
            return std::optional<ImageU16>(recording.depths[static_cast<size_t>(frame)]);
        };
    if (recording.mark) input.marks = {*recording.mark};
    input.initialCamFromBase = recording.start;
    CalibrationOptions options;
    options.renderer.backend = plan.backend;
    options.seed = out.draw.seed;
    options.refine.armBases = row.refineArmBases;
    options.refine.focal = options.refine.principal = row.refineIntrinsics;
    const double before = threadCpuSeconds();
    const auto run = calibrateCamera(input, options, context);
    out.calibrationCpuSeconds = threadCpuSeconds() - before;
    if (!run) {
        if (run.error().kind == ErrorKind::Stopped || run.error().kind == ErrorKind::System)
            return tl::unexpected(run.error());
        out.reasons = {"error"};
        out.details = {run.error().message};
        compare(recording, robot.robot.model, {}, out);
        return out;
    }
    const Calibration& result = run->calibration;
    out.status = result.status;
    out.risk = result.quality.risk.value_or(1);
    out.times = result.timing;
    out.drawn = run->drawn;
    out.drawnForPose = run->drawnForPose;
    out.evidence = run->evidence;
    out.covariance = result.covariance;
    out.estimate = result.camFromBase ? result.camFromBase : result.camFromBaseGuess;
    if (row.refineIntrinsics || row.unknownIntrinsics)
        out.focalRatio = result.camera.fx / recording.film.camera.fx;
    for (const Finding& finding : run->findings) {
        out.reasons.emplace_back(identifier(finding.reason));
        out.details.push_back(finding.text());
    }
    compare(recording, robot.robot.model, result, out);
    if (row.displacedArm) compareArms(recording, input, result, out);
    return out;
}

Result<std::vector<Record>> runBench(const BenchPlan& plan, const std::vector<BenchRobot>& robots,
                                     StateFile* state, const RunContext& context) {
    std::vector<size_t> all, twoArmed;
    for (size_t i = 0; i < robots.size(); ++i) {
        all.push_back(i);
        if (robots[i].robot.arms.size() >= 2) twoArmed.push_back(i);
    }
    struct Task {
        size_t row;
        int index;
        size_t robot;
        std::optional<Record> record;
    };
    std::map<std::tuple<std::string, int, std::string, uint64_t>, const Record*> done;
    if (state)
        for (const Record& record : state->found())
            done[{record.row, record.index, record.robot, record.seed}] = &record;
    std::vector<Task> tasks;
    std::vector<std::vector<size_t>> films;  // tasks that are open, those of one film together
    for (int k = 0; k < plan.recordings; ++k) {
        std::map<std::string, size_t> filmOfIndex;
        for (size_t row = 0; row < plan.rows.size(); ++row) {
            const std::vector<size_t>& choice = plan.rows[row].displacedArm ? twoArmed : all;
            if (choice.empty()) continue;
            const int index = plan.first + k;
            Task task{row, index, choice[static_cast<size_t>(index) % choice.size()], {}};
            const auto found = done.find(
                {std::string(plan.rows[row].name), index, robots[task.robot].robot.name, plan.seed});
            const Draw draw = drawFor(plan.rows[row], index, plan);
            if (found != done.end() &&
                (!found->second->error.empty() ||
                 (found->second->draw.width == draw.width && found->second->draw.frames == draw.frames &&
                  found->second->draw.lagFrames == draw.lagFrames))) {
                task.record = *found->second;
            } else {
                const auto [film, isNew] = filmOfIndex.emplace(filmOf(plan.rows[row]), films.size());
                if (isNew) films.emplace_back();
                films[film->second].push_back(tasks.size());
            }
            tasks.push_back(std::move(task));
        }
    }
    size_t open = 0;
    for (const std::vector<size_t>& film : films) open += film.size();

    const int threadsBefore = cv::getNumThreads();
    cv::setNumThreads(1);  // its pool would be shared by the recordings, and not be counted
    std::mutex mutex;
    std::optional<Error> failure;
    size_t finished = 0;
    parallelFor(static_cast<int>(films.size()), plan.jobs, [&](int i) {
        {
            const std::scoped_lock lock(mutex);
            if (failure || context.stopped()) return;
        }
        const std::vector<size_t>& film = films[static_cast<size_t>(i)];
        std::vector<Row> rows;
        for (const size_t task : film) rows.push_back(plan.rows[tasks[task].row]);
        RunContext one;  // stages of several recordings at once tell nobody anything
        one.stop = context.stop;
        one.threads = 1;
        size_t next = 0;
        const auto take = [&](Record record) -> Result<void> {
            if (state)
                if (auto written = state->append(record); !written) return written;
            const std::scoped_lock lock(mutex);
            ++finished;
            context.report(static_cast<double>(finished) / static_cast<double>(open),
                           fmt::format("{} {} ({})", record.row, record.index, record.robot));
            tasks[film[next++]].record = std::move(record);
            return {};
        };
        auto outcome = withoutExceptions([&] {
            const Task& first = tasks[film[0]];
            return runRecording(rows, first.index, robots[first.robot], plan, take, one);
        });
        const std::scoped_lock lock(mutex);
        if (!outcome && !failure) failure = outcome.error();
    });
    cv::setNumThreads(threadsBefore);
    if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
    if (failure) return tl::unexpected(*failure);
    std::vector<Record> out;
    for (size_t row = 0; row < plan.rows.size(); ++row)
        for (Task& task : tasks)
            if (task.row == row) out.push_back(std::move(*task.record));
    return out;
}

}  // namespace camframe::bench
