// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/input_files.h"

#include <gmock/gmock.h>

#include <fstream>

#include "support/temp_dir.h"
#include "support/text_file.h"

namespace camframe {
namespace {

using test::writeText;

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

CameraStream makeCamera(const std::string& name) {
    CameraStream camera;
    camera.name = name;
    camera.width = 8;
    camera.height = 6;
    return camera;
}

TEST(Masks, LieByCameraOrByEpisodeAndCamera) {
    const test::TempDir dir;
    const ImageU8 first(8, 6, 1, 255), third(8, 6, 1, 0);
    ASSERT_TRUE(writePng(dir / "plain/front/000001.png", first));
    ASSERT_TRUE(writePng(dir / "many/000003/front/000000.png", third));

    const auto plain = NumberedPictures::openMasks(dir / "plain", 0, false, makeCamera("front"), 3);
    ASSERT_TRUE(plain) << plain.error().message;
    EXPECT_FALSE(plain->has(0));
    EXPECT_EQ(plain->mask(0).value(), std::nullopt);
    EXPECT_EQ(plain->mask(1).value(), first);

    const auto many = NumberedPictures::openMasks(dir / "many", 3, true, makeCamera("front"), 3);
    ASSERT_TRUE(many) << many.error().message;
    EXPECT_EQ(many->mask(0).value(), third);
    EXPECT_TRUE(NumberedPictures::openMasks(dir / "many", 3, false, makeCamera("front"), 3));
    // With several episodes a folder without the episode's index would give every episode the same masks.
    EXPECT_FALSE(NumberedPictures::openMasks(dir / "plain", 0, true, makeCamera("front"), 3));
}

TEST(Masks, CameraNamesAreEncodedAsInResults) {
    const test::TempDir dir;
    ASSERT_TRUE(writePng(dir / "rig%2Fleft/000000.png", ImageU8(8, 6)));
    EXPECT_TRUE(NumberedPictures::openMasks(dir.path(), 0, false, makeCamera("rig/left"), 1));
    ASSERT_TRUE(writePng(dir / "outside/000000.png", ImageU8(8, 6)));
    EXPECT_FALSE(NumberedPictures::openMasks(dir / "rig%2Fleft", 0, false, makeCamera("../outside"), 1));
}

TEST(Masks, MissingFolderIsNamed) {
    const test::TempDir dir;
    ASSERT_TRUE(writePng(dir / "front/000007.png", ImageU8(8, 6)));  // beyond the last frame
    for (const char* camera : {"front", "side"}) {
        const auto masks = NumberedPictures::openMasks(dir.path(), 0, false, makeCamera(camera), 3);
        ASSERT_FALSE(masks);
        EXPECT_THAT(masks.error().message, HasSubstr((dir / camera / "000000.png").string()));
    }
}

TEST(Masks, WrongSizeAndDamageNameTheFile) {
    const test::TempDir dir;
    ASSERT_TRUE(writePng(dir / "front/000000.png", ImageU8(16, 6)));
    writeText(dir / "front/000001.png", "nonsense");
    const auto masks = NumberedPictures::openMasks(dir.path(), 0, false, makeCamera("front"), 2);
    ASSERT_TRUE(masks);
    const auto wide = masks->mask(0);
    ASSERT_FALSE(wide);
    EXPECT_THAT(wide.error().message, HasSubstr((dir / "front/000000.png").string()));
    EXPECT_THAT(wide.error().message, HasSubstr("16x6"));
    EXPECT_THAT(wide.error().message, HasSubstr("8x6"));
    EXPECT_FALSE(masks->mask(1));
}

TEST(DepthPictures, LieBesideTheRecording) {
    const test::TempDir dir;
    Episode episode;
    episode.folder = dir.path();
    episode.frameCount = 2;
    EXPECT_FALSE(NumberedPictures::openDepth(episode, makeCamera("front")));
    ASSERT_TRUE(writePng(dir / "depth/front/000001.png", ImageU16(8, 6, 1, 1234)));
    const auto depth = NumberedPictures::openDepth(episode, makeCamera("front"));
    ASSERT_TRUE(depth);
    EXPECT_EQ(depth->depthMm(0).value(), std::nullopt);
    EXPECT_EQ(depth->depthMm(1).value(), ImageU16(8, 6, 1, 1234));
}

/// A turn by 90 degrees about z, so that rows and columns cannot be confused.
Eigen::Matrix4d expectedPose() {
    Eigen::Matrix4d pose;
    pose << 0, -1, 0, 0.5, 1, 0, 0, -0.25, 0, 0, 1, 2, 0, 0, 0, 1;
    return pose;
}
const std::string kRows = "[[0,-1,0,0.5],[1,0,0,-0.25],[0,0,1,2],[0,0,0,1]]";

Result<InitialPose> initialPose(const std::string& text) {
    const test::TempDir dir;
    writeText(dir / "init.txt", text);
    const auto pose = readInitialPose(dir / "init.txt");
    if (!pose) {
        EXPECT_THAT(pose.error().message, HasSubstr((dir / "init.txt").string()));
    }
    return pose;
}

TEST(InitialPoseFile, AcceptsEveryForm) {
    for (const std::string& text :
         {kRows, "\n " + kRows, std::string("0 -1 0 0.5\n1 0 0 -0.25\n0 0 1 2\n0 0 0 1\n"),
          std::string("# camera from base\r\n0,-1,0,5e-1, 1,0,0,-0.25\r\n0\t0\t1\t2  # last\n0 0 0 1"),
          R"({"T_cam_base": )" + kRows + R"(, "T_cam_base_guess": null})",
          R"({"T_cam_base": null, "T_cam_base_guess": )" + kRows + "}"}) {
        const auto pose = initialPose(text);
        ASSERT_TRUE(pose) << pose.error().message;
        EXPECT_LT((pose->camFromBase.matrix() - expectedPose()).norm(), 1e-12) << text;
        EXPECT_EQ(pose->camera, "");
    }
    const auto named = initialPose(R"({"camera": {"name": "front"}, "T_cam_base": )" + kRows + "}");
    ASSERT_TRUE(named);
    EXPECT_EQ(named->camera, "front");
}

TEST(InitialPoseFile, RefusesWhatIsNoPose) {
    for (const std::string& text :
         {std::string(), std::string("1 2 3"), std::string("hello"), kRows.substr(0, 30),
          std::string("[[1,2],[3,4]]"), std::string("{}"),
          std::string(R"({"T_cam_base": null, "T_cam_base_guess": null})"),
          std::string("nan 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1"), std::string("2 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1"),
          std::string("1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1 0"), std::string("1 0 0 0 0 1 0 0 0 0 -1 0 0 0 0 1"),
          std::string("[[null,-1,0,0.5],[1,0,0,-0.25],[0,0,1,2],[0,0,0,1]]"),
          R"({"camera": {"name": 3}, "T_cam_base": )" + kRows + "}"})
        EXPECT_FALSE(initialPose(text)) << text;
    EXPECT_FALSE(readInitialPose("/no/such/file"));
}

TEST(Intrinsics, FourNumbersCountForEveryCamera) {
    const auto input = parseIntrinsics("600,610.5,320,240");
    ASSERT_TRUE(input) << input.error().message;
    EXPECT_FALSE(input->estimate);
    const GivenIntrinsics* given = input->find("any");
    ASSERT_TRUE(given);
    Eigen::Matrix3d k;
    k << 600, 0, 320, 0, 610.5, 240, 0, 0, 1;
    EXPECT_EQ(given->k, k);
    EXPECT_FALSE(given->distortion);
    EXPECT_TRUE(parseIntrinsics("estimate")->estimate);
    EXPECT_EQ(parseIntrinsics("estimate")->find("any"), nullptr);
}

TEST(Intrinsics, FileGivesKByCamera) {
    const test::TempDir dir;
    writeText(dir / "k.json",
              R"({"front": [[600, 0, 320], [0, 601, 240], [0, 0, 1]], "rig/left": [500, 501, 310, 230],
                              "distortion": [0.1, 0.2, 0.3, 0.4, 0.5]})");
    const auto input = parseIntrinsics((dir / "k.json").string());
    ASSERT_TRUE(input) << input.error().message;
    ASSERT_TRUE(input->find("front"));
    EXPECT_EQ(input->find("front")->k(1, 1), 601);
    ASSERT_TRUE(input->find("rig/left"));
    EXPECT_EQ(input->find("rig/left")->k(1, 2), 230);
    EXPECT_THAT(*input->find("rig/left")->distortion, ElementsAre(0.1, 0.2, 0.3, 0.4, 0.5));
    EXPECT_EQ(input->find("other"), nullptr);
    EXPECT_EQ(input->find("distortion"), nullptr);

