// SPDX-License-Identifier: Apache-2.0
/// The first hour of somebody new: a robot that they drew themselves, a video, a table of joints in the units
/// of their logger. Nothing here is known to any profile; the truth is known because Camframe filmed it.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>

#include "app/program.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/io/robot_layout.h"
#include "model/core/io/robot_profile.h"
#include "model/core/io/video_writer.h"
#include "support/h5_file.h"
#include "support/run_context.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::H5File;
using test::runCamframe;
using test::TempDir;
using ::testing::Contains;
using ::testing::HasSubstr;

/// A six-joint arm of boxes and cylinders with two sliding fingers.
constexpr const char* garageArm = R"(<?xml version="1.0"?>
<robot name="garage_arm">
  <link name="base"><visual><origin xyz="0 0 0.05"/><geometry><cylinder radius="0.08" length="0.1"/></geometry></visual></link>
  <link name="shoulder"><visual><origin xyz="0 0 0.07"/><geometry><box size="0.11 0.13 0.14"/></geometry></visual></link>
  <link name="upper_arm"><visual><origin xyz="0 0.02 0.15"/><geometry><box size="0.07 0.08 0.30"/></geometry></visual></link>
  <link name="forearm"><visual><origin xyz="0 -0.01 0.13"/><geometry><cylinder radius="0.035" length="0.26"/></geometry></visual></link>
  <link name="wrist"><visual><origin xyz="0 0 0.03"/><geometry><box size="0.06 0.09 0.07"/></geometry></visual></link>
  <link name="flange"><visual><origin xyz="0 0 0.045"/><geometry><cylinder radius="0.03" length="0.09"/></geometry></visual></link>
  <link name="hand"><visual><origin xyz="0 0 0.025"/><geometry><box size="0.05 0.14 0.05"/></geometry></visual></link>
  <link name="finger_l"><visual><origin xyz="0 0.0075 0.035"/><geometry><box size="0.02 0.015 0.07"/></geometry></visual></link>
  <link name="finger_r"><visual><origin xyz="0 -0.0075 0.035"/><geometry><box size="0.02 0.015 0.07"/></geometry></visual></link>
  <joint name="j1" type="revolute"><parent link="base"/><child link="shoulder"/><origin xyz="0 0 0.1"/><axis xyz="0 0 1"/><limit lower="-2.9" upper="2.9" effort="1" velocity="1"/></joint>
  <joint name="j2" type="revolute"><parent link="shoulder"/><child link="upper_arm"/><origin xyz="0 0 0.12"/><axis xyz="0 1 0"/><limit lower="-1.8" upper="1.8" effort="1" velocity="1"/></joint>
  <joint name="j3" type="revolute"><parent link="upper_arm"/><child link="forearm"/><origin xyz="0 0 0.3"/><axis xyz="0 1 0"/><limit lower="-2.4" upper="2.4" effort="1" velocity="1"/></joint>
  <joint name="j4" type="revolute"><parent link="forearm"/><child link="wrist"/><origin xyz="0 0 0.26"/><axis xyz="0 0 1"/><limit lower="-2.9" upper="2.9" effort="1" velocity="1"/></joint>
  <joint name="j5" type="revolute"><parent link="wrist"/><child link="flange"/><origin xyz="0 0 0.06"/><axis xyz="0 1 0"/><limit lower="-2" upper="2" effort="1" velocity="1"/></joint>
  <joint name="j6" type="revolute"><parent link="flange"/><child link="hand"/><origin xyz="0 0 0.09"/><axis xyz="0 0 1"/><limit lower="-2.9" upper="2.9" effort="1" velocity="1"/></joint>
  <joint name="finger" type="prismatic"><parent link="hand"/><child link="finger_l"/><origin xyz="0 0 0.05"/><axis xyz="0 1 0"/><limit lower="0" upper="0.05" effort="1" velocity="1"/></joint>
  <joint name="finger_mirror" type="prismatic"><parent link="hand"/><child link="finger_r"/><origin xyz="0 0 0.05"/><axis xyz="0 -1 0"/><limit lower="0" upper="0.05" effort="1" velocity="1"/><mimic joint="finger"/></joint>
</robot>
)";

class Stranger : public ::testing::Test {
protected:
    void SetUp() override {
        std::ofstream(m_dir / "garage_arm.urdf") << garageArm;
        auto robot = loadRobot(urdf(), {}, "", nullptr);
        ASSERT_TRUE(robot) << robot.error().message;
        m_robot.emplace(std::move(*robot));
    }

