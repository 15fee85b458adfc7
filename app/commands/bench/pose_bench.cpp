// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/pose_bench.h"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <numbers>

#include "app/commands/console.h"
#include "calib/conventions/pose_readings.h"
#include "calib/synthetic/film_frames.h"
#include "calib/synthetic/random.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"

namespace camframe::bench {

namespace {

using Evidence = PoseBenchPlan::Evidence;

/// A recording of the demo robot with the poses of its hand.
struct Moves {
    SyntheticRecording recording;
    std::vector<ObservedFrame> observed;  ///< Where pictures were made.
    std::vector<RigidTransform> baseFromHand;
};

Result<Moves> record(const RobotModel& robot, int hand, uint64_t seed, bool pictures,
                     const RunContext& context) {
    SyntheticOptions options;
    options.width = 320;
    options.height = 240;
    options.frames = 42;
    options.framesPerMove = 7;
    options.seed = seed;
    options.colour = pictures;
    options.adaptiveSampling = true;
    auto recording = generate(robot, options, context);
    if (!recording) return tl::unexpected(recording.error());
    Moves out{std::move(*recording), {}, {}};
    const SyntheticRecording& made = out.recording;
    for (Eigen::Index t = 0; t < made.jointPositions.rows(); ++t) {
        Eigen::VectorXd values = robot.defaultJointValues();
        for (size_t j = 0; j < made.jointNames.size(); ++j)
            values[robot.findJoint(made.jointNames[j])] =
                made.jointPositions(t, static_cast<Eigen::Index>(j));
        out.baseFromHand.push_back(
            robot.forwardKinematics(values, robot.rootLink())[static_cast<size_t>(hand)]);
    }
    if (pictures) {
        FilmFrames frames(made);
        auto observed = changedPixels(frames, options.frames, made.camera, context);
        if (!observed) return tl::unexpected(observed.error());
        out.observed = std::move(*observed);
    }
    return out;
}

/// Poses as somebody wrote them.
struct Scramble {
    PoseMapping truth;
    Eigen::MatrixXd stored;
    std::string words;
};

RigidTransform randomShift(synthetic::HashRandom& random, double length) {
    RigidTransform out = RigidTransform::Identity();
    for (int i = 0; i < 3; ++i) out.translation()[i] = random.uniform(-length, length);
    return out;
}

Scramble scramble(const Moves& moves, Evidence evidence, uint64_t seed) {
    synthetic::HashRandom random(seed);
    constexpr int widths[] = {6, 6, 7, 7, 7, 8, 9, 10, 12, 13, 16};
    const auto frames = static_cast<Eigen::Index>(moves.baseFromHand.size());
    Scramble out;
    out.stored = Eigen::MatrixXd::Zero(frames, widths[random.below(static_cast<int>(std::size(widths)))]);
    const auto orders = poseOrders({out.stored});
    const PoseOrder& order = orders[static_cast<size_t>(random.below(static_cast<int>(orders.size())))];
    const auto rotations = rotationReadings(order.rotationSize());
    const RotationReading& rotation =
        rotations[static_cast<size_t>(random.below(static_cast<int>(rotations.size())))];
    PoseMapping& truth = out.truth;
    truth = poseMapping(order, rotation, random.below(4) == 0);
    const auto turns = axisTurns();
    if (evidence != Evidence::Alone && random.below(2) == 1)
        truth.baseFromOrigin.linear() =
            turns[static_cast<size_t>(random.below(static_cast<int>(turns.size())))];
    if (evidence == Evidence::Joints) {
        if (random.below(3) == 0) truth.baseFromOrigin = randomShift(random, 0.8) * truth.baseFromOrigin;
        if (random.below(2) == 0) {
            truth.linkFromBody = randomShift(random, 0.15);
            truth.linkFromBody.rotate(
                Eigen::AngleAxisd(random.below(8) * std::numbers::pi / 4, Eigen::Vector3d::UnitZ()));
        }
    }
    // What no pose uses: a gripper that opens and closes, or the last row of a 4x4 matrix.
    for (Eigen::Index t = 0; t < frames; ++t)
        out.stored.row(t).setConstant(0.5 + 0.5 * std::sin(0.3 * static_cast<double>(t)));
    if (order.words.starts_with("matrix 4x4")) {
        const bool rows = order.columns[0] == 3;
        for (int i = 0; i < 4; ++i) out.stored.col(rows ? 12 + i : 4 * i + 3).setConstant(i == 3);
    }
    for (Eigen::Index t = 0; t < frames; ++t) {
        RigidTransform pose =
            truth.baseFromOrigin.inverse() * moves.baseFromHand[static_cast<size_t>(t)] * truth.linkFromBody;
        if (evidence == Evidence::Joints) {
            const Eigen::Vector3d axis(random.normal(), random.normal(), random.normal());
            pose.rotate(Eigen::AngleAxisd(axis.norm() * 1e-3, axis.normalized()));
            for (int i = 0; i < 3; ++i) pose.translation()[i] += 5e-4 * random.normal();
        }
        const std::vector<double> turn = rotationNumbers(pose.linear(), rotation);
        for (size_t i = 0; i < truth.columns.indices.size(); ++i)
            out.stored(t, truth.columns.indices[i]) =
                i < 3 ? pose.translation()[static_cast<Eigen::Index>(i)] * (truth.millimetres ? 1000 : 1)
                      : turn[i - 3];
    }
    out.words = fmt::format("{}: {}, {}, base {}", order.words, rotation.words(),
                            truth.millimetres ? "mm" : "m", axisWords(truth.baseFromOrigin.linear()));
    if (truth.baseFromOrigin.translation().norm() > 0) out.words += " shifted";
    if (!truth.linkFromBody.matrix().isIdentity()) out.words += ", another body";
    return out;
}

/// Whether a reading gives the true poses, to 3 mm with 0.1 m of a hand.
/// @param anyBase  Up to one motion of the base: the camera turns with it.
bool gives(const PoseMapping& mapping, const Scramble& scrambled, const std::vector<RigidTransform>& truth,
           bool anyBase) {
    const auto read = readPoses(scrambled.stored, mapping);
    if (!read) return false;
    const auto poseIn = [&](size_t t) -> RigidTransform {
        return mapping.baseFromOrigin * (*read)[t] * mapping.linkFromBody.inverse();
    };
    const RigidTransform base = anyBase ? truth.front() * poseIn(0).inverse() : RigidTransform::Identity();
    for (size_t t = 0; t < truth.size(); ++t) {
        const RigidTransform pose = base * poseIn(t);
        const double apart = std::hypot((pose.translation() - truth[t].translation()).norm(),
                                        0.1 * rotationAngleBetween(pose, truth[t]));
        if (!(apart < 3e-3)) return false;
    }
    return true;
}

}  // namespace

Result<std::vector<PoseTrial>> runPoseBench(const PoseBenchPlan& plan, const RunContext& context) {
    const auto robot = makeDemoRobot();
    if (!robot) return tl::unexpected(robot.error());
    const auto geometry = RobotGeometry::build(*robot, {});
    if (!geometry) return tl::unexpected(geometry.error());
    const int hand = robot->findLink("demo_hand");
    const bool pictures = plan.evidence != Evidence::Joints;
    std::vector<Moves> recordings;
    std::vector<PoseTrial> out;
    for (int i = 0; i < plan.count; ++i) {
        context.report(static_cast<double>(i) / plan.count, fmt::format("convention {}", i + 1));
        if (static_cast<int>(recordings.size()) < plan.recordings) {
            auto made = record(*robot, hand, plan.seed + recordings.size(), pictures, context);
            if (!made) return tl::unexpected(made.error());
            recordings.push_back(std::move(*made));
        }
        const Moves& moves = recordings[static_cast<size_t>(i % plan.recordings)];
        const Scramble trial = scramble(moves, plan.evidence, plan.seed * 1000 + static_cast<uint64_t>(i));
        Result<PoseRanking> ranking;
        if (pictures) {
            ConventionProblem problem;
            problem.robot = &*robot;
            problem.geometry = &*geometry;
            problem.baseLink = robot->rootLink();
            problem.camera = moves.recording.camera;
            problem.observed = moves.observed;
            if (plan.evidence == Evidence::Pictures) problem.camFromBase = moves.recording.camFromBase;
            problem.seed = plan.seed;
            problem.threads = context.threads;
            PicturedPoses poses;
            poses.recorded.stored = trial.stored;
            poses.link = hand;
            ranking = rankPosesByPictures(poses, problem, context);
        } else {
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            ranking = rankPosesByJoints({trial.stored}, moves.baseFromHand);
        }
        if (!ranking) return tl::unexpected(ranking.error());
        const bool anyBase = plan.evidence == Evidence::Alone;
        PoseTrial result;
        result.scrambled = trial.words;
        for (size_t place = 0; place < ranking->ranked.size() && result.rank == 0; ++place)
            if (gives(ranking->ranked[place].mapping, trial, moves.baseFromHand, anyBase))
                result.rank = static_cast<int>(place) + 1;
        result.score = ranking->ranked.front().score;
        result.convincing = ranking->convincing;
        for (const ConventionChoice& choice : ranking->choices) result.undetermined += !choice.determined;
        const int open = anyBase ? 1 : 0;  // The axes of the base always are.
        result.wrong = result.rank != 1 && result.convincing && result.undetermined <= open;
        out.push_back(std::move(result));
    }
    return out;
}

void printPoseBench(const std::vector<PoseTrial>& trials, std::ostream& out) {
    TextTable table({"rank", "score", "convincing", "undetermined", "written as"});
    int first = 0, wrong = 0;
    for (const PoseTrial& trial : trials) {
        first += trial.rank == 1;
        wrong += trial.wrong;
        table.addRow({trial.rank > 0 ? std::to_string(trial.rank) : "-", fmt::format("{:.4f}", trial.score),
                      trial.convincing ? "yes" : "no", std::to_string(trial.undetermined), trial.scrambled});
    }
    table.print(out);
    out << fmt::format("\nThe true reading is first in {} of {}; {} that count as determined are wrong.\n",
                       first, trials.size(), wrong);
}

void printPoseBenchJson(const std::vector<PoseTrial>& trials, std::ostream& out) {
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const PoseTrial& trial : trials)
        json.push_back({{"scrambled", trial.scrambled},
                        {"rank", trial.rank},
                        {"score", trial.score},
                        {"convincing", trial.convincing},
                        {"undetermined", trial.undetermined},
                        {"wrong", trial.wrong}});
    out << json.dump(2) << '\n';
}

}  // namespace camframe::bench