    writeText(dir / "by_camera.json", R"({"a": [500, 501, 310, 230], "b": [500, 501, 310, 230],
                                      "distortion": {"b": [1, 2, 3, 4, 5]}})");
    const auto byCamera = parseIntrinsics((dir / "by_camera.json").string());
    ASSERT_TRUE(byCamera) << byCamera.error().message;
    EXPECT_FALSE(byCamera->find("a")->distortion);
    EXPECT_THAT(*byCamera->find("b")->distortion, ElementsAre(1, 2, 3, 4, 5));
}

TEST(Intrinsics, WrongNumbersAreBadUsage) {
    for (const char* text : {"600,600,320", "600,600,320,240,1", "0,600,320,240", "600,-1,320,240",
                             "600,,320,240", "600,600,320,nan", "1e999,600,320,240", "600, 600,320,240x"}) {
        const auto input = parseIntrinsics(text);
        ASSERT_FALSE(input) << text;
        EXPECT_EQ(input.error().kind, ErrorKind::Usage) << text;
        EXPECT_THAT(input.error().message, HasSubstr(text));
    }
}

TEST(Intrinsics, WrongFilesNameFileAndField) {
    const test::TempDir dir;
    EXPECT_FALSE(parseIntrinsics((dir / "missing.json").string()));
    for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
             {"[1,2,3,4]", "give an object"},
             {"{}", "holds the K of no camera"},
             {R"({"distortion": [0,0,0,0,0]})", "holds the K of no camera"},
             {R"({"front": [1,2,3]})", "'front[0]' is 1"},
             {R"({"front": [1,2,3,"x"]})", "'front[3]'"},
             {R"({"front": [0,2,3,4]})", "'front'"},
             {R"({"front": [[1,0,0],[0,null,0],[0,0,1]]})", "'front'"},
             {R"({"front": [1,2,3,4], "distortion": [1]})", "'distortion' is a list of 1"},
             {R"({"front": [1,2,3,4], "distortion": {"front": 3}})", "'distortion.front' is 3"}}) {
        writeText(dir / "k.json", text);
        const auto input = parseIntrinsics((dir / "k.json").string());
        ASSERT_FALSE(input) << text;
        EXPECT_THAT(input.error().message, HasSubstr((dir / "k.json").string()));
        EXPECT_THAT(input.error().message, HasSubstr(said));
    }
}

