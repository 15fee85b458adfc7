// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "model/core/episode.h"
#include "model/core/io/image_io.h"
#include "model/core/io/plain_folder_reader.h"
#include "support/h5_writer.h"
#include "support/shared_data.h"
#include "support/temp_dir.h"
#include "support/text_file.h"

namespace camframe {
namespace {

using test::writeText;

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int kFrames = 3, kWidth = 16, kHeight = 12;

json validEpisode() {
    return json::parse(R"({
        "name": "little", "robot": {"urdf": "../arm.urdf", "base_link": "base"}, "fps": 10, "num_frames": 3,
        "joint_names": ["a", "b"], "joint_positions": [[0, 0.1], [0.2, 0.3], [0.4, 0.5]],
        "end_effector_links": ["tool", "hand"],
        "cameras": [{"name": "front", "width": 16, "height": 12, "image_pattern": "rgb/front/%06d.png",
                     "K": [[20, 0, 8], [0, 20, 6], [0, 0, 1]], "distortion": [0.1, 0.2, 0.3, 0.4, 0.5]}]})");
}

ImageU8 picture(int frame) {
    return ImageU8(kWidth, kHeight, 3, static_cast<uint8_t>(40 * frame));
}

void writeRecording(const fs::path& folder, const json& episode) {
    writeText(folder / "episode.json", episode.dump());
    for (int i = 0; i < kFrames; ++i)
        ASSERT_TRUE(writePng(folder / fmt::format("rgb/front/{:06d}.png", i), picture(i)));
}

/// The sentence with which an episode is refused; fails the test when it is accepted.
std::string refusal(const std::string& text) {
    const test::TempDir dir;
    writeText(dir / "episode.json", text);
    const auto episode = readEpisodeJson(dir / "episode.json");
    if (episode) {
        ADD_FAILURE() << "accepted: " << text;
        return "";
    }
    EXPECT_EQ(episode.error().kind, ErrorKind::Input);
    const std::string& message = episode.error().message;
    EXPECT_THAT(message, HasSubstr((dir / "episode.json").string()));
    EXPECT_EQ(message.find('\n'), std::string::npos);
    EXPECT_TRUE(message.ends_with('.')) << message;
    return message;
}

TEST(PlainFolder, ReadsEveryField) {
    const test::TempDir dir;
    writeRecording(dir / "rec", validEpisode());
    auto dataset = openDataset(dir / "rec");
    ASSERT_TRUE(dataset) << dataset.error().message;
    EXPECT_EQ((*dataset)->formatName(), "plain folder");
    EXPECT_EQ((*dataset)->name(), "rec");
    ASSERT_EQ((*dataset)->episodeCount(), 1);
    const auto read = (*dataset)->readEpisode(0);
    ASSERT_TRUE(read) << read.error().message;
    const Episode& episode = *read;
    EXPECT_EQ(episode.name, "little");
    EXPECT_EQ(episode.folder, dir / "rec");
    EXPECT_EQ(episode.urdf, dir / "arm.urdf");
    EXPECT_EQ(episode.baseLink, "base");
    EXPECT_EQ(episode.fps, 10);
    EXPECT_EQ(episode.frameCount, 3);
    EXPECT_THAT(episode.timestamps, ElementsAre(0.0, 0.1, 0.2));
    EXPECT_THAT(episode.jointNames, ElementsAre("a", "b"));
    ASSERT_EQ(episode.jointPositions.rows(), 3);
    EXPECT_EQ(episode.jointPositions(2, 1), 0.5);
    EXPECT_THAT(episode.endEffectorLinks, ElementsAre("tool", "hand"));
    ASSERT_EQ(episode.cameras.size(), 1u);
    const CameraStream& camera = episode.cameras[0];
    EXPECT_EQ(camera.name, "front");
    EXPECT_EQ(camera.width, 16);
    EXPECT_EQ(camera.height, 12);
    ASSERT_TRUE(camera.k);
    EXPECT_EQ((*camera.k)(0, 2), 8);
    EXPECT_THAT(camera.distortion, ElementsAre(0.1, 0.2, 0.3, 0.4, 0.5));

    auto frames = (*dataset)->openFrames(episode, camera);
    ASSERT_TRUE(frames) << frames.error().message;
    EXPECT_EQ((*frames)->frameCount(), 3);
    for (const int i : {2, 0, 1}) EXPECT_EQ((*frames)->read(i).value(), picture(i));
    EXPECT_FALSE((*frames)->read(3));
    EXPECT_FALSE((*frames)->read(-1));
}

TEST(PlainFolder, EveryWayToNameTheDatasetWorks) {
    const test::TempDir dir;
    writeRecording(dir / "rec%06d", validEpisode());  // a '%' in the folder's own name is no pattern
    for (const fs::path& path : {dir / "rec%06d", dir / "rec%06d/", dir / "rec%06d/episode.json"}) {
        auto dataset = openDataset(path);
        ASSERT_TRUE(dataset) << dataset.error().message;
        EXPECT_EQ((*dataset)->name(), "rec%06d");
        const auto episode = (*dataset)->readEpisode(0);
        ASSERT_TRUE(episode);
        auto frames = (*dataset)->openFrames(*episode, episode->cameras[0]);
        ASSERT_TRUE(frames) << frames.error().message;
        EXPECT_TRUE((*frames)->read(1));
    }
}

TEST(PlainFolder, SubfoldersAreEpisodesInOrderOfName) {
    const test::TempDir dir;
    for (const char* name : {"b", "a", "c"}) {
        json episode = validEpisode();
        episode.erase("name");
        writeRecording(dir / name, episode);
    }
    fs::create_directory(dir / "0_not_an_episode");
    auto dataset = openDataset(dir.path());
    ASSERT_TRUE(dataset);
    ASSERT_EQ((*dataset)->episodeCount(), 3);
    EXPECT_EQ((*dataset)->readEpisode(0)->name, "a");
    EXPECT_EQ((*dataset)->readEpisode(1)->name, "b");
    EXPECT_EQ((*dataset)->readEpisode(2)->name, "c");
    EXPECT_FALSE((*dataset)->readEpisode(3));
    EXPECT_FALSE((*dataset)->readEpisode(-1));
}

TEST(PlainFolder, OptionalFieldsMayBeNullOrAbsent) {
    json episode = validEpisode();
    episode["fps"] = nullptr;
    episode["robot"]["urdf"] = nullptr;
    episode["cameras"][0]["K"] = nullptr;
    episode["unknown"] = {{"fields", "are ignored"}};
    for (const char* key : {"name", "end_effector_links"}) episode.erase(key);
    episode["cameras"][0].erase("distortion");
    const test::TempDir dir;
    writeText(dir / "rec/episode.json", episode.dump());
    const auto read = readEpisodeJson(dir / "rec/episode.json");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->name, "rec");
    EXPECT_FALSE(read->fps);
    EXPECT_FALSE(read->urdf);
    EXPECT_FALSE(read->cameras[0].k);
    EXPECT_THAT(read->cameras[0].distortion, ElementsAre(0, 0, 0, 0, 0));
    ASSERT_EQ(read->timestamps.size(), 3u);
    EXPECT_TRUE(std::isnan(read->timestamps[1]));
}

