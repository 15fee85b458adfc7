// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/act_hdf5.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <numeric>

#include "model/core/episode.h"
#include "model/core/io/datasets/dataset_formats.h"
#include "model/core/io/image_io.h"
#include "support/counted_pictures.h"
#include "support/h5_writer.h"
#include "support/shared_data.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using test::H5Writer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kFrames = 7;

std::vector<double> counting(int rows, int columns, double scale) {
    std::vector<double> values(static_cast<size_t>(rows * columns));
    std::iota(values.begin(), values.end(), 0.0);
    for (double& value : values) value *= scale;
    return values;
}

/// Rows of JPEG files, filled up with zeros.
std::pair<std::vector<uint8_t>, hsize_t> paddedJpegs(int count) {
    std::vector<std::string> files;
    size_t longest = 0;
    for (int i = 0; i < count; ++i) {
        files.push_back(encodeJpeg(test::countedPicture(i), 95));
        longest = std::max(longest, files.back().size());
    }
    longest += 100;
    std::vector<uint8_t> bytes;
    for (std::string& file : files) {
        file.resize(longest, '\0');
        bytes.insert(bytes.end(), file.begin(), file.end());
    }
    return {bytes, longest};
}

void writeRecording(const fs::path& file, int cameras = 2) {
    H5Writer out(file);
    out.flag("/", "sim", true);
    out.flag("/", "compress", false);
    out.numbers("observations/qpos", {kFrames, 14}, counting(kFrames, 14, 0.01));
    out.numbers("observations/qvel", {kFrames, 14}, counting(kFrames, 14, 0.1), H5T_IEEE_F32LE);
    out.numbers("action", {kFrames, 14}, counting(kFrames, 14, 0.02));
    out.numbers("base_action", {kFrames, 2}, counting(kFrames, 2, 1));
    if (cameras > 0)
        out.chunks({1, 16, 64, 3})
            .with([](hid_t p) { H5Pset_deflate(p, 4); })
            .bytes("observations/images/cam_high", {kFrames, 16, 64, 3}, test::rawPictures(kFrames));
    if (cameras > 1) {
        const auto [bytes, length] = paddedJpegs(kFrames);
        out.bytes("observations/images/cam_low", {kFrames, length}, bytes);
        out.numbers("compress_len", {2, kFrames}, counting(2, kFrames, 1), H5T_IEEE_F32LE);
    }
}

std::unique_ptr<RecordedDataset> open(const fs::path& path) {
    auto dataset = openRecordedDataset(path);
    EXPECT_TRUE(dataset) << dataset.error().message;
    return dataset ? std::move(*dataset) : nullptr;
}

void expectCounting(RecordedDataset& dataset, int episode, const std::string& camera) {
    auto frames = dataset.openFrames(episode, camera);
    ASSERT_TRUE(frames) << frames.error().message;
    ASSERT_EQ((*frames)->frameCount(), kFrames);
    for (const int i : {6, 0, 3, 2, 6, 5, 1, 4}) {
        const auto image = (*frames)->read(i);
        ASSERT_TRUE(image) << image.error().message;
        EXPECT_EQ(test::numberIn(*image), i) << camera;
        EXPECT_TRUE(test::isRedder(*image)) << camera;
    }
    EXPECT_FALSE((*frames)->read(kFrames));
    EXPECT_FALSE((*frames)->read(-1));
}

TEST(ActHdf5, ReadsEveryPartOfARecording) {
    const test::TempDir dir;
    writeRecording(dir / "episode_0.hdf5");
    auto dataset = open(dir / "episode_0.hdf5");
    ASSERT_TRUE(dataset);
    EXPECT_EQ(dataset->formatName(), "ACT/ALOHA HDF5");
    EXPECT_EQ(dataset->name(), "episode_0");
    EXPECT_EQ(dataset->folder(), dir.path());
    ASSERT_EQ(dataset->episodeCount(), 1);
    const auto episode = dataset->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_EQ(episode->frameCount, kFrames);
    EXPECT_THAT(episode->warnings, IsEmpty());
    EXPECT_EQ(episode->attributes.at("sim"), "true");
    std::vector<std::string> keys;
    for (const Signal& signal : episode->signals) keys.push_back(signal.key);
    EXPECT_THAT(keys, ElementsAre("action", "base_action", "observations/qpos", "observations/qvel"));
    const Signal& qpos = *episode->findSignal("observations/qpos");
    ASSERT_EQ(qpos.values.rows(), kFrames);
    ASSERT_EQ(qpos.values.cols(), 14);
    for (int t = 0; t < kFrames; ++t)
        for (int j = 0; j < 14; ++j) EXPECT_DOUBLE_EQ(qpos.values(t, j), (14 * t + j) * 0.01);
    ASSERT_EQ(episode->cameras.size(), 2u);
    EXPECT_EQ(episode->cameras[0].key, "cam_high");
    EXPECT_EQ(episode->cameras[0].encoding, "raw in HDF5");
    EXPECT_EQ(episode->cameras[1].encoding, "JPEG in HDF5");
    EXPECT_EQ(episode->cameras[1].width, 64);
    EXPECT_EQ(episode->cameras[1].height, 16);
    expectCounting(*dataset, 0, "cam_high");
    expectCounting(*dataset, 0, "cam_low");
    EXPECT_THAT(dataset->openFrames(0, "cam_none").error().message, HasSubstr("no camera 'cam_none'"));
    EXPECT_FALSE(dataset->openFrames(1, "cam_low"));
    EXPECT_FALSE(dataset->openDepth(0, "cam_low"));
}