struct MarkCase {
    std::string text;
    std::optional<int> episode;
    std::string camera;
    int frame;
    double u, v;
    std::string link;
    std::optional<Eigen::Vector3d> point;
};

TEST(MarkOption, AcceptsEveryForm) {
    for (const MarkCase& expected : std::vector<MarkCase>{
             {"0:312.5,240", {}, "", 0, 312.5, 240, "", {}},
             {"7:-3,1e2@panda_hand", {}, "", 7, -3, 100, "panda_hand", {}},
             {"7:1,2@hand:0.1,-0.2,3e-1", {}, "", 7, 1, 2, "hand", Eigen::Vector3d(0.1, -0.2, 0.3)},
             {"front/7:1,2", {}, "front", 7, 1, 2, "", {}},
             {"4/7:1,2", 4, "", 7, 1, 2, "", {}},
             {"000004/front/000007:1,2@l", 4, "front", 7, 1, 2, "l", {}},
             {"4/15/7:1,2", 4, "15", 7, 1, 2, "", {}},
             {"observation.images.top/7:1,2", {}, "observation.images.top", 7, 1, 2, "", {}},
             {"/camera/color/7:1,2", {}, "/camera/color", 7, 1, 2, "", {}},
             {"rig/left/7:1,2", {}, "rig/left", 7, 1, 2, "", {}},
             {"4/rig/left/7:1,2@arm/hand", 4, "rig/left", 7, 1, 2, "arm/hand", {}},
             {"cam:0@1/7:1,2@hand", {}, "cam:0@1", 7, 1, 2, "hand", {}}}) {
        const auto mark = parseMark(expected.text);
        ASSERT_TRUE(mark) << mark.error().message;
        EXPECT_EQ(mark->episode, expected.episode) << expected.text;
        EXPECT_EQ(mark->camera, expected.camera) << expected.text;
        EXPECT_EQ(mark->frame, expected.frame) << expected.text;
        EXPECT_EQ(mark->pixel, Eigen::Vector2d(expected.u, expected.v)) << expected.text;
        EXPECT_EQ(mark->link, expected.link) << expected.text;
        EXPECT_EQ(mark->pointInLink, expected.point) << expected.text;
    }
}

