// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "app/demo_recording.h"
#include "app/program.h"
#include "calib/synthetic/synthetic_recording.h"
#include "calib/synthetic/trajectory.h"
#include "model/core/demo_robot.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/robot_profile.h"
#include "model/core/io/truth_file.h"
#include "support/temp_dir.h"

namespace camframe::test {

inline std::string contentsOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Every file below a folder with its bytes.
inline std::map<std::string, std::string> treeOf(const std::filesystem::path& folder) {
    std::map<std::string, std::string> tree;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            tree[entry.path().lexically_relative(folder).string()] = contentsOf(entry.path());
    return tree;
}

/// The true pose of every camera of a recording, as calibrate would have written it.
inline void writeTrueResults(const std::filesystem::path& recording, const std::string& robot,
                             const std::filesystem::path& results, int episode = 0,
                             const std::filesystem::path& dataset = {},
                             const std::filesystem::path& robotPath = {},
                             const std::filesystem::path& truthFile = {}) {
    const auto truth = readCameraTruth(truthFile.empty() ? recording / "truth.json" : truthFile);
    ASSERT_TRUE(truth) << truth.error().message;
    const auto reader = openDataset(recording);
    ASSERT_TRUE(reader);
    const auto read = (*reader)->readEpisode(0);
    ASSERT_TRUE(read) << read.error().message;
    for (const CameraTruth& camera : *truth) {
        const CameraStream* stream = read->findCamera(camera.cameraName);
        ASSERT_NE(stream, nullptr);
        Calibration c;
        c.status = CalibrationStatus::Ok;
        c.reasons.clear();
        c.dataset = "generated";
        c.episode = episode;
        c.robot = robot;
        c.cameraName = camera.cameraName;
        const auto model =
            CameraModel::fromMatrix(*stream->k, stream->width, stream->height, stream->distortion, "K");
        ASSERT_TRUE(model);
        c.camera = *model;
        c.camFromBase = camera.camFromBase;
        c.backend = "cpu";
        c.quality.maskIou = 0.97;
        c.covariance = Matrix6d::Identity() * 1e-6;
        c.inputs["dataset"] = (dataset.empty() ? recording : dataset).string();
        if (!robot.empty()) c.inputs["robot"] = robot;
        if (!robotPath.empty()) c.inputs["robot_path"] = robotPath.string();
        ASSERT_TRUE(writeCalibration(c, calibrationPath(results, episode, camera.cameraName)));
    }
}

/// Two demo arms whose hands cross before the camera: one hides part of the other. Made once.
struct DualArmRecording {
    static constexpr int kFrames = 6;
    TempDir dir;
    std::filesystem::path recording = dir / "recording", profile = dir / "robot" / "dual.json",
                          results = dir / "results";
    SyntheticRecording truth;

    static const DualArmRecording& get() {
        static const DualArmRecording made;
        return made;
    }

private:
    DualArmRecording() {
        writeRobot();
        const Result<Robot> robot = loadRobot(profile.string(), {{dir / "robot"}, {}}, "", nullptr);
        EXPECT_TRUE(robot) << (robot ? "" : robot.error().message);
        SyntheticOptions options;
        options.width = 160;
        options.height = 120;
        options.frames = kFrames;
        options.adaptiveSampling = true;
        // Nothing stands before the arms but each other.
        options.clutter = options.movedObject = false;
        options.cameraName = "front";
        options.distortion = {-0.05, 0.01, 0.001, -0.001, 0};
        // From the side: the left arm, which is nearer, reaches over the right one.
        options.camFromBase = synthetic::lookAt({0.15, 1.9, 0.7}, {0.2, 0, 0.4});
        for (int t = 0; t < kFrames; ++t) {
            Eigen::VectorXd joints = robot->model.defaultJointValues();
            const auto set = [&](const std::string& name, double value) {
                joints[robot->model.findJoint(name)] = value;
            };
            set("l_demo_joint2", 0.5 + 0.05 * t);
            set("l_demo_joint4", 1.0);
            set("l_demo_joint1", -0.2 + 0.04 * t);
            set("r_demo_joint2", 0.4);
            set("r_demo_joint4", 1.2 - 0.06 * t);
            set("r_demo_joint1", 0.3);
            set("l_demo_finger_joint", 0.005 * t);
            set("r_demo_finger_joint", 0.03);
            options.jointValues.push_back(joints);
        }
        Result<SyntheticRecording> generated = generate(robot->model, options, RunContext{});
        EXPECT_TRUE(generated) << (generated ? "" : generated.error().message);
        truth = std::move(*generated);
        EXPECT_TRUE(writeRecording(truth, recording, "../robot/dual.urdf", RunContext{}));
        writeTrueResults(recording, profile.string(), results, 0, {}, dir / "robot");
    }

