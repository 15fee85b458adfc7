// SPDX-License-Identifier: Apache-2.0
/// Calibrations of other programs, in and out, and the commands about profiles.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "app/demo_recording.h"
#include "app/program.h"
#include "app/true_result.h"
#include "model/core/episode.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/truth_file.h"
#include "support/temp_dir.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::bareTrueResult;
using test::demoRecording;
using test::posesNear;
using test::runCamframe;
using test::TempDir;
using ::testing::HasSubstr;

TEST(CalibrationExchange, WhatGoesOutComesInAgain) {
    const TempDir dir;
    Calibration original = bareTrueResult();
    original.dataset = demoRecording().filename().string();  // Tables are looked up by it.
    ASSERT_TRUE(writeCalibration(original, dir / "calibration.json"));
    for (const auto& [format, file] :
         {std::pair<std::string, std::string>{"ros", "camera.launch"}, {"caliball", "table.yaml"}}) {
        SCOPED_TRACE(format);
        const auto out = runCamframe({"calibration", "export", (dir / "calibration.json").string(),
                                      "--format", format, "--out", (dir / file).string()});
        ASSERT_EQ(out.exitCode, 0) << out.err;
        const auto in =
            runCamframe({"calibration", "import", (dir / file).string(), "--dataset",
                         demoRecording().string(), "--robot", "demo", "--out", (dir / format).string()});
        ASSERT_EQ(in.exitCode, 0) << in.err << in.out;
        const auto back = readCalibration(calibrationPath(dir / format, 0, original.cameraName));
        ASSERT_TRUE(back) << back.error().message;
        EXPECT_EQ(back->status, CalibrationStatus::Review);
        ASSERT_TRUE(back->camFromBase);
        EXPECT_TRUE(posesNear(*back->camFromBase, *original.camFromBase, 1e-9, 1e-9));
        EXPECT_EQ(back->inputs.at("import_format"), format);
        EXPECT_THAT(back->inputs.at("imported"), HasSubstr(file));
        EXPECT_EQ(back->camera.width, original.camera.width);
    }
}

TEST(CalibrationExchange, DroidsListsGoBySerialNumber) {
    const TempDir dir;
    const test::DamagedRecording recording;  // not damaged, but renamed
    json episode = recording.episode();
    episode["cameras"][0]["name"] = "21729895";
    recording.writeEpisode(episode);
    Calibration original = bareTrueResult();
    original.cameraName = "21729895";
    ASSERT_TRUE(writeCalibration(original, dir / "calibration.json"));
    const std::string list = (dir / "cam2base_extrinsics.json").string();
    ASSERT_EQ(runCamframe({"calibration", "export", (dir / "calibration.json").string(), "--format", "droid",
                           "--out", list})
                  .exitCode,
              0);
    const auto in = runCamframe({"calibration", "import", list, "--dataset", recording.path().string(),
                                 "--robot", "demo", "--out", recording.out().string()});
    ASSERT_EQ(in.exitCode, 0) << in.err << in.out;
    const auto back = readCalibration(calibrationPath(recording.out(), 0, "21729895"));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_TRUE(posesNear(*back->camFromBase, *original.camFromBase, 1e-9, 1e-9));
    EXPECT_EQ(back->inputs.at("import_format"), "droid");
}

TEST(CalibrationExchange, OwnResultsGoToOtherEpisodesWithAWord) {
    const TempDir dir;
    Calibration original = bareTrueResult();
    original.episode = 7;
    ASSERT_TRUE(writeCalibration(original, dir / "calibration.json"));
    const auto in =
        runCamframe({"calibration", "import", (dir / "calibration.json").string(), "--dataset",
                     demoRecording().string(), "--robot", "demo", "--out", (dir / "out").string()});
    ASSERT_EQ(in.exitCode, 0) << in.err;
    const auto back = readCalibration(calibrationPath(dir / "out", 0, original.cameraName));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->episode, 0);
    EXPECT_THAT(back->reasons, ::testing::Contains(HasSubstr("episode 7")));
    // What is there is kept unless asked.
    const auto again =
        runCamframe({"calibration", "import", (dir / "calibration.json").string(), "--dataset",
                     demoRecording().string(), "--robot", "demo", "--out", (dir / "out").string()});
    EXPECT_EQ(again.exitCode, 1);
    EXPECT_THAT(again.out, HasSubstr("--replace"));
    // It serves as a start.
    const auto calibrated = runCamframe(
        {"calibrate", demoRecording().string(), "--robot", "demo", "--backend", "cpu", "--init",
         calibrationPath(dir / "out", 0, original.cameraName).string(), "--out", (dir / "new").string()});
    EXPECT_EQ(calibrated.exitCode, 0) << calibrated.err;
}