    std::string urdf() const { return (m_dir / "garage_arm.urdf").string(); }
    std::string path(const std::string& name) const { return (m_dir / name).string(); }

    /// clip.mp4 and joints.csv, degrees and millimetres, as a logger writes them, with truth.json beside.
    void film() {
        SyntheticOptions options;
        options.width = 320;
        options.height = 240;
        options.frames = 24;
        options.framesPerMove = 6;
        options.seed = 2;
        const auto film = generate(m_robot->model, options, RunContext{});
        ASSERT_TRUE(film) << film.error().message;
        m_camera = film->camera;
        ASSERT_TRUE(writeRecording(*film, m_dir / "film", "", RunContext{}));
        auto video =
            VideoWriter::open(m_dir / "clip.mp4", {options.width, options.height}, {options.fps, 14});
        ASSERT_TRUE(video) << video.error().message;
        for (const SyntheticFrame& frame : film->frames) ASSERT_TRUE((*video)->add(frame.rgb));
        ASSERT_TRUE((*video)->finish());
        std::ofstream table(m_dir / "joints.csv");
        table << "time";
        for (const std::string& joint : film->jointNames)
            table << ',' << (joint == "finger" ? "gripper_mm" : joint);
        for (Eigen::Index t = 0; t < film->jointPositions.rows(); ++t) {
            table << fmt::format("\n{:.3f}", 1764000000 + static_cast<double>(t) / options.fps);
            for (size_t j = 0; j < film->jointNames.size(); ++j) {
                const double value = film->jointPositions(t, static_cast<Eigen::Index>(j));
                table << fmt::format(",{:.4f}", film->jointNames[j] == "finger"
                                                    ? 1000 * value
                                                    : value * 180 / std::numbers::pi);
            }
        }
    }