TEST(PlainFolder, TimestampsComeBeforeFps) {
    json episode = validEpisode();
    episode["timestamps"] = {5.0, nullptr, 7.5};
    const test::TempDir dir;
    writeText(dir / "episode.json", episode.dump());
    const auto read = readEpisodeJson(dir / "episode.json");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->timestamps[0], 5.0);
    EXPECT_TRUE(std::isnan(read->timestamps[1]));
    EXPECT_EQ(read->timestamps[2], 7.5);
}

TEST(PlainFolder, NullAndPythonsNanAreUnknownJoints) {
    std::string text = validEpisode().dump();
    const std::string row = "[0.2,0.3]";
    for (const std::string other : {"[null,0.3]", "[NaN,0.3]", "[Infinity,0.3]", "[ -Infinity ,0.3]"}) {
        std::string changed = text;
        changed.replace(text.find(row), row.size(), other);
        changed.replace(changed.find("little"), 6, R"(NaN \"NaN)");  // inside a string it stays
        const test::TempDir dir;
        writeText(dir / "episode.json", changed);
        const auto read = readEpisodeJson(dir / "episode.json");
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_TRUE(std::isnan(read->jointPositions(1, 0)));
        EXPECT_EQ(read->jointPositions(1, 1), 0.3);
        EXPECT_EQ(read->name, "NaN \"NaN");
    }
}

