// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <fstream>
#include <functional>
#include <sstream>

#include "app/demo_recording.h"
#include "app/program.h"
#include "model/core/io/image_io.h"
#include "support/text_file.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::contents;
using test::DamagedRecording;
using test::ProgramRun;
using test::runCamframe;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

/// One sentence on stderr with these parts, exit code 1 or 2, nothing on stdout, nothing written.
void expectRefused(const ProgramRun& run, const DamagedRecording& recording,
                   const std::vector<std::string>& parts) {
    EXPECT_THAT(run.exitCode, AnyOf(1, 2)) << run.err;
    EXPECT_THAT(run.out, IsEmpty());
    const std::vector<std::string> lines = run.errorLines();
    ASSERT_EQ(lines.size(), 1u) << run.err;
    EXPECT_THAT(lines[0], MatchesRegex("camframe: .*\\."));
    for (const std::string& part : parts) EXPECT_THAT(lines[0], HasSubstr(part));
    EXPECT_TRUE(recording.leftNothing());
}

ProgramRun calibrate(const DamagedRecording& recording, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"calibrate", recording.path().string(), "--out",
                                          recording.out().string(), "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return runCamframe(arguments);
}

/// The result of `calibrate`, which has failed and says why.
json failedResult(const DamagedRecording& recording) {
    json result = json::parse(contents(recording.out() / "000000" / "front" / "calibration.json"));
    EXPECT_EQ(result["status"], "failed");
    EXPECT_TRUE(result["T_cam_base"].is_null());
    EXPECT_FALSE(result["reasons"].empty());
    return result;
}

void replaceInFile(const fs::path& path, const std::string& what, const std::string& by) {
    std::string text = contents(path);
    const size_t found = text.find(what);
    ASSERT_NE(found, std::string::npos) << what << " in " << path;
    text.replace(found, what.size(), by);
    std::ofstream(path, std::ios::binary) << text;
}

fs::path anyFrame(const DamagedRecording& recording, int skip) {
    std::vector<fs::path> frames;
    for (const auto& entry : fs::recursive_directory_iterator(recording.path() / "rgb"))
        if (entry.is_regular_file()) frames.push_back(entry.path());
    std::sort(frames.begin(), frames.end());
    return frames.at(static_cast<size_t>(skip));
}

void truncate(const fs::path& file) {
    fs::resize_file(file, fs::file_size(file) / 2);
}

TEST(BadInput, NoRecording) {
    const DamagedRecording recording;
    fs::remove_all(recording.path());
    expectRefused(calibrate(recording), recording, {"recording"});
    fs::create_directories(recording.path());
    expectRefused(calibrate(recording), recording, {"recording"});
}

TEST(BadInput, DamagedEpisodeFile) {
    const DamagedRecording recording;
    truncate(recording.path() / "episode.json");
    expectRefused(calibrate(recording), recording, {"episode.json", "JSON"});
}

TEST(BadInput, MissingMesh) {
    const DamagedRecording recording;
    const fs::path meshes = recording.path() / "robot" / "meshes";
    const fs::path mesh = fs::directory_iterator(meshes)->path();
    fs::remove(mesh);
    expectRefused(calibrate(recording), recording, {mesh.filename().string()});
}

TEST(BadInput, UnexpandedXacro) {
    const DamagedRecording recording;
    replaceInFile(recording.path() / "robot" / "demo_arm.urdf", "<link",
                  "<xacro:include filename=\"$(find arm)/arm.xacro\"/>\n<link");
    expectRefused(calibrate(recording), recording, {"demo_arm.urdf", "xacro"});
}

TEST(BadInput, JointNamesThatDoNotMatch) {
    const DamagedRecording recording;
    json episode = recording.episode();
    for (size_t i = 0; i < episode["joint_names"].size(); ++i)
        episode["joint_names"][i] = "motor_" + std::to_string(i);
    recording.writeEpisode(episode);
    expectRefused(calibrate(recording), recording, {"joint_names", "motor_0"});
}

TEST(BadInput, AbsentJoint) {
    const DamagedRecording recording;
    json episode = recording.episode();
    const auto name = episode["joint_names"][2].get<std::string>();
    episode["joint_names"].erase(2);
    for (json& row : episode["joint_positions"]) row.erase(2);
    recording.writeEpisode(episode);
    expectRefused(calibrate(recording), recording, {"joint_names", name});
}

TEST(BadInput, JointTableOfAnotherLength) {
    const DamagedRecording recording;
    json episode = recording.episode();
    episode["joint_positions"].erase(episode["joint_positions"].size() - 1);
    recording.writeEpisode(episode);
    expectRefused(calibrate(recording), recording, {"episode.json", "joint_positions"});
}

