// SPDX-License-Identifier: Apache-2.0
/// The demo recording as somebody else would have stored it: other keys, order, units, signs and colours.
/// With a profile the commands see the recording that it was.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>

#include "app/demo_recording.h"
#include "app/program.h"
#include "app/true_result.h"
#include "model/core/episode.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/image_io.h"
#include "support/h5_file.h"
#include "support/h5_writer.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::demoRecording;
using test::runCamframe;
using test::TempDir;
using ::testing::HasSubstr;

constexpr double degree = std::numbers::pi / 180;

/// Joints in degrees with their velocities between them, the third turned round and shifted by a right angle,
/// the gripper as 0 open to 1000 closed in another signal, pictures with red and blue exchanged.
void writeScrambled(const fs::path& file) {
    const auto reader = openDataset(demoRecording());
    ASSERT_TRUE(reader);
    const auto episode = (*reader)->readEpisode(0);
    ASSERT_TRUE(episode);
    const auto frames = static_cast<size_t>(episode->frameCount);
    const auto column = [&](const std::string& name) -> Eigen::VectorXd {
        const auto at = std::ranges::find(episode->jointNames, name) - episode->jointNames.begin();
        return episode->jointPositions.col(at);
    };
    std::vector<double> state(frames * 14), gripper(frames);
    for (size_t j = 0; j < 7; ++j) {
        const Eigen::VectorXd q = column("demo_joint" + std::to_string(j + 1));
        for (size_t t = 0; t < frames; ++t) {
            const double value = q[static_cast<Eigen::Index>(t)];
            state[t * 14 + 2 * j] = (j == 2 ? -(value - std::numbers::pi / 2) : value) / degree;
        }
    }
    const Eigen::VectorXd finger = column("demo_finger_joint");
    for (size_t t = 0; t < frames; ++t) gripper[t] = 1000 * (1 - finger[static_cast<Eigen::Index>(t)] / 0.04);
    const CameraStream& camera = episode->cameras.at(0);
    const auto source = (*reader)->openFrames(*episode, camera);
    ASSERT_TRUE(source);
    std::vector<uint8_t> pixels;
    for (int t = 0; t < episode->frameCount; ++t) {
        auto picture = (*source)->read(t);
        ASSERT_TRUE(picture);
        for (size_t i = 0; i + 2 < picture->data.size(); i += 3)
            std::swap(picture->data[i], picture->data[i + 2]);
        pixels.insert(pixels.end(), picture->data.begin(), picture->data.end());
    }
    test::H5Writer out(file);
    out.numbers("/observations/qpos", {frames, 14}, state);
    out.numbers("/observations/hand", {frames, 1}, gripper);
    out.bytes("/observations/images/eye",
              {frames, static_cast<size_t>(camera.height), static_cast<size_t>(camera.width), 3}, pixels);
}

json profileOfScrambled() {
    const auto episode = (*openDataset(demoRecording()))->readEpisode(0);
    const CameraStream& camera = episode->cameras.at(0);
    const Eigen::Matrix3d& k = *camera.k;
    return {{"format", "camframe-dataset-profile"},
            {"version", 1},
            {"name", "scrambled"},
            {"match", {{"signals", {"observations/hand[1]"}}}},
            {"robot", "demo"},
            {"fps", 10},
            {"arms",
             {{{"name", "left"},
               {"joints",
                {{"signals", {"observations/qpos"}},
                 {"columns", "0:14:2"},
                 {"unit", "deg"},
                 {"signs", {1, 1, -1, 1, 1, 1, 1}},
                 {"offsets", {0, 0, std::numbers::pi / 2, 0, 0, 0, 0}}}},
               {"gripper", {{"signal", "observations/hand"}, {"open", 0}, {"closed", 1000}}}}}},
            {"cameras",
             {{{"key", "eye"},
               {"name", "front"},
               {"swap_colours", true},
               {"intrinsics",
                {{{"size", {camera.width, camera.height}},
                  {"K", {k(0, 0), k(1, 1), k(0, 2), k(1, 2)}},
                  {"source", "measured by us"}}}}}}}};
}