TEST(PlainFolder, EndEffectorPosesStandInForJoints) {
    json episode = validEpisode();
    episode.erase("joint_names");
    episode.erase("joint_positions");
    episode["end_effector_link"] = "flange";
    const json pose = {{1, 0, 0, 0.4}, {0, 1, 0, 0}, {0, 0, 1, 0.5}, {0, 0, 0, 1}};
    json unknown = pose;
    unknown[0][3] = nullptr;
    episode["end_effector_poses"] = {pose, unknown, nullptr};
    const test::TempDir dir;
    writeText(dir / "episode.json", episode.dump());
    const auto read = readEpisodeJson(dir / "episode.json");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_FALSE(read->hasJoints());
    EXPECT_EQ(read->endEffectorLink, "flange");
    ASSERT_EQ(read->endEffectorPoses.size(), 3u);
    EXPECT_EQ(read->endEffectorPoses[0].translation(), Eigen::Vector3d(0.4, 0, 0.5));
    EXPECT_FALSE(read->endEffectorPoses[1].matrix().allFinite());
    EXPECT_FALSE(read->endEffectorPoses[2].matrix().allFinite());
}

TEST(PlainFolder, OneFrameIsLegal) {
    json episode = validEpisode();
    episode["num_frames"] = 1;
    episode["joint_positions"] = {{0, 0.1}};
    const test::TempDir dir;
    writeText(dir / "episode.json", episode.dump());
    EXPECT_TRUE(readEpisodeJson(dir / "episode.json"));
}

struct BadField {
    const char* name;
    std::function<void(json&)> change;
    std::string said;  ///< Part of the sentence.
};

void PrintTo(const BadField& bad, std::ostream* out) {
    *out << bad.name;
}

class PlainFolderBadField : public ::testing::TestWithParam<BadField> {};

TEST_P(PlainFolderBadField, IsRefusedByName) {
    json episode = validEpisode();
    GetParam().change(episode);
    EXPECT_THAT(refusal(episode.dump()), HasSubstr(GetParam().said));
}

const json kPose = {{1, 0, 0, 0.4}, {0, 1, 0, 0}, {0, 0, 1, 0.5}, {0, 0, 0, 1}};