    void writeRobot() const {
        const std::filesystem::path folder = dir / "robot";
        EXPECT_TRUE(writeDemoRobot(folder));
        const std::string one = contentsOf(folder / "demo_arm.urdf");
        const size_t begin = one.find("<link"), end = one.find("</robot>");
        std::string urdf = "<?xml version=\"1.0\"?>\n<robot name=\"dual\">\n<link name=\"world\"/>\n";
        for (const std::string side : {"l_", "r_"}) {
            const std::regex names("(name|link|joint)=\"demo_");
            urdf += std::regex_replace(one.substr(begin, end - begin), names, "$1=\"" + side + "demo_");
            urdf += "<joint name=\"" + side +
                    "mount\" type=\"fixed\"><parent link=\"world\"/><child link=\"" + side +
                    "demo_link0\"/><origin xyz=\"0 " + (side == "l_" ? "0.3" : "-0.3") +
                    " 0\" rpy=\"0 0 0\"/></joint>\n";
        }
        std::filesystem::remove(folder / "demo_arm.urdf");
        std::ofstream(folder / "dual.urdf") << urdf << "</robot>\n";
        std::ofstream file(profile);
        file << R"({"format": "camframe-robot-profile", "version": 1, "name": "dual",
 "urdfs": [{"robots": ["dual"], "links": ["l_demo_link0", "r_demo_link0"], "root": "world"}],
 "joint_defaults": {"l_demo_finger_joint": 0.04, "r_demo_finger_joint": 0.04}, "arms": [)";
        for (const std::string side : {"l_", "r_"}) {
            file << (side == "l_" ? "" : ", ") << R"({"name": ")" << (side == "l_" ? "left" : "right")
                 << R"(", "root": ")" << side << R"(demo_link0", "joints": [)";
            for (int j = 1; j <= 7; ++j)
                file << (j > 1 ? ", " : "") << '"' << side << "demo_joint" << j << '"';
            file << R"(], "gripper_links_from": [")" << side << R"(demo_hand"], "gripper": {"joint": ")"
                 << side << R"(demo_finger_joint", "open": 0.04, "closed": 0}, "tcp": {"link": ")" << side
                 << R"(demo_tcp"}})";
        }
        file << "]}\n";
    }
};

/// Results of the demo recording with its true pose, made once.
struct DemoResults {
    TempDir dir;
    std::filesystem::path results = dir / "results";
    static const DemoResults& get() {
        static const DemoResults made;
        return made;
    }

private:
    DemoResults() { writeTrueResults(demoRecording(), "", results); }
};

/// Exports; the test fails when that does.
inline std::filesystem::path exported(const std::filesystem::path& results, const std::string& format,
                                      const std::filesystem::path& out,
                                      const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"export", results.string(), "--format", format,
                                          "--out",  out.string(),     "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProgramRun run = runCamframe(arguments);
    EXPECT_EQ(run.exitCode, 0) << format << ": " << run.err;
    return out;
}

inline ProgramRun verified(const std::filesystem::path& folder, const std::filesystem::path& dataset,
                           const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"verify",         folder.string(), "--against",
                                          dataset.string(), "--json",        "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return runCamframe(arguments);
}

}  // namespace camframe::test