/// Joints that are nowhere finite leave nothing to calibrate: a failed result with a reason, or a refusal.
TEST(BadInput, NanJointsEverywhere) {
    const DamagedRecording recording;
    json episode = recording.episode();
    for (json& row : episode["joint_positions"])
        for (json& value : row) value = nullptr;
    recording.writeEpisode(episode);
    const ProgramRun run = calibrate(recording);
    EXPECT_EQ(run.exitCode, 1) << run.err;
    if (fs::exists(recording.out()))
        failedResult(recording);
    else
        expectRefused(run, recording, {});
}

/// Finite and impossible: what is computed from them is not finite. A failed result with a reason, and no
/// number in it that is none (JSON has no NaN: it would be null, or no JSON).
TEST(BadInput, HugeNumbersEndInAFailedResult) {
    const auto failed = [](const std::function<void(json&)>& spoil) {
        const DamagedRecording recording;
        json episode = recording.episode();
        spoil(episode);
        recording.writeEpisode(episode);
        const ProgramRun run = calibrate(recording);
        EXPECT_EQ(run.exitCode, 1) << run.err;
        const json result = failedResult(recording);
        for (const json& value : result["camera"]["K"].flatten()) EXPECT_TRUE(value.is_number()) << value;
    };
    failed([](json& episode) {
        for (json& row : episode["joint_positions"])
            for (json& value : row) value = 1e300;
    });
    failed([](json& episode) { episode["cameras"][0]["distortion"] = {1e300, -1e300, 1e300, 0, 0}; });
    failed([](json& episode) {  // nothing moves, though the robot in the pictures does
        for (json& row : episode["joint_positions"]) row = episode["joint_positions"][0];
    });
}

TEST(BadInput, NoFrames) {
    const DamagedRecording recording;
    json episode = recording.episode();
    episode["num_frames"] = 0;
    episode["joint_positions"] = json::array();
    episode.erase("timestamps");
    recording.writeEpisode(episode);
    expectRefused(calibrate(recording), recording, {"episode.json", "num_frames"});
}

TEST(BadInput, OneFrameEndsInAFailedResult) {
    const DamagedRecording recording;
    json episode = recording.episode();
    episode["num_frames"] = 1;
    episode["joint_positions"] = json::array({episode["joint_positions"][0]});
    episode.erase("timestamps");
    recording.writeEpisode(episode);
    const ProgramRun run = calibrate(recording);
    EXPECT_EQ(run.exitCode, 1) << run.err;
    const json result = failedResult(recording);
    ASSERT_FALSE(result["reasons"].empty());
    EXPECT_THAT(run.out, HasSubstr(result["reasons"][0].get<std::string>()));
}

TEST(BadInput, TruncatedImage) {
    const DamagedRecording recording;
    const fs::path frame = anyFrame(recording, 4);
    truncate(frame);
    expectRefused(calibrate(recording), recording, {frame.filename().string()});
}

TEST(BadInput, MissingImage) {
    const DamagedRecording recording;
    const fs::path frame = anyFrame(recording, 4);
    fs::remove(frame);
    expectRefused(calibrate(recording), recording, {frame.filename().string()});
}

TEST(BadInput, TruncatedVideo) {
    const DamagedRecording recording;
    const std::string pattern =
        (recording.path() / recording.episode()["cameras"][0]["image_pattern"]).string();
    const std::string video = (recording.path() / "front.mp4").string();
    const std::string command = "ffmpeg -loglevel quiet -framerate 10 -i '" + pattern +
                                "' -c:v libx264 -pix_fmt yuv420p -movflags +faststart '" + video + "'";
    ASSERT_EQ(std::system(command.c_str()), 0) << "install ffmpeg (packaging/debian-packages.txt)";
    json episode = recording.episode();
    episode["cameras"][0].erase("image_pattern");
    episode["cameras"][0]["video"] = "front.mp4";
    recording.writeEpisode(episode);
    truncate(video);
    expectRefused(calibrate(recording), recording, {"front.mp4"});
}

TEST(BadInput, SingularIntrinsics) {
    const DamagedRecording recording;
    json episode = recording.episode();
    episode["cameras"][0]["K"] = json::parse("[[0,0,80],[0,0,60],[0,0,1]]");
    recording.writeEpisode(episode);
    expectRefused(calibrate(recording), recording, {"K"});
    expectRefused(calibrate(recording, {"--intrinsics", "0,100,80,60"}), recording, {"intrinsics"});
}

