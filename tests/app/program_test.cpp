// SPDX-License-Identifier: Apache-2.0
#include "app/program.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "app/demo_recording.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "support/temp_dir.h"
#include "support/text_file.h"

extern char** environ;

namespace camframe::test {

namespace fs = std::filesystem;

namespace {}  // namespace

std::vector<std::string> ProgramRun::errorLines() const {
    std::vector<std::string> lines;
    std::istringstream text(err);
    for (std::string line; std::getline(text, line);)
        if (!line.starts_with("warning: ") && line.find(" % ") == std::string::npos) lines.push_back(line);
    return lines;
}

ProgramRun runCamframeAndSignal(const std::vector<std::string>& arguments, int signal) {
    const TempDir dir;
    const std::string out = (dir / "out.txt").string(), err = (dir / "err.txt").string();
    std::vector<std::string> words = {CAMFRAME_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT, 0600);
    pid_t child = -1;
    EXPECT_EQ(posix_spawn(&child, CAMFRAME_PROGRAM, &actions, nullptr, argv.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    if (signal != 0) {
        while (contents(err).find(" % ") == std::string::npos && ::waitpid(child, nullptr, WNOHANG) == 0)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        ::kill(child, signal);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), contents(out), contents(err)};
}

ProgramRun runCamframe(const std::vector<std::string>& arguments) {
    return runCamframeAndSignal(arguments, 0);
}

void killAtRandom(const std::vector<std::string>& arguments, const fs::path& out,
                  std::chrono::milliseconds span, std::mt19937& random) {
    std::vector<std::string> words = {CAMFRAME_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    // At no time at all the kill comes before anything is done, so that this ends.
    for (;; span /= 2) {
        pid_t child = -1;
        ASSERT_EQ(posix_spawn(&child, CAMFRAME_PROGRAM, nullptr, nullptr, argv.data(), environ), 0);
        std::this_thread::sleep_for(
            std::chrono::milliseconds(random() % static_cast<unsigned>(span.count() + 1)));
        ::kill(child, SIGKILL);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        if (WIFSIGNALED(status)) return;
        ASSERT_EQ(WEXITSTATUS(status), 0) << "it failed by itself";
        fs::remove_all(out);
    }
}

const fs::path& demoRecording() {
    static const TempDir dir;
    static const fs::path folder = [] {
        const fs::path recording = dir / "recording";
        EXPECT_TRUE(writeDemoRobot(recording / "robot"));
        const Result<RobotModel> robot = makeDemoRobot();
        EXPECT_TRUE(robot);
        SyntheticOptions options;
        options.width = 160;
        options.height = 120;
        options.frames = 10;
        options.cameraName = "front";
        const auto generated = generate(*robot, options, RunContext{});
        EXPECT_TRUE(generated) << generated.error().message;
        const auto written = writeRecording(*generated, recording, "robot/demo_arm.urdf", RunContext{});
        EXPECT_TRUE(written) << written.error().message;
        return recording;
    }();
    return folder;
}

DemoSet::DemoSet() {
    for (const char* name : {"a", "b", "c"}) {
        fs::create_directories(m_dir / "set" / name);
        fs::copy(demoRecording(), m_dir / "set" / name, fs::copy_options::recursive);
    }
    for (int episode = 0; episode < 3; ++episode) {
        const fs::path masks = m_dir / "masks" / fmt::format("{:06d}", episode);
        fs::create_directories(masks);
        fs::copy(demoRecording() / "truth" / "mask", masks, fs::copy_options::recursive);
    }
}

DamagedRecording::DamagedRecording() {
    fs::copy(demoRecording(), path(), fs::copy_options::recursive);
}

nlohmann::json DamagedRecording::episode() const {
    return nlohmann::json::parse(contents(path() / "episode.json"));
}

void DamagedRecording::writeEpisode(const nlohmann::json& episode) const {
    std::ofstream(path() / "episode.json") << episode.dump();
}

}  // namespace camframe::test

namespace camframe {
namespace {

using test::contents;
using test::runCamframe;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(Program, HelpAndVersionSucceed) {
    const auto help = runCamframe({"--help"});
    EXPECT_EQ(help.exitCode, 0);
    for (const char* command : {"info", "calibrate", "evaluate", "render", "export", "demo"}) {
        EXPECT_THAT(help.out, HasSubstr(command));
        const auto own = runCamframe({command, "--help"});
        EXPECT_EQ(own.exitCode, 0) << command;
        EXPECT_THAT(own.out, HasSubstr("--json")) << command;
        EXPECT_THAT(own.err, IsEmpty());
    }
    const auto version = runCamframe({"--version"});
    EXPECT_EQ(version.exitCode, 0);
    EXPECT_THAT(version.out, StartsWith("camframe "));
}

TEST(Program, BadUsageIsOneSentenceAndExitCode2) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
        {{}, "subcommand"},
        {{"paint"}, "paint"},
        {{"info"}, "DATASET"},
        {{"info", "x", "--colour"}, "--colour"},
        {{"calibrate", "x"}, "--out"},
        {{"calibrate", "x", "--out", "o", "--backend", "metal"}, "--backend"},
        {{"calibrate", "x", "--out", "o", "--threads", "-3"}, "--threads"},
        {{"calibrate", "x", "--out", "o", "--seed", "many"}, "--seed"},
        {{"calibrate", "x", "--out", "o", "--package", "nothing"}, "--package"},
        {{"evaluate", "x"}, "TRUTH"},
        {{"render", "x", "--camera", "c", "--calibration", "c", "--out", "o", "--what", "colours"}, "--what"},
        {{"export", "x", "--format", "hdf5"}, "--out"},
        {{"export", "x", "--format", "cassette", "--out", "o"}, "cassette"},
    };
    for (const auto& [arguments, part] : cases) {
        const auto run = runCamframe(arguments);
        EXPECT_EQ(run.exitCode, 2) << run.err;
        ASSERT_EQ(run.errorLines().size(), 1u) << run.err;
        EXPECT_THAT(run.err, StartsWith("camframe: "));
        EXPECT_THAT(run.err, HasSubstr(part));
        EXPECT_THAT(run.out, IsEmpty());
    }
}

}  // namespace
}  // namespace camframe