TEST(MarkOption, RefusesEverythingElse) {
    std::vector<std::string> texts = {"",
                                      ":",
                                      "0",
                                      "0:",
                                      "0:1",
                                      "0:1,2,3",
                                      "0:1,2@",
                                      "0:1,2@:1,2,3",
                                      "0:1,2@l:1,2",
                                      "0:1,2@l:",
                                      "0:1,2@l:1,2,3,4",
                                      "-1:1,2",
                                      "x:1,2",
                                      "1.5:1,2",
                                      "0:nan,2",
                                      "0:inf,2",
                                      "0:1e300,2",
                                      "99999999999:1,2",
                                      "/0:1,2",

                                      "4//0:1,2",
                                      "0:1, 2",
                                      "0:1,2 @l",
                                      "0:0x10,2",
                                      "/7:1,2"};
    texts.push_back(std::string(100'000, ':'));
    texts.push_back(std::string(100'000, '/') + "0:1,2x");
    for (const std::string& text : texts) {
        const auto mark = parseMark(text);
        ASSERT_FALSE(mark) << text;
        EXPECT_EQ(mark.error().kind, ErrorKind::Usage);
        EXPECT_LT(mark.error().message.size(), 500u);
    }
}

TEST(EpisodesOption, AcceptsListsAndRanges) {
    EXPECT_THAT(parseEpisodes("all", 3).value(), ElementsAre(0, 1, 2));
    EXPECT_THAT(parseEpisodes("2", 3).value(), ElementsAre(2));
    EXPECT_THAT(parseEpisodes("7,0-2,1-3,12", 13).value(), ElementsAre(0, 1, 2, 3, 7, 12));
    EXPECT_THAT(parseEpisodes("0-0", 1).value(), ElementsAre(0));
}

TEST(EpisodesOption, RefusesEverythingElse) {
    for (const char* text : {"", ",", "1,", "a", "-1", "1-", "3-1", "1-2-3", "0-99999999999999999999", "13",
                             "0-13", " 1", "1.0", "ALL", "all,1"}) {
        const auto episodes = parseEpisodes(text, 13);
        ASSERT_FALSE(episodes) << text;
        EXPECT_EQ(episodes.error().kind, ErrorKind::Usage);
    }
}

}  // namespace
}  // namespace camframe
