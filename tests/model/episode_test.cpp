// SPDX-License-Identifier: Apache-2.0
#include "model/core/episode.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "model/core/io/urdf_reader.h"
#include "support/transform_matchers.h"

namespace camframe {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// pedestal -(fixed)- base -(turn about z)- upper -(slide along x)- wrist -(fixed)- tool, and a finger on the
/// tool.
RobotModel littleRobot() {
    return parseUrdf(R"(<robot name="little">
        <link name="pedestal"/><link name="base"/><link name="upper"/><link name="wrist"/><link name="tool"/>
        <link name="finger"/>
        <joint name="mount" type="fixed"><parent link="pedestal"/><child link="base"/><origin xyz="0 0 1"/></joint>
        <joint name="turn" type="continuous"><parent link="base"/><child link="upper"/><axis xyz="0 0 1"/></joint>
        <joint name="slide" type="prismatic"><parent link="upper"/><child link="wrist"/><axis xyz="1 0 0"/>
          <limit lower="0" upper="1" effort="1" velocity="1"/></joint>
        <joint name="flange" type="fixed"><parent link="wrist"/><child link="tool"/><origin xyz="0 0 0.1"/></joint>
        <joint name="grip" type="prismatic"><parent link="tool"/><child link="finger"/><axis xyz="0 1 0"/>
          <limit lower="0" upper="0.04" effort="1" velocity="1"/></joint>
        </robot>)",
                     ".", "test", {})
        .value();
}

Episode littleEpisode() {
    Episode episode;
    episode.name = "clip";
    episode.frameCount = 3;
    episode.jointNames = {"slide", "turn", "grip"};
    episode.jointPositions.resize(3, 3);
    episode.jointPositions << 0.5, 0, 0.01, 0.6, M_PI / 2, 0.02, 0.7, M_PI, 0.03;
    episode.endEffectorLinks = {"no_such_link", "tool"};
    return episode;
}

RigidTransform translation(double x, double y, double z) {
    return RigidTransform(Eigen::Translation3d(x, y, z));
}

size_t link(const RobotModel& robot, const char* name) {
    return static_cast<size_t>(robot.findLink(name));
}

TEST(RobotMotionTest, PlacesLinksByColumnName) {
    const RobotModel robot = littleRobot();
    const auto motion = computeMotion(robot, littleEpisode());
    ASSERT_TRUE(motion) << motion.error().message;
    EXPECT_EQ(motion->baseLink, robot.findLink("pedestal"));
    EXPECT_EQ(motion->toolLink, robot.findLink("tool"));
    EXPECT_TRUE(motion->warnings.empty());
    EXPECT_THAT(motion->linkKnown, ::testing::Each(true));
    // Frame 1: turned a quarter, so the slide of 0.6 goes along y.
    RigidTransform expected = translation(0, 0.6, 1.1);
    expected.rotate(Eigen::AngleAxisd(M_PI / 2, Eigen::Vector3d::UnitZ()));
    EXPECT_TRUE(test::posesNear(motion->baseFromLink[1][link(robot, "tool")], expected, 1e-12, 1e-12));
    EXPECT_EQ(motion->jointValues[2][robot.findJoint("grip")], 0.03);
}

TEST(RobotMotionTest, BaseLinkMayBeAnyLink) {
    const RobotModel robot = littleRobot();
    Episode episode = littleEpisode();
    episode.baseLink = "base";
    const auto motion = computeMotion(robot, episode);
    ASSERT_TRUE(motion) << motion.error().message;
    EXPECT_TRUE(test::posesNear(motion->baseFromLink[0][link(robot, "tool")], translation(0.5, 0, 0.1), 1e-12,
                                1e-12));
}

TEST(RobotMotionTest, FramesWithoutFiniteArmJointsAreInvalid) {
    const RobotModel robot = littleRobot();
    Episode episode = littleEpisode();
    episode.jointPositions(1, 0) = kNan;
    const auto motion = computeMotion(robot, episode);
    ASSERT_TRUE(motion) << motion.error().message;
    EXPECT_TRUE(motion->valid(0));
    EXPECT_FALSE(motion->valid(1));
    EXPECT_EQ(motion->jointValues[1].size(), 0);
    EXPECT_TRUE(motion->valid(2));
    EXPECT_THAT(motion->warnings, ElementsAre(HasSubstr("1 of 3 frames")));

    episode.jointPositions.col(1).setConstant(std::numeric_limits<double>::infinity());
    const auto none = computeMotion(robot, episode);
    ASSERT_FALSE(none);
    EXPECT_THAT(none.error().message, HasSubstr("'clip': joint_positions has no frame"));
}