INSTANTIATE_TEST_SUITE_P(
    All, PlainFolderBadField,
    ::testing::Values(
        BadField{"NotAnObject", [](json& e) { e = json::array(); }, "give an object"},
        BadField{"NameIsNumber", [](json& e) { e["name"] = 3; }, "'name' is 3"},
        BadField{"FramesMissing", [](json& e) { e.erase("num_frames"); }, "'num_frames' is missing"},
        BadField{"FramesZero", [](json& e) { e["num_frames"] = 0; }, "'num_frames' is 0"},
        BadField{"FramesNegative", [](json& e) { e["num_frames"] = -3; }, "'num_frames'"},
        BadField{"FramesFraction", [](json& e) { e["num_frames"] = 2.5; }, "'num_frames'"},
        BadField{"FramesHuge", [](json& e) { e["num_frames"] = 1e18; }, "'num_frames'"},
        BadField{"FramesText", [](json& e) { e["num_frames"] = "3"; }, "'num_frames' is \"3\""},
        BadField{"FramesBool", [](json& e) { e["num_frames"] = true; }, "'num_frames' is true"},
        BadField{"FramesMismatch", [](json& e) { e["num_frames"] = 4; }, "'joint_positions' is a list of 3"},
        BadField{"NoMotion", [](json& e) { e.erase("joint_positions"); }, "'joint_positions' is missing"},
        BadField{"NamesMissing", [](json& e) { e.erase("joint_names"); }, "'joint_names' is missing"},
        BadField{"NamesEmpty",
                 [](json& e) {
                     e["joint_names"] = json::array();
                     e["joint_positions"] = {json::array(), json::array(), json::array()};
                 },
                 "'joint_names'"},
        BadField{"NamesTwice", [](json& e) { e["joint_names"] = {"a", "a"}; }, "'joint_names[1]' is \"a\""},
        BadField{"NamesNumber", [](json& e) { e["joint_names"] = {"a", 1}; }, "'joint_names[1]' is 1"},
        BadField{"NamesTooMany", [](json& e) { e["joint_names"] = {"a", "b", "c"}; },
                 "'joint_positions[0]' is a list of 2; give a list of 3"},
        BadField{"RowRagged", [](json& e) { e["joint_positions"][1] = {1}; }, "'joint_positions[1]' is a list of 1"},
        BadField{"RowIsNumber", [](json& e) { e["joint_positions"][2] = 1; }, "'joint_positions[2]' is 1"},
        BadField{"ValueIsText", [](json& e) { e["joint_positions"][2][1] = "x"; }, "'joint_positions[2][1]'"},
        BadField{"FpsZero", [](json& e) { e["fps"] = 0; }, "'fps' is 0"},
        BadField{"FpsText", [](json& e) { e["fps"] = "10"; }, "'fps'"},
        BadField{"TimesShort", [](json& e) { e["timestamps"] = {0, 1}; }, "'timestamps' is a list of 2"},
        BadField{"TimesText", [](json& e) { e["timestamps"] = {0, 1, "2"}; }, "'timestamps[2]'"},
        BadField{"RobotIsText", [](json& e) { e["robot"] = "panda"; }, "'robot' is \"panda\""},
        BadField{"UrdfIsNumber", [](json& e) { e["robot"]["urdf"] = 7; }, "'robot.urdf' is 7"},
        BadField{"BaseLinkEmpty", [](json& e) { e["robot"]["base_link"] = ""; }, "'robot.base_link'"},
        BadField{"LinksNotAList", [](json& e) { e["end_effector_links"] = "tool"; }, "'end_effector_links'"},
        BadField{"PosesWithoutLink", [](json& e) { e["end_effector_poses"] = {kPose, kPose, kPose}; },
                 "'end_effector_link' is missing"},
        BadField{"PosesShort",
                 [](json& e) {
                     e["end_effector_link"] = "tool";
                     e["end_effector_poses"] = json::array({kPose});
                 },
                 "'end_effector_poses' is a list of 1"},
        BadField{"PoseNotRigid",
                 [](json& e) {
                     e["end_effector_link"] = "tool";
                     e["end_effector_poses"] = {kPose, kPose, kPose};
                     e["end_effector_poses"][1][0][0] = 2;
                 },
                 "'end_effector_poses[1]'"},
        BadField{"PoseWrongShape",
                 [](json& e) {
                     e["end_effector_link"] = "tool";
                     e["end_effector_poses"] = {kPose, kPose, {{1, 0, 0, 0}}};
                 },
                 "'end_effector_poses[2]' is a list of 1"},
        BadField{"CamerasMissing", [](json& e) { e.erase("cameras"); }, "'cameras' is missing"},
        BadField{"CamerasEmpty", [](json& e) { e["cameras"] = json::array(); }, "'cameras'"},
        BadField{"CameraIsText", [](json& e) { e["cameras"][0] = "front"; }, "'cameras[0].name' is missing"},
        BadField{"CameraNameMissing", [](json& e) { e["cameras"][0].erase("name"); }, "'cameras[0].name' is missing"},
        BadField{"CameraTwice", [](json& e) { e["cameras"].push_back(e["cameras"][0]); }, "'cameras[1].name'"},
        BadField{"WidthMissing", [](json& e) { e["cameras"][0].erase("width"); }, "'cameras[0].width' is missing"},
        BadField{"WidthNegative", [](json& e) { e["cameras"][0]["width"] = -16; }, "'cameras[0].width' is -16"},
        BadField{"HeightZero", [](json& e) { e["cameras"][0]["height"] = 0; }, "'cameras[0].height' is 0"},
        BadField{"HeightHuge", [](json& e) { e["cameras"][0]["height"] = 100000; }, "'cameras[0].height'"},
        BadField{"KSingular", [](json& e) { e["cameras"][0]["K"][0][0] = 0; }, "'cameras[0].K'"},
        BadField{"KWithNull", [](json& e) { e["cameras"][0]["K"][0][2] = nullptr; }, "'cameras[0].K'"},
        BadField{"KIsList", [](json& e) { e["cameras"][0]["K"] = {20, 20, 8, 6}; }, "'cameras[0].K' is a list of 4"},
        BadField{"KRagged", [](json& e) { e["cameras"][0]["K"][1] = {0, 20}; }, "'cameras[0].K[1]' is a list of 2"},
        BadField{"DistortionShort", [](json& e) { e["cameras"][0]["distortion"] = {0.1, 0.2}; },
                 "'cameras[0].distortion' is a list of 2"},
        BadField{"DistortionText", [](json& e) { e["cameras"][0]["distortion"][4] = "x"; },
                 "'cameras[0].distortion[4]'"},
        BadField{"NoPictures", [](json& e) { e["cameras"][0].erase("image_pattern"); }, "give exactly one"},
        BadField{"TwoKindsOfPictures", [](json& e) { e["cameras"][0]["video"] = "a.mp4"; }, "give exactly one"},
        BadField{"Hdf5WithoutImages",
                 [](json& e) {
                     e["cameras"][0].erase("image_pattern");
                     e["cameras"][0]["hdf5"] = {{"file", "a.h5"}};
                 },
                 "'cameras[0].hdf5.images' is missing"},
        BadField{"Hdf5IsText",
                 [](json& e) {
                     e["cameras"][0].erase("image_pattern");
                     e["cameras"][0]["hdf5"] = "a.h5";
                 },
                 "an object with 'file' and 'images'"},
        BadField{"Hdf5Escapes",
                 [](json& e) {
                     e["cameras"][0].erase("image_pattern");
                     e["cameras"][0]["hdf5"] = {{"file", "../a.h5"}, {"images", "/x"}};
                 },
                 "inside the recording's folder"},
        BadField{"PatternWithoutField", [](json& e) { e["cameras"][0]["image_pattern"] = "rgb/a.png"; },
                 "'cameras[0].image_pattern'"},
        BadField{"PatternTwoFields", [](json& e) { e["cameras"][0]["image_pattern"] = "%d/%06d.png"; },
                 "'cameras[0].image_pattern'"},
        BadField{"PatternHostile", [](json& e) { e["cameras"][0]["image_pattern"] = "rgb/%s%n.png"; },
                 "'cameras[0].image_pattern'"},
        BadField{"PatternWide", [](json& e) { e["cameras"][0]["image_pattern"] = "rgb/%0999999999d.png"; },
                 "'cameras[0].image_pattern'"},
        BadField{"PatternEscapes", [](json& e) { e["cameras"][0]["image_pattern"] = "rgb/../../%06d.png"; },
                 "inside the recording's folder"},
        BadField{"PatternAbsolute", [](json& e) { e["cameras"][0]["image_pattern"] = "/etc/%06d.png"; },
                 "inside the recording's folder"},
        BadField{"PatternWithNul", [](json& e) { e["cameras"][0]["image_pattern"] = std::string("a%d\0b", 5); },
                 "'cameras[0].image_pattern'"},
        BadField{"VideoEscapes",
                 [](json& e) {
                     e["cameras"][0].erase("image_pattern");
                     e["cameras"][0]["video"] = "../a.mp4";
                 },
                 "inside the recording's folder"}),
    [](const auto& instance) { return instance.param.name; });