TEST(CalibrationExchange, DroidsListHoldsCameraToBase) {
    const TempDir dir;
    const Calibration original = bareTrueResult();
    ASSERT_TRUE(writeCalibration(original, dir / "calibration.json"));
    ASSERT_EQ(runCamframe({"calibration", "export", (dir / "calibration.json").string(), "--format", "droid",
                           "--out", (dir / "cam2base_extrinsics.json").string()})
                  .exitCode,
              0);
    const json list = json::parse(std::ifstream(dir / "cam2base_extrinsics.json"));
    const json pose = list.at("000000").at(original.cameraName);
    ASSERT_EQ(pose.size(), 6u);
    // x y z and static x-y-z angles of baseFromCam.
    RigidTransform baseFromCam = RigidTransform::Identity();
    baseFromCam.linear() = (Eigen::AngleAxisd(pose[5], Eigen::Vector3d::UnitZ()) *
                            Eigen::AngleAxisd(pose[4], Eigen::Vector3d::UnitY()) *
                            Eigen::AngleAxisd(pose[3], Eigen::Vector3d::UnitX()))
                               .toRotationMatrix();
    baseFromCam.translation() << pose[0], pose[1], pose[2];
    EXPECT_TRUE(posesNear(baseFromCam.inverse(), *original.camFromBase, 1e-9, 1e-9));
}

TEST(CalibrationExchange, WhatFitsNothingIsSaid) {
    const TempDir dir;
    std::ofstream(dir / "table.yaml")
        << "dataset: another\ncameras:\n  default:\n    intrinsic: [[600, 0, 320], [0, "
           "600, 240], [0, 0, 1]]\n    extrinsic: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, "
           "1, 1], [0, 0, 0, 1]]\n";
    const auto in =
        runCamframe({"calibration", "import", (dir / "table.yaml").string(), "--dataset",
                     demoRecording().string(), "--robot", "demo", "--out", (dir / "out").string()});
    EXPECT_EQ(in.exitCode, 1);
    EXPECT_THAT(in.out, HasSubstr("no entry fits"));
    EXPECT_FALSE(fs::exists(dir / "out"));
    const auto wrong = runCamframe({"calibration", "export", (dir / "table.yaml").string(), "--format", "ros",
                                    "--out", (dir / "x").string()});
    EXPECT_EQ(wrong.exitCode, 1);
    EXPECT_FALSE(fs::exists(dir / "x"));
}

TEST(ProfileCommand, ListsAndShowsWhatThereIs) {
    const auto list = runCamframe({"profile", "list", "--json"});
    ASSERT_EQ(list.exitCode, 0) << list.err;
    const json all = json::parse(list.out);
    const auto has = [](const json& profiles, const std::string& name) {
        return std::any_of(profiles.begin(), profiles.end(),
                           [&](const json& p) { return p.at("name") == name; });
    };
    EXPECT_TRUE(has(all.at("robots"), "franka_robotiq"));
    EXPECT_TRUE(has(all.at("datasets"), "toto"));
    for (const char* name : {"toto", "franka_robotiq"}) {
        const auto show = runCamframe({"profile", "show", name});
        ASSERT_EQ(show.exitCode, 0) << show.err;
        EXPECT_EQ(json::parse(show.out).at("name"), name);
    }
    EXPECT_EQ(runCamframe({"profile", "show", "nothing"}).exitCode, 2);
}

TEST(ProfileCommand, CheckExplainsMistakes) {
    const TempDir dir;
    json profile = json::parse(runCamframe({"profile", "show", "toto"}).out);
    std::ofstream(dir / "good.json") << profile.dump();
    const auto good = runCamframe({"profile", "check", (dir / "good.json").string()});
    EXPECT_EQ(good.exitCode, 0) << good.err;
    EXPECT_THAT(good.out, HasSubstr("toto: sound"));
    profile["arms"][0]["joints"]["colums"] = "0:7";
    std::ofstream(dir / "bad.json") << profile.dump();
    const auto bad = runCamframe({"profile", "check", (dir / "bad.json").string()});
    EXPECT_EQ(bad.exitCode, 1);
    EXPECT_THAT(bad.err, HasSubstr("arms[0].joints.colums"));
    EXPECT_THAT(bad.err, HasSubstr("columns"));
}

TEST(ProfileCommand, APlainFolderNeedsNone) {
    const auto run = runCamframe({"info", demoRecording().string(), "--robot", "demo", "--profile", "toto"});
    EXPECT_EQ(run.exitCode, 2);
    EXPECT_THAT(run.err, HasSubstr("plain folder"));
    const auto unknown = runCamframe({"info", demoRecording().string(), "--format", "tape"});
    EXPECT_EQ(unknown.exitCode, 2);
    EXPECT_THAT(unknown.err, HasSubstr("rlds"));
}

}  // namespace
}  // namespace camframe
