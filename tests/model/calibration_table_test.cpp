// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/calibrations/calibration_table.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "model/core/io/calibrations/ros_transform.h"
#include "support/shared_data.h"
#include "support/temp_dir.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

using test::posesNear;
using ::testing::HasSubstr;

constexpr const char* validTable = R"(dataset: robomind/ur_1rgb
tasks: [bread_in_basket_1, other]
aliases: [my_ur]
cameras:
  observation.images.camera_top:
    intrinsic: [[626, 0, 320], [0, 626, 240], [0, 0, 1]]
    extrinsic: [[0, 1, 0, 0.1], [-1, 0, 0, 0.2], [0, 0, 1, 0.3], [0, 0, 0, 1]]
  default:
    intrinsic: [[600, 0, 320], [0, 600, 240], [0, 0, 1]]
    extrinsic: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]]
)";

CalibrationTable table(const std::string& text = validTable) {
    auto read = calibrationTableFromYaml(text, "here.yaml");
    EXPECT_TRUE(read) << read.error().message;
    return read.value_or(CalibrationTable{});
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos);
    return text.replace(at, what.size(), by);
}

TEST(CalibrationTable, IsReadWithItsNames) {
    const CalibrationTable read = table();
    EXPECT_EQ(read.dataset, "robomind/ur_1rgb");
    EXPECT_EQ(read.tasks.size(), 2u);
    ASSERT_EQ(read.cameras.size(), 2u);
    EXPECT_EQ(read.cameras[0].k(0, 0), 626);
    EXPECT_LT(
        (read.cameras[0].camFromBase * Eigen::Vector3d(1, 0, 0) - Eigen::Vector3d(0.1, -0.8, 0.3)).norm(),
        1e-12);
}

TEST(CalibrationTable, MistakesAreNamed) {
    const auto refusal = [](const std::string& text) {
        const auto read = calibrationTableFromYaml(text, "here.yaml");
        EXPECT_FALSE(read);
        return read ? "" : read.error().message;
    };
    EXPECT_THAT(refusal("dataset: [a"), HasSubstr("here.yaml"));
    EXPECT_THAT(refusal("- 1"), HasSubstr("'dataset' and 'cameras'"));
    EXPECT_THAT(refusal(replaced(validTable, "626", "-626")), HasSubstr("camera_top"));
    EXPECT_THAT(refusal(replaced(validTable, "626", "many")), HasSubstr("line"));
    EXPECT_THAT(refusal(replaced(validTable, "[0, 1, 0, 0.1]", "[0, 1, 0]")), HasSubstr("4x4"));
    EXPECT_THAT(refusal(replaced(validTable, "[0, 1, 0, 0.1]", "[0, 2, 0, 0.1]")), HasSubstr("extrinsic"));
    EXPECT_THAT(refusal(replaced(validTable, "0.1", ".nan")), HasSubstr("finite"));
    EXPECT_THAT(refusal("a: &a [*a, *a]\n"), HasSubstr("here.yaml"));
}

TEST(CalibrationTable, SurvivesItsOwnFile) {
    CalibrationTable original = table();
    original.cameras[0].width = 640;
    original.cameras[0].height = 480;
    original.cameras[0].camFromBase = Eigen::Translation3d(0.123456789012345, -1, 2) *
                                      Eigen::AngleAxisd(0.3, Eigen::Vector3d(1, 2, 3).normalized());
    const CalibrationTable again = table(calibrationTableToYaml(original));
    EXPECT_EQ(again.dataset, original.dataset);
    EXPECT_EQ(again.tasks, original.tasks);
    EXPECT_EQ(again.aliases, original.aliases);
    ASSERT_EQ(again.cameras.size(), 2u);
    EXPECT_EQ(again.cameras[0].key, original.cameras[0].key);
    EXPECT_EQ(again.cameras[0].k, original.cameras[0].k);
    EXPECT_EQ(again.cameras[0].height, 480);
    EXPECT_EQ(again.cameras[1].width, 0);
    EXPECT_LT((again.cameras[0].camFromBase.matrix() - original.cameras[0].camFromBase.matrix()).norm(),
              1e-14);
}

TEST(CalibrationTable, LookupGoesFromTheTaskToTheDatasetToAnyCamera) {
    CalibrationTable tasks = table(), others = table();
    others.tasks.clear();
    others.cameras.erase(others.cameras.begin());
    const std::vector<CalibrationTable> tables{others, tasks};
    const std::vector<std::string> names{"h5_ur_1rgb", "data", "robomind", "ur_1rgb"};
    const auto found = [&](const TableQuery& query) { return findInTables(tables, query); };
    auto entry = found({names, {"bread_in_basket_1"}, "camera_top"});
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->table, &tables[1]);
    EXPECT_EQ(entry->camera->key, "observation.images.camera_top");
    EXPECT_THAT(entry->reason, HasSubstr("bread_in_basket_1"));
    entry = found({names, {"unknown"}, "observation.images.camera_top"});
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->table, &tables[0]);
    EXPECT_EQ(entry->camera->key, "default");
    EXPECT_TRUE(found({{"my_ur"}, {"other"}, "x"})) << "an alias";
    EXPECT_TRUE(found({{"RoboMIND_ur_1rgb"}, {}, "x"})) << "joined by an underscore";
    EXPECT_FALSE(found({{"robomind", "franka_3rgb"}, {"other"}, "camera_top"}));
    EXPECT_FALSE(found({{"ur_1rgb"}, {"other"}, "camera_top"})) << "half the name";
}