TEST(PlainFolder, PicturesMayLieInAnHdf5File) {
    const test::TempDir dir;
    json episode = validEpisode();
    episode["cameras"][0].erase("image_pattern");
    episode["cameras"][0]["hdf5"] = {
        {"file", "pictures.hdf5"}, {"images", "/observations/images/front"}, {"encoding", "free text"}};
    writeText(dir / "rec/episode.json", episode.dump());
    std::vector<std::string> files;
    for (int i = 0; i < kFrames; ++i) files.push_back(encodePng(picture(i)));
    {
        test::H5Writer out(dir / "rec/pictures.hdf5");
        out.blobs("observations/images/front", files);
        out.blobs("few", {files[0]});
    }
    const auto failure = [&](const char* field, const json& value) {
        json changed = episode;
        changed["cameras"][0][json::json_pointer(field)] = value;
        writeText(dir / "rec/episode.json", changed.dump());
        auto dataset = openDataset(dir / "rec");
        const auto read = (*dataset)->readEpisode(0);
        EXPECT_TRUE(read) << read.error().message;
        const auto frames = (*dataset)->openFrames(*read, read->cameras[0]);
        return frames ? std::string("(opened)") : frames.error().message;
    };
    EXPECT_THAT(failure("/hdf5/images", "/few"), HasSubstr("has 1 pictures, but the recording states 3"));
    EXPECT_THAT(failure("/hdf5/images", "/none"), HasSubstr("dataset '/none' is missing"));
    EXPECT_THAT(failure("/hdf5/file", "none.h5"), HasSubstr("none.h5 does not exist"));
    EXPECT_THAT(failure("/width", 17), HasSubstr("16x12 pixels, but the camera states 17x12"));
    EXPECT_EQ(failure("/name", "front"), "(opened)");

    auto dataset = openDataset(dir / "rec");
    const auto read = (*dataset)->readEpisode(0);
    ASSERT_TRUE(read) << read.error().message;
    auto frames = (*dataset)->openFrames(*read, read->cameras[0]);
    ASSERT_TRUE(frames) << frames.error().message;
    for (const int i : {2, 0, 1}) EXPECT_EQ((*frames)->read(i).value(), picture(i));
    EXPECT_FALSE((*frames)->read(kFrames));
}

