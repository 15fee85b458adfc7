// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/robomimic_hdf5.h"

#include <gmock/gmock.h>

#include "model/core/io/datasets/dataset_formats.h"
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

void writeDemo(H5Writer& out, const std::string& demo, int frames, double first) {
    const auto rows = static_cast<hsize_t>(frames);
    std::vector<double> joints(rows * 7);
    for (size_t i = 0; i < joints.size(); ++i) joints[i] = first + static_cast<double>(i);
    out.numbers(demo + "/obs/robot0_joint_pos", {rows, 7}, joints);
    out.numbers(demo + "/actions", {rows, 7}, joints, H5T_IEEE_F32LE);
    out.numbers(demo + "/dones", {rows}, std::vector<double>(rows, 1), H5T_STD_I64LE);
    out.bytes(demo + "/obs/agentview_image", {rows, 16, 64, 3}, test::rawPictures(frames));
    out.bytes(demo + "/next_obs/agentview_image", {rows, 16, 64, 3}, test::rawPictures(frames));
    out.attribute(demo, "num_samples", frames);
}

std::unique_ptr<RecordedDataset> open(const fs::path& path) {
    auto dataset = openRecordedDataset(path);
    EXPECT_TRUE(dataset) << dataset.error().message;
    return dataset ? std::move(*dataset) : nullptr;
}

TEST(RobomimicHdf5, ReadsRecordingsInTheOrderOfTheirNumbers) {
    const test::TempDir dir;
    {
        H5Writer out(dir / "image.hdf5");
        for (const int demo : {10, 0, 2}) writeDemo(out, fmt::format("data/demo_{}", demo), 4 + demo, demo);
        out.group("mask");
        out.group("data/notes");
        out.attribute(
            "data", "env_args",
            std::string(R"({"env_name": "Lift", "env_kwargs": {"robots": ["Panda"], "control_freq": 20}})"));
        out.attribute("data/demo_2", "ep_meta", std::string(R"({"lang": "lift the cube"})"));
    }
    auto dataset = open(dir / "image.hdf5");
    ASSERT_TRUE(dataset);
    EXPECT_EQ(dataset->formatName(), "robomimic HDF5");
    EXPECT_EQ(dataset->name(), "image");
    EXPECT_EQ(dataset->robotHint(), "Panda");
    ASSERT_EQ(dataset->episodeCount(), 3);
    EXPECT_EQ(dataset->summary(1)->name, "demo_2");
    EXPECT_EQ(dataset->summary(2)->frameCount, 14);
    EXPECT_THAT(dataset->summary(1)->tasks, ElementsAre("lift the cube"));
    EXPECT_FALSE(dataset->summary(3));

    const auto episode = dataset->readEpisode(1);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_THAT(episode->warnings, IsEmpty());
    EXPECT_EQ(episode->frameCount, 6);
    EXPECT_EQ(episode->fps, 20);
    EXPECT_EQ(episode->attributes.at("env_name"), "Lift");
    std::vector<std::string> keys;
    for (const Signal& signal : episode->signals) keys.push_back(signal.key);
    EXPECT_THAT(keys, ElementsAre("actions", "dones", "obs/robot0_joint_pos"));
    EXPECT_EQ(episode->findSignal("obs/robot0_joint_pos")->values(5, 6), 2 + 41);
    ASSERT_EQ(episode->cameras.size(), 1u);
    EXPECT_EQ(episode->cameras[0].key, "agentview_image");
    auto frames = dataset->openFrames(1, "agentview_image");
    ASSERT_TRUE(frames) << frames.error().message;
    for (const int i : {5, 0, 3}) EXPECT_EQ((*frames)->read(i).value(), test::countedPicture(i));
    EXPECT_FALSE(dataset->openFrames(1, "none"));
    EXPECT_FALSE(dataset->openFrames(1, "../../demo_0/obs/agentview_image"));
}

TEST(RobomimicHdf5, OddFilesSayWhatIsOdd) {
    const test::TempDir dir;
    {
        H5Writer out(dir / "odd.hdf5");
        writeDemo(out, "data/demo_0", 4, 0);
        out.attribute("data", "env_args", std::string("no JSON"));
        out.bytes("data/demo_0/obs/short_image", {3, 16, 64, 3}, test::rawPictures(3));
        out.numbers("data/demo_1/actions", {3, 2}, {0, 1, 2, 3, 4, 5});
        out.group("data/demo_2");
        out.numbers("data/demo_3", {1}, {0});
        out.hardLink("/data/demo_0", "/data/demo_0/obs/loop");
        writeDemo(out, "data/demo_4", 4, 0);
        out.attribute("data/demo_1", "num_samples", 99);
    }
    auto dataset = open(dir / "odd.hdf5");
    ASSERT_TRUE(dataset);
    EXPECT_EQ(dataset->robotHint(), "");
    ASSERT_EQ(dataset->episodeCount(), 5);
    const auto first = dataset->readEpisode(0);
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_THAT(first->warnings, ElementsAre(HasSubstr("'short_image' was left out: it has 3 pictures")));
    const auto blind = dataset->readEpisode(1);
    ASSERT_TRUE(blind) << blind.error().message;
    EXPECT_THAT(::testing::PrintToString(blind->warnings), HasSubstr("has no pictures"));
    EXPECT_THAT(::testing::PrintToString(blind->warnings), HasSubstr("num_samples is 99"));
    EXPECT_THAT(dataset->readEpisode(2).error().message, HasSubstr("'data/demo_2' has 0 frames"));
    EXPECT_FALSE(dataset->readEpisode(3));
    EXPECT_TRUE(dataset->readEpisode(4));

    { H5Writer(dir / "none.hdf5").group("data/other"); }
    EXPECT_FALSE(looksLikeRobomimicHdf5(dir / "none.hdf5"));
    EXPECT_FALSE(looksLikeRobomimicHdf5(dir.path()));
    EXPECT_THAT(openRobomimicHdf5(dir / "none.hdf5").error().message, HasSubstr("no robomimic file"));
}

TEST(RobomimicHdf5, ReadsTheSharedRecording) {
    CAMFRAME_SHARED_OR_SKIP(file, "data/synthetic/franka_hand_clean_hdf5/robomimic_every5th.hdf5");
    auto dataset = open(file);
    ASSERT_TRUE(dataset);
    const auto episode = dataset->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_THAT(episode->warnings, IsEmpty());
    EXPECT_EQ(episode->frameCount, 12);
    EXPECT_EQ(episode->findSignal("obs/robot0_joint_pos")->values.cols(), 7);
    EXPECT_EQ(episode->findSignal("obs/robot0_gripper_qpos")->values.cols(), 2);
    ASSERT_EQ(episode->cameras.size(), 1u);
    EXPECT_EQ(episode->cameras[0].width, 320);
    auto frames = dataset->openFrames(0, "front_right_image");
    ASSERT_TRUE(frames) << frames.error().message;
    const auto last = (*frames)->read(11);
    ASSERT_TRUE(last) << last.error().message;
    EXPECT_EQ(last->height, 240);
}

}  // namespace
}  // namespace camframe
