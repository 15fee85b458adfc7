// SPDX-License-Identifier: Apache-2.0
/// Overlay videos and contact sheets through the built program.
#include <gmock/gmock.h>

#include <csignal>
#include <fstream>

#include "app/commands/pictures/overlay_painter.h"
#include "app/program.h"
#include "app/true_result.h"
#include "model/core/io/image_io.h"
#include "model/core/io/video_reader.h"
#include "support/text_file.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::contents;
using test::demoRecording;
using test::runCamframe;
using test::TempDir;
using ::testing::HasSubstr;

class Pictures : public ::testing::Test {
protected:
    void SetUp() override { m_result = test::writeResult(m_dir / "out", test::trueResult()); }
    test::ProgramRun video(const std::string& out, std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments{"video", m_result.string(), "--out", (m_dir / out).string()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return runCamframe(arguments);
    }
    /// Mean colour of the changes that the overlay makes to a frame; and how many pixels it changes.
    struct Change {
        int pixels = 0;
        Eigen::Vector3d mean{0, 0, 0};
    };
    static Change changeOf(const ImageU8& painted, int frame) {
        const auto recorded = readRgb(demoRecording() / "rgb/front" / fmt::format("{:06d}.jpg", frame));
        EXPECT_TRUE(recorded) << recorded.error().message;
        Change change;
        for (int y = 0; y < painted.height; ++y)
            for (int x = 0; x < painted.width; ++x) {
                Eigen::Vector3d d;
                for (int c = 0; c < 3; ++c) d[c] = painted.at(x, y, c) - recorded->at(x, y, c);
                if (d.norm() < 40) continue;
                ++change.pixels;
                change.mean += d;
            }
        if (change.pixels > 0) change.mean /= change.pixels;
        return change;
    }

    TempDir m_dir;
    fs::path m_result;
};

TEST_F(Pictures, AVideoShowsEveryFrameWithTheRobotPainted) {
    const auto run = video("v.mp4", {"--json", "--no-caption"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const json summary = json::parse(run.out)["videos"][0];
    EXPECT_EQ(summary["frames"], 10);
    EXPECT_EQ(summary["fps"], 10.0);
    const auto frames = openVideoFrames(m_dir / "v.mp4", {160, 120}, 10);
    ASSERT_TRUE(frames) << frames.error().message;
    const auto mask = readRgb(demoRecording() / "truth/mask_amodal/front/000005.png");
    ASSERT_TRUE(mask);
    const auto robotPixels = std::ranges::count(mask->data, uint8_t{255}) / 3;
    const auto painted = (*frames)->read(5);
    ASSERT_TRUE(painted) << painted.error().message;
    EXPECT_GT(changeOf(*painted, 5).pixels, robotPixels / 3);
    EXPECT_LT(changeOf(*painted, 5).pixels, 2 * robotPixels) << "only the robot is painted";
}

TEST_F(Pictures, VariantsDifferAndAreDeterministic) {
    std::map<std::string, std::string> files;
    for (const char* variant : {"full", "mask", "bbox", "points", "path", "aim"}) {
        const auto run =
            video(std::string(variant) + ".mp4", {"--variant", variant, "--frames", "2-6", "--quiet"});
        ASSERT_EQ(run.exitCode, 0) << variant << run.err;
        files[variant] = contents(m_dir / (std::string(variant) + ".mp4"));
        EXPECT_TRUE(openVideoFrames(m_dir / (std::string(variant) + ".mp4"), {160, 120}, 5)) << variant;
    }
    for (const auto& [a, bytes] : files)
        for (const auto& [b, other] : files) EXPECT_EQ(a == b, bytes == other) << a << ' ' << b;
    ASSERT_EQ(
        video("again.mp4", {"--variant", "path", "--frames", "2-6", "--quiet", "--threads", "1"}).exitCode,
        0);
    EXPECT_TRUE(contents(m_dir / "again.mp4") == files["path"]);
}

TEST_F(Pictures, AFolderGetsAFilePerCamera) {
    Calibration second = test::trueResult();
    second.inputs["note"] = "x";
    const auto run = video("videos", {"--width", "96", "--frames", "0-1"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    EXPECT_TRUE(openVideoFrames(m_dir / "videos/000000/front.mp4", {96, 72}, 2));
}

TEST_F(Pictures, AStoppedVideoLeavesNothing) {
    const auto run = test::runCamframeAndSignal(
        {"video", m_result.string(), "--out", (m_dir / "v.mp4").string(), "--width", "1600"}, SIGINT);
    EXPECT_EQ(run.exitCode, 1) << run.err;
    EXPECT_FALSE(fs::exists(m_dir / "v.mp4"));
    int files = 0;
    for (const auto& entry : fs::directory_iterator(m_dir.path())) files += entry.is_regular_file();
    EXPECT_EQ(files, 0) << "no temporary file either";
}

TEST_F(Pictures, RefusalsNameTheMend) {
    const auto frames = video("v.mp4", {"--frames", "50-60"});
    EXPECT_EQ(frames.exitCode, 2);
    EXPECT_THAT(frames.err, HasSubstr("--frames 50-60 names no frame"));
    const auto variant = video("v.mp4", {"--variant", "glitter"});
    EXPECT_EQ(variant.exitCode, 2);
    Calibration other = test::trueResult();
    other.camera = other.camera.resized(320, 240);
    test::writeResult(m_dir / "wrong", other);
    const auto size = runCamframe({"video", (m_dir / "wrong").string(), "--out", (m_dir / "v.mp4").string()});
    EXPECT_EQ(size.exitCode, 1);
    EXPECT_THAT(size.err, HasSubstr("is for pictures of 320x240"));
    EXPECT_FALSE(fs::exists(m_dir / "v.mp4"));
}

TEST_F(Pictures, ASheetHasTheTellingFramesOfEveryCamera) {
    const auto run = runCamframe(
        {"sheet", (m_dir / "out").string(), "--out", (m_dir / "s.png").string(), "--width", "200", "--json"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const json sheet = json::parse(run.out)["sheets"][0];
    EXPECT_EQ(sheet["cameras"], 1);
    EXPECT_GE(sheet["pictures"].get<int>(), 3);
    const auto picture = readRgb(m_dir / "s.png");
    ASSERT_TRUE(picture) << picture.error().message;
    EXPECT_GE(picture->width, 200 * sheet["pictures"].get<int>());
    EXPECT_GT(picture->height, 150);
    const auto folder =
        runCamframe({"sheet", (m_dir / "out").string(), "--out", (m_dir / "sheets").string()});
    ASSERT_EQ(folder.exitCode, 0) << folder.err;
    EXPECT_TRUE(fs::exists(m_dir / "sheets/sheet_000000.png"));
}

TEST(Caption, StaysInsideThePicture) {
    ImageU8 rgb(60, 30, 3, 200);
    paintCaption(rgb, -20, 5, "longer than the picture is wide, \xC3\xA4", 0.5);
    paintCaption(rgb, 500, 500, "outside", 0.5);
    EXPECT_NE(std::ranges::count(rgb.data, uint8_t{200}), static_cast<std::ptrdiff_t>(rgb.data.size()));
}

}  // namespace
}  // namespace camframe
