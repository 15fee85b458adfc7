// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/robot_profile.h"

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "model/core/demo_robot.h"
#include "model/core/io/detail/embedded_file.h"
#include "model/core/io/detail/profile_file.h"
#include "model/core/io/robot_layout.h"
#include "support/shared_data.h"
#include "support/temp_dir.h"
#include "support/text_file.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using test::posesNear;
using test::TempDir;
using test::writeText;

template <class T>
std::string messageOf(const Result<T>& result) {
    return result ? "no error" : result.error().message;
}

std::string link(const std::string& name, const std::string& origin, const std::string& boxSize) {
    return fmt::format(
        "<link name='{}'><visual><origin xyz='{}'/><geometry><box size='{}'/></geometry></visual></link>",
        name, origin, boxSize);
}

std::string joint(const std::string& name, const std::string& type, const std::string& parent,
                  const std::string& child, const std::string& rest = "") {
    return fmt::format("<joint name='{}' type='{}'><parent link='{}'/><child link='{}'/>{}</joint>", name,
                       type, parent, child, rest);
}

/// Two links and a flange that carries a hand to be dropped.
std::string armUrdf(const std::string& name = "little_arm") {
    return fmt::format("<robot name='{}'>", name) + link("base", "0 0 0.05", "0.1 0.1 0.1") +
           link("upper", "0.1 0 0", "0.2 0.04 0.04") + "<link name='flange'/>" +
           link("hand", "0 0 0", "0.1 0.1 0.1") + "<link name='hand_tip'/>" +
           joint("turn", "revolute", "base", "upper", "<origin xyz='0 0 0.1'/><axis xyz='0 0 1'/>") +
           joint("flange_joint", "fixed", "upper", "flange",
                 "<origin xyz='0.2 0 0' rpy='0 1.5707963267948966 0'/>") +
           joint("hand_joint", "fixed", "flange", "hand") + joint("tip_joint", "fixed", "hand", "hand_tip") +
           "</robot>";
}

/// A gripper with two sliding fingers, 60 mm long along z; the right one is driven by its own joint.
std::string gripperUrdf() {
    return "<robot name='little_gripper'>" + link("palm", "0 0 0.01", "0.08 0.08 0.02") +
           link("finger_l", "0 0.005 0.03", "0.01 0.01 0.06") +
           link("finger_r", "0 -0.005 0.03", "0.01 0.01 0.06") +
           joint("slide_l", "prismatic", "palm", "finger_l", "<origin xyz='0 0 0.02'/><axis xyz='0 1 0'/>") +
           joint("slide_r", "prismatic", "palm", "finger_r", "<origin xyz='0 0 0.02'/><axis xyz='0 -1 0'/>") +
           "</robot>";
}

nlohmann::json mountedProfile() {
    return nlohmann::json::parse(R"({
        "format": "camframe-robot-profile", "version": 1, "name": "little",
        "urdfs": [
            {"robots": ["little_arm"], "links": ["base", "flange"], "drop": ["hand"]},
            {"links": ["palm", "finger_l"], "root": "palm",
             "mount": {"parent": "flange", "xyz": [0, 0, 0.01], "rpy": [0, 0, 1.5707963267948966]}}],
        "joint_aliases": {"gripper_position": "slide_l"},
        "joint_followers": {"slide_r": "slide_l"},
        "joint_defaults": {"slide_l": 0.03, "slide_r": 0.03},
        "arms": [{"name": "left", "joints": ["turn"], "gripper_links_from": ["palm"],
                  "gripper": {"joint": "slide_l", "open": 0.03, "closed": 0},
                  "tcp": {"link": "palm", "tips": ["finger_l", "finger_r"], "approach": [0, 0, 1],
                          "closing": [0, 1, 0]}}]})");
}

