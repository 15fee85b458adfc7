// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/convention_bench.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "app/commands/console.h"
#include "calib/conventions/convention_search.h"
#include "calib/synthetic/film_frames.h"
#include "calib/synthetic/random.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"

namespace camframe::bench {

namespace {

/// A film of the demo robot and what changes in it.
struct Film {
    SyntheticRecording recording;
    std::vector<ObservedFrame> observed;
};

Result<Film> shoot(const RobotModel& robot, uint64_t seed, const RunContext& context) {
    SyntheticOptions options;
    options.width = 320;
    options.height = 240;
    options.frames = 42;
    options.framesPerMove = 7;
    options.seed = seed;
    options.adaptiveSampling = true;
    auto recording = generate(robot, options, context);
    if (!recording) return tl::unexpected(recording.error());
    Film film{std::move(*recording), {}};
    FilmFrames frames(film.recording);
    auto observed = changedPixels(frames, options.frames, film.recording.camera, context);
    if (!observed) return tl::unexpected(observed.error());
    film.observed = std::move(*observed);
    return film;
}

ConventionArm demoArm(const RobotModel& robot) {
    ConventionArm arm;
    for (int j = 1; j <= 7; ++j) arm.joints.push_back(robot.findJoint(fmt::format("demo_joint{}", j)));
    arm.gripperJoint = robot.findJoint("demo_finger_joint");
    arm.open = 0.04;
    return arm;
}

/// The true reading of a trial, and the numbers as it writes them.
struct Scramble {
    ConventionCandidate truth;
    Eigen::MatrixXd stored;
    std::vector<double> extrinsics;
    std::string words;
};

Scramble scramble(const Film& film, const RobotModel& robot, const ConventionArm& arm, uint64_t seed) {
    synthetic::HashRandom random(seed);
    const auto below = [&](int n) { return random.below(n); };
    Scramble out;
    JointConvention& joints = out.truth.joints;
    joints = jointLayouts({arm}, 8)[static_cast<size_t>(below(2))];
    joints.degrees = below(2) == 1;
    joints.gripperInverted = below(2) == 1;
    out.words = joints.layout + (joints.degrees ? ", degrees" : ", radians") +
                (joints.gripperInverted ? ", largest closed" : "");
    for (size_t j = 0; j < 7; ++j) {
        if (random.uniform(0, 1) < 0.15) joints.signs[j] = -1;
        if (random.uniform(0, 1) < 0.15)
            joints.offsets[j] = (below(2) ? 1 : -1) * (1 + below(2)) * std::numbers::pi / 4;
        if (joints.signs[j] < 0 || joints.offsets[j] != 0)
            out.words += fmt::format(", joint{} {}{:+.0f}", j + 1, joints.signs[j] < 0 ? "-q" : "q",
                                     joints.offsets[j] * 180 / std::numbers::pi);
    }
    const SyntheticRecording& recording = film.recording;
    const Eigen::Index frames = recording.jointPositions.rows();
    out.stored.resize(frames, 8);
    const auto columnOf = [&](int joint) {
        const auto found =
            std::ranges::find(recording.jointNames, robot.joints()[static_cast<size_t>(joint)].name);
        return recording.jointPositions.col(found - recording.jointNames.begin());
    };
    const double unit = joints.degrees ? 180 / std::numbers::pi : 1;
    for (size_t j = 0; j < 7; ++j)
        out.stored.col(joints.columns[j]) =
            joints.signs[j] * unit * (columnOf(arm.joints[j]).array() - joints.offsets[j]).matrix();
    const Eigen::VectorXd open = columnOf(arm.gripperJoint) / arm.open;
    out.stored.col(joints.gripperColumns[0]) = joints.gripperInverted
                                                   ? Eigen::VectorXd(0.9 * (1 - open.array()).matrix())
                                                   : Eigen::VectorXd(0.9 * open);

    const size_t sizes[] = {6, 7, 16};
    const auto forms = extrinsicConventions(sizes[below(3)]);
    out.truth.extrinsics = forms[static_cast<size_t>(below(static_cast<int>(forms.size())))];
    out.truth.camFromBase = recording.camFromBase;
    out.extrinsics = numbersOf(recording.camFromBase, *out.truth.extrinsics);
    out.words += "; " + out.truth.extrinsics->words();
    return out;
}

bool sameReading(const ConventionCandidate& a, const ConventionCandidate& b) {
    return a.joints == b.joints &&
           (a.camFromBase.matrix() - b.camFromBase.matrix()).cwiseAbs().maxCoeff() < 1e-4;
}

/// Choices of the winner that are said to be determined and are not the truth.
int wrongChoices(const ConventionRanking& ranking, const ConventionCandidate& truth) {
    const ConventionCandidate& winner = ranking.ranked.front();
    int wrong = 0;
    size_t joint = 0;
    for (const ConventionChoice& choice : ranking.choices) {
        bool right = true;
        if (choice.what == "unit") right = winner.joints.degrees == truth.joints.degrees;
        if (choice.what == "order of the columns") right = winner.joints.columns == truth.joints.columns;
        if (choice.what == "gripper") right = winner.joints.gripperInverted == truth.joints.gripperInverted;
        if (choice.what == "extrinsics")
            right = (winner.camFromBase.matrix() - truth.camFromBase.matrix()).cwiseAbs().maxCoeff() < 1e-4;
        if (choice.what.starts_with("joint ")) {
            right = winner.joints.signs[joint] == truth.joints.signs[joint] &&
                    winner.joints.offsets[joint] == truth.joints.offsets[joint];
            ++joint;
        }
        wrong += choice.determined && !right;
    }
    return wrong;
}

}  // namespace

Result<std::vector<ConventionTrial>> runConventionBench(const ConventionBenchPlan& plan,
                                                        const RunContext& context) {
    const auto robot = makeDemoRobot();
    if (!robot) return tl::unexpected(robot.error());
    const auto geometry = RobotGeometry::build(*robot, {});
    if (!geometry) return tl::unexpected(geometry.error());
    const ConventionArm arm = demoArm(*robot);
    std::vector<Film> films;
    std::vector<ConventionTrial> out;
    for (int i = 0; i < plan.count; ++i) {
        context.report(static_cast<double>(i) / plan.count, fmt::format("convention {}", i + 1));
        if (static_cast<int>(films.size()) < plan.recordings) {
            auto film = shoot(*robot, plan.seed + static_cast<uint64_t>(films.size()), context);
            if (!film) return tl::unexpected(film.error());
            films.push_back(std::move(*film));
        }
        const Film& film = films[static_cast<size_t>(i % plan.recordings)];
        const Scramble trial = scramble(film, *robot, arm, plan.seed * 1000 + static_cast<uint64_t>(i));
        ConventionProblem problem;
        problem.robot = &*robot;
        problem.geometry = &*geometry;
        problem.baseLink = robot->rootLink();
        problem.arms = {arm};
        problem.stored = trial.stored;
        problem.camera = film.recording.camera;
        problem.observed = film.observed;
        problem.extrinsics = trial.extrinsics;
        problem.seed = plan.seed;
        problem.threads = context.threads;
        const auto ranking = rankConventions(problem, context);
        if (!ranking) return tl::unexpected(ranking.error());
        ConventionTrial result;
        result.scrambled = trial.words;
        for (size_t place = 0; place < ranking->ranked.size() && result.rank == 0; ++place)
            if (sameReading(ranking->ranked[place], trial.truth)) result.rank = static_cast<int>(place) + 1;
        result.score = ranking->ranked.front().score;
        if (ranking->ranked.size() > 1) result.margin = result.score - ranking->ranked[1].score;
        for (const ConventionChoice& choice : ranking->choices) result.undetermined += !choice.determined;
        result.wrong = wrongChoices(*ranking, trial.truth);
        out.push_back(std::move(result));
    }
    return out;
}

void printConventionBench(const std::vector<ConventionTrial>& trials, std::ostream& out) {
    TextTable table({"rank", "score", "margin", "undetermined", "wrong", "written as"});
    int first = 0, wrong = 0;
    for (const ConventionTrial& trial : trials) {
        first += trial.rank == 1;
        wrong += trial.wrong;
        table.addRow({trial.rank > 0 ? std::to_string(trial.rank) : "-", fmt::format("{:.3f}", trial.score),
                      fmt::format("{:.4f}", trial.margin), std::to_string(trial.undetermined),
                      std::to_string(trial.wrong), trial.scrambled});
    }
    table.print(out);
    out << fmt::format(
        "\nThe true reading is first in {} of {}; {} choices were called determined and are wrong.\n", first,
        trials.size(), wrong);
}

void printConventionBenchJson(const std::vector<ConventionTrial>& trials, std::ostream& out) {
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const ConventionTrial& trial : trials)
        json.push_back({{"scrambled", trial.scrambled},
                        {"rank", trial.rank},
                        {"score", trial.score},
                        {"margin", trial.margin},
                        {"undetermined", trial.undetermined},
                        {"wrong", trial.wrong}});
    out << json.dump(2) << '\n';
}

}  // namespace camframe::bench
