// SPDX-License-Identifier: Apache-2.0
// Writes many short recordings of the demo robot that are cheap to calibrate: FOLDER/data/NNNNNN/
// (recordings), FOLDER/masks/NNNNNN/front/ (exact masks) and FOLDER/init.json (the pose of all of them, moved
// a little).
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "model/core/rigid_transform.h"

namespace {

namespace fs = std::filesystem;

int fail(const std::string& message) {
    std::cerr << message << '\n';
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Writes many short recordings that are cheap to calibrate");
    std::string folder;
    int episodes = 12;
    camframe::SyntheticOptions options;
    options.width = 160;
    options.height = 120;
    options.frames = 4;
    options.framesPerMove = 1;
    options.adaptiveSampling = true;
    app.add_option("FOLDER", folder, "Must not exist")->required();
    app.add_option("--episodes", episodes)->check(CLI::Range(1, 1'000'000))->capture_default_str();
    app.add_option("--width", options.width)->check(CLI::Range(16, 4096))->capture_default_str();
    app.add_option("--height", options.height)->check(CLI::Range(16, 4096))->capture_default_str();
    app.add_option("--frames", options.frames)->check(CLI::Range(1, 1000))->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    if (fs::exists(folder)) return fail(folder + " exists.");
    const auto robot = camframe::makeDemoRobot();
    if (!robot) return fail(robot.error().message);
    for (int episode = 0; episode < episodes; ++episode) {
        options.seed = static_cast<uint64_t>(episode) + 1;
        const auto recording = camframe::generate(*robot, options, {});
        if (!recording) return fail(recording.error().message);
        const std::string name = fmt::format("{:06d}", episode);
        const fs::path data = fs::path(folder) / "data" / name;
        if (const auto written = camframe::writeRecording(*recording, data, "", {}); !written)
            return fail(written.error().message);
        fs::create_directories(fs::path(folder) / "masks");
        fs::rename(data / "truth" / "mask", fs::path(folder) / "masks" / name);
        fs::remove_all(data / "truth");
        if (episode > 0) continue;
        // One unmoved camera for all of them, so that one start does.
        options.camFromBase = recording->camFromBase;
        camframe::Vector6d moved;
        moved << 0.02, -0.015, 0.01, 0.01, -0.01, 0.02;
        const Eigen::Matrix4d start = camframe::perturbLeft(moved, recording->camFromBase).matrix();
        std::ofstream init(fs::path(folder) / "init.json");
        for (int row = 0; row < 4; ++row)
            for (int column = 0; column < 4; ++column)
                init << (column > 0 ? ", "
                         : row > 0  ? "],\n ["
                                    : "[[")
                     << fmt::format("{}", start(row, column));
        init << "]]\n";
    }
}
