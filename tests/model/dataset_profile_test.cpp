// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/profiles/dataset_profile.h"

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "model/core/io/profiles/profile_search.h"
#include "model/core/io/robot_layout.h"
#include "support/fake_dataset.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using nlohmann::json;
using test::countingSignal;
using test::recordedCamera;
using test::recordedEpisode;
using ::testing::HasSubstr;

json validProfile() {
    return json::parse(R"({
        "format": "camframe-dataset-profile", "version": 1, "name": "little", "robot": "franka_hand",
        "arms": [{"name": "left",
                  "joints": {"signals": ["state"], "columns": "0:7"},
                  "pose": {"signals": ["pose"], "rotation": "quat_xyzw", "link": "panda_hand"},
                  "gripper": {"signal": "state", "column": 7, "open": 1, "closed": 0}}],
        "cameras": [{"key": "top", "intrinsics": [{"size": [640, 480], "K": [600, 601, 320, 240],
                                                   "source": "measured"}]}]})");
}

std::string refusal(const json& profile) {
    const auto read = parseDatasetProfile(profile.dump(), "mine.json");
    if (read) {
        ADD_FAILURE() << "accepted: " << profile.dump();
        return "";
    }
    EXPECT_EQ(read.error().message.find('\n'), std::string::npos);
    EXPECT_TRUE(read.error().message.ends_with('.')) << read.error().message;
    EXPECT_THAT(read.error().message, HasSubstr("mine.json"));
    return read.error().message;
}

TEST(DatasetProfile, MistakesNameFieldAndMend) {
    ASSERT_TRUE(parseDatasetProfile(validProfile().dump(), "mine.json"));
    const std::vector<std::tuple<std::string, std::string, json, std::string>> mistakes{
        {"/format", "field 'format'", "camframe-robot-profile", "camframe-dataset-profile"},
        {"/version", "field 'version'", 2, "1 to 1"},
        {"/robot", "field 'robot'", nullptr, "a robot profile"},
        {"/fps", "field 'fps'", 0, "above 0"},
        {"/stride", "field 'stride'", 0, "1 to"},
        {"/arms", "field 'arms'", json::array(), "at least one arm"},
        {"/arms/0/joint", "field 'arms[0].joint'", json::object(), "name, joints, pose, gripper"},
        {"/arms/0/joints/columns", "columns'", "7:0", "start:stop:step"},
        {"/arms/0/joints/columns", "columns'", "0:7:0", "start:stop:step"},
        {"/arms/0/joints/columns", "columns'", json::array(), "column numbers"},
        {"/arms/0/joints/unit", "unit'", "degrees", "rad, deg, m, mm, normalised"},
        {"/arms/0/joints/unit", "from'", "normalised", "two recorded values"},
        {"/arms/0/joints/signs", "signs[1]'", json({1, 2}), "1 or -1"},
        {"/arms/0/joints/to", "to'", json::array(), "normalised"},
        {"/arms/0/pose/rotation", "rotation'", "quaternion", "quat_xyzw, quat_wxyz"},
        {"/arms/0/pose/euler_order", "euler_order'", "xyZ", "lower"},
        {"/arms/0/pose/euler_order", "euler_order'", "xxz", "three axes"},
        {"/arms/0/pose/origin", "origin.yaw'", {{"yaw", 1}}, "xyz, rpy"},
        {"/arms/0/pose/body", "xyz'", {{"xyz", {1, 2}}}, "three numbers"},
        {"/arms/0/gripper/closed", "closed'", 1, "other than 'open'"},
        {"/arms/0/gripper/threshold", "threshold'", 2, "between"},
        {"/arms/0/gripper/mode", "mode'", "from_action", "recorded, integrated, constant"},
        {"/cameras/0/intrinsics/0/size", "size'", json({640}), "width and height"},
        {"/cameras/0/intrinsics/0/K", "K'", json({0, 600, 320, 240}), "above 0"},
        {"/cameras/0/wrist", "wrist'", "yes", "true or false"},
    };
    for (const auto& [pointer, field, value, mend] : mistakes) {
        json profile = validProfile();
        profile[json::json_pointer(pointer)] = value;
        const std::string message = refusal(profile);
        EXPECT_THAT(message, HasSubstr(field)) << pointer;
        if (pointer != "/arms/0/pose/euler_order") {
            EXPECT_THAT(message, HasSubstr(mend)) << pointer;
        }
    }
    EXPECT_THAT(refusal(json::array()), HasSubstr("an object"));
    EXPECT_FALSE(parseDatasetProfile("{", "mine.json"));
}

