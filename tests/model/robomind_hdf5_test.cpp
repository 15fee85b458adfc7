// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/robomind_hdf5.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <numeric>

#include "model/core/episode.h"
#include "model/core/io/datasets/dataset_formats.h"
#include "model/core/io/image_io.h"
#include "support/counted_pictures.h"
#include "support/h5_writer.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using test::H5Writer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kRobomindFrames = 6;
const fs::path kTree = "benchmark1_1_release/h5_franka_3rgb/pick_plate/success_episodes/train";
const std::vector<std::string> kFrankaCameras = {"camera_left", "camera_right", "camera_top"};

/// JPEG files of pictures 0 .. count-1; red and blue exchanged as some embodiments have it.
std::vector<std::string> jpegs(int count, bool exchanged) {
    std::vector<std::string> files;
    for (int i = 0; i < count; ++i)
        files.push_back(encodeJpeg(
            exchanged ? test::countedPicture(i, {30, 120, 220}) : test::countedPicture(i, {220, 120, 30}),
            95));
    return files;
}

std::vector<double> counting(int rows, int columns) {
    std::vector<double> values(static_cast<size_t>(rows * columns));
    std::iota(values.begin(), values.end(), 0.0);
    return values;
}

/// 16-bit PNG files; every pixel of picture i holds first + i.
std::vector<std::string> depthFiles(int count, uint16_t first) {
    const test::TempDir dir;
    std::vector<std::string> files;
    for (int i = 0; i < count; ++i) {
        EXPECT_TRUE(writePng(dir / "d.png", ImageU16(64, 16, 1, static_cast<uint16_t>(first + i))));
        std::ifstream in(dir / "d.png", std::ios::binary);
        files.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return files;
}

void writeFranka(const fs::path& file, const std::vector<std::string>& cameras = kFrankaCameras) {
    H5Writer out(file);
    out.flag("/", "sim", false);
    out.flag("/", "compress", true);
    out.numbers("master/joint_position", {kRobomindFrames, 8}, counting(kRobomindFrames, 8));
    out.numbers("puppet/joint_position", {kRobomindFrames, 8}, counting(kRobomindFrames, 8));
    out.numbers("puppet/end_effector", {kRobomindFrames, 6}, counting(kRobomindFrames, 6));
    out.group("observations/depth_images");
    for (const std::string& camera : cameras) {
        out.blobs("observations/rgb_images/" + camera, jpegs(kRobomindFrames, false));
        if (camera != "camera_top")
            out.blobs("observations/depth_images/" + camera, depthFiles(kRobomindFrames, 700));
    }
}

std::unique_ptr<RecordedDataset> openOne(const fs::path& path) {
    auto dataset = openRecordedDataset(path);
    EXPECT_TRUE(dataset) << dataset.error().message;
    return dataset ? std::move(*dataset) : nullptr;
}

std::vector<int> numbersShown(RecordedDataset& dataset, const std::string& camera, int count) {
    auto frames = dataset.openFrames(0, camera);
    EXPECT_TRUE(frames) << frames.error().message;
    std::vector<int> shown;
    for (int i = 0; frames && i < count; ++i) shown.push_back(test::numberIn((*frames)->read(i).value()));
    return shown;
}

TEST(Robomind, OpensTheTreeAtAnyLevel) {
    const test::TempDir dir;
    writeFranka(dir / kTree / "1017_10/data/trajectory.hdf5");
    writeFranka(dir / kTree / "1017_9/data/trajectory.hdf5");
    writeFranka(dir / "benchmark1_1_release/h5_franka_3rgb/wipe/success_episodes/val/5/data/trajectory.hdf5");
    std::ofstream(dir / kTree / "notes.hdf5") << "not in a folder named data";
    for (fs::path at = dir / kTree / "1017_9/data/trajectory.hdf5"; at != dir.path(); at = at.parent_path()) {
        auto dataset = openOne(at);
        ASSERT_TRUE(dataset) << at;
        EXPECT_EQ(dataset->formatName(), "RoboMIND HDF5");
        EXPECT_EQ(dataset->robotHint(), "franka_3rgb") << at;
        const int count = dataset->episodeCount();
        EXPECT_EQ(count, at.string().find("1017_9") != std::string::npos       ? 1
                         : at.string().find("pick_plate") != std::string::npos ? 2
                                                                               : 3)
            << at;
        const auto summary = dataset->summary(0);
        EXPECT_EQ(summary->name, "pick_plate/train/1017_9") << at;
        EXPECT_THAT(summary->tasks, ElementsAre("pick_plate"));
        EXPECT_EQ(summary->frameCount, -1);
    }
    auto all = openOne(dir / "benchmark1_1_release");
    EXPECT_EQ(all->name(), "benchmark1_1_release");
    EXPECT_EQ(all->summary(1)->name, "pick_plate/train/1017_10");
    EXPECT_EQ(all->summary(2)->name, "wipe/val/5");
    EXPECT_FALSE(all->summary(3));
    fs::create_directories(dir / "empty/data");
    EXPECT_FALSE(looksLikeRobomind(dir / "empty"));
    EXPECT_THAT(openRobomind(dir / "empty").error().message, HasSubstr("holds no RoboMIND recordings"));
}

TEST(Robomind, ReadsJointsPicturesAndDepth) {
    const test::TempDir dir;
    const fs::path file = dir / kTree / "1/data/trajectory.hdf5";
    writeFranka(file);
    auto dataset = openOne(file);
    ASSERT_TRUE(dataset);
    const auto episode = dataset->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_THAT(episode->warnings, IsEmpty());
    EXPECT_EQ(episode->frameCount, kRobomindFrames);
    EXPECT_EQ(episode->attributes.at("embodiment"), "franka_3rgb");
    EXPECT_EQ(episode->attributes.at("compress"), "true");
    std::vector<std::string> keys;
    for (const Signal& signal : episode->signals) keys.push_back(signal.key);
    EXPECT_THAT(keys, ElementsAre("master/joint_position", "puppet/end_effector", "puppet/joint_position"));
    const Signal& joints = *episode->findSignal("puppet/joint_position");
    for (int t = 0; t < kRobomindFrames; ++t)
        for (int j = 0; j < 8; ++j) EXPECT_EQ(joints.values(t, j), 8 * t + j);
    ASSERT_EQ(episode->cameras.size(), 3u);
    EXPECT_EQ(episode->cameras[0].key, "camera_left");
    EXPECT_EQ(episode->cameras[0].width, 64);
    EXPECT_EQ(episode->cameras[0].colourOrder, "rgb");
    EXPECT_TRUE(episode->findCamera("camera_left")->hasDepth);
    EXPECT_FALSE(episode->findCamera("camera_top")->hasDepth);
    EXPECT_THAT(numbersShown(*dataset, "camera_top", kRobomindFrames), ElementsAre(0, 1, 2, 3, 4, 5));
    EXPECT_TRUE(test::isRedder((*dataset->openFrames(0, "camera_top"))->read(4).value()));

    auto depth = dataset->openDepth(0, "camera_left");
    ASSERT_TRUE(depth) << depth.error().message;
    EXPECT_EQ((*depth)->frameCount(), kRobomindFrames);
    EXPECT_EQ((*depth)->read(3).value()->at(10, 5), 703);
    EXPECT_THAT(dataset->openDepth(0, "camera_top").error().message, HasSubstr("has no depth"));
    EXPECT_FALSE(dataset->openFrames(0, "camera_none"));
}

TEST(Robomind, ColoursFollowTheEmbodiment) {
    const test::TempDir dir;
    const auto write = [&](const std::string& embodiment, bool exchanged, bool raw = false) {
        const fs::path file = dir / ("h5_" + embodiment) / "task/train/1/data/trajectory.hdf5";
        H5Writer out(file);
        out.numbers("puppet/joint_position_left", {kRobomindFrames, 7}, counting(kRobomindFrames, 7));
        if (raw)
            out.bytes("observations/rgb_images/camera_front", {kRobomindFrames, 16, 64, 3},
                      test::rawPictures(kRobomindFrames));
        else
            out.blobs("observations/rgb_images/camera_front", jpegs(kRobomindFrames, exchanged));
        return file;
    };
    for (const auto& [file, order] : {std::pair{write("agilex_3rgb", true), "bgr"},
                                      {write("tienkung_gello_1rgb", true), "bgr"},
                                      {write("ur_1rgb", false), "rgb"},
                                      {write("franka_fr3_dual", false), "rgb"},
                                      {write("simulation_4rgb", false, true), "rgb"}}) {
        auto dataset = openOne(file);
        ASSERT_TRUE(dataset);
        const auto episode = dataset->readEpisode(0);
        ASSERT_TRUE(episode) << episode.error().message;
        EXPECT_EQ(episode->cameras.at(0).colourOrder, order) << file;
        const auto image = (*dataset->openFrames(0, "camera_front"))->read(2);
        EXPECT_TRUE(test::isRedder(*image)) << file;
        EXPECT_EQ(test::numberIn(*image), 2);
    }
}

TEST(Robomind, MissingCamerasAndDepthAreToldNotFatal) {
    const test::TempDir dir;
    const fs::path file = dir / kTree / "1/data/trajectory.hdf5";
    writeFranka(file, {"camera_left", "camera_right"});
    EXPECT_THAT(openOne(file)->readEpisode(0)->warnings,
                ElementsAre(HasSubstr("'camera_top', which recordings of "
                                      "franka_3rgb have, is missing")));
    writeFranka(file, {"camera_top"});
    EXPECT_THAT(::testing::PrintToString(openOne(file)->readEpisode(0)->warnings),
                HasSubstr("'observations/depth_images' holds no depth pictures"));
    writeFranka(file, {});
    const auto blind = openOne(file)->readEpisode(0);
    ASSERT_TRUE(blind) << blind.error().message;
    EXPECT_EQ(blind->frameCount, kRobomindFrames);
    EXPECT_THAT(::testing::PrintToString(blind->warnings),
                HasSubstr("group '/observations/rgb_images' is missing"));
}

/// Lengths as in the simulation: 25 states, 7 pictures, 8 depth pictures.
void writeSimulation(const fs::path& file, const std::vector<double>& times) {
    H5Writer out(file);
    out.flag("/", "compress", false);
    out.numbers("franka/joint_position", {25, 8}, counting(25, 8));
    out.bytes("observations/rgb_images/camera_handeye", {7, 16, 64, 3}, test::rawPictures(7));
    out.bytes("observations/rgb_images/camera_front_external", {13, 16, 64, 3}, test::rawPictures(13));
    std::vector<double> metres(size_t{8} * 16 * 64);
    for (size_t i = 0; i < metres.size(); ++i) metres[i] = 0.5 + 0.1 * static_cast<double>(i / (16 * 64));
    metres[3] = std::numeric_limits<double>::quiet_NaN();
    metres[4] = -1;
    out.numbers("observations/depth_images/camera_handeye", {8, 16, 64}, metres, H5T_IEEE_F32LE);
    if (!times.empty()) out.numbers("sim_time_seq", {times.size()}, times);
}

std::vector<double> firstJoint(const RecordedEpisode& episode) {
    const Eigen::MatrixXd& values = episode.findSignal("franka/joint_position")->values;
    std::vector<double> rows;
    for (Eigen::Index t = 0; t < values.rows(); ++t) rows.push_back(values(t, 0) / 8);
    return rows;
}

TEST(Robomind, StreamsOfOtherLengthsAreMatchedInTime) {
    const test::TempDir dir;
    const fs::path file = dir / "h5_simulation_4rgb/pick_06/train/2024_10_21/data/206291-2024_10_21.hdf5";
    writeSimulation(file, {});
    auto dataset = openOne(file);
    ASSERT_TRUE(dataset);
    EXPECT_THAT(dataset->summary(0)->tasks, ElementsAre("pick_06"));
    auto episode = dataset->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_EQ(episode->frameCount, 7);
    EXPECT_THAT(firstJoint(*episode), ElementsAre(0, 4, 8, 12, 16, 20, 24));
    EXPECT_THAT(episode->timestamps, IsEmpty());
    const std::string warnings = ::testing::PrintToString(episode->warnings);
    EXPECT_THAT(warnings, HasSubstr("franka/joint_position has 25 rows, but the recording has 7 frames"));
    EXPECT_THAT(warnings, HasSubstr("'camera_front_external' has 13 pictures"));
    EXPECT_THAT(warnings, HasSubstr("8 depth pictures for 7 frames"));
    EXPECT_THAT(numbersShown(*dataset, "camera_handeye", 7), ElementsAre(0, 1, 2, 3, 4, 5, 6));
    EXPECT_THAT(numbersShown(*dataset, "camera_front_external", 7), ElementsAre(0, 2, 4, 6, 8, 10, 12));
    auto depth = dataset->openDepth(0, "camera_handeye");
    ASSERT_TRUE(depth) << depth.error().message;
    EXPECT_EQ((*depth)->read(6).value()->at(0, 0), 1200) << "metres";
    EXPECT_EQ((*depth)->read(0).value()->at(2, 0), 500);
    EXPECT_EQ((*depth)->read(0).value()->at(3, 0), 0) << "NaN is none";
    EXPECT_EQ((*depth)->read(0).value()->at(4, 0), 0) << "negative is none";

    std::vector<double> times(25);  // the second half at twice the pace
    for (size_t i = 0; i < times.size(); ++i)
        times[i] = i <= 12 ? 2.0 * static_cast<double>(i) : 12.0 + static_cast<double>(i);
    writeSimulation(file, times);
    episode = openOne(file)->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_THAT(firstJoint(*episode), ElementsAre(0, 3, 6, 9, 12, 18, 24));
    EXPECT_THAT(episode->timestamps, ElementsAre(0, 6, 12, 18, 24, 30, 36));

    times[5] = -1;
    writeSimulation(file, times);
    episode = openOne(file)->readEpisode(0);
    EXPECT_THAT(firstJoint(*episode), ElementsAre(0, 4, 8, 12, 16, 20, 24));
    EXPECT_THAT(::testing::PrintToString(episode->warnings),
                HasSubstr("'sim_time_seq' is not a list of rising"));
}

TEST(Robomind, ItsProfileNamesTheJoints) {
    const test::TempDir dir;
    writeFranka(dir / kTree / "1/data/trajectory.hdf5");
    auto reader = openDataset(dir / "benchmark1_1_release");
    ASSERT_TRUE(reader) << reader.error().message;
    const auto episode = (*reader)->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    ASSERT_EQ(episode->jointPositions.rows(), kRobomindFrames);
    for (int j = 0; j < 7; ++j) EXPECT_EQ(episode->jointPositions(3, j), 8 * 3 + j);
    ASSERT_EQ(episode->cameras.size(), 3u);
    auto frames = (*reader)->openFrames(*episode, episode->cameras[2]);
    ASSERT_TRUE(frames) << frames.error().message;
    EXPECT_EQ(test::numberIn((*frames)->read(5).value()), 5);
}

TEST(Robomind, DamagedRecordingsAreOneSentence) {
    const test::TempDir dir;
    const fs::path file = dir / kTree / "1/data/trajectory.hdf5";
    writeFranka(file);
    writeFranka(dir / kTree / "2/data/trajectory.hdf5");
    fs::resize_file(file, fs::file_size(file) / 2);
    auto dataset = openOne(dir.path());
    ASSERT_TRUE(dataset) << "one damaged file does not hide the others";
    EXPECT_THAT(dataset->readEpisode(0).error().message, HasSubstr("cannot be opened as an HDF5 file"));
    EXPECT_TRUE(dataset->readEpisode(1));
    {
        H5Writer out(file);
        out.group("puppet");
        out.group("observations/rgb_images");
    }
    EXPECT_THAT(dataset->readEpisode(0).error().message, HasSubstr("has neither pictures at"));
    {
        H5Writer out(file);
        auto pictures = jpegs(3, false);
        out.numbers("puppet/joint_position", {3, 8}, counting(3, 8));
        pictures[1].resize(pictures[1].size() / 3);
        out.blobs("observations/rgb_images/camera_top", pictures);
        out.blobs("observations/depth_images/camera_top", pictures);
    }
    dataset = openOne(file);
    auto frames = dataset->openFrames(0, "camera_top");
    ASSERT_TRUE(frames) << frames.error().message;
    EXPECT_TRUE((*frames)->read(0));
    EXPECT_THAT((*frames)->read(1).error().message, HasSubstr("camera_top', picture 1, is truncated"));
    EXPECT_THAT(dataset->openDepth(0, "camera_top").error().message, HasSubstr("16-bit single-channel PNG"));
}

}  // namespace
}  // namespace camframe