TEST(BadInput, UnknownIntrinsics) {
    const DamagedRecording recording;
    json episode = recording.episode();
    episode["cameras"][0]["K"] = nullptr;
    recording.writeEpisode(episode);
    expectRefused(calibrate(recording), recording, {"front", "--intrinsics", "--intrinsics estimate"});
}

TEST(BadInput, MasksOfAnotherSize) {
    const DamagedRecording recording;
    const fs::path masks = recording / "masks" / "front";
    fs::create_directories(masks);
    for (int frame = 0; frame < 10; ++frame) {
        char name[16];
        std::snprintf(name, sizeof name, "%06d.png", frame);
        ASSERT_TRUE(writePng(masks / name, ImageU8(80, 60, 1, 255)));
    }
    expectRefused(calibrate(recording, {"--masks", (recording / "masks").string()}), recording,
                  {"0000", "160"});
}

TEST(BadInput, MasksThatAreNotThere) {
    const DamagedRecording recording;
    expectRefused(calibrate(recording, {"--masks", (recording / "nowhere").string()}), recording,
                  {"nowhere"});
}

TEST(BadInput, UnwritableOutput) {
    const DamagedRecording recording;
    std::ofstream(recording / "file") << "x";
    const fs::path out = recording / "file" / "out";
    const ProgramRun run =
        runCamframe({"calibrate", recording.path().string(), "--out", out.string(), "--quiet"});
    EXPECT_EQ(run.exitCode, 1);
    expectRefused(run, recording, {out.string()});
    EXPECT_EQ(contents(recording / "file"), "x");
}

TEST(BadInput, OptionsThatNameWhatIsNotThere) {
    const DamagedRecording recording;
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
        {{"--camera", "rear"}, "rear"},
        {{"--episodes", "3"}, "3"},
        {{"--robot", "no_such_robot"}, "no_such_robot"},
        {{"--mark", "99:10,10"}, "99"},
        {{"--mark", "0:10,10@elbow"}, "elbow"},
        {{"--mark", "0;10"}, "0;10"},
        {{"--init", "missing.json"}, "missing.json"},
        {{"--ignore-links", "("}, "--ignore-links"},
        {{"--refine", "pose+zoom"}, "zoom"},
        {{"--tcp", "no_link"}, "no_link"},
        {{"--models", "no_models"}, "no_models"},
    };
    for (const auto& [options, part] : cases) expectRefused(calibrate(recording, options), recording, {part});
}

TEST(BadInput, NegativeSeedsAndEmptyPathsAreRefused) {
    for (const auto& arguments : {std::vector<std::string>{"demo", "--out", "x", "--seed", "-1"},
                                  {"calibrate", "x", "--out", "x", "--seed", "-5"},
                                  {"bench", "calibration", "--seed", "-1"}}) {
        const ProgramRun run = runCamframe(arguments);
        EXPECT_EQ(run.exitCode, 2) << run.err;
        EXPECT_THAT(run.err, HasSubstr("--seed"));
    }
    for (const char* command : {"demo", "render", "calibrate", "export"}) {
        const ProgramRun run = runCamframe({command, "x", "--out", ""});
        EXPECT_EQ(run.exitCode, 2) << run.err;
        EXPECT_THAT(run.err, HasSubstr("--out")) << command;
    }
}

TEST(BadInput, NamesInADatasetCannotSteerTheTerminal) {
    const test::TempDir folder;
    std::ofstream(folder / "episode.json")
        << R"({"name": "a\u001b[31mred\u0007", "robot": {"urdf": null, "base_link": null}, "fps": 10,)"
        << R"( "num_frames": 1, "joint_names": ["j\u009b2J\u00e9"], "joint_positions": [[0]], "cameras": [)"
        << R"({"name": "c\u001b[2J", "width": 8, "height": 8, "K": null, "distortion": [0, 0, 0, 0, 0],)"
        << R"( "image_pattern": "x/%06d.png"}]})";
    const ProgramRun run = runCamframe({"info", folder.path().string()});
    const std::string all = run.out + run.err;
    EXPECT_THAT(run.out, HasSubstr("a\\x1b[31mred\\x07"));
    EXPECT_THAT(run.out, HasSubstr("j\\x9b2J\u00e9")) << "letters beyond ASCII stay";
    for (const char byte : all)
        EXPECT_TRUE(byte == '\n' || byte == '\t' || static_cast<unsigned char>(byte) >= 0x20);
}

}  // namespace
}  // namespace camframe