TEST(PlainFolder, DamagedJsonSaysWhere) {
    EXPECT_THAT(refusal(""), HasSubstr("not valid JSON"));
    EXPECT_THAT(refusal("{\n\"name\": \"x\",\n oops}"), HasSubstr("line 3"));
    EXPECT_THAT(refusal(validEpisode().dump().substr(0, 200)), HasSubstr("not valid JSON"));
    EXPECT_THAT(refusal("{\"num_frames\": 1e999}"), HasSubstr("not valid JSON"));
    EXPECT_THAT(refusal("{\"name\": \"\xff\xfe\"}"), HasSubstr("not valid JSON"));
    EXPECT_THAT(refusal(std::string(1'000'000, '[')), HasSubstr("nested"));
}

TEST(PlainFolder, ManyColumnsInShortRowsTakeNoMemory) {
    // 10^5 names times 10^5 rows would be 80 GB if the matrix were made before the rows are looked at.
    json episode = validEpisode();
    episode["num_frames"] = 100000;
    episode["joint_names"] = json::array();
    for (int i = 0; i < 100000; ++i) episode["joint_names"].push_back(std::to_string(i));
    episode["joint_positions"] = std::vector<json>(100000, json::array());
    EXPECT_THAT(refusal(episode.dump()), HasSubstr("'joint_positions[0]'"));
}