class MountedProfile : public ::testing::Test {
protected:
    MountedProfile() {
        writeText(m_temp / "robots/deep/below/arm.urdf", armUrdf());
        writeText(m_temp / "robots/gripper.urdf", gripperUrdf());
        writeText(m_temp / "robots/broken.urdf", "<robot");
        m_search.robotPaths = {m_temp / "robots"};
    }
    Result<Robot> load(const nlohmann::json& profile, const std::string& tcp = "") {
        writeText(m_temp / "little.json", profile.dump());
        return loadRobot((m_temp / "little.json").string(), m_search, tcp, nullptr);
    }
    std::vector<std::string> namesOf(const Robot& robot, const std::vector<int>& links) {
        std::vector<std::string> names;
        for (const int i : links) names.push_back(robot.model.links()[static_cast<size_t>(i)].name);
        return names;
    }
    TempDir m_temp;
    RobotSearch m_search;
};

TEST_F(MountedProfile, JoinsUrdfsThatItFindsByTheirLinks) {
    const auto robot = load(mountedProfile());
    ASSERT_TRUE(robot) << messageOf(robot);
    const RobotModel& model = robot->model;
    EXPECT_EQ(model.findLink("hand"), -1);
    EXPECT_EQ(model.findLink("hand_tip"), -1);
    Eigen::VectorXd q = model.defaultJointValues();
    EXPECT_EQ(q[model.findJoint("slide_l")], 0.03);
    q[model.findJoint("turn")] = 0.5;
    const auto poses = model.forwardKinematics(q);
    const RigidTransform flangeFromPalm = poses[static_cast<size_t>(model.findLink("flange"))].inverse() *
                                          poses[static_cast<size_t>(model.findLink("palm"))];
    RigidTransform expected = RigidTransform::Identity();
    expected.translation().z() = 0.01;
    expected.rotate(Eigen::AngleAxisd(std::numbers::pi / 2, Eigen::Vector3d::UnitZ()));
    EXPECT_TRUE(posesNear(flangeFromPalm, expected, 1e-12, 1e-12));
    EXPECT_EQ(robot->urdf, m_temp / "robots/deep/below/arm.urdf");
}

TEST_F(MountedProfile, PlacesTheTcpBetweenTheFingertipsOfTheClosedGripper) {
    const auto robot = load(mountedProfile());
    ASSERT_TRUE(robot) << messageOf(robot);
    ASSERT_EQ(robot->arms.size(), 1U);
    const Arm& arm = robot->arms[0];
    EXPECT_EQ(robot->model.links()[static_cast<size_t>(arm.tcpLink)].name, "palm");
    RigidTransform expected = RigidTransform::Identity();
    expected.translation().z() = 0.08;  // fingers start at 0.02 and are 0.06 long; x and y cancel
    EXPECT_TRUE(posesNear(arm.linkFromTcp, expected, 1e-9, 1e-6));
    EXPECT_NE(arm.tcpDefinition.find("link palm"), std::string::npos) << arm.tcpDefinition;
    EXPECT_EQ(namesOf(*robot, arm.armLinks), (std::vector<std::string>{"base", "upper"}));
    EXPECT_EQ(namesOf(*robot, arm.gripperLinks), (std::vector<std::string>{"palm", "finger_l", "finger_r"}));
    EXPECT_EQ(arm.gripperJoint, robot->model.findJoint("slide_l"));
    EXPECT_EQ(arm.gripperOpen, 0.03);
}

TEST_F(MountedProfile, TheTcpOptionOverridesTheProfile) {
    const auto robot = load(mountedProfile(), "finger_l:0.1,0.2,0.3,0,1,0,0");
    ASSERT_TRUE(robot) << messageOf(robot);
    const Arm& arm = robot->arms[0];
    EXPECT_EQ(arm.tcpLink, robot->model.findLink("finger_l"));
    EXPECT_TRUE(arm.linkFromTcp.translation().isApprox(Eigen::Vector3d(0.1, 0.2, 0.3)));
    EXPECT_TRUE((arm.linkFromTcp.linear() * Eigen::Vector3d::UnitZ()).isApprox(-Eigen::Vector3d::UnitZ()));
    for (const char* bad : {"nowhere", "palm:", "palm:1,2,3", "palm:1,2,3,1,0,0,0,0", "palm:1,2,3,0,0,0,0",
                            "palm:1,2,x,1,0,0,0", "palm:1,2,nan,1,0,0,0"}) {
        const auto refused = load(mountedProfile(), bad);
        ASSERT_FALSE(refused) << bad;
        EXPECT_EQ(refused.error().kind, ErrorKind::Usage) << bad;
    }
}