TEST(ActHdf5, AFolderIsManyRecordingsThatAreNotOpened) {
    const test::TempDir dir;
    for (const char* name : {"episode_10.hdf5", "episode_2.hdf5"}) writeRecording(dir / "set" / name, 1);
    fs::create_directories(dir / "set");
    std::ofstream(dir / "set/episode_30.hdf5") << "damaged";
    std::ofstream(dir / "set/notes.txt") << "x";
    auto dataset = open(dir / "set");
    ASSERT_TRUE(dataset);
    EXPECT_EQ(dataset->name(), "set");
    ASSERT_EQ(dataset->episodeCount(), 3);
    EXPECT_EQ(dataset->summary(0)->name, "episode_2");
    EXPECT_EQ(dataset->summary(1)->name, "episode_10");
    EXPECT_EQ(dataset->summary(2)->frameCount, -1);
    EXPECT_FALSE(dataset->summary(3));
    expectCounting(*dataset, 1, "cam_high");
    EXPECT_THAT(dataset->readEpisode(2).error().message, HasSubstr("episode_30.hdf5 cannot be opened"));

    auto tasks = open(dir.path());
    ASSERT_TRUE(tasks);
    EXPECT_EQ(tasks->summary(0)->name, "set/episode_2");
    EXPECT_THAT(tasks->summary(0)->tasks, ElementsAre("set"));
}

TEST(ActHdf5, IsNotTakenForSomethingElse) {
    const test::TempDir dir;
    fs::create_directories(dir / "empty");
    EXPECT_FALSE(looksLikeActHdf5(dir / "empty"));
    { H5Writer(dir / "other/episode_000000.h5").numbers("timestamps", {1}, {0}); }
    EXPECT_FALSE(looksLikeActHdf5(dir / "other"));
    EXPECT_FALSE(looksLikeActHdf5(dir / "other/episode_000000.h5"));
    writeRecording(dir / "plain/episode_0.hdf5", 1);
    EXPECT_TRUE(looksLikeActHdf5(dir / "plain"));
    std::ofstream(dir / "plain/episode.json") << "{}";
    EXPECT_FALSE(looksLikeActHdf5(dir / "plain")) << "a plain folder whose pictures lie in HDF5";
    EXPECT_THAT(openActHdf5(dir / "empty").error().message, HasSubstr("holds no recordings named episode_"));
}

TEST(ActHdf5, OddRecordingsAreReadAsFarAsTheyGo) {
    const test::TempDir dir;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    {
        H5Writer out(dir / "episode_0.hdf5");
        std::vector<double> qpos = counting(9, 2, 1);
        qpos[3] = nan;
        out.numbers("observations/qpos", {9, 2}, qpos);
        out.numbers("action", {6, 2}, counting(6, 2, 1));
        out.bytes("observations/images/whole", {kFrames, 16, 64, 3}, test::rawPictures(kFrames));
        std::vector<std::string> files;
        for (int i = 0; i < 8; ++i) files.push_back(encodeJpeg(test::countedPicture(i), 95));
        files[0].clear();
        files[2].resize(files[2].size() / 2);
        files[3] = "no picture";
        out.blobs("observations/images/damaged", files);
        out.numbers("observations/images/numbers", {kFrames, 16, 64, 3},
                    std::vector<double>(size_t{kFrames} * 16 * 64 * 3), H5T_IEEE_F32LE);
        out.texts("observations/images/texts", {"a", "b"});
        const hsize_t huge = hsize_t{1} << 40;
        out.chunks({1, 16, 64, 3}).extentOnly("observations/images/endless", {huge, 16, 64, 3}, H5T_STD_U8LE);
        out.externalLink(dir / "elsewhere.h5", "/x", "observations/images/linked");
        out.group("observations/images/group");
    }
    auto dataset = open(dir / "episode_0.hdf5");
    ASSERT_TRUE(dataset);
    const auto episode = dataset->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_EQ(episode->frameCount, kFrames);
    EXPECT_TRUE(std::isnan(episode->findSignal("observations/qpos")->values(1, 1)));
    EXPECT_EQ(episode->findSignal("observations/qpos")->values(6, 0), 12);
    EXPECT_FALSE(episode->findSignal("action"));
    ASSERT_EQ(episode->cameras.size(), 2u);
    const std::string warnings = ::testing::PrintToString(episode->warnings);
    EXPECT_THAT(warnings, HasSubstr("observations/qpos has 9 rows"));
    EXPECT_THAT(warnings, HasSubstr("action has 6 rows, but the recording has 7 frames; left out"));
    EXPECT_THAT(warnings, HasSubstr("Camera 'damaged' has 8 pictures"));
    for (const char* camera : {"numbers", "texts", "endless", "linked", "group"})
        EXPECT_THAT(warnings, HasSubstr(fmt::format("Camera '{}' was left out", camera)));

    auto frames = dataset->openFrames(0, "damaged");
    ASSERT_TRUE(frames) << frames.error().message;
    EXPECT_EQ(test::numberIn((*frames)->read(1).value()), 1);
    EXPECT_THAT((*frames)->read(0).error().message, HasSubstr("images/damaged', picture 0, is empty"));
    EXPECT_THAT((*frames)->read(2).error().message, HasSubstr("picture 2, is truncated"));
    EXPECT_FALSE((*frames)->read(3));
    EXPECT_EQ(test::numberIn((*frames)->read(4).value()), 4) << "one damaged picture spoils no other";
}