TEST(RobotMotionTest, GripperJointsFallBackToTheirDefaults) {
    const RobotModel robot = littleRobot();
    Episode episode = littleEpisode();
    episode.jointPositions(1, 2) = kNan;
    const auto withGap = computeMotion(robot, episode);
    ASSERT_TRUE(withGap);
    EXPECT_TRUE(withGap->valid(1));
    EXPECT_EQ(withGap->jointValues[1][robot.findJoint("grip")],
              robot.defaultJointValues()[robot.findJoint("grip")]);

    episode.jointNames = {"slide", "turn", "spindle"};
    const auto motion = computeMotion(robot, episode);
    ASSERT_TRUE(motion) << motion.error().message;
    EXPECT_THAT(motion->warnings, Contains(HasSubstr("spindle")));
    EXPECT_THAT(motion->warnings, Contains(HasSubstr("grip")));
    EXPECT_TRUE(motion->valid(0));
}

TEST(RobotMotionTest, MissingArmJointsAreAnErrorThatNamesThem) {
    Episode episode = littleEpisode();
    episode.jointNames = {"joint1", "turn", "grip"};
    const auto motion = computeMotion(littleRobot(), episode);
    ASSERT_FALSE(motion);
    EXPECT_EQ(motion.error().kind, ErrorKind::Input);
    EXPECT_THAT(motion.error().message, HasSubstr("joint_names lacks slide"));
    EXPECT_THAT(motion.error().message, HasSubstr("joint1, turn, grip"));
}

TEST(RobotMotionTest, UnknownBaseAndUnmovedToolAreErrors) {
    Episode episode = littleEpisode();
    episode.baseLink = "world";
    const auto unknown = computeMotion(littleRobot(), episode);
    ASSERT_FALSE(unknown);
    EXPECT_THAT(unknown.error().message, HasSubstr("base_link 'world'"));

    episode.baseLink = "pedestal";
    episode.endEffectorLinks = {"base"};
    const auto unmoved = computeMotion(littleRobot(), episode);
    ASSERT_FALSE(unmoved);
    EXPECT_THAT(unmoved.error().message, HasSubstr("end_effector_links"));
}

TEST(RobotMotionTest, EndEffectorPosesPlaceTheLinksRigidToThem) {
    const RobotModel robot = littleRobot();
    Episode episode = littleEpisode();
    episode.jointNames.clear();
    episode.jointPositions.resize(0, 0);
    episode.endEffectorLink = "tool";
    RigidTransform unknown = RigidTransform::Identity();
    unknown.translation().setConstant(kNan);
    episode.endEffectorPoses = {translation(1, 2, 3), unknown, translation(4, 5, 6)};
    const auto motion = computeMotion(robot, episode);
    ASSERT_TRUE(motion) << motion.error().message;
    EXPECT_EQ(motion->toolLink, robot.findLink("tool"));
    for (size_t i = 0; i < robot.links().size(); ++i)
        EXPECT_EQ(motion->linkKnown[i], robot.links()[i].name == "tool" || robot.links()[i].name == "wrist");
    EXPECT_FALSE(motion->valid(1));
    // The wrist is 0.1 below the tool.
    EXPECT_TRUE(
        test::posesNear(motion->baseFromLink[2][link(robot, "wrist")], translation(4, 5, 5.9), 1e-12, 1e-12));
    EXPECT_TRUE(
        test::posesNear(motion->baseFromLink[2][link(robot, "tool")], translation(4, 5, 6), 1e-12, 1e-12));

    episode.endEffectorPoses = {unknown, unknown, unknown};
    const auto none = computeMotion(robot, episode);
    ASSERT_FALSE(none);
    EXPECT_THAT(none.error().message, HasSubstr("end_effector_poses"));
    episode.endEffectorLink = "no_such_link";
    EXPECT_FALSE(computeMotion(robot, episode));
}

TEST(EpisodeTest, FindsCamerasByName) {
    Episode episode;
    episode.cameras.resize(2);
    episode.cameras[0].name = "a";
    episode.cameras[1].name = "b";
    EXPECT_EQ(episode.findCamera("b"), &episode.cameras[1]);
    EXPECT_EQ(episode.findCamera("c"), nullptr);
}

}  // namespace
}  // namespace camframe