    std::vector<std::string> importing(const std::string& out, std::vector<std::string> more) const {
        std::vector<std::string> arguments{"import",   path("clip.mp4"),   "--camera", "front",
                                           "--joints", path("joints.csv"), "--robot",  urdf(),
                                           "--out",    path(out),          "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    TempDir m_dir;
    std::optional<Robot> m_robot;
    CameraModel m_camera;
};

TEST_F(Stranger, SlidingFingersAreTheGripperAndSaid) {
    const Arm& arm = m_robot->arms.at(0);
    EXPECT_EQ(arm.joints.size(), 6u);
    ASSERT_NE(arm.gripperJoint, -1);
    EXPECT_EQ(m_robot->model.joints()[static_cast<size_t>(arm.gripperJoint)].name, "finger");
    EXPECT_EQ(arm.gripperOpen, 0.05);
    EXPECT_EQ(arm.gripperClosed, 0);
    EXPECT_EQ(arm.gripperLinks.size(), 2u);
    EXPECT_EQ(arm.armLinks.size(), 7u);
    EXPECT_THAT(m_robot->notes, Contains(HasSubstr("'finger', taken as open at 0.05")));
    const auto layout = readRobotLayout(urdf());
    ASSERT_TRUE(layout) << layout.error().message;
    EXPECT_EQ(layout->arms.at(0).gripperJoint, "finger");
    EXPECT_EQ(layout->arms.at(0).joints.size(), 6u);
}

TEST_F(Stranger, WhichEndIsOpenIsSeenByTheFingers) {
    // The same hand with the joint counted from open to closed.
    std::string text = garageArm;
    for (const auto& [from, to] :
         {std::pair<std::string, std::string>{"0 0 0.05\"/><axis xyz=\"0 1 0\"/><limit lower=\"0\"",
                                              "0 0.05 0.05\"/><axis xyz=\"0 -1 0\"/><limit lower=\"0\""},
          {"0 0 0.05\"/><axis xyz=\"0 -1 0\"/><limit lower=\"0\"",
           "0 -0.05 0.05\"/><axis xyz=\"0 1 0\"/><limit lower=\"0\""}}) {
        const size_t at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
    }
    std::ofstream(m_dir / "other.urdf") << text;
    const auto robot = loadRobot(path("other.urdf"), {}, "", nullptr);
    ASSERT_TRUE(robot) << robot.error().message;
    EXPECT_EQ(robot->arms.at(0).gripperOpen, 0);
    EXPECT_EQ(robot->arms.at(0).gripperClosed, 0.05);
}

TEST_F(Stranger, TheWholeRoad) {
    film();
    // Units that cannot be are said with what to give; so does the doctor, where nobody read it.
    const auto careless = runCamframe(importing("careless", {}));
    ASSERT_EQ(careless.exitCode, 0) << careless.err;
    const std::string notes = json::parse(careless.out)["notes"].dump();
    EXPECT_THAT(notes, HasSubstr("give --degrees"));
    EXPECT_THAT(notes, HasSubstr("such as --gripper"));
    const auto sick = runCamframe({"doctor", path("careless"), "--quiet"});
    EXPECT_EQ(sick.exitCode, 1);
    EXPECT_THAT(sick.out, HasSubstr("import with --degrees"));

    const std::string k = fmt::format("{},{},{},{}", m_camera.fx, m_camera.fy, m_camera.cx, m_camera.cy);
    const auto imported =
        runCamframe(importing("pick", {"--degrees", "--gripper", "0,50", "--intrinsics", k}));
    ASSERT_EQ(imported.exitCode, 0) << imported.err;
    const json import = json::parse(imported.out);
    EXPECT_EQ(import["joints"].size(), 7u) << import;
    EXPECT_THAT(import["notes"].dump(), HasSubstr("'gripper_mm' is taken for the gripper's joint 'finger'"));
    EXPECT_THAT(import["next"].get<std::string>(), HasSubstr("camframe calibrate"));
    const auto doctor = runCamframe({"doctor", path("pick"), "--quiet"});
    EXPECT_EQ(doctor.exitCode, 0) << doctor.out;
    // Such recordings need no dataset profile.
    const auto profile =
        runCamframe({"profile", "new", path("pick"), "--robot", urdf(), "--out", path("p.json")});
    EXPECT_EQ(profile.exitCode, 2);
    EXPECT_THAT(profile.err, HasSubstr("needs no dataset profile"));

    const auto calibrated =
        runCamframe({"calibrate", path("pick"), "--out", path("results"), "--backend", "cpu", "--quiet"});
    ASSERT_EQ(calibrated.exitCode, 0) << calibrated.err << calibrated.out;
    const auto evaluated =
        runCamframe({"evaluate", path("results"), path("film/truth.json"), "--json", "--quiet"});
    ASSERT_EQ(evaluated.exitCode, 0) << evaluated.err;
    const json figures = json::parse(evaluated.out)["camera_episodes"][0];
    EXPECT_EQ(figures["right"], true) << figures;

    const auto exported = runCamframe({"export", path("results"), "--format", "hdf5", "--only", "all",
                                       "--out", path("actions"), "--quiet"});
    ASSERT_EQ(exported.exitCode, 0) << exported.err;
    const auto gripper =
        H5File(m_dir / "actions/episode_000000.h5").numbers("/actions/front/left/gripper_open");
    ASSERT_EQ(gripper.size(), 24u);
    for (const double open : gripper) EXPECT_TRUE(open >= 0 && open <= 1) << open;
    const auto verified =
        runCamframe({"verify", path("actions"), "--against", path("pick"), "--json", "--quiet"});
    EXPECT_EQ(verified.exitCode, 0) << verified.err << verified.out;
}

TEST_F(Stranger, GripperNeedsTwoNumbersAndARobotWithOne) {
    film();
    const auto refused = [&](const std::vector<std::string>& arguments, const std::string& part) {
        const auto run = runCamframe(arguments);
        EXPECT_EQ(run.exitCode, 2);
        EXPECT_THAT(run.err, HasSubstr(part));
        EXPECT_FALSE(fs::exists(m_dir / "bad"));
    };
    refused(importing("bad", {"--gripper", "1,1"}), "two different numbers");
    refused(importing("bad", {"--gripper", "1"}), "two different numbers");
    refused(importing("bad", {"--gripper", "a,b"}), "--gripper");
    refused(importing("bad", {"--gripper", "0,1", "--map", "j1=j1,j2=j2,j3=j3,j4=j4,j5=j5,j6=j6"}),
            "none of the columns is the gripper");
    refused({"import", path("clip.mp4"), "--joints", path("joints.csv"), "--out", path("bad"), "--gripper",
             "0,1"},
            "--gripper needs --robot");
}

}  // namespace
}  // namespace camframe