class ProfileRoad : public ::testing::Test {
protected:
    void SetUp() override {
        writeScrambled(m_dir / "set/episode_0.hdf5");
        fs::create_directories(m_dir / "profiles");
        std::ofstream(m_dir / "profiles/scrambled.json") << profileOfScrambled().dump();
    }
    std::string set() const { return (m_dir / "set").string(); }
    std::string profiles() const { return (m_dir / "profiles").string(); }
    TempDir m_dir;
};

TEST_F(ProfileRoad, InfoSaysWhatWasUnderstoodAndAssumed) {
    const auto run = runCamframe({"info", set(), "--profile-path", profiles(), "--json"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const json info = json::parse(run.out);
    EXPECT_THAT(info.at("understanding").at("profile").get<std::string>(), HasSubstr("scrambled.json"));
    EXPECT_THAT(info.at("understanding").at("reason").get<std::string>(), HasSubstr("observations/hand[1]"));
    EXPECT_THAT(info.at("understanding").at("assumptions").dump(), HasSubstr("10 frames/s"));
    EXPECT_EQ(info.at("episode").at("cameras").at(0).at("name"), "front");
    EXPECT_EQ(info.at("episode").at("cameras").at(0).at("K_source"), "measured by us");
    EXPECT_EQ(info.at("robot").at("name"), "demo");
    EXPECT_EQ(info.at("stored").at("signals").size(), 2u);

    // Without the profile the columns are not understood, but shown.
    const auto bare = runCamframe({"info", set(), "--robot", "demo"});
    EXPECT_THAT(bare.out + bare.err, HasSubstr("no signal was understood"));
}

TEST_F(ProfileRoad, TheRecordingIsTheOneThatItWas) {
    const auto reader = openDataset(m_dir / "set", {"", "", {m_dir / "profiles"}, ""});
    ASSERT_TRUE(reader) << reader.error().message;
    const auto plain = openDataset(demoRecording());
    const auto a = (*reader)->readEpisode(0), b = (*plain)->readEpisode(0);
    ASSERT_TRUE(a) << a.error().message;
    for (size_t j = 0; j < b->jointNames.size(); ++j) {
        const auto at = std::ranges::find(a->jointNames, b->jointNames[j]);
        ASSERT_NE(at, a->jointNames.end()) << b->jointNames[j];
        EXPECT_LT((a->jointPositions.col(at - a->jointNames.begin()) -
                   b->jointPositions.col(static_cast<Eigen::Index>(j)))
                      .norm(),
                  1e-9)
            << b->jointNames[j];
    }
    const auto framesA = (*reader)->openFrames(*a, a->cameras.at(0));
    const auto framesB = (*plain)->openFrames(*b, b->cameras.at(0));
    ASSERT_TRUE(framesA) << framesA.error().message;
    EXPECT_EQ((*framesA)->read(3).value(), (*framesB)->read(3).value());
}

TEST_F(ProfileRoad, LaterCommandsUnderstandItAlikeWithoutBeingTold) {
    const auto calibrated = runCamframe({"calibrate", set(), "--profile-path", profiles(), "--backend", "cpu",
                                         "--out", (m_dir / "out").string()});
    ASSERT_EQ(calibrated.exitCode, 0) << calibrated.err;
    const auto result = readCalibration(calibrationPath(m_dir / "out", 0, "front"));
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->intrinsicsSource, IntrinsicsSource::Table);
    EXPECT_EQ(result->inputs.at("intrinsics_source"), "measured by us");
    EXPECT_THAT(result->inputs.at("profile"), HasSubstr("scrambled.json"));
    const auto exported = runCamframe({"export", (m_dir / "out").string(), "--format", "hdf5", "--only",
                                       "all", "--labels", "none", "--out", (m_dir / "h5").string()});
    ASSERT_EQ(exported.exitCode, 0) << exported.err;
    test::H5File file(m_dir / "h5/episode_000000.h5");
    const std::vector<double> raw = file.numbers("/actions/front/left/gripper_raw");
    const std::vector<double> open = file.numbers("/actions/front/left/gripper_open");
    ASSERT_FALSE(raw.empty());
    for (size_t t = 0; t < raw.size(); ++t) EXPECT_NEAR(open[t], 1 - raw[t] / 1000, 1e-9);
    EXPECT_GT(*std::ranges::max_element(raw), 10) << "the dataset's own numbers";

    // Of chosen frames the gripper is that of these frames.
    const auto part =
        runCamframe({"export", (m_dir / "out").string(), "--format", "hdf5", "--only", "all", "--labels",
                     "none", "--frames", "2-3,7", "--out", (m_dir / "part").string()});
    ASSERT_EQ(part.exitCode, 0) << part.err;
    test::H5File cut(m_dir / "part/episode_000000.h5");
    EXPECT_EQ(cut.numbers("/actions/front/left/gripper_raw"), (std::vector<double>{raw[2], raw[3], raw[7]}));
    EXPECT_EQ(cut.numbers("/actions/front/left/gripper_open"),
              (std::vector<double>{open[2], open[3], open[7]}));
}

TEST_F(ProfileRoad, AFirstProfileIsWrittenAndProved) {
    // In radians and side by side, as a guess can understand it.
    const auto episode = (*openDataset(demoRecording()))->readEpisode(0);
    const auto frames = static_cast<size_t>(episode->frameCount);
    std::vector<double> qpos;
    for (size_t t = 0; t < frames; ++t)
        for (int j = 0; j < 8; ++j) qpos.push_back(episode->jointPositions(static_cast<Eigen::Index>(t), j));
    ASSERT_EQ(episode->jointNames.at(7), "demo_finger_joint");
    std::vector<uint8_t> grey(frames * 12 * 16 * 3, 90);
    {
        test::H5Writer out(m_dir / "plain/episode_0.hdf5");
        out.numbers("/observations/qpos", {frames, 8}, qpos);
        out.bytes("/observations/images/front", {frames, 12, 16, 3}, grey);
    }
    const std::string profile = (m_dir / "mine.json").string();
    const auto begun = runCamframe(
        {"profile", "new", (m_dir / "plain").string(), "--robot", "demo", "--out", profile, "--no-proof"});
    ASSERT_EQ(begun.exitCode, 0) << begun.err;
    EXPECT_THAT(begun.out, HasSubstr("columns 0 to 6 of observations/qpos"));
    const auto check = runCamframe({"profile", "check", profile, "--dataset", (m_dir / "plain").string()});
    EXPECT_EQ(check.exitCode, 0) << check.err;
    EXPECT_THAT(check.out, HasSubstr("mine: sound"));
    const auto info = runCamframe({"info", (m_dir / "plain").string(), "--profile", profile, "--json"});
    ASSERT_EQ(info.exitCode, 0) << info.err;
    EXPECT_EQ(json::parse(info.out).at("robot").at("name"), "demo");
}

TEST_F(ProfileRoad, ANewProfileIsProvenByAPicture) {
    ASSERT_TRUE(writeCalibration(test::bareTrueResult(), m_dir / "calibration.json"));
    const auto run =
        runCamframe({"profile", "new", set(), "--robot", "demo", "--profile-path", profiles(), "--camera",
                     "front", "--calibration", (m_dir / "calibration.json").string(), "--out",
                     (m_dir / "mine.json").string(), "--proof", (m_dir / "proof.png").string(), "--json"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const json proof = json::parse(run.out).at("proof");
    EXPECT_GE(proof.at("frames").size(), 3U) << "start, middle, end";
    EXPECT_EQ(proof.at("camera"), "front");
    const auto picture = readRgb(m_dir / "proof.png");
    ASSERT_TRUE(picture) << picture.error().message;
    EXPECT_GE(picture->width, 3 * 480) << "small pictures are enlarged";
    // The robot is painted: the sheet has saturated colours, which the recording has hardly any of.
    int painted = 0;
    for (size_t i = 0; i + 2 < picture->data.size(); i += 3) {
        const std::array pixel{picture->data[i], picture->data[i + 1], picture->data[i + 2]};
        const auto [least, most] = std::ranges::minmax(pixel);
        painted += most - least > 60;
    }
    EXPECT_GT(painted, picture->width * picture->height / 100);
}

}  // namespace
}  // namespace camframe