TEST(DatasetProfile, WritesWhatItReads) {
    for (const DatasetProfile& profile : allDatasetProfiles({})) {
        const std::string text = datasetProfileToJson(profile);
        const auto again = parseDatasetProfile(text, profile.name);
        ASSERT_TRUE(again) << again.error().message;
        EXPECT_EQ(datasetProfileToJson(*again), text);
    }
    json profile = validProfile();
    profile["arms"][0]["joints"] = {
        {"signals", {"state"}},     {"columns", {"a", "b"}}, {"unit", "normalised"}, {"from", {-100, 100}},
        {"to", {{-1, 1}, {-2, 2}}}, {"signs", {1, -1}},      {"offsets", {0.5, 0}}};
    profile["stride"] = 4;
    profile["arms"][0]["pose"]["origin"] = {{"xyz", {0.5, 0, 0}}, {"rpy", {0, 0, 1.5}}};
    profile["arms"][0]["pose"]["body"] = {{"rpy", {0.1, 0.2, 0.3}}};
    const auto read = parseDatasetProfile(profile.dump(), "mine.json");
    ASSERT_TRUE(read) << read.error().message;
    const json written = json::parse(datasetProfileToJson(*read));
    for (const char* member : {"columns", "unit", "from", "to", "signs", "offsets"})
        EXPECT_EQ(written["arms"][0]["joints"][member], profile["arms"][0]["joints"][member]) << member;
    EXPECT_EQ(written["stride"], 4);
    const json& pose = written["arms"][0]["pose"];
    EXPECT_EQ(pose["origin"]["xyz"], profile["arms"][0]["pose"]["origin"]["xyz"]);
    for (size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(pose["origin"]["rpy"][i].get<double>(), i == 2 ? 1.5 : 0, 1e-12);
        EXPECT_NEAR(pose["body"]["rpy"][i].get<double>(), 0.1 * static_cast<double>(i + 1), 1e-12);
    }
}

TEST(DatasetProfile, EveryBuiltInOneIsSound) {
    const std::vector<DatasetProfile> all = allDatasetProfiles({});
    ASSERT_EQ(all.size(), datasetProfileNames().size()) << "one of them is not read";
    ASSERT_GE(all.size(), 20u);
    for (size_t i = 0; i < all.size(); ++i) {
        const DatasetProfile& profile = all[i];
        SCOPED_TRACE(profile.name);
        EXPECT_EQ(profile.name, datasetProfileNames()[i]) << "file and name differ";
        EXPECT_FALSE(profile.match.empty());
        EXPECT_FALSE(profile.sources.empty()) << "where are its facts from?";
        if (!profile.refuse.empty()) {
            EXPECT_TRUE(profile.refuse.ends_with('.'));
            continue;
        }
        const auto robot = readRobotLayout(profile.robot);
        ASSERT_TRUE(robot) << robot.error().message;
        ASSERT_EQ(profile.arms.size(), robot->arms.size());
        for (const ArmMapping& arm : profile.arms) {
            const ArmLayout* layout = robot->findArm(arm.name);
            ASSERT_NE(layout, nullptr) << arm.name;
            if (!arm.joints) continue;
            const auto& columns = arm.joints->columns;
            if (columns.slice) {
                const auto [start, stop, step] = *columns.slice;
                EXPECT_EQ(static_cast<size_t>((stop - start + step - 1) / step), layout->joints.size());
            }
            for (const size_t size : {arm.joints->offsets.size(), arm.joints->normalisedTo.size()})
                EXPECT_TRUE(size == 0 || size == layout->joints.size());
            if (arm.gripper) {
                EXPECT_FALSE(layout->gripperJoint.empty());
            }
        }
    }
}

TEST(DatasetProfile, KeysAreComparedByTheirEnds) {
    EXPECT_TRUE(sameKey("observation.images.camera_top", "camera_top"));
    EXPECT_TRUE(sameKey("observations/qpos", "observations.qpos"));
    EXPECT_TRUE(sameKey("steps/observation/state", "observation.state"));
    EXPECT_FALSE(sameKey("camera_top", "observation.images.camera_top"));
    EXPECT_FALSE(sameKey("my_state", "state"));
    EXPECT_FALSE(sameKey("state", ""));
}

