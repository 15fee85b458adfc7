// SPDX-License-Identifier: Apache-2.0
/// Depth videos in the LeRobot datasets that camframe export writes: read again, compared with the depth that
/// another format holds, and verified.
#include <gmock/gmock.h>

#include "app/lerobot_source.h"
#include "model/core/io/datasets/lerobot_dataset.h"
#include "model/core/io/depth_video.h"
#include "model/core/io/image_io.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::contentsOf;
using test::exported;
using test::kTop;
using test::TempDir;

constexpr const char* kDepth = "annotation.img_top.depth";

class LeRobotDepthExport : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (!source.written) GTEST_SKIP() << "DuckDB's library or an encoder is missing";
        if (const auto probe = DepthVideoWriter::open(dir / "probe.mp4", {64, 48}, 10); !probe)
            GTEST_SKIP() << probe.error().message;
    }
    /// The depth of one row of an export.
    static ImageU16 depthOf(RecordedDataset& dataset, int episode, int row) {
        auto depths = dataset.openDepth(episode, kDepth);
        EXPECT_TRUE(depths) << (depths ? "" : depths.error().message);
        auto depth = depths ? (*depths)->read(row) : Result<std::optional<ImageU16>>(std::nullopt);
        EXPECT_TRUE(depth && *depth) << (depth ? "no picture" : depth.error().message);
        return depth && *depth ? std::move(**depth) : ImageU16(160, 96);
    }
    /// As the other format stores it.
    ImageU16 drawn(int episode, int frame) const {
        const auto read =
            readDepthMm(dir / "depth" / fmt::format("episode_{:06}/top/{:06}.png", episode, frame));
        EXPECT_TRUE(read) << read.error().message;
        return read ? *read : ImageU16(160, 96);
    }
    /// Depths of a few metres are rounded by at most 1.5 mm; where there is no robot, there is none.
    static void expectAlike(const ImageU16& is, const ImageU16& expected) {
        ASSERT_EQ(is.data.size(), expected.data.size());
        int robot = 0;
        for (size_t i = 0; i < is.data.size(); ++i) {
            robot += expected.data[i] > 0;
            ASSERT_EQ(is.data[i] == 0, expected.data[i] == 0) << i;
            ASSERT_NEAR(is.data[i], expected.data[i], 2) << i;
        }
        EXPECT_GT(robot, 100) << "there is something to compare";
    }
    static void expectVerified(const fs::path& folder, const fs::path& against, int differences) {
        const auto run = test::verified(folder, against);
        ASSERT_EQ(run.exitCode, differences > 0 ? 1 : 0) << run.err << run.out;
        const json said = json::parse(run.out);
        EXPECT_EQ(said.at("differences"), differences) << run.out;
        EXPECT_GT(said.at("fields").at("depth against rays").at("compared"), 0);
        EXPECT_GT(said.at("fields").at("statistics of depth").at("compared"), 0);
    }
    test::LeRobotSource source{GetParam()};
    TempDir dir;
    const fs::path out = dir / "out";
};

TEST_P(LeRobotDepthExport, LiesBesideTheSourcesVideos) {
    exported(source.results, "lerobot", out, {"--depth"});
    exported(source.results, "depth", dir / "depth");
    const auto opened = openLeRobot(out);
    ASSERT_TRUE(opened) << opened.error().message;
    for (int e = 0; e < 5; ++e) {
        const RecordedEpisode episode = (*opened)->readEpisode(e).value();
        EXPECT_THAT(episode.warnings, ::testing::IsEmpty());
        EXPECT_EQ(episode.cameras.size(), 2U) << "the drawing is no camera";
        EXPECT_FALSE(episode.cameras.front().hasDepth) << "and no measured depth of one";
        for (int f = 0; f < episode.frameCount; ++f)
            if (e == 1 || e == 3)
                expectAlike(depthOf(**opened, e, f), drawn(e, f));
            else
                EXPECT_THAT(depthOf(**opened, e, f).data, ::testing::Each(0)) << "nothing is known";
    }
    const json feature = json::parse(contentsOf(out / "meta/info.json")).at("features").at(kDepth);
    EXPECT_EQ(feature.at("shape"), json({96, 160, 1}));
    EXPECT_EQ(feature.at("info").at("is_depth_map"), true);
    EXPECT_EQ(feature.at("info").at("video.codec"), "hevc");
    EXPECT_EQ(feature.at("info").at("video.pix_fmt"), "gray12le");
    EXPECT_EQ(feature.at("info").at("video.depth_min"), 0.01);
    EXPECT_EQ(feature.at("info").at("video.depth_max"), 10.0);
    EXPECT_EQ(feature.at("info").at("video.shift"), 3.5);
    EXPECT_EQ(feature.at("info").at("video.use_log"), true);
    EXPECT_EQ(feature.at("info").at("depth_unit"), "mm");
    expectVerified(out, source.set, 0);
    const auto doctor = test::runCamframe({"doctor", out.string(), "--json", "--quiet", "--episodes", "all"});
    EXPECT_EQ(doctor.out.find(kDepth), std::string::npos) << doctor.out;
}

