// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/droid_raw.h"

#include <gmock/gmock.h>

#include <fstream>

#include "model/core/episode.h"
#include "model/core/io/datasets/dataset_formats.h"
#include "support/h5_writer.h"
#include "support/temp_dir.h"
#include "support/text_file.h"
#include "support/video_writer.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using test::H5Writer;
using test::writeText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kRows = 20;
const std::string kRawEpisode = "AUTOLab+5d05c5aa+2023-07-07-09h-42m-23s";
constexpr const char* kExt2 = "24400334";

/// A video whose picture i shows i; of two views side by side the right one shows something else.
bool writeView(const fs::path& path, int frames, bool stereo = false) {
    fs::create_directories(path.parent_path());
    test::VideoRecipe recipe;
    recipe.frames = frames;
    if (stereo) {
        recipe.width *= 2;
        recipe.bits *= 2;
        recipe.firstNumber = 0x5500;
    }
    return test::writeVideo(path, recipe);
}

std::vector<double> repeated(const std::vector<double>& row) {
    std::vector<double> values;
    for (int i = 0; i < kRows; ++i) values.insert(values.end(), row.begin(), row.end());
    return values;
}

void writeTrajectory(const fs::path& file) {
    H5Writer out(file);
    std::vector<double> joints, gripper, capture, seconds, nanos;
    for (int i = 0; i < kRows; ++i) {
        for (int j = 0; j < 7; ++j) joints.push_back(0.1 * i + j);
        gripper.push_back(0.05 * i);
        capture.push_back(1.6887e12 + 66 * i);
        seconds.push_back(1'688'700'000 + i / 10);
        nanos.push_back((i % 10) * 1e8);
    }
    out.numbers("observation/robot_state/joint_positions", {kRows, 7}, joints);
    out.numbers("observation/robot_state/gripper_position", {kRows}, gripper);
    out.numbers("action/cartesian_position", {kRows, 6}, repeated({1, 2, 3, 4, 5, 6}));
    out.numbers("observation/camera_extrinsics/22008760_left", {kRows, 6},
                repeated({0.1, 0.2, 0.3, 0, 0, 0}));
    out.numbers("observation/camera_extrinsics/18026681_left", {kRows, 6}, repeated({0.5, 0, 0.4, 3, 0, 0}));
    out.numbers("observation/timestamp/cameras/22008760_estimated_capture", {kRows}, capture, H5T_STD_I64LE);
    out.numbers("observation/timestamp/robot_state/robot_timestamp_seconds", {kRows}, seconds, H5T_STD_I64LE);
    out.numbers("observation/timestamp/robot_state/robot_timestamp_nanos", {kRows}, nanos, H5T_STD_I64LE);
}

class DroidRawTest : public ::testing::Test {
protected:
    test::TempDir dir;
    fs::path episode = dir / "droid/AUTOLab/success/2023-07-07/Fri_Jul__7_09:42:23_2023";
    fs::path videos = episode / "recordings/MP4";

    void SetUp() override {
        writeTrajectory(episode / "trajectory.h5");
        writeText(episode / ("metadata_" + kRawEpisode + ".json"),
                  R"({"uuid": ")" + kRawEpisode + R"(", "lab": "AUTOLab", "current_task": "Move the cup",
                      "ext1_cam_serial": "22008760", "ext2_cam_serial": "24400334", "wrist_cam_serial": "18026681",
                      "success": true, "trajectory_length": 20})");
        if (!writeView(videos / "22008760.mp4", kRows)) GTEST_SKIP() << "FFmpeg here has no encoder libx264";
        writeView(videos / "22008760-stereo.mp4", kRows, true);
        writeView(videos / "24400334-stereo.mp4", kRows, true);
        writeView(videos / "18026681.mp4", kRows + 3);
    }
    std::unique_ptr<RecordedDataset> open(const fs::path& path) {
        auto dataset = openRecordedDataset(path);
        EXPECT_TRUE(dataset) << dataset.error().message;
        return dataset ? std::move(*dataset) : nullptr;
    }
    RecordedEpisode read() {
        auto episodeRead = open(episode)->readEpisode(0);
        EXPECT_TRUE(episodeRead) << episodeRead.error().message;
        return episodeRead ? std::move(*episodeRead) : RecordedEpisode();
    }
};