TEST_F(MountedProfile, AliasesAndFollowersCompleteTheColumnsOfARecording) {
    const auto robot = load(mountedProfile());
    ASSERT_TRUE(robot) << messageOf(robot);
    Episode episode;
    episode.jointNames = {"turn", "gripper_position"};
    episode.jointPositions = Eigen::MatrixXd::Random(3, 2);
    applyJointAliases(*robot, episode);
    EXPECT_EQ(episode.jointNames, (std::vector<std::string>{"turn", "slide_l", "slide_r"}));
    ASSERT_EQ(episode.jointPositions.cols(), 3);
    EXPECT_EQ(episode.jointPositions.col(2), episode.jointPositions.col(1));
    const Eigen::MatrixXd before = episode.jointPositions;
    applyJointAliases(*robot, episode);  // Nothing is added twice.
    EXPECT_EQ(episode.jointPositions, before);
}

TEST_F(MountedProfile, MissingDescriptionsAndWrongNamesAreNamed) {
    const auto failure = [&](const auto& change) {
        nlohmann::json profile = mountedProfile();
        change(profile);
        return messageOf(load(profile));
    };
    using J = nlohmann::json;
    const auto expect = [](const std::string& message, std::initializer_list<const char*> parts) {
        for (const char* part : parts) EXPECT_NE(message.find(part), std::string::npos) << message;
    };
    expect(failure([](J& p) { p["urdfs"][1]["links"][0] = "claw"; }), {"claw", "--robot-path", "robots"});
    expect(failure([](J& p) { p["urdfs"][1]["mount"]["parent"] = "nose"; }), {"mount.parent", "nose"});
    expect(failure([](J& p) { p["arms"][0]["joints"][0] = "twist"; }), {"'joints'", "twist"});
    expect(failure([](J& p) { p["arms"][0]["tcp"]["link"] = "thumb"; }), {"tcp.link", "thumb"});
    expect(failure([](J& p) { p["arms"][0]["tcp"]["tips"][0] = "flange"; }), {"tcp.tips", "no mesh"});
    expect(failure([](J& p) { p["joint_defaults"]["knee"] = 1; }), {"joint_defaults", "knee"});
    // Schema: file and field.
    expect(failure([](J& p) { p["version"] = 2; }), {"little.json", "version"});
    expect(failure([](J& p) { p.erase("arms"); }), {"little.json", "arms"});
    expect(failure([](J& p) { p["arms"][0]["gripper"]["open"] = "wide"; }),
           {"little.json", "arms[0].gripper.open"});
    expect(failure([](J& p) { p["arms"][0]["gripper"]["closed"] = 0.03; }), {"arms[0].gripper.closed"});
    expect(failure([](J& p) { p["arms"][0]["tcp"]["closing"] = {0, 0, 1}; }), {"arms[0].tcp.closing"});
    expect(failure([](J& p) { p["arms"][0]["tcp"]["xyz"] = {0, 0, 1}; }), {"arms[0].tcp.xyz"});
    expect(failure([](J& p) { p["arms"][0]["colour"] = "red"; }), {"arms[0].colour"});
    expect(failure([](J& p) { p["urdfs"][1].erase("mount"); }), {"urdfs[1].mount"});
    expect(failure([](J& p) { p["urdfs"] = J::array(); }), {"urdfs"});
    m_search.robotPaths.clear();
    expect(messageOf(load(mountedProfile())), {"no folder was given", "CAMFRAME_ROBOT_PATH"});
}