TEST_P(LeRobotDepthExport, PiecesAreCutAndResizedWithThePictures) {
    exported(source.results, "lerobot", out,
             {"--depth", "--curate", "--frames", "0-1,3-4", "--split", "train:0.5,val:0.5"});
    exported(source.results, "depth", dir / "depth");
    exported(source.results, "lerobot", dir / "small",
             {"--depth", "--curate", "--frames", "1-2", "--resize", "80x48"});
    const auto opened = openLeRobot(out);
    ASSERT_TRUE(opened) << opened.error().message;
    const json described = json::parse(contentsOf(out / "meta/calibration.json"));
    for (int e = 0; e < (*opened)->episodeCount(); ++e) {
        const json& entry = described.at("episodes").at(static_cast<size_t>(e));
        const int first = std::stoi(entry.at("source_frames").get<std::string>());
        const RecordedEpisode episode = (*opened)->readEpisode(e).value();
        for (int f = 0; f < episode.frameCount; ++f)
            expectAlike(depthOf(**opened, e, f), drawn(entry.at("source_episode").get<int>(), first + f));
    }
    expectVerified(out, source.set, 0);
    expectVerified(dir / "small", source.set, 0);
    const auto small = openLeRobot(dir / "small");
    ASSERT_TRUE(small);
    EXPECT_EQ(depthOf(**small, 0, 0).width, 80);
}

TEST_P(LeRobotDepthExport, TheVerifierSeesWhatWasChanged) {
    exported(source.results, "lerobot", out, {"--depth", "--curate"});
    const fs::path info = out / "meta/info.json";
    const std::string before = contentsOf(info);
    for (const auto& [from, to] :
         {std::pair<std::string, std::string>{"\"video.shift\": 3.5", "\"video.shift\": 3.4"},
          {"\"is_depth_map\": true", "\"is_depth_map\": false"}}) {
        std::string text = before;
        const size_t at = text.rfind(from);
        ASSERT_NE(at, std::string::npos) << from;
        std::ofstream(info, std::ios::binary) << text.replace(at, from.size(), to);
        EXPECT_EQ(test::verified(out, source.set).exitCode, 1) << to;
    }
    std::ofstream(info, std::ios::binary) << before;
    ASSERT_EQ(test::verified(out, source.set).exitCode, 0);
    // Another episode's depth.
    const bool v3 = std::string(GetParam()) == "v3.0";
    const fs::path videos =
        out / (v3 ? fmt::format("videos/{}/chunk-000", kDepth) : fmt::format("videos/chunk-000/{}", kDepth));
    const char* name = v3 ? "file-{:03}.mp4" : "episode_{:06}.mp4";
    fs::remove(videos / fmt::format(fmt::runtime(name), 0));
    auto writer = DepthVideoWriter::open(videos / fmt::format(fmt::runtime(name), 0),
                                         {source.recipe.width, source.recipe.height}, source.recipe.fps);
    ASSERT_TRUE(writer);
    for (int f = 0; f < source.recipe.lengths[1]; ++f) {
        ImageU16 wrong(source.recipe.width, source.recipe.height);
        std::ranges::fill(wrong.data, uint16_t{1234});
        ASSERT_TRUE((*writer)->add(wrong));
    }
    ASSERT_TRUE((*writer)->finish());
    const auto run = test::verified(out, source.set);
    EXPECT_EQ(run.exitCode, 1);
    const json fields = json::parse(run.out).at("fields");
    EXPECT_GT(fields.at("depth against rays").at("different"), 0);
    EXPECT_GT(fields.at("statistics of depth").at("different"), 0);
}

INSTANTIATE_TEST_SUITE_P(Versions, LeRobotDepthExport, ::testing::Values("v2.1", "v3.0"),
                         [](const auto& one) { return std::string(one.param).substr(0, 2); });

TEST(LeRobotDepthOf, TwoArmsThatHideEachOther) {
    const TempDir dir;
    const auto& dual = test::DualArmRecording::get();
    if (const auto probe = DepthVideoWriter::open(dir / "probe.mp4", {64, 48}, 10); !probe)
        GTEST_SKIP() << probe.error().message;
    for (const char* version : {"2.1", "3.0"}) {
        const fs::path out =
            exported(dual.results, "lerobot", dir / version, {"--depth", "--lerobot-version", version});
        const auto run = test::verified(out, dual.recording, {"--frames", "all"});
        ASSERT_EQ(run.exitCode, 0) << run.err << run.out;
        EXPECT_EQ(json::parse(run.out).at("fields").at("depth against rays").at("compared"),
                  test::DualArmRecording::kFrames);
    }
}

}  // namespace
}  // namespace camframe