TEST_F(DroidRawTest, ReadsEveryPartOfARecording) {
    auto dataset = open(episode);
    ASSERT_TRUE(dataset);
    EXPECT_EQ(dataset->formatName(), "DROID raw");
    const auto recording = dataset->readEpisode(0);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_THAT(recording->warnings, IsEmpty());
    EXPECT_EQ(recording->frameCount, kRows);
    EXPECT_THAT(recording->tasks, ElementsAre("Move the cup"));
    EXPECT_EQ(recording->attributes.at("episode_id"), kRawEpisode);
    EXPECT_EQ(recording->attributes.at("ext2_cam_serial"), kExt2);
    EXPECT_EQ(recording->attributes.at("success"), "true");
    EXPECT_DOUBLE_EQ(recording->findSignal("observation/robot_state/joint_positions")->values(7, 6), 6.7);
    EXPECT_EQ(recording->findSignal("observation/robot_state/gripper_position")->values.cols(), 1);
    EXPECT_EQ(recording->findSignal("action/cartesian_position")->values(19, 5), 6);
    ASSERT_EQ(recording->timestamps.size(), size_t{kRows});
    EXPECT_DOUBLE_EQ(recording->timestamps[3], 1.6887e9 + 0.198);

    ASSERT_EQ(recording->cameras.size(), 3u);
    const RecordedCamera& ext1 = *recording->findCamera("ext1");
    EXPECT_EQ(ext1.width, 160);
    EXPECT_EQ(ext1.encoding, "video (h264)");
    ASSERT_TRUE(ext1.camFromBase);
    EXPECT_NEAR((cameraCentre(*ext1.camFromBase) - Eigen::Vector3d(0.1, 0.2, 0.3)).norm(), 0, 1e-12);
    EXPECT_FALSE(ext1.k);
    const RecordedCamera& ext2 = *recording->findCamera("ext2");
    EXPECT_EQ(ext2.width, 160) << "the left half";
    EXPECT_THAT(ext2.encoding, HasSubstr("left half"));
    EXPECT_FALSE(ext2.camFromBase);
    EXPECT_FALSE(recording->findCamera("wrist")->camFromBase) << "it moves";
    for (const char* camera : {"ext1", "ext2", "wrist"}) {
        auto frames = dataset->openFrames(0, camera);
        ASSERT_TRUE(frames) << frames.error().message;
        EXPECT_EQ((*frames)->frameCount(), kRows);
        for (const int i : {19, 0, 7, 6}) {
            const auto image = (*frames)->read(i);
            ASSERT_TRUE(image) << image.error().message;
            EXPECT_EQ(image->width, 160);
            EXPECT_EQ(test::numberShown(*image), i) << camera;
        }
    }
    EXPECT_FALSE(dataset->openFrames(0, "ext3"));
}

TEST_F(DroidRawTest, PublishedListsFillIntrinsicsAndPoses) {
    writeText(dir / "droid/intrinsics.json",
              R"({")" + kRawEpisode + R"(": {"22008760": [522.42, 653.96, 522.4, 358.79],
                                               "24400334": [520, 640, 521, 360]}})");
    writeText(dir / "droid/cam2base_extrinsic_superset.json",
              R"({")" + kRawEpisode + R"(": {"22008760": [1, 0, 0, 0, 0, 0], "24400334": [2, 0, 0, 0, 0, 0],
                                          "18026681": [3, 0, 0, 0, 0, 0]}})");
    const RecordedEpisode recording = read();
    EXPECT_THAT(recording.warnings, IsEmpty());
    EXPECT_NEAR(cameraCentre(*recording.findCamera("ext1")->camFromBase).x(), 1, 1e-12)
        << "not the recording's";
    EXPECT_NEAR(cameraCentre(*recording.findCamera("ext2")->camFromBase).x(), 2, 1e-12);
    EXPECT_FALSE(recording.findCamera("wrist")->camFromBase);
    ASSERT_TRUE(recording.findCamera("ext1")->k);
    EXPECT_NEAR((*recording.findCamera("ext1")->k)(0, 0), 522.42 / 8, 1e-9) << "160 of 1280 pixels";
    EXPECT_NEAR((*recording.findCamera("ext1")->k)(0, 2), 654.46 / 8 - 0.5, 1e-9);
    EXPECT_FALSE(recording.findCamera("wrist")->k);

    writeText(dir / "droid/intrinsics.json", "{\"x\": 3}");
    EXPECT_THAT(read().warnings, ElementsAre(HasSubstr("published calibrations were not used")));
}

TEST_F(DroidRawTest, TheListsMayLieElsewhere) {
    writeText(dir / "lists/intrinsics.json",
              R"({")" + kRawEpisode + R"(": {"22008760": [522.42, 653.96, 522.4, 358.79]}})");
    EXPECT_FALSE(read().findCamera("ext1")->k);
    ASSERT_EQ(setenv("CAMFRAME_DROID_LISTS", (dir / "lists").c_str(), 1), 0);
    const RecordedEpisode with = read();
    ASSERT_EQ(setenv("CAMFRAME_DROID_LISTS", (dir / "none").c_str(), 1), 0);
    const RecordedEpisode wrong = read();
    unsetenv("CAMFRAME_DROID_LISTS");
    ASSERT_TRUE(with.findCamera("ext1")->k);
    EXPECT_NEAR((*with.findCamera("ext1")->k)(0, 0), 522.42 / 8, 1e-9);
    EXPECT_THAT(with.warnings, IsEmpty());
    EXPECT_THAT(wrong.warnings, ElementsAre(HasSubstr("CAMFRAME_DROID_LISTS")));
}