TEST(ActHdf5, RecordingsWithoutFramesAreRefused) {
    const test::TempDir dir;
    const auto refusal = [&](const std::function<void(H5Writer&)>& fill) {
        {
            H5Writer out(dir / "a.hdf5");
            fill(out);
        }
        auto dataset = openActHdf5(dir / "a.hdf5");
        EXPECT_TRUE(dataset);
        const auto episode = (*dataset)->readEpisode(0);
        return episode ? std::string("(read)") : episode.error().message;
    };
    EXPECT_THAT(refusal([](H5Writer& out) { out.group("observations"); }),
                HasSubstr("a.hdf5: dataset '/observations/qpos' is missing"));
    EXPECT_THAT(refusal([](H5Writer& out) {
                    out.extentOnly("observations/qpos", {0, 14});
                }),
                HasSubstr("has 0 frames"));
    EXPECT_THAT(refusal([](H5Writer& out) {
                    out.chunks({1, 1}).extentOnly("observations/qpos", {hsize_t{1} << 40, 14});
                }),
                HasSubstr("frames; a recording has"));
    EXPECT_EQ(refusal([](H5Writer& out) { out.numbers("observations/qpos", {2, 1}, {0, 1}); }), "(read)");
}

TEST(ActHdf5, ItsProfileNamesTheJoints) {
    const test::TempDir dir;
    writeRecording(dir / "episode_0.hdf5");
    auto reader = openDataset(dir / "episode_0.hdf5");
    ASSERT_TRUE(reader) << reader.error().message;
    const auto episode = (*reader)->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    ASSERT_EQ(episode->jointPositions.rows(), kFrames);
    for (int j = 0; j < 6; ++j) EXPECT_DOUBLE_EQ(episode->jointPositions(3, j), (14 * 3 + j) * 0.01);
    ASSERT_EQ(episode->cameras.size(), 2u);
    auto frames = (*reader)->openFrames(*episode, episode->cameras[1]);
    ASSERT_TRUE(frames) << frames.error().message;
    EXPECT_EQ(test::numberIn((*frames)->read(5).value()), 5);
}

TEST(ActHdf5, ReadsTheSharedRecordings) {
    CAMFRAME_SHARED_OR_SKIP(folder, "data/synthetic/franka_hand_clean_hdf5");
    CAMFRAME_SHARED_OR_SKIP(pictures, "data/synthetic/franka_hand_clean/rgb/front_right");
    for (const auto& [name, step] : {std::pair{"episode_0.hdf5", 1}, {"episode_0_raw_every5th.hdf5", 5}}) {
        auto dataset = open(folder / name);
        ASSERT_TRUE(dataset);
        const auto episode = dataset->readEpisode(0);
        ASSERT_TRUE(episode) << episode.error().message;
        EXPECT_THAT(episode->warnings, IsEmpty());
        EXPECT_EQ(episode->findSignal("observations/qpos")->values.cols(), 8);
        auto frames = dataset->openFrames(0, "front_right");
        ASSERT_TRUE(frames) << frames.error().message;
        for (const int i : {0, episode->frameCount - 1}) {
            const auto expected = readRgb(pictures / fmt::format("{:06d}.jpg", i * step));
            ASSERT_TRUE(expected) << expected.error().message;
            EXPECT_EQ((*frames)->read(i).value(), *expected) << name << " " << i;
        }
    }
}

}  // namespace
}  // namespace camframe