TEST(PlainFolder, WhatIsNoDatasetIsRefused) {
    const test::TempDir dir;
    writeText(dir / "other.json", "{}");
    fs::create_directory(dir / "empty");
    for (const fs::path& path :
         {dir / "missing", dir / "empty", dir / "other.json", dir / "empty/episode.json"}) {
        const auto dataset = openDataset(path);
        ASSERT_FALSE(dataset) << path;
        EXPECT_THAT(dataset.error().message, HasSubstr(path.string()));
    }
}

class PlainFolderPictures : public ::testing::Test {
protected:
    void SetUp() override { writeRecording(dir.path(), validEpisode()); }
    fs::path file(int frame) const { return dir / fmt::format("rgb/front/{:06d}.png", frame); }
    Result<std::unique_ptr<FrameSource>> openFrames() {
        dataset = std::move(*openDataset(dir.path()));
        const Episode episode = dataset->readEpisode(0).value();
        return dataset->openFrames(episode, episode.cameras[0]);
    }
    test::TempDir dir;
    std::unique_ptr<DatasetReader> dataset;
};

TEST_F(PlainFolderPictures, MissingFilesAreNamed) {
    for (const int missing : {2, 0}) {
        fs::remove(file(missing));
        const auto frames = openFrames();
        ASSERT_FALSE(frames);
        EXPECT_THAT(frames.error().message, HasSubstr(file(missing).string()));
    }
}

TEST_F(PlainFolderPictures, AGapIsNamedWhenItIsRead) {
    fs::remove(file(1));
    auto frames = openFrames();
    ASSERT_TRUE(frames);
    const auto read = (*frames)->read(1);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr(file(1).string()));
}

TEST_F(PlainFolderPictures, TruncatedPictureIsRefused) {
    fs::resize_file(file(1), fs::file_size(file(1)) - 5);
    auto frames = openFrames();
    ASSERT_TRUE(frames);
    EXPECT_TRUE((*frames)->read(0));
    const auto read = (*frames)->read(1);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr("truncated"));
    EXPECT_THAT(read.error().message, HasSubstr(file(1).string()));
}

TEST_F(PlainFolderPictures, WrongSizeNamesBoth) {
    ASSERT_TRUE(writePng(file(1), ImageU8(20, 10, 3)));
    auto frames = openFrames();
    ASSERT_TRUE(frames);
    const auto read = (*frames)->read(1);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr("20x10"));
    EXPECT_THAT(read.error().message, HasSubstr("16x12"));
}

TEST(FramePatternTest, FormatsLikePrintf) {
    EXPECT_EQ(FramePattern::parse("a/%06d.jpg")->format(42), "a/000042.jpg");
    EXPECT_EQ(FramePattern::parse("f%d")->format(42), "f42");
    EXPECT_EQ(FramePattern::parse("f%03d.png")->format(12345), "f12345.png");
    for (const char* bad : {"", "abc", "%", "%0", "%06", "%6d", "%x", "%00d", "%010d", "%d%d", "%%d", "a%"})
        EXPECT_FALSE(FramePattern::parse(bad)) << bad;
}

TEST(PlainFolder, SharedRecordingsAreRead) {
    CAMFRAME_SHARED_OR_SKIP(data, "data");
    int seen = 0;
    for (const char* kind : {"synthetic", "real"})
        for (const auto& entry : fs::directory_iterator(data / kind)) {
            auto dataset = openDataset(entry.path());
            ASSERT_TRUE(dataset) << dataset.error().message;
            const auto episode = (*dataset)->readEpisode(0);
            ASSERT_TRUE(episode) << episode.error().message;
            for (const CameraStream& camera : episode->cameras) {
                auto frames = (*dataset)->openFrames(*episode, camera);
                ASSERT_TRUE(frames) << frames.error().message;
                const auto last = (*frames)->read(episode->frameCount - 1);
                ASSERT_TRUE(last) << last.error().message;
                EXPECT_EQ(last->width, camera.width);
            }
            ++seen;
        }
    EXPECT_GT(seen, 0);
}

}  // namespace
}  // namespace camframe