TEST_F(MountedProfile, PrefersTheUrdfThatBearsTheRobotsName) {
    writeText(m_temp / "robots/a_first.urdf", armUrdf("stranger"));
    const auto robot = load(mountedProfile());
    ASSERT_TRUE(robot) << messageOf(robot);
    EXPECT_EQ(robot->urdf, m_temp / "robots/deep/below/arm.urdf");
}

TEST_F(MountedProfile, AUrdfWithoutProfileEndsAtTheToolOfTheRecordingOrTheDeepestLeaf) {
    const std::string path = (m_temp / "robots/deep/below/arm.urdf").string();
    const auto tool = [&](const Episode* episode, const std::string& tcp = "") {
        const auto robot = loadRobot(path, m_search, tcp, episode);
        if (!robot) return messageOf(robot);
        EXPECT_EQ(robot->notes.size(), 1U);
        EXPECT_EQ(robot->arms.size(), 1U);
        return robot->model.links()[static_cast<size_t>(robot->arms[0].tcpLink)].name;
    };
    EXPECT_EQ(tool(nullptr), "hand_tip");
    Episode episode;
    EXPECT_EQ(tool(&episode), "hand_tip");
    episode.endEffectorLinks = {"flange", "hand"};
    EXPECT_EQ(tool(&episode), "flange");
    EXPECT_EQ(tool(&episode, "hand"), "hand");
    episode.endEffectorLinks = {"not_there"};
    EXPECT_EQ(tool(&episode), "hand_tip");
}

TEST(RobotProfile, UnknownNamesListTheProfiles) {
    const auto robot = loadRobot("terminator", {}, "", nullptr);
    ASSERT_FALSE(robot);
    EXPECT_EQ(robot.error().kind, ErrorKind::Usage);
    EXPECT_NE(robot.error().message.find("franka_hand"), std::string::npos);
    const auto file = loadRobot("no/such/robot.urdf", {}, "", nullptr);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().kind, ErrorKind::Input);
    EXPECT_NE(file.error().message.find("no/such/robot.urdf"), std::string::npos);
}

TEST(RobotProfile, EveryEmbeddedProfileIsValidAndBearsItsFileName) {
    EXPECT_GE(embeddedProfiles().size(), 9U);
    for (const EmbeddedFile& embedded : embeddedProfiles()) {
        const auto profile = parseProfile(std::string(embedded.text), std::string(embedded.name));
        ASSERT_TRUE(profile) << messageOf(profile);
        EXPECT_EQ(profile->name, embedded.name);
    }
}

TEST(RobotProfile, TheDemoRobotIsTheSameFromMemoryAndFromItsUrdf) {
    const auto demo = loadRobot("demo", {}, "", nullptr);
    ASSERT_TRUE(demo) << messageOf(demo);
    const TempDir temp;
    ASSERT_TRUE(writeDemoRobot(temp.path()));
    const auto read = loadRobot((temp / "demo_arm.urdf").string(), {}, "", nullptr);
    ASSERT_TRUE(read) << messageOf(read);
    EXPECT_EQ(read->name, "demo");
    EXPECT_EQ(read->arms[0].tcpDefinition, demo->arms[0].tcpDefinition);
    EXPECT_EQ(read->arms[0].gripperLinks, demo->arms[0].gripperLinks);
    EXPECT_TRUE(demo->urdf.empty());
}

class SharedProfile : public ::testing::TestWithParam<const char*> {
protected:
    static RobotSearch search() { return {{*test::sharedData("robots")}, {}}; }
};