TEST_F(DroidRawTest, TreesAreListedNotOpened) {
    const fs::path second = dir / "droid/AUTOLab/failure/2023-07-07/Fri_Jul__7_10:00:00_2023";
    writeText(second / "trajectory.h5", "damaged");
    for (const char* at : {"droid", "droid/AUTOLab"}) {
        auto dataset = open(dir / at);
        ASSERT_TRUE(dataset) << at;
        ASSERT_EQ(dataset->episodeCount(), 2);
        EXPECT_EQ(dataset->summary(1)->frameCount, -1);
        EXPECT_THAT(dataset->summary(1)->name, HasSubstr("success/2023-07-07/Fri_Jul__7_09:42:23_2023"));
        EXPECT_THAT(dataset->readEpisode(0).error().message, HasSubstr("cannot be opened as an HDF5 file"));
        EXPECT_TRUE(dataset->readEpisode(1));
    }
    auto file = open(episode / "trajectory.h5");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->name(), episode.filename().string());
    EXPECT_EQ(file->summary(0)->name, episode.filename().string());
    EXPECT_EQ(file->folder(), episode);
    EXPECT_FALSE(looksLikeDroidRaw(videos));
    EXPECT_THAT(openDroidRaw(videos).error().message, HasSubstr("holds no DROID recordings"));
}

TEST_F(DroidRawTest, ItsProfileNamesTheJoints) {
    auto reader = openDataset(episode);
    ASSERT_TRUE(reader) << reader.error().message;
    const auto recording = (*reader)->readEpisode(0);
    ASSERT_TRUE(recording) << recording.error().message;
    ASSERT_EQ(recording->jointPositions.rows(), kRows);
    for (int j = 0; j < 7; ++j) EXPECT_DOUBLE_EQ(recording->jointPositions(4, j), 0.1 * 4 + j);
    const CameraStream* ext1 = recording->findCamera("ext1");
    ASSERT_TRUE(ext1);
    EXPECT_TRUE(ext1->recordedCamFromBase);
    auto frames = (*reader)->openFrames(*recording, *ext1);
    ASSERT_TRUE(frames) << frames.error().message;
    EXPECT_EQ(test::numberShown((*frames)->read(11).value()), 11);
}

TEST_F(DroidRawTest, MissingAndDamagedPartsAreTold) {
    fs::remove(videos / "24400334-stereo.mp4");
    writeView(videos / "18026681.mp4", 5);
    writeView(videos / "22008760.mp4", kRows - 1);
    RecordedEpisode recording = read();
    EXPECT_EQ(recording.frameCount, kRows - 1);
    EXPECT_EQ(recording.findSignal("observation/robot_state/joint_positions")->values.rows(), kRows - 1);
    ASSERT_EQ(recording.cameras.size(), 1u);
    std::string warnings = ::testing::PrintToString(recording.warnings);
    EXPECT_THAT(warnings, HasSubstr("Camera 'ext2' was left out: there is neither 24400334.mp4"));
    EXPECT_THAT(warnings, HasSubstr("18026681.mp4 has 5 pictures for 20 rows"));
    EXPECT_THAT(warnings, HasSubstr("trajectory.h5 has 20 rows, but the shortest video 19"));

    writeText(episode / ("metadata_" + kRawEpisode + ".json"), "{");
    fs::resize_file(videos / "22008760.mp4", 200);
    recording = read();
    EXPECT_THAT(recording.cameras, IsEmpty());
    EXPECT_EQ(recording.frameCount, kRows) << "joints can be read without pictures";
    warnings = ::testing::PrintToString(recording.warnings);
    EXPECT_THAT(warnings, HasSubstr("metadata were not used"));
    EXPECT_THAT(warnings, HasSubstr("Camera '22008760' was left out"));

    { H5Writer(episode / "trajectory.h5").group("action"); }
    EXPECT_FALSE(looksLikeDroidRaw(episode));
    EXPECT_THAT((*openDroidRaw(episode))->readEpisode(0).error().message,
                HasSubstr("joint_positions' is missing"));
}

TEST_F(DroidRawTest, MovingOrAbsentTimesAndPosesAreNotUsed) {
    {
        H5Writer out(episode / "trajectory.h5");
        std::vector<double> moving = repeated({0.1, 0.2, 0.3, 0, 0, 0});
        moving[6] += 0.01;
        out.numbers("observation/robot_state/joint_positions", {kRows, 7}, std::vector<double>(kRows * 7));
        out.group("action");
        out.numbers("observation/camera_extrinsics/22008760_left", {kRows, 6}, moving);
        out.numbers("observation/camera_extrinsics/24400334_left", {kRows, 6}, repeated({0, 0, 0, 0, 0, 0}));
    }
    const RecordedEpisode recording = read();
    EXPECT_THAT(recording.timestamps, IsEmpty());
    EXPECT_FALSE(recording.findCamera("ext1")->camFromBase);
    EXPECT_FALSE(recording.findCamera("ext2")->camFromBase) << "all zero: not calibrated";
    EXPECT_THAT(recording.warnings, ElementsAre(HasSubstr("'ext1' moves as recorded")));
}

}  // namespace
}  // namespace camframe
