// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "app/commands/bench/group_bench.h"
#include "app/commands/groups/rig_report.h"
#include "calib/synthetic/trajectory.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/group_file.h"
#include "program.h"
#include "true_result.h"

namespace camframe::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct GroupDataset : DemoSet {
    std::string set() const { return DemoSet::set().string(); }
    std::string masks() const { return DemoSet::masks().string(); }
    std::string out() const { return (*this / "out").string(); }
};

TEST(Groups, AreFoundSolvedShownAndFollowACorrection) {
    const GroupDataset data;
    auto run = runCamframe({"group", "find", data.set(), "--out", data.out(), "--json"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    ASSERT_EQ(json::parse(run.out)["groups"].size(), 1U) << run.out;
    EXPECT_EQ(json::parse(run.out)["groups"][0]["members"].size(), 3U);

    run = runCamframe({"group", "solve", data.out(), "--masks", data.masks(), "--out", data.out(), "--json"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const auto truth = readCameraTruth(demoRecording() / "truth.json");
    for (int episode = 0; episode < 3; ++episode) {
        const auto result = readCalibration(calibrationPath(data.out(), episode, "front"));
        ASSERT_TRUE(result) << result.error().message;
        EXPECT_EQ(result->episode, episode);
        EXPECT_EQ(result->inputs.at("group"), "front-000000");
        EXPECT_EQ(result->inputs.at("group_check"), "confirmed");
        EXPECT_EQ(result->inputs.at("group_episodes"), "0,1,2");
        ASSERT_TRUE(result->camFromBase);
        EXPECT_TRUE(comparePoses(*result->camFromBase, truth->at(0).camFromBase).right());
        for (const int frame : result->framesUsed) EXPECT_LT(frame, 10);
    }
    const auto groups = readGroupFile(fs::path(data.out()) / "groups.json");
    ASSERT_TRUE(groups);
    EXPECT_EQ(groups->groups.at(0).members.at(2).check, "confirmed");

    run = runCamframe({"group", "show", data.out()});
    EXPECT_EQ(run.exitCode, 0);
    EXPECT_NE(run.out.find("front-000000"), std::string::npos) << run.out;

    // A person mends one; the others follow, except one that a person has worked on as well.
    Calibration mended = *readCalibration(calibrationPath(data.out(), 1, "front"));
    mended.camFromBase = truth->at(0).camFromBase;
    mended.edits = {{"drag_camera", "", "2026-01-01T00:00:00Z"}};
    writeResult(data.out(), mended);
    Calibration other = *readCalibration(calibrationPath(data.out(), 2, "front"));
    other.edits = mended.edits;
    writeResult(data.out(), other);
    run = runCamframe({"group", "apply", calibrationPath(data.out(), 1, "front").string(), "--groups",
                       data.out(), "--masks", data.masks(), "--out", data.out()});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const auto followed = readCalibration(calibrationPath(data.out(), 0, "front"));
    ASSERT_TRUE(followed);
    EXPECT_TRUE(followed->camFromBase->isApprox(*mended.camFromBase, 1e-12));
    EXPECT_EQ(followed->inputs.at("group_pose_from"), "episode 1");
    EXPECT_TRUE(followed->edits.empty());
    EXPECT_TRUE(readCalibration(calibrationPath(data.out(), 2, "front"))
                    ->camFromBase->isApprox(*other.camFromBase, 1e-12));
}

TEST(Groups, BadUsageIsOneSentence) {
    const GroupDataset data;
    std::ofstream(data / "broken.json") << "{\"format\": \"camframe-groups\", \"version\": 1}";
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"group", "show", (data / "nowhere.json").string()},
          {"group", "show", (data / "broken.json").string()},
          {"group", "solve", (data / "broken.json").string(), "--out", data.out()},
          {"group", "rig", data.set()},
          {"audit", data.set(), "--out", data.out()}}) {
        const auto run = runCamframe(arguments);
        EXPECT_EQ(run.exitCode, 1) << arguments[1];
        EXPECT_EQ(run.errorLines().size(), 1U) << run.err;
        EXPECT_FALSE(fs::exists(data.out()));
    }
}

TEST(Audit, PublishedPosesAreComparedWithOurs) {
    const GroupDataset data;
    json truth = json::parse(std::ifstream(demoRecording() / "truth.json"));
    const auto audit = [&](const fs::path& theirs) {
        const auto run = runCamframe({"audit", data.set(), "--episodes", "0", "--masks", data.masks(),
                                      "--theirs", theirs.string(), "--out", data.out(), "--json"});
        EXPECT_EQ(run.exitCode, 0) << run.err;
        return json::parse(run.out)["camera_episodes"][0];
    };
    const json right = audit(demoRecording() / "truth.json");
    EXPECT_EQ(right["verdict"], "agrees");
    EXPECT_GT(right["overlap"], 0.9);

    truth["cameras"][0]["T_cam_base"][0][3] = truth["cameras"][0]["T_cam_base"][0][3].get<double>() + 0.05;
    std::ofstream(data / "wrong.json") << truth;
    const json wrong = audit(data / "wrong.json");
    EXPECT_EQ(wrong["verdict"], "wrong");
    EXPECT_NEAR(wrong["translation_mm"], 50, 10);
    EXPECT_TRUE(fs::exists(wrong["picture"].get<std::string>()));
}

StoredCalibration placed(int episode, const std::string& camera, const RigidTransform& pose) {
    Calibration c;
    c.status = CalibrationStatus::Ok;
    c.episode = episode;
    c.cameraName = camera;
    c.camFromBase = pose;
    return {{}, c};
}

TEST(Rig, TheOddCameraIsNamedEvenWhenTheRobotWasMoved) {
    Vector6d left, right, top, shift, moved;
    left << 0.1, 0, 0, 0.2, 0, 1;
    right << 0, 0.4, 0, -0.3, 0.1, 1.2;
    top << 0, 0, 0.7, 0, 0.4, 1.5;
    shift << 0, 0.01, 0, 0.008, 0, 0;
    moved << 0, 0, 0.2, 0.3, 0, 0;
    std::vector<StoredCalibration> results;
    for (int episode = 0; episode < 8; ++episode) {
        // From episode 4 on the robot stands elsewhere: poses change, but not to each other.
        const RigidTransform base = episode < 4 ? RigidTransform::Identity() : expPose(moved);
        results.push_back(placed(episode, "left", expPose(left) * base));
        results.push_back(placed(
            episode, "right", episode == 6 ? expPose(shift) * expPose(right) * base : expPose(right) * base));
        results.push_back(placed(episode, "top", expPose(top) * base));
    }
    const RigReport report = compareRig(results);
    EXPECT_EQ(report.episodes, 8);
    ASSERT_EQ(report.pairs.size(), 3U);
    EXPECT_LT(report.pairs[1].medianMillimetres, 1e-6);
    ASSERT_EQ(report.odd.size(), 1U);
    EXPECT_EQ(report.odd[0].episode, 6);
    EXPECT_EQ(report.odd[0].camera, "right");
    EXPECT_GT(report.odd[0].millimetres, 5);
}

TEST(Rig, IsSolvedTogetherAndNothingBecomesOkByIt) {
    const TempDir dir;
    const std::string results = (dir / "results").string(), out = (dir / "out").string();
    std::mt19937 random(4);
    std::normal_distribution<double> normal;
    const auto noise = [&] {
        Vector6d delta;
        for (int i = 0; i < 6; ++i) delta[i] = 4e-4 * normal(random);
        return delta;
    };
    Vector6d apart, knock = Vector6d::Zero();
    apart << 0, 0.6, 0, -0.4, 0.1, 0.2;
    knock[3] = 0.02;
    const RigidTransform front = synthetic::lookAt({1.3, 0.7, 0.8}, {0.2, 0, 0.3});
    for (int episode = 0; episode < 6; ++episode)
        for (const std::string camera : {"front", "side"}) {
            Calibration c =
                placed(episode, camera, camera == "front" ? front : expPose(apart) * front).calibration;
            c.camFromBase = perturbLeft(noise(), *c.camFromBase);
            c.covariance = 1.6e-7 * Matrix6d::Identity();
            c.camera = CameraModel::guessed(320, 240);
            c.quality.risk = 0.01;
            c.reasons.clear();
            if (camera == "side" && episode == 2) c.camFromBase = perturbLeft(knock, *c.camFromBase);
            if (camera == "side" && episode == 3) {
                c.status = CalibrationStatus::Failed;
                c.camFromBase.reset();
                c.covariance.reset();
            }
            if (camera == "front" && episode == 4) c.edits = {{"drag_camera", "", "2026-01-01T00:00:00Z"}};
            writeResult(results, c);
        }
    const auto run = runCamframe({"group", "rig", results, "--out", out, "--json"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const auto after = [&](int episode, const std::string& camera) {
        return *readCalibration(calibrationPath(out, episode, camera));
    };
    const auto before = [&](int episode, const std::string& camera) {
        return *readCalibration(calibrationPath(results, episode, camera));
    };
    EXPECT_EQ(after(0, "side").inputs.at("rig_check"), "joined");
    EXPECT_EQ(after(0, "side").inputs.at("rig"), "front,side");
    EXPECT_EQ(after(0, "side").status, CalibrationStatus::Ok);
    EXPECT_FALSE(after(0, "side").camFromBase->isApprox(*before(0, "side").camFromBase, 1e-9));
    // One of the two was knocked; which, two cameras cannot tell from one episode.
    for (const std::string camera : {"front", "side"}) {
        EXPECT_EQ(after(2, camera).inputs.at("rig_check"), "contradicts") << camera;
        EXPECT_EQ(after(2, camera).status, CalibrationStatus::Review) << camera;
        EXPECT_GE(*after(2, camera).quality.risk, 0.5) << camera;
        EXPECT_TRUE(after(2, camera).camFromBase->isApprox(*before(2, camera).camFromBase, 1e-12)) << camera;
    }
    const Calibration filled = after(3, "side");
    EXPECT_EQ(filled.inputs.at("rig_check"), "filled");
    EXPECT_EQ(filled.status, CalibrationStatus::Review);
    ASSERT_TRUE(filled.camFromBase);
    EXPECT_LT(comparePoses(*filled.camFromBase, expPose(apart) * front).translationMm, 3);
    EXPECT_TRUE(after(4, "front").camFromBase->isApprox(*before(4, "front").camFromBase, 1e-12));
    EXPECT_FALSE(after(4, "front").inputs.contains("rig_check"));
}

/// A small version of `camframe bench groups`.
TEST(GroupBench, PairsAndKnocksAreFound) {
    const auto robots = bench::loadBenchRobots({"demo"}, {}, {});
    ASSERT_TRUE(robots);
    const auto result =
        bench::runGroupBench({.places = 2, .episodes = 4, .width = 320, .solved = 0}, robots->front(), {});
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->cameraEpisodes, 8);
    EXPECT_EQ(result->pairsBoth, result->pairsTrue);
    EXPECT_EQ(result->pairsBoth, result->pairsFound);
    for (const bench::GroupBenchBump& bump : result->bumps) EXPECT_TRUE(bump.found);
    EXPECT_EQ(result->strangersOut, result->strangers);
}

}  // namespace
}  // namespace camframe::test