TEST_P(SharedProfile, LoadsWithARightHandedTcpAheadOfTheGripper) {
    CAMFRAME_SHARED_OR_SKIP(folder, "robots");
    const auto robot = loadRobot(GetParam(), search(), "", nullptr);
    ASSERT_TRUE(robot) << messageOf(robot);
    EXPECT_EQ(robot->name, GetParam());
    for (const Arm& arm : robot->arms) {
        EXPECT_NEAR(arm.linkFromTcp.linear().determinant(), 1, 1e-12);
        EXPECT_FALSE(arm.armLinks.empty());
        if (arm.gripperJoint == -1) continue;
        // The closed gripper's jaws meet near the TCP, and opening moves its jaws apart along y.
        const auto posesAt = [&](double value) {
            Eigen::VectorXd q = robot->model.defaultJointValues();
            q[arm.gripperJoint] = value;
            for (const auto& [follower, leader] : robot->jointFollowers)
                if (robot->model.findJoint(leader) == arm.gripperJoint)
                    q[robot->model.findJoint(follower)] = value;
            return robot->model.forwardKinematics(q, arm.tcpLink);
        };
        const auto closed = posesAt(arm.gripperClosed), open = posesAt(arm.gripperOpen);
        double gapClosed = 1, gapOpen = 1, reach = -1;
        for (const int i : arm.gripperLinks)
            for (const Visual& visual : robot->model.links()[static_cast<size_t>(i)].visuals)
                for (const Eigen::Vector3f& v : visual.mesh->vertices) {
                    const Eigen::Vector3d inLink = visual.linkFromVisual * v.cast<double>();
                    const RigidTransform tcpFromLink = arm.linkFromTcp.inverse();
                    const Eigen::Vector3d a = tcpFromLink * closed[static_cast<size_t>(i)] * inLink;
                    const Eigen::Vector3d b = tcpFromLink * open[static_cast<size_t>(i)] * inLink;
                    reach = std::max(reach, a.z());
                    // How far from the TCP the nearest surface lies.
                    gapClosed = std::min(gapClosed, a.norm());
                    gapOpen = std::min(gapOpen, b.norm());
                }
        EXPECT_LT(std::abs(reach), 0.04) << "fingertips end near the TCP's plane";
        EXPECT_LT(gapClosed, 0.03);
        EXPECT_GE(gapOpen, gapClosed - 1e-6);
    }
}

INSTANTIATE_TEST_SUITE_P(All, SharedProfile,
                         ::testing::Values("franka_hand", "franka_robotiq", "franka_robotiq_yaw30",
                                           "ur5e_robotiq", "ur5e_robotiq_yaw90", "xarm7", "xarm7_no_gripper",
                                           "arx5_dual", "so100", "lbr_med7"));

TEST(SharedProfiles, AUr5eMadeOfTwoDescriptionsIsTheOneMadeOfOne) {
    CAMFRAME_SHARED_OR_SKIP(folder, "robots");
    const auto one = loadRobot("ur5e_robotiq", {{folder}, {}}, "", nullptr);
    const auto two = loadRobot("ur5e_robotiq_yaw90", {{folder}, {}}, "", nullptr);
    ASSERT_TRUE(one) << messageOf(one);
    ASSERT_TRUE(two) << messageOf(two);
    const auto tcpAt = [](const Robot& robot, double angle) {
        Eigen::VectorXd q = robot.model.defaultJointValues();
        for (const int joint : robot.arms[0].joints) q[joint] = angle;
        return robot.model.forwardKinematics(q)[static_cast<size_t>(robot.arms[0].tcpLink)] *
               robot.arms[0].linkFromTcp;
    };
    for (const double angle : {0.0, 0.7})
        EXPECT_TRUE(posesNear(tcpAt(*two, angle), tcpAt(*one, angle), 1e-6, 1e-6));
}

TEST(SharedProfiles, TheGripperOfRoboMindsFrankaIsTurned) {
    CAMFRAME_SHARED_OR_SKIP(folder, "robots");
    const auto straight = loadRobot("franka_robotiq", {{folder}, {}}, "", nullptr);
    const auto turned = loadRobot("franka_robotiq_yaw30", {{folder}, {}}, "", nullptr);
    ASSERT_TRUE(straight) << messageOf(straight);
    ASSERT_TRUE(turned) << messageOf(turned);
    const auto tcp = [](const Robot& robot) {
        return robot.model.forwardKinematics(
            robot.model.defaultJointValues())[static_cast<size_t>(robot.arms[0].tcpLink)];
    };
    EXPECT_NEAR(rotationAngleBetween(tcp(*straight), tcp(*turned)), 0.5235987755982988, 1e-9);
    // CalibAll takes its axes from the flange, whose turn is taken back.
    const auto reference = loadRobot("franka_robotiq_yaw30", {{folder}, {}}, "caliball", nullptr);
    ASSERT_TRUE(reference) << messageOf(reference);
    const Arm& arm = reference->arms[0];
    EXPECT_NEAR(rotationAngleBetween(tcp(*reference) * arm.linkFromTcp, tcp(*straight)), 0, 1e-9);
}

