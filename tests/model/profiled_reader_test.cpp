// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/profiles/profiled_reader.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

#include "model/core/action_track.h"
#include "model/core/io/profiles/guessed_profile.h"
#include "model/core/io/profiles/profile_search.h"
#include "model/core/io/profiles/signal_values.h"
#include "model/core/io/robot_profile.h"
#include "support/fake_dataset.h"

namespace camframe {
namespace {

using test::countingSignal;
using test::recordedCamera;
using test::recordedEpisode;
using ::testing::Contains;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double pi = std::numbers::pi;

DatasetProfile builtIn(const std::string& name) {
    auto profile = findDatasetProfile(name, {});
    EXPECT_TRUE(profile) << name;
    return profile.value_or(DatasetProfile{});
}

/// The episode as the profile of that name reads it, with its own robot.
Episode read(const std::string& profileName, const RecordedEpisode& recorded,
             std::vector<std::string>* assumptions = nullptr) {
    const DatasetProfile profile = builtIn(profileName);
    const auto robot = readRobotLayout(profile.robot);
    EXPECT_TRUE(robot);
    auto episode = applyDatasetProfile(recorded, profile, &*robot, "/data", assumptions);
    EXPECT_TRUE(episode) << episode.error().message;
    return episode.value_or(Episode{});
}

double jointAt(const Episode& episode, const std::string& name, int frame) {
    const auto at = std::ranges::find(episode.jointNames, name);
    EXPECT_NE(at, episode.jointNames.end()) << name;
    return episode.jointPositions(frame, at - episode.jointNames.begin());
}

TEST(ProfiledReader, InterleavedJointsAreTakenApart) {
    // q0, dq0, q1, dq1 ...
    const Episode episode =
        read("kaist_nonprehensile", recordedEpisode(2, {countingSignal("observation.state", 2, 21)}));
    for (int j = 0; j < 7; ++j)
        EXPECT_EQ(jointAt(episode, "fr3_joint" + std::to_string(j + 1), 1), 100 + 2 * j);
    EXPECT_EQ(jointAt(episode, "fr3_finger_joint1", 0), 0) << "never used, closed";
    EXPECT_TRUE(std::isnan(episode.grippers.at(0).raw[0])) << "nothing was recorded";
}

TEST(ProfiledReader, OffsetsTurnTheZerosOfTotoIntoTheRobots) {
    Signal state = countingSignal("observation/state", 1, 7);
    state.values.setConstant(0.25);
    Signal action = countingSignal("action", 1, 7);
    action.values(0, 6) = 1;
    const Episode episode = read("toto", recordedEpisode(1, {state, action}));
    EXPECT_DOUBLE_EQ(jointAt(episode, "panda_joint5", 0), 0.25);
    EXPECT_DOUBLE_EQ(jointAt(episode, "panda_joint6", 0), 0.25 + pi / 2);
    EXPECT_DOUBLE_EQ(jointAt(episode, "panda_joint7", 0), 0.25 + pi / 4);
    EXPECT_DOUBLE_EQ(jointAt(episode, "panda_finger_joint1", 0), 0.04) << "open fingers are apart";
}

TEST(ProfiledReader, ContinuousGrippersStayContinuous) {
    Signal state = countingSignal("observation.state", 3, 8);
    state.values.col(7) << 0, 0.3, 1;
    const Episode episode = read("droid", recordedEpisode(3, {state}));
    EXPECT_DOUBLE_EQ(jointAt(episode, "finger_joint", 1), 0.3 * 0.8);
    ASSERT_EQ(episode.grippers.size(), 1u);
    EXPECT_EQ(episode.grippers[0].arm, "left");
    EXPECT_THAT(episode.grippers[0].raw, ElementsAre(0, 0.3, 1));
    EXPECT_THAT(episode.grippers[0].open, ElementsAre(1, DoubleNear(0.7, 1e-12), 0));
}

TEST(ProfiledReader, TwoArmsComeFromOneSignalOrTwo) {
    const Episode one = read("rdt", recordedEpisode(1, {countingSignal("observation.state", 1, 14)}));
    const Episode two = read("robomind_agilex_3rgb",
                             recordedEpisode(1, {countingSignal("puppet/joint_position_left", 1, 7),
                                                 countingSignal("puppet/joint_position_right", 1, 7)}));
    EXPECT_EQ(jointAt(one, "fl_joint6", 0), 5);
    EXPECT_EQ(jointAt(one, "fr_joint1", 0), 7);
    EXPECT_EQ(jointAt(two, "fr_joint1", 0), 0);
    ASSERT_EQ(two.grippers.size(), 2u);
    EXPECT_EQ(two.grippers[1].arm, "right");
}

TEST(ProfiledReader, HalfTheRecordedOpeningIsEachFinger) {
    Signal left = countingSignal("puppet/joint_position_left", 2, 7), right = left;
    right.key = "puppet/joint_position_right";
    left.values.col(6) << 0.05, 0.2;
    const Episode episode = read("robomind_agilex_3rgb", recordedEpisode(2, {left, right}));
    EXPECT_NEAR(jointAt(episode, "fl_joint7", 0), 0.025, 1e-9);
    EXPECT_NEAR(jointAt(episode, "fl_joint7", 1), 0.04765, 1e-9) << "the joint ends there";
}

TEST(ProfiledReader, UnitsSignsAndNormalisedRanges) {
    JointMapping mapping;
    mapping.columns.signals = {"state"};
    auto recorded = recordedEpisode(1, {countingSignal("state", 1, 2)});
    recorded.signals[0].values << 90, -50;
    mapping.unit = ValueUnit::Degrees;
    mapping.signs = {1, -1};
    mapping.offsets = {0, 0.5};
    auto values = jointValues(recorded, mapping, "here");
    ASSERT_TRUE(values);
    EXPECT_DOUBLE_EQ((*values)(0, 0), pi / 2);
    EXPECT_DOUBLE_EQ((*values)(0, 1), 0.5 + 50 * pi / 180);
    mapping.unit = ValueUnit::Normalised;
    mapping.signs = {};
    mapping.offsets = {};
    mapping.normalisedTo = {{-2, 2}, {0, 1}};
    values = jointValues(recorded, mapping, "here");
    ASSERT_TRUE(values);
    EXPECT_DOUBLE_EQ((*values)(0, 0), 1.8);
    EXPECT_DOUBLE_EQ((*values)(0, 1), 0.25);
    mapping.unit = ValueUnit::Millimetres;
    mapping.normalisedTo = {};
    values = jointValues(recorded, mapping, "here");
    EXPECT_DOUBLE_EQ((*values)(0, 0), 0.09);
    mapping.offsets = {1};
    EXPECT_THAT(jointValues(recorded, mapping, "here").error().message, HasSubstr("'offsets' has 1"));
}

TEST(ProfiledReader, ColumnsAreChosenByNumberNameAndSlice) {
    auto recorded = recordedEpisode(1, {countingSignal("a", 1, 3), countingSignal("b", 1, 2)});
    recorded.signals[0].names = {"x", "y", "z"};
    SignalColumns columns{{"a", "b"}, {}, {}, {}};
    const auto chosen = [&] {
        const auto values = selectColumns(recorded, columns, "here");
        EXPECT_TRUE(values) << values.error().message;
        return values ? std::vector<double>(values->data(), values->data() + values->size())
                      : std::vector<double>();
    };
    EXPECT_THAT(chosen(), ElementsAre(0, 1, 2, 0, 1));
    columns.indices = {-1, 0};
    EXPECT_THAT(chosen(), ElementsAre(1, 0));
    columns.indices = {};
    columns.names = {"z", "x"};
    EXPECT_THAT(chosen(), ElementsAre(2, 0));
    columns.names = {};
    columns.slice = SignalColumns::Slice{1, 5, 2};
    EXPECT_THAT(chosen(), ElementsAre(1, 0));

    columns.slice = SignalColumns::Slice{0, 6, 1};
    EXPECT_THAT(selectColumns(recorded, columns, "here").error().message, HasSubstr("column 5"));
    columns.slice = {};
    columns.indices = {-6};
    EXPECT_FALSE(selectColumns(recorded, columns, "here"));
    columns.indices = {};
    columns.names = {"w"};
    EXPECT_THAT(selectColumns(recorded, columns, "here").error().message, HasSubstr("x, y, z"));
    columns = {{"missing|c", "b"}, {}, {}, {}};
    EXPECT_THAT(selectColumns(recorded, columns, "here").error().message, HasSubstr("a[3], b[2]"));
    columns.signals = {"missing|b"};
    EXPECT_EQ(selectColumns(recorded, columns, "here")->cols(), 2);
    recorded.frameCount = 2;
    EXPECT_THAT(selectColumns(recorded, columns, "here").error().message, HasSubstr("1 rows for 2 frames"));
}

TEST(Rotations, EveryWayOfWritingGivesTheSame) {
    const Eigen::Matrix3d rotation =
        (Eigen::AngleAxisd(0.7, Eigen::Vector3d::UnitZ()) *
         Eigen::AngleAxisd(-0.4, Eigen::Vector3d::UnitY()) * Eigen::AngleAxisd(0.2, Eigen::Vector3d::UnitX()))
            .toRotationMatrix();
    const Eigen::Quaterniond q(rotation);
    const Eigen::AngleAxisd axisAngle(rotation);
    const Eigen::Vector3d vector = axisAngle.angle() * axisAngle.axis();
    const auto same = [&](std::vector<double> values, RotationKind kind, const std::string& order = "xyz",
                          bool degrees = false) {
        EXPECT_EQ(static_cast<int>(values.size()), rotationSize(kind));
        const auto read = rotationFrom(values, kind, order, degrees);
        return read && (*read - rotation).norm() < 1e-12;
    };
    const auto flat = [](const Eigen::MatrixXd& m) {
        return std::vector<double>(m.data(), m.data() + m.size());
    };
    EXPECT_TRUE(same({0.2, -0.4, 0.7}, RotationKind::Euler, "xyz")) << "static x, y, z";
    EXPECT_TRUE(same({0.7, -0.4, 0.2}, RotationKind::Euler, "ZYX")) << "moved z, y, x is the same";
    EXPECT_FALSE(same({0.2, -0.4, 0.7}, RotationKind::Euler, "XYZ"));
    EXPECT_TRUE(same({0.2 * 180 / pi, -0.4 * 180 / pi, 0.7 * 180 / pi}, RotationKind::Euler, "xyz", true));
    EXPECT_TRUE(same({q.x(), q.y(), q.z(), q.w()}, RotationKind::QuaternionXyzw));
    EXPECT_TRUE(same({q.w(), q.x(), q.y(), q.z()}, RotationKind::QuaternionWxyz));
    EXPECT_TRUE(same(flat(vector), RotationKind::AxisAngle));
    EXPECT_TRUE(same(flat(rotation), RotationKind::MatrixColumns));
    EXPECT_TRUE(same(flat(rotation.transpose()), RotationKind::MatrixRows));
    EXPECT_TRUE(same(flat(rotation.leftCols<2>()), RotationKind::Rot6dColumns));
    EXPECT_TRUE(same(flat(rotation.transpose().leftCols<2>()), RotationKind::Rot6dRows));

    const std::vector<double> none{0, 0, 0, 0};
    EXPECT_FALSE(rotationFrom(none, RotationKind::QuaternionXyzw));
    EXPECT_FALSE(rotationFrom(std::vector<double>(6, 0.5), RotationKind::Rot6dColumns)) << "parallel";
    EXPECT_FALSE(rotationFrom(std::vector<double>{1, 0, 0, 0, 1, 0, 0, 0, -1}, RotationKind::MatrixRows))
        << "a mirror";
    EXPECT_FALSE(rotationFrom(std::vector<double>{NAN, 0, 0}, RotationKind::Euler));
}

TEST(ProfiledReader, PosesStandInForJoints) {
    Signal state = countingSignal("observation/state", 2, 7);
    state.values << 0.3, 0.1, 0.2, 0, 0, pi / 2, 1, 0.3, 0.1, NAN, 0, 0, 0, 0;
    const Episode episode = read("bridge", recordedEpisode(2, {state}));
    EXPECT_FALSE(episode.grippers.empty());
    EXPECT_FALSE(episode.hasJoints()) << "the gripper's joint alone says nothing about the arm";
    EXPECT_EQ(episode.endEffectorLink, "wx250s/ee_gripper_link");
    ASSERT_EQ(episode.endEffectorPoses.size(), 2u);
    EXPECT_LT(
        (episode.endEffectorPoses[0] * Eigen::Vector3d::UnitX() - Eigen::Vector3d(0.3, 1.1, 0.2)).norm(),
        1e-12);
    EXPECT_FALSE(episode.endEffectorPoses[1].matrix().allFinite());
}

TEST(ProfiledReader, WholeTransformsAreReadByRowsOrColumns) {
    RigidTransform pose = RigidTransform::Identity();
    pose.linear() = Eigen::AngleAxisd(0.5, Eigen::Vector3d::UnitX()).toRotationMatrix();
    pose.translation() << 100, 200, 300;
    const Eigen::Matrix4d matrix = pose.matrix();
    auto recorded = recordedEpisode(1, {countingSignal("O_T_EE", 1, 16)});
    PoseMapping mapping;
    mapping.columns.signals = {"O_T_EE"};
    mapping.millimetres = true;
    for (const RotationKind kind : {RotationKind::TransformColumns, RotationKind::TransformRows}) {
        const Eigen::Matrix4d stored =
            kind == RotationKind::TransformColumns ? matrix : Eigen::Matrix4d(matrix.transpose());
        for (int i = 0; i < 16; ++i) recorded.signals[0].values(0, i) = stored.data()[i];
        mapping.rotation = kind;
        const auto poses = poseValues(recorded, mapping, "here");
        ASSERT_TRUE(poses);
        EXPECT_LT((poses->at(0).linear() - pose.linear()).norm(), 1e-12);
        EXPECT_LT((poses->at(0).translation() - Eigen::Vector3d(0.1, 0.2, 0.3)).norm(), 1e-12);
    }
    // The body is a hand's breadth before the link, and the numbers count from another place than the robot's
    // base.
    mapping.linkFromBody.translation() << 0, 0, 0.1;
    mapping.baseFromOrigin.translation() << 1, 0, 0;
    mapping.baseFromOrigin.rotate(Eigen::AngleAxisd(0.7, Eigen::Vector3d::UnitZ()));
    const auto moved = poseValues(recorded, mapping, "here");
    ASSERT_TRUE(moved);
    pose.translation() /= 1000;
    EXPECT_TRUE((moved->at(0) * mapping.linkFromBody).isApprox(mapping.baseFromOrigin * pose, 1e-12));
    mapping.rotation = RotationKind::QuaternionXyzw;
    EXPECT_THAT(poseValues(recorded, mapping, "here").error().message, HasSubstr("16 columns"));
}

TEST(ProfiledReader, GripperCommandsAreHeldUntilTheNext) {
    auto recorded = recordedEpisode(7, {countingSignal("action", 7, 1)});
    recorded.signals[0].values << 0, 1, 0, 0, -1, 0, 1;
    GripperMapping mapping;
    mapping.mode = GripperMode::Integrated;
    mapping.signal = "action";
    mapping.open = -1;
    mapping.closed = 1;
    const auto values = gripperValues(recorded, mapping, "here");
    ASSERT_TRUE(values);
    EXPECT_THAT(values->open, ElementsAre(1, 0, 0, 0, 1, 1, 0));
    EXPECT_THAT(values->raw, ElementsAre(0, 1, 0, 0, -1, 0, 1));
}

TEST(ProfiledReader, ThresholdsAreForDataOfTwoValues) {
    auto recorded = recordedEpisode(3, {countingSignal("g", 3, 1)});
    recorded.signals[0].values << 0.1, 0.6, NAN;
    GripperMapping mapping;
    mapping.signal = "g";
    mapping.open = 0;
    mapping.closed = 1;
    mapping.threshold = 0.5;
    const auto values = gripperValues(recorded, mapping, "here");
    ASSERT_TRUE(values);
    EXPECT_EQ(values->open[0], 1);
    EXPECT_EQ(values->open[1], 0);
    EXPECT_TRUE(std::isnan(values->open[2]));
}

TEST(ProfiledReader, PublishedKIsScaledWithThePicture) {
    std::vector<std::string> assumptions;
    const auto signal = countingSignal("puppet/joint_position", 1, 7);
    const Episode exact = read(
        "robomind_ur_1rgb", recordedEpisode(1, {signal}, {recordedCamera("rgb/camera_top")}), &assumptions);
    ASSERT_TRUE(exact.cameras.at(0).k);
    EXPECT_EQ((*exact.cameras[0].k)(1, 1), 609.75);
    EXPECT_EQ(exact.cameras[0].kSource, "published by RoboMIND");
    EXPECT_EQ(exact.cameras[0].frames.key, "rgb/camera_top");
    EXPECT_THAT(assumptions, Contains(HasSubstr("30 frames/s, as the profile says")));

    const Episode half =
        read("robomind_ur_1rgb", recordedEpisode(1, {signal}, {recordedCamera("camera_top", 320, 240)}));
    const Eigen::Matrix3d k = half.cameras.at(0).k.value();
    EXPECT_DOUBLE_EQ(k(0, 0), 609.32 / 2);
    // The centre of the picture stays the centre: (319.5, 239.5) is at (159.5, 119.5).
    EXPECT_DOUBLE_EQ(k(0, 2) - 159.5, (317.79 - 319.5) / 2);
    EXPECT_THAT(half.cameras[0].kSource, HasSubstr("scaled from 640x480"));

    assumptions.clear();
    const Episode cut =
        read("robomind_ur_1rgb", recordedEpisode(1, {signal}, {recordedCamera("camera_top", 480, 480)}),
             &assumptions);
    EXPECT_FALSE(cut.cameras.at(0).k) << "nobody knows how it was cut";
    EXPECT_THAT(assumptions, Contains(HasSubstr("480x480")));
}

TEST(ProfiledReader, TheDatasetsOwnKGoesFirst) {
    RecordedCamera camera = recordedCamera("camera_top");
    camera.k = Eigen::Matrix3d::Identity() * 500;
    const Episode episode = read(
        "robomind_ur_1rgb", recordedEpisode(1, {countingSignal("puppet/joint_position", 1, 7)}, {camera}));
    EXPECT_EQ((*episode.cameras.at(0).k)(0, 0), 500);
    EXPECT_EQ(episode.cameras[0].kSource, "");
}

TEST(ProfiledReader, WristAndIgnoredCamerasAreToldApart) {
    const auto signal = countingSignal("robot_obs", 1, 15);
    const Episode episode =
        read("taco_play", recordedEpisode(1, {signal},
                                          {recordedCamera("rgb_static"), recordedCamera("rgb_gripper"),
                                           recordedCamera("depth_static")}));
    ASSERT_EQ(episode.cameras.size(), 2u);
    EXPECT_FALSE(episode.cameras[0].wrist);
    EXPECT_TRUE(episode.cameras[1].wrist);
}

TEST(ProfiledReader, StrideAndColoursReachThePictures) {
    DatasetProfile profile = builtIn("robomind_ur_1rgb");
    profile.stride = 3;
    profile.cameras[0].swapColours = true;
    auto recorded = recordedEpisode(7, {countingSignal("puppet/joint_position", 7, 7)},
                                    {recordedCamera("camera_top", 4, 2)});
    std::vector<RecordedEpisode> episodes{recorded};
    const auto reader =
        makeProfiledReader(std::make_unique<test::FakeDataset>(episodes), profile,
                           *readRobotLayout(profile.robot), {"robomind_ur_1rgb", "its name", {}, {}, {}});
    const auto episode = reader->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_EQ(episode->frameCount, 3);
    EXPECT_EQ(episode->fps, 10);
    EXPECT_THAT(episode->timestamps, ElementsAre(0, DoubleNear(0.1, 1e-12), DoubleNear(0.2, 1e-12)));
    EXPECT_EQ(episode->jointPositions(2, 0), 600);
    EXPECT_EQ(episode->grippers.at(0).raw.at(1), 306);
    const auto frames = reader->openFrames(*episode, episode->cameras.at(0));
    ASSERT_TRUE(frames);
    EXPECT_EQ((*frames)->frameCount(), 3);
    const auto picture = (*frames)->read(2);
    ASSERT_TRUE(picture);
    EXPECT_EQ(picture->at(3, 1, 0), 18) << "stored as the third colour of frame 6";
    EXPECT_EQ(picture->at(3, 1, 2), 6);
    const auto depth = reader->openDepth(*episode, episode->cameras[0]);
    ASSERT_TRUE(depth);
    EXPECT_EQ((*depth)->read(1).value()->at(0, 0), 1003);
    EXPECT_FALSE(reader->readEpisode(1));
    EXPECT_EQ(reader->understanding().profile, "robomind_ur_1rgb");
    EXPECT_FALSE(reader->understanding().assumptions.empty());
}

TEST(ProfiledReader, ANoticeIsGivenWhereTheRobotHasOtherJoints) {
    const DatasetProfile profile = builtIn("robomind_ur_1rgb");
    const auto robot = readRobotLayout("franka_hand");
    const auto episode =
        applyDatasetProfile(recordedEpisode(1, {countingSignal("puppet/joint_position", 1, 7)}), profile,
                            &*robot, "/data", nullptr);
    ASSERT_FALSE(episode);
    EXPECT_THAT(episode.error().message, HasSubstr("6 columns"));
    EXPECT_THAT(episode.error().message, HasSubstr("franka_hand"));
}

TEST(ProfiledReader, TimestampsGiveTheRateThatNobodyStates) {
    auto recorded = recordedEpisode(3, {countingSignal("puppet/joint_position", 3, 7)});
    recorded.timestamps = {10, 10.2, 10.4};
    std::vector<std::string> assumptions;
    const Episode episode = read("robomind_ur_1rgb", recorded, &assumptions);
    EXPECT_NEAR(episode.fps.value(), 5, 1e-9);
    EXPECT_THAT(assumptions, Contains(HasSubstr("timestamps")));
}

TEST(ActionTrack, TheGripperIsExportedAsRecorded) {
    Signal state = countingSignal("observation.state", 2, 8);
    state.values.setZero();
    state.values.col(7) << 0.25, 1;
    const Episode episode = read("droid", recordedEpisode(2, {state}));
    auto demo = loadRobot("demo", {}, "", nullptr);
    ASSERT_TRUE(demo);
    RobotMotion motion;
    motion.baseFromLink.resize(2);
    motion.linkKnown.assign(demo->model.links().size(), true);
    const auto states = computeArmStates(*demo, episode, motion);
    ASSERT_EQ(states.size(), 1u);
    EXPECT_THAT(states[0].gripperRaw, ElementsAre(0.25, 1)) << "the dataset's own number";
    EXPECT_THAT(states[0].gripperOpen, ElementsAre(0.75, 0));
}

RobotLayout layoutOf(const std::string& name) {
    const auto layout = readRobotLayout(name);
    EXPECT_TRUE(layout);
    return layout.value_or(RobotLayout{});
}

TEST(GuessedProfile, TakesTheSignalThatIsCalledLikeJoints) {
    auto recorded = recordedEpisode(
        2, {countingSignal("action", 2, 8), countingSignal("observation.velocity", 2, 8),
            countingSignal("observation.state", 2, 8), countingSignal("obs/joint_pos", 2, 7)});
    for (Signal& signal : recorded.signals) signal.values.setConstant(0.5);
    std::vector<std::string> assumptions;
    const RobotLayout robot = layoutOf("franka_robotiq");
    DatasetProfile profile = guessDatasetProfile(recorded, &robot, assumptions);
    ASSERT_EQ(profile.arms.size(), 1u);
    EXPECT_THAT(profile.arms[0].joints->columns.signals, ElementsAre("obs/joint_pos"));
    EXPECT_FALSE(profile.arms[0].gripper);
    EXPECT_THAT(assumptions, Contains(HasSubstr("obs/joint_pos")));

    recorded.signals.pop_back();
    recorded.signals.back().values.col(7) << 0, 1;
    profile = guessDatasetProfile(recorded, &robot, assumptions);
    EXPECT_THAT(profile.arms.at(0).joints->columns.signals, ElementsAre("observation.state"));
    ASSERT_TRUE(profile.arms[0].gripper);
    EXPECT_EQ(profile.arms[0].gripper->column, 7);
    EXPECT_EQ(profile.arms[0].gripper->closed, 0);
    EXPECT_TRUE(applyDatasetProfile(recorded, profile, &robot, "/data", nullptr));
}

TEST(GuessedProfile, NamesOfColumnsSayMostAndLargeValuesAreDegrees) {
    auto recorded = recordedEpisode(1, {countingSignal("observation.state", 1, 6)});
    recorded.signals[0].names = {"gripper.pos",    "wrist_roll.pos",    "shoulder_pan.pos",
                                 "wrist_flex.pos", "shoulder_lift.pos", "elbow_flex.pos"};
    recorded.signals[0].values << 3, 10, -80, 4, 5, 6;
    std::vector<std::string> assumptions;
    const RobotLayout robot = layoutOf("so100");
    const DatasetProfile profile = guessDatasetProfile(recorded, &robot, assumptions);
    const auto episode = applyDatasetProfile(recorded, profile, &robot, "/data", nullptr);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_NEAR(jointAt(*episode, "shoulder_pan", 0), -80 * pi / 180, 1e-12);
    EXPECT_THAT(assumptions, Contains(HasSubstr("degrees")));
}

TEST(GuessedProfile, SeveralArmsLieSideBySideOrApart) {
    std::vector<std::string> assumptions;
    const RobotLayout robot = layoutOf("arx5_dual");
    auto recorded = recordedEpisode(1, {countingSignal("observations/qpos", 1, 14)});
    recorded.signals[0].values.setConstant(0.01);
    DatasetProfile profile = guessDatasetProfile(recorded, &robot, assumptions);
    ASSERT_EQ(profile.arms.size(), 2u);
    EXPECT_EQ(profile.arms[1].joints->columns.slice->start, 7);
    EXPECT_EQ(profile.arms[1].gripper->column, 13);
    recorded =
        recordedEpisode(1, {countingSignal("right/joints", 1, 6), countingSignal("left/joints", 1, 6)});
    profile = guessDatasetProfile(recorded, &robot, assumptions);
    ASSERT_EQ(profile.arms.size(), 2u);
    EXPECT_THAT(profile.arms[0].joints->columns.signals, ElementsAre("left/joints"));
}

TEST(GuessedProfile, SaysWhatItDidNotUnderstand) {
    std::vector<std::string> assumptions;
    const RobotLayout robot = layoutOf("franka_hand");
    const auto recorded = recordedEpisode(1, {countingSignal("observation.state", 1, 5)});
    const DatasetProfile profile = guessDatasetProfile(recorded, &robot, assumptions);
    EXPECT_TRUE(profile.arms.empty());
    EXPECT_THAT(assumptions, Contains(HasSubstr("franka_hand")));
    // Without a robot the columns keep their names.
    const DatasetProfile plain = guessDatasetProfile(recorded, nullptr, assumptions);
    const auto episode = applyDatasetProfile(recorded, plain, nullptr, "/data", nullptr);
    ASSERT_TRUE(episode);
    EXPECT_EQ(episode->jointNames.at(4), "observation.state[4]");
}

}  // namespace
}  // namespace camframe
