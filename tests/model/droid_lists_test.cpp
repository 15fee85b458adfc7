// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/droid_lists.h"

#include <gmock/gmock.h>

#include <fstream>

#include "support/temp_dir.h"
#include "support/text_file.h"

namespace camframe {
namespace {

using test::writeText;

using ::testing::HasSubstr;

const std::string kEpisode = "AUTOLab+84bd5053+2023-08-18-12h-01m-10s";

TEST(DroidLists, PoseIsCameraToBaseWithStaticXyzAngles) {
    // A camera 1 m above the base that looks straight down, its right along the base's x: half a turn about
    // x.
    const auto down = camFromBaseOfDroid({0.5, 0, 1, 3.14159265358979, 0, 0});
    ASSERT_TRUE(down);
    EXPECT_NEAR((*down * Eigen::Vector3d(0.5, 0, 0) - Eigen::Vector3d(0, 0, 1)).norm(), 0, 1e-9);
    EXPECT_NEAR((*down * Eigen::Vector3d(0.6, 0.2, 0) - Eigen::Vector3d(0.1, -0.2, 1)).norm(), 0, 1e-9);
    // x first, z last, about fixed axes: base from camera takes the camera's z (forward) to ...
    const auto turned = camFromBaseOfDroid({0, 0, 0.1, -1.5707963267949, 0, 1.5707963267949});
    ASSERT_TRUE(turned);
    const Eigen::Vector3d forward = turned->inverse().linear() * Eigen::Vector3d::UnitZ();
    EXPECT_NEAR((forward - Eigen::Vector3d(-1, 0, 0)).norm(), 0, 1e-9);
    EXPECT_FALSE(camFromBaseOfDroid({0, 0, 0, 0, 0, 0}));
    EXPECT_FALSE(camFromBaseOfDroid({0, 0, NAN, 0, 0, 1}));
}

TEST(DroidLists, ReadsThePublishedForms) {
    test::TempDir dir;
    EXPECT_FALSE(DroidLists::lieIn(dir.path()));
    writeText(dir / "cam2base_extrinsics.json",
              R"({")" + kEpisode + R"(": {"relative_path": "AUTOLab/success/x", "num_matches": 87,
                  "ext1": "note", "22008760": [0.1, 0.2, 0.3, 0, 0, 0]}})");
    writeText(dir / "cam2base_extrinsic_superset.json",
              R"({")" + kEpisode + R"(": {"22008760": [9, 9, 9, 0, 0, 0], "24400334": [0, 0, 1, 0, 0, 0]},
                  "other": {"1": [0, 0, 0, 0, 0, 0]}})");
    writeText(dir / "intrinsics.json",
              R"({")" + kEpisode + R"(": {"22008760": [522.42, 653.96, 521.0, 358.79]}})");
    EXPECT_TRUE(DroidLists::lieIn(dir.path()));
    const auto lists = DroidLists::readFolder(dir.path());
    ASSERT_TRUE(lists) << lists.error().message;
    const auto pose = lists->camFromBase(kEpisode, "22008760");
    ASSERT_TRUE(pose) << "the stricter list counts";
    EXPECT_NEAR((cameraCentre(*pose) - Eigen::Vector3d(0.1, 0.2, 0.3)).norm(), 0, 1e-12);
    EXPECT_TRUE(lists->camFromBase(kEpisode, "24400334"));
    EXPECT_FALSE(lists->camFromBase(kEpisode, "1"));
    EXPECT_FALSE(lists->camFromBase("other", "1")) << "all zero: no calibration";
    EXPECT_FALSE(lists->camFromBase("unknown", "1"));

    const auto full = lists->intrinsics(kEpisode, "22008760", 1280, 720);
    ASSERT_TRUE(full);
    Eigen::Matrix3d expected;
    expected << 522.42, 0, 653.96, 0, 521.0, 358.79, 0, 0, 1;
    EXPECT_NEAR((*full - expected).norm(), 0, 1e-9);
    const auto quarter = lists->intrinsics(kEpisode, "22008760", 320, 180);
    EXPECT_NEAR((*quarter)(0, 0), 130.605, 1e-9);
    EXPECT_NEAR((*quarter)(0, 2), 654.46 / 4 - 0.5, 1e-9);
    EXPECT_FALSE(lists->intrinsics(kEpisode, "2", 320, 180));

    const auto extrinsics = readDroidExtrinsics(dir / "cam2base_extrinsics.json");
    EXPECT_EQ(extrinsics->at(kEpisode).metrics.at("num_matches"), 87);
}

TEST(DroidLists, RefusesWithFileAndField) {
    test::TempDir dir;
    const auto extrinsics = [&](const std::string& text) {
        writeText(dir / "e.json", text);
        const auto read = readDroidExtrinsics(dir / "e.json");
        return read ? std::string("(read)") : read.error().message;
    };
    const auto intrinsics = [&](const std::string& text) {
        writeText(dir / "i.json", text);
        const auto read = readDroidIntrinsics(dir / "i.json");
        return read ? std::string("(read)") : read.error().message;
    };
    EXPECT_THAT(extrinsics("[1]"), HasSubstr("e.json"));
    EXPECT_THAT(extrinsics(R"({"a": [1]})"), HasSubstr("'a'"));
    EXPECT_THAT(extrinsics(R"({"a": {"123": [1, 2, 3]}})"), HasSubstr("'a.123' is"));
    EXPECT_THAT(extrinsics(R"({"a": {"123": "x"}})"), HasSubstr("six numbers"));
    EXPECT_THAT(extrinsics("{"), HasSubstr("not valid JSON"));
    EXPECT_THAT(intrinsics(R"({"a": {"123": [1, 2, 3]}})"), HasSubstr("fx, cx, fy, cy"));
    EXPECT_THAT(intrinsics(R"({"a": {"123": [0, 2, 3, 4]}})"), HasSubstr("fx, cx, fy, cy"));
    EXPECT_FALSE(readDroidIntrinsics(dir / "none.json"));
}

}  // namespace
}  // namespace camframe