TEST(SharedProfiles, CalibAllsTcpLiesOnTheClosedFingersTip) {
    CAMFRAME_SHARED_OR_SKIP(folder, "robots");
    const auto robot = loadRobot("franka_robotiq", {{folder}, {}}, "caliball", nullptr);
    ASSERT_TRUE(robot) << messageOf(robot);
    Eigen::VectorXd q = robot->model.defaultJointValues();
    q[robot->arms[0].gripperJoint] = 0.8;
    const auto poses = robot->model.forwardKinematics(q);
    const Eigen::Vector3d tip = poses[static_cast<size_t>(robot->model.findLink("left_inner_finger"))] *
                                Eigen::Vector3d(0, -0.0139, 0.0445);
    const Eigen::Vector3d tcp =
        poses[static_cast<size_t>(robot->arms[0].tcpLink)] * robot->arms[0].linkFromTcp.translation();
    EXPECT_LT((tip - tcp).norm(), 2e-5);
    const auto moving = loadRobot("xarm7", {{folder}, {}}, "caliball", nullptr);
    ASSERT_FALSE(moving);
    EXPECT_EQ(moving.error().kind, ErrorKind::Usage);
}

TEST(RobotSearch, OtherProgramsFoldersAreLookedThroughLast) {
    const TempDir temp;
    const auto robotOf = [&](const RobotSearch& search) { return loadRobot("iiwa14", search, "", nullptr); };
    const auto missing = robotOf({{temp / "mine"}, {}});
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().message.find("robot_descriptions (PyPI): iiwa14_description"),
              std::string::npos)
        << missing.error().message;
    std::string urdf = "<robot name='iiwa14'>";
    for (int i = 0; i <= 7; ++i) urdf += link(fmt::format("iiwa_link_{}", i), "0 0 0", "0.1 0.1 0.1");
    for (int i = 1; i <= 7; ++i)
        urdf += joint(fmt::format("iiwa_joint_{}", i), "continuous", fmt::format("iiwa_link_{}", i - 1),
                      fmt::format("iiwa_link_{}", i), "<axis xyz='0 0 1'/>");
    writeText(temp / "cache/iiwa.urdf", urdf + "</robot>");
    const auto found = robotOf({{temp / "mine"}, {}, {temp / "cache"}});
    ASSERT_TRUE(found) << messageOf(found);
    EXPECT_EQ(found->urdf, temp / "cache/iiwa.urdf");
    EXPECT_EQ(found->arms[0].joints.size(), 7U);
    writeText(temp / "mine/iiwa.urdf", urdf + "</robot>");
    EXPECT_EQ(robotOf({{temp / "mine"}, {}, {temp / "cache"}})->urdf, temp / "mine/iiwa.urdf");
}

TEST(RobotLayout, IsThatOfTheLoadedRobot) {
    CAMFRAME_SHARED_OR_SKIP(folder, "robots");
    const std::string urdf = (folder / "lbr_med7/med7_resolved.urdf").string();
    for (const std::string& name : {std::string("franka_robotiq"), std::string("arx5_dual"), urdf}) {
        const auto layout = readRobotLayout(name);
        const auto robot = loadRobot(name, {{folder}, {}}, "", nullptr);
        ASSERT_TRUE(layout) << messageOf(layout);
        ASSERT_TRUE(robot) << messageOf(robot);
        ASSERT_EQ(layout->arms.size(), robot->arms.size());
        for (size_t a = 0; a < layout->arms.size(); ++a) {
            std::vector<std::string> joints;
            for (const int joint : robot->arms[a].joints)
                joints.push_back(robot->model.joints()[static_cast<size_t>(joint)].name);
            EXPECT_EQ(layout->arms[a].joints, joints);
            EXPECT_EQ(layout->arms[a].name, robot->arms[a].name);
        }
    }
}