TEST(SharedTables, AllPublishedOnesAreReadAndFoundByTheirNames) {
    CAMFRAME_SHARED_OR_SKIP(folder, "data/caliball-calibrations");
    const auto tables = readCalibrationTables(folder);
    ASSERT_TRUE(tables) << tables.error().message;
    size_t cameras = 0;
    double worst = 0;
    for (const CalibrationTable& one : *tables) {
        for (const TableCamera& camera : one.cameras) {
            ++cameras;
            worst = std::max(worst, camera.orthonormalityError);
            const std::string name = one.dataset.substr(one.dataset.rfind('/') + 1);
            const std::string above = one.dataset.substr(0, one.dataset.find('/'));
            const auto entry = findInTables(
                *tables, {{above, name},
                          one.tasks.empty() ? std::vector<std::string>{} : std::vector{one.tasks[0]},
                          camera.key});
            ASSERT_TRUE(entry) << one.file;
            // ur5e_set3 repeats tasks of set2; the first table that lists a task is the one that counts.
            EXPECT_EQ(entry->table->dataset, one.dataset) << one.file;
        }
    }
    EXPECT_EQ(cameras, 27u);
    EXPECT_LT(worst, 2e-4);
    EXPECT_GT(worst, 1e-5) << "they have four decimals";
    const auto rdt = findInTables(*tables, {{"rdt"}, {}, "observation.images.main"});
    ASSERT_TRUE(rdt);
    EXPECT_EQ(rdt->table->dataset, "robomind/agilex_3rgb");
    const auto toto = findInTables(*tables, {{"toto", "0.1.0"}, {}, "observation/image"});
    ASSERT_TRUE(toto);
    EXPECT_NEAR(toto->camera->k(0, 0), 569.537, 1e-3);
}

TEST(RosTransforms, AreReadInEveryWrittenForm) {
    const auto only = [](const std::string& text) {
        const auto read = readRosTransforms(text, "here");
        EXPECT_TRUE(read) << read.error().message;
        EXPECT_EQ(read->size(), 1u);
        return read->at(0);
    };
    const double s = std::sqrt(0.5);
    RigidTransform expected = RigidTransform::Identity();
    expected.linear() = Eigen::AngleAxisd(std::acos(0.0), Eigen::Vector3d::UnitZ()).toRotationMatrix();
    expected.translation() << 0.1, -0.2, 0.3;
    const std::string q = fmt::format("0 0 {} {}", s, s);
    for (const std::string& text : std::vector<std::string>{
             "rosrun tf2_ros static_transform_publisher 0.1 -0.2 0.3 " + q + " base cam 100",
             "<node pkg=\"tf\" args=\"0.1 -0.2 .3 1.5707963267948966 0 0 base cam\"/>",
             fmt::format("<node args=\"--x 0.1 --y -0.2 --z 0.3 --qz {} --qw {} --frame-id base "
                         "--child-frame-id cam\"/>",
                         s, s),
             std::string(
                 "arguments=['--frame-id', 'base', '--child-frame-id', 'cam', '--yaw', '1.5707963267948966', "
                 "'--x', '0.1', '--y', '-0.2', '--z', '0.3']")}) {
        const RosTransform read = only(text);
        EXPECT_EQ(read.parent, "base") << text;
        EXPECT_EQ(read.child, "cam") << text;
        EXPECT_TRUE(posesNear(read.parentFromChild, expected, 1e-9, 1e-9)) << text;
    }
    EXPECT_FALSE(readRosTransforms("1 2 3 4 5 6", "here"));
    EXPECT_FALSE(readRosTransforms("1 2 3 0 0 0 0 base cam", "here")) << "no rotation";
    EXPECT_EQ(readRosTransforms("1 2 3 0 0 0 a b 1 2 3 0 0 0 c d", "here")->size(), 2u);
}

TEST(RosTransforms, AxesFollowTheNameOfTheFrame) {
    RosTransform transform{"base_link", "front_link", RigidTransform::Identity()};
    transform.parentFromChild.translation() << 0, 0, 1;
    std::string note;
    // A camera one metre up that looks along the base's x: what is ahead lies along its z.
    const RigidTransform body = camFromBaseOf(transform, note);
    EXPECT_LT((body * Eigen::Vector3d(2, 0, 1) - Eigen::Vector3d(0, 0, 2)).norm(), 1e-12);
    EXPECT_LT((body * Eigen::Vector3d(2, 1, 1) - Eigen::Vector3d(-1, 0, 2)).norm(), 1e-12) << "left is -x";
    EXPECT_THAT(note, HasSubstr("x forward"));
    transform.child = "front_optical_frame";
    EXPECT_LT((camFromBaseOf(transform, note) * Eigen::Vector3d(0, 0, 3) - Eigen::Vector3d(0, 0, 2)).norm(),
              1e-12);
    const RosTransform turned{"front_optical_frame", "base_link", transform.parentFromChild.inverse()};
    EXPECT_TRUE(posesNear(camFromBaseOf(turned, note), camFromBaseOf(transform, note), 1e-12, 1e-12));
}

TEST(RosTransforms, SurviveTheirOwnFile) {
    const RigidTransform pose = Eigen::Translation3d(0.3, -0.25, 1.125) *
                                Eigen::AngleAxisd(2.1, Eigen::Vector3d(3, -1, 2).normalized());
    const auto read = readRosTransforms(rosLaunchFile(pose, "panda_link0", "cam/front"), "here");
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->size(), 1u);
    EXPECT_EQ(read->at(0).parent, "panda_link0");
    EXPECT_EQ(read->at(0).child, "cam_front_optical_frame");
    std::string note;
    EXPECT_TRUE(posesNear(camFromBaseOf(read->at(0), note), pose, 1e-12, 1e-12));
}

}  // namespace
}  // namespace camframe