/// The name of the built-in profile that fits best, or "".
std::string bestFor(const DatasetFacts& facts) {
    std::string best;
    int weight = 0;
    for (const DatasetProfile& profile : allDatasetProfiles({}))
        if (const auto match = matchProfile(profile, facts); match && match->weight > weight) {
            weight = match->weight;
            best = profile.name;
        }
    return best;
}

TEST(ProfileMatch, FindsTheDatasetsByWhatTheyHold) {
    const auto robomind = recordedEpisode(
        2, {countingSignal("puppet/joint_position", 2, 8)},
        {recordedCamera("camera_left"), recordedCamera("camera_right"), recordedCamera("camera_top")});
    EXPECT_EQ(bestFor({"robomind", "set", "/data/set", "", &robomind}), "robomind_franka_3rgb");
    const auto one =
        recordedEpisode(2, {countingSignal("puppet/joint_position", 2, 8)}, {recordedCamera("camera_top")});
    EXPECT_EQ(bestFor({"robomind", "set", "/data/set", "", &one}), "robomind_franka_1rgb");
    const auto ur =
        recordedEpisode(2, {countingSignal("puppet/joint_position", 2, 7)}, {recordedCamera("camera_top")});
    EXPECT_EQ(bestFor({"robomind", "set", "/data/set", "", &ur}), "robomind_ur_1rgb");
    const auto dual = recordedEpisode(2, {countingSignal("observation.states.joint_position_left", 2, 7),
                                          countingSignal("observation.states.joint_position_right", 2, 7)});
    EXPECT_EQ(bestFor({"lerobot", "set", "/data/set", "", &dual}), "robomind_agilex_3rgb");
    const auto state8 = recordedEpisode(2, {countingSignal("observation.state", 2, 8)});
    EXPECT_EQ(bestFor({"lerobot", "droid_1.0.1", "/data/droid_1.0.1", "", &state8}), "droid");
    EXPECT_EQ(bestFor({"lerobot", "set", "/data/set", "", &state8}), "") << "eight numbers alone say nothing";
    const auto xarm = recordedEpisode(2, {countingSignal("observation/joint_state", 2, 14)});
    EXPECT_EQ(bestFor({"rlds", "utokyo_xarm_pick_and_place", "/d", "", &xarm}), "utokyo_xarm");
    EXPECT_EQ(bestFor({"lerobot", "utokyo_xarm_pick_and_place", "/d", "", &state8}),
              "utokyo_xarm_without_joints");
}

TEST(ProfileMatch, SaysWhyOrWhyNot) {
    DatasetProfile profile;
    const auto episode = recordedEpisode(2, {countingSignal("state", 2, 8)});
    const DatasetFacts facts{"rlds", "Toto", "/data/oxe/toto/0.1.0", "franka", &episode};
    EXPECT_THAT(whyNotMatching(profile, facts), HasSubstr("--profile"));
    profile.match.datasets = {"*TOTO*"};
    profile.match.signals = {"state[8]"};
    EXPECT_EQ(whyNotMatching(profile, facts), "");
    EXPECT_THAT(matchProfile(profile, facts)->reason, HasSubstr("state[8]"));
    profile.match.signals = {"state[7]"};
    EXPECT_THAT(whyNotMatching(profile, facts), HasSubstr("state[7]"));
    profile.match.signals = {};
    profile.match.datasets = {"oxe"};
    EXPECT_EQ(whyNotMatching(profile, facts), "") << "a folder on the way counts";
    profile.match.robots = {"ur5*"};
    EXPECT_THAT(whyNotMatching(profile, facts), HasSubstr("ur5*"));
}

TEST(ProfileSearch, OwnProfilesComeFromFoldersAndFiles) {
    const test::TempDir dir;
    std::ofstream(dir / "mine.json") << validProfile().dump();
    std::ofstream(dir / "robot.json") << R"({"format": "camframe-robot-profile"})";
    const auto all = allDatasetProfiles({dir.path()});
    ASSERT_EQ(all.size(), datasetProfileNames().size() + 1);
    EXPECT_EQ(all.front().name, "little");
    EXPECT_EQ(all.front().file, dir / "mine.json");
    EXPECT_TRUE(findDatasetProfile("little", {dir.path()}));
    EXPECT_TRUE(findDatasetProfile((dir / "mine.json").string(), {}));
    const auto missing = findDatasetProfile("litle", {dir.path()});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::Usage);
    EXPECT_THAT(missing.error().message, HasSubstr("little"));
}

}  // namespace
}  // namespace camframe