TEST(SharedProfiles, TheTcpsAreThoseOfTheContract) {
    CAMFRAME_SHARED_OR_SKIP(folder, "robots");
    const RobotSearch search{{folder}, {}};
    const auto tcpOf = [&](const char* name, size_t arm) {
        const auto robot = loadRobot(name, search, "", nullptr);
        EXPECT_TRUE(robot) << messageOf(robot);
        return std::pair(robot->model.links()[static_cast<size_t>(robot->arms.at(arm).tcpLink)].name,
                         robot->arms.at(arm).linkFromTcp);
    };
    EXPECT_EQ(tcpOf("franka_hand", 0).first, "panda_hand_tcp");
    EXPECT_EQ(tcpOf("xarm7", 0).first, "link_tcp");
    for (const char* name : {"franka_robotiq", "ur5e_robotiq"}) {
        const auto [link, pose] = tcpOf(name, 0);
        EXPECT_EQ(link, "robotiq_arg2f_base_link");
        EXPECT_TRUE(pose.translation().isApprox(Eigen::Vector3d(0, 0, 0.131)));
        EXPECT_TRUE(pose.linear().isIdentity());
    }
    // The fingers' joints lie 84.57 mm ahead of link6 and their tips 71 mm ahead of the joints (link meshes).
    for (const size_t arm : {0U, 1U}) {
        const auto [link, pose] = tcpOf("arx5_dual", arm);
        EXPECT_EQ(link, arm == 0 ? "fl_link6" : "fr_link6");
        EXPECT_LT((pose.translation() - Eigen::Vector3d(0.08457 + 0.071, 0, 0)).norm(), 2e-4);
        EXPECT_TRUE(pose.linear().col(2).isApprox(Eigen::Vector3d::UnitX()));
        EXPECT_TRUE(pose.linear().col(1).isApprox(Eigen::Vector3d::UnitY()));
    }
    const auto [link, pose] = tcpOf("so100", 0);
    EXPECT_EQ(link, "Fixed_Jaw");
    EXPECT_NEAR(pose.translation().y(), -0.106375, 1e-6);  // The mesh's extent along the approach.
    EXPECT_NEAR(pose.translation().z(), 0, 1e-4);
}

TEST(SharedProfiles, AKnownUrdfIsTreatedByItsProfile) {
    CAMFRAME_SHARED_OR_SKIP(folder, "robots");
    for (const auto& [file, profile, gripper] : {std::tuple{"panda/panda_hand.urdf", "franka_hand", true},
                                                 {"ur5e_robotiq/ur5e_robotiq.urdf", "ur5e_robotiq", true},
                                                 {"xarm7/xarm7_gripper.urdf", "xarm7", true},
                                                 {"xarm7/xarm7_no_gripper.urdf", "xarm7_no_gripper", false},
                                                 {"so100/so100.urdf", "so100", true},
                                                 {"arx5_dual/arx5_dual_arm.urdf", "arx5_dual", true},
                                                 {"lbr_med7/med7_resolved.urdf", "lbr_med7", false}}) {
        SCOPED_TRACE(file);
        const auto robot = loadRobot((folder / file).string(), {{folder}, {}}, "", nullptr);
        ASSERT_TRUE(robot) << messageOf(robot);
        EXPECT_EQ(robot->name, profile);
        EXPECT_EQ(robot->arms.at(0).gripperJoint >= 0, gripper);
        EXPECT_THAT(robot->notes,
                    ::testing::Contains(::testing::HasSubstr(std::string("'") + profile + "'")));
    }
}

}  // namespace
}  // namespace camframe
