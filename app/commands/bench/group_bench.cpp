// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/group_bench.h"

#include <algorithm>
#include <cmath>

#include "calib/groups/common_pose.h"
#include "calib/synthetic/film_frames.h"
#include "calib/synthetic/random.h"
#include "calib/synthetic/synthetic_episode.h"
#include "calib/synthetic/trajectory.h"
#include "model/core/io/image_io.h"

namespace camframe::bench {

namespace {

using synthetic::HashRandom;

/// Where a camera stands, from some episode on.
struct Stand {
    int label = 0;  ///< Of the true group.
    RigidTransform camFromBase = RigidTransform::Identity();
};

/// An episode to be filmed.
struct Shot {
    int place = 0;
    uint64_t room = 0, seed = 0;
    Stand stand;
};

/// What the bench knows and the search does not.
struct Script {
    std::vector<Shot> shots;
    std::vector<GroupBenchBump> bumps;
    std::vector<std::pair<size_t, size_t>>
        around;                     ///< Per bump: shots of its place before and after, first each.
    std::vector<size_t> strangers;  ///< Shots.
    int labels = 0;
};

uint64_t derived(uint64_t seed, uint64_t stream) {
    return HashRandom(seed, stream).next() >> 1;
}

double logUniform(HashRandom& random, double low, double high) {
    return std::exp(random.uniform(std::log(low), std::log(high)));
}

/// Only turned, only moved, or both; never less than a bump.
GroupBenchBump drawBump(HashRandom& random, int place) {
    GroupBenchBump out;
    out.place = place;
    const int kind = random.below(3);
    if (kind != 1) out.degrees = logUniform(random, kBumpDegrees, 4);
    if (kind != 0) out.millimetres = logUniform(random, kBumpMillimetres, 50);
    return out;
}

SyntheticOptions sceneOf(const Shot& shot, int width, int frames) {
    HashRandom random(shot.seed, 401);
    SyntheticOptions scene;
    scene.width = width;
    scene.height = width * 3 / 4;
    scene.frames = frames;
    scene.framesPerMove = 8;
    scene.seed = shot.seed;
    scene.camFromBase = shot.stand.camFromBase;
    scene.noise = random.uniform(0.5, 4);
    scene.blurPx = random.uniform(0, 0.6);
    scene.exposureJitter = random.below(2) ? random.uniform(0, 0.03) : 0;
    scene.jpegQuality = 70 + random.below(27);
    scene.adaptiveSampling = true;
    return scene;
}

/// The picture in another light, as stored.
Result<ImageU8> asStored(const ImageU8& rgb, double gain, int quality) {
    ImageU8 lit = rgb;
    for (uint8_t& value : lit.data) value = static_cast<uint8_t>(std::clamp(gain * value + 0.5, 0.0, 255.0));
    return decodeRgb(encodeJpeg(lit, quality), "a generated picture");
}

Result<SyntheticRecording> film(const Shot& shot, const RobotModel& robot, int width, int frames,
                                int framesPerMove, const RunContext& context) {
    SyntheticOptions scene = sceneOf(shot, width, frames);
    scene.framesPerMove = framesPerMove;
    auto out = generateEpisode(robot, scene, shot.room, context);
    if (!out) return out;
    const double gain = HashRandom(shot.seed, 402).uniform(0.7, 1.25);  // another hour of the day
    for (SyntheticFrame& frame : out->frames) {
        auto stored = asStored(frame.rgb, gain, scene.jpegQuality);
        if (!stored) return tl::unexpected(stored.error());
        frame.rgb = std::move(*stored);
    }
    return out;
}

/// A plausible place for a camera, by the motion of some episode.
Result<RigidTransform> placeFor(const RobotModel& robot, uint64_t room, uint64_t seed, int width) {
    synthetic::TrajectoryOptions trajectory;
    trajectory.frames = 16;
    trajectory.framesPerMove = 4;
    trajectory.seed = seed;
    const auto values = synthetic::randomTrajectory(robot, trajectory);
    if (!values) return tl::unexpected(values.error());
    std::vector<std::vector<RigidTransform>> poses;
    for (const Eigen::VectorXd& at : *values) poses.push_back(robot.forwardKinematics(at));
    const double focal = 0.96 * width;
    const CameraModel camera{width, width * 3 / 4, focal, focal, 0.5 * width, 0.375 * width, {}};
    return synthetic::randomViewpoint(robot, camera, poses, derived(room, seed));
}

Result<Script> write(const GroupBenchPlan& plan, const RobotModel& robot) {
    Script script;
    for (int place = 0; place < plan.places; ++place) {
        HashRandom random(derived(plan.seed, 1000 + static_cast<uint64_t>(place)));
        const uint64_t room = derived(plan.seed, 2000 + static_cast<uint64_t>(place / 2));
        const auto pose = placeFor(robot, room, random.next() >> 1, plan.width);
        if (!pose) return tl::unexpected(pose.error());
        Stand stand{script.labels++, *pose};
        const bool knocked = place % 2 == 0 && plan.episodes >= 4, visited = place % 4 == 1;
        const int knock = knocked ? 2 + random.below(plan.episodes - 3) : -1;
        const int visit = visited ? 1 + random.below(plan.episodes - 1) : -1;
        const size_t first = script.shots.size();
        for (int episode = 0; episode < plan.episodes; ++episode) {
            if (episode == knock) {
                GroupBenchBump bump = drawBump(random, place);
                stand = {script.labels++,
                         bumpedCamera(1, 0, bump.degrees, bump.millimetres, random.next() >> 1)[0] *
                             stand.camFromBase};
                script.bumps.push_back(bump);
                script.around.emplace_back(first, script.shots.size());
            }
            Shot shot{place, room, random.next() >> 1, stand};
            if (episode == visit) {
                const auto elsewhere = placeFor(robot, room, random.next() >> 1, plan.width);
                if (!elsewhere) return tl::unexpected(elsewhere.error());
                shot.stand = {script.labels++, *elsewhere};
                script.strangers.push_back(script.shots.size());
            }
            script.shots.push_back(shot);
        }
    }
    return script;
}

Result<void> measureFinding(const GroupBenchPlan& plan, const RobotModel& robot, GroupBenchResult& out,
                            const RunContext& context) {
    const auto script = write(plan, robot);
    if (!script) return tl::unexpected(script.error());
    std::vector<PlacementRecord> records;
    std::vector<ImageU8> backgrounds;
    RunContext quiet = context;
    quiet.progress = nullptr;
    for (size_t i = 0; i < script->shots.size(); ++i) {
        context.report(0.6 * static_cast<double>(i) / static_cast<double>(script->shots.size()), "filming");
        constexpr int kFrames = 9, kFramesPerMove = 2;  // as many pictures as the search looks at
        const auto recording = film(script->shots[i], robot, plan.width, kFrames, kFramesPerMove, quiet);
        if (!recording) return tl::unexpected(recording.error());
        FilmFrames frames(*recording);
        auto background = placementBackground(frames, quiet);
        if (!background) return tl::unexpected(background.error());
        PlacementRecord record;
        record.episode = static_cast<int>(i);
        record.camera = "front";
        record.width = recording->camera.width;
        record.height = recording->camera.height;
        record.focalPx = recording->camera.fx;
        record.signature = placementSignature(*background);
        records.push_back(std::move(record));
        backgrounds.push_back(std::move(*background));
    }
    const double before = threadCpuSeconds();
    const auto groups = findGroups(
        records, [&](size_t i) -> Result<ImageU8> { return backgrounds[i]; }, quiet);
    if (!groups) return tl::unexpected(groups.error());
    out.comparingCpu = threadCpuSeconds() - before;

    std::vector<size_t> groupOf(records.size());
    for (size_t g = 0; g < groups->size(); ++g)
        for (const size_t member : (*groups)[g].members) groupOf[member] = g;
    out.cameraEpisodes = static_cast<int>(records.size());
    out.trueGroups = script->labels;
    out.foundGroups = static_cast<int>(groups->size());
    const std::vector<Shot>& shots = script->shots;
    for (size_t a = 0; a < records.size(); ++a)
        for (size_t b = a + 1; b < records.size(); ++b) {
            const bool together = groupOf[a] == groupOf[b];
            const bool belong = shots[a].stand.label == shots[b].stand.label;
            out.pairsFound += together ? 1 : 0;
            out.pairsTrue += belong ? 1 : 0;
            out.pairsBoth += together && belong ? 1 : 0;
        }
    out.bumps = script->bumps;
    for (size_t k = 0; k < out.bumps.size(); ++k) {
        const auto [first, knocked] = script->around[k];
        const int before_ = shots[first].stand.label, after = shots[knocked].stand.label;
        out.bumps[k].found = true;
        for (size_t a = 0; a < shots.size(); ++a)
            for (size_t b = 0; b < shots.size(); ++b)
                if (shots[a].stand.label == before_ && shots[b].stand.label == after &&
                    groupOf[a] == groupOf[b])
                    out.bumps[k].found = false;
    }
    out.strangers = static_cast<int>(script->strangers.size());
    for (const size_t stranger : script->strangers)
        out.strangersOut += (*groups)[groupOf[stranger]].members.size() == 1 ? 1 : 0;
    return {};
}

/// One filmed member with all that its calibration needs.
struct BenchMember {
    SyntheticRecording film;
    RobotMotion motion;
    std::unique_ptr<FilmFrames> frames;
    CalibrationInput input;
};

Result<std::unique_ptr<BenchMember>> filmMember(const Shot& shot, const GroupBenchPlan& plan,
                                                const BenchRobot& robot, const RunContext& context) {
    auto member = std::make_unique<BenchMember>();
    constexpr int kFramesPerMove = 8;
    auto recording = film(shot, robot.robot.model, plan.width, plan.frames, kFramesPerMove, context);
    if (!recording) return tl::unexpected(recording.error());
    member->film = std::move(*recording);
    Episode episode;
    episode.name = "generated";
    episode.frameCount = plan.frames;
    episode.jointNames = member->film.jointNames;
    episode.jointPositions = member->film.jointPositions;
    episode.baseLink = member->film.baseLink;
    episode.endEffectorLinks = {member->film.toolLink};
    auto motion = computeMotion(robot.robot.model, episode);
    if (!motion) return tl::unexpected(motion.error());
    member->motion = std::move(*motion);
    member->frames = std::make_unique<FilmFrames>(member->film);
    CalibrationInput& input = member->input;
    input.robot = &robot.robot.model;
    input.geometry = robot.geometry;
    input.motion = &member->motion;
    input.camera = member->film.camera;
    input.frames = member->frames.get();
    input.arms = armChains(robot.robot);
    return member;
}

Result<GroupBenchSolution> measureSolving(const GroupBenchPlan& plan, int group, const BenchRobot& robot,
                                          const RunContext& context) {
    HashRandom random(derived(plan.seed, 3000 + static_cast<uint64_t>(group)));
    GroupBenchSolution out;
    out.name = fmt::format("group {}", group + 1);
    RunContext quiet = context;
    quiet.progress = nullptr;
    const uint64_t room = derived(plan.seed, 4000 + static_cast<uint64_t>(group));
    const auto pose = placeFor(robot.robot.model, room, random.next() >> 1, plan.width);
    if (!pose) return tl::unexpected(pose.error());
    const Stand stand{0, *pose};
    std::vector<std::unique_ptr<BenchMember>> members;
    for (int m = 0; m <= plan.members; ++m) {
        context.report(0.6 + 0.1 * m / (plan.members + 1), "filming a group");
        Shot shot{group, room, random.next() >> 1, stand};
        if (m == plan.members) {  // the last one is knocked
            out.bump = drawBump(random, group);
            shot.stand.camFromBase =
                bumpedCamera(1, 0, out.bump.degrees, out.bump.millimetres, random.next() >> 1)[0] * *pose;
        }
        auto member = filmMember(shot, plan, robot, quiet);
        if (!member) return tl::unexpected(member.error());
        members.push_back(std::move(*member));
    }
    const std::unique_ptr<BenchMember> knocked = std::move(members.back());
    members.pop_back();

    CalibrationOptions options;
    options.renderer.backend = RenderBackend::Cpu;
    options.renderer.threads = 1;
    quiet.threads = 1;
    context.report(0.7, "calibrating one by one");
    std::vector<CalibrationRun> singles;
    for (const auto& member : members) {
        auto run = calibrateCamera(member->input, options, quiet);
        if (!run) return tl::unexpected(run.error());
        out.singleCpu += run->calibration.timing.cpu;
        out.singles.push_back(run->calibration.status);
        if (run->calibration.camFromBase)
            out.singleErrors.push_back(comparePoses(*run->calibration.camFromBase, *pose));
        singles.push_back(std::move(*run));
    }
    // Together: the first that is `ok` leads, as in `group solve`; those before it were tried in vain.
    size_t leader = 0;
    while (leader < singles.size() && singles[leader].calibration.status != CalibrationStatus::Ok) ++leader;
    for (size_t i = 0; i <= leader && i < singles.size(); ++i)
        out.jointCpu += singles[i].calibration.timing.cpu;
    if (leader == singles.size()) {
        out.reason = "no member leads";
        return out;
    }
    context.report(0.9, "calibrating together");
    Calibration c = singles[leader].calibration;
    std::vector<CalibrationRun> others;
    for (size_t m = 0; m < members.size(); ++m) {
        if (m == leader) continue;
        auto own = refineMember(members[m]->input, c, options, quiet);
        if (!own) return tl::unexpected(own.error());
        out.checkCpu += own->calibration.timing.cpu;
        others.push_back(std::move(*own));
    }
    std::vector<const Calibration*> parts;
    for (const CalibrationRun& other : others) parts.push_back(&other.calibration);
    const CommonPose common = commonPose(singles[leader].calibration, parts);
    c.camFromBase = common.camFromBase;
    c.covariance = common.covariance;
    out.status = c.status;
    out.risk = c.quality.risk.value_or(1);
    out.error = comparePoses(*c.camFromBase, *pose);
    const Vector6d error = logPose(*pose * c.camFromBase->inverse());
    out.nees = error.dot(c.covariance->ldlt().solve(error)) / 6;
    const auto confirmed = [&](const CalibrationRun& own) {
        return judgeMember(c, own.calibration, own.findings, false).verdict == MemberVerdict::Confirmed;
    };
    out.confirmed = static_cast<int>(std::ranges::count_if(others, confirmed)) + confirmed(singles[leader]);
    const auto own = refineMember(knocked->input, c, options, quiet);
    if (!own) return tl::unexpected(own.error());
    out.bumpVerdict = judgeMember(c, own->calibration, own->findings, false).verdict;
    out.bump.found = out.bumpVerdict == MemberVerdict::Bumped;
    if (own->calibration.camFromBase)
        out.bumpSaid = comparePoses(*own->calibration.camFromBase, *c.camFromBase);
    const double before = threadCpuSeconds();
    std::optional<PlacementView> first;
    for (const auto& member : members) {
        const auto background = placementBackground(*member->frames, quiet);
        if (!background) return tl::unexpected(background.error());
        const PlacementView view(*background);
        if (first)
            comparePlacements(*first, view);
        else
            first = view;
    }
    out.backgroundCpu = threadCpuSeconds() - before;
    out.jointCpu += out.checkCpu;
    return out;
}

}  // namespace

Result<GroupBenchResult> runGroupBench(const GroupBenchPlan& plan, const BenchRobot& robot,
                                       const RunContext& context) {
    GroupBenchResult out;
    if (plan.places > 0)
        if (auto done = measureFinding(plan, robot.robot.model, out, context); !done)
            return tl::unexpected(done.error());
    for (int group = 0; group < plan.solved; ++group) {
        auto solution = measureSolving(plan, group, robot, context);
        if (!solution) return tl::unexpected(solution.error());
        out.solutions.push_back(std::move(*solution));
    }
    return out;
}

}  // namespace camframe::bench
