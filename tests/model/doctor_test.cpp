// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>
#include <random>

#include "model/core/demo_robot.h"
#include "model/core/doctor/examination.h"
#include "model/core/doctor/picture_checks.h"
#include "model/core/doctor/robot_checks.h"
#include "model/core/doctor/signal_checks.h"
#include "support/fake_dataset.h"
#include "support/h5_writer.h"
#include "support/shared_data.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kFrames = 120;

auto is(const std::string& code, Severity severity) {
    return AllOf(Field(&DatasetFinding::code, code), Field(&DatasetFinding::severity, severity));
}
auto is(const std::string& code, Severity severity, const std::string& where) {
    return AllOf(is(code, severity), Field(&DatasetFinding::where, where));
}

/// Smooth joint values of the demo robot, inside of its limits.
Eigen::MatrixXd smoothJoints(int frames = kFrames) {
    Eigen::MatrixXd values(frames, 7);
    for (int t = 0; t < frames; ++t)
        for (int j = 0; j < 7; ++j)
            values(t, j) = (j == 3 ? 1.2 : 0.1 * j) + 0.4 * std::sin(0.05 * (j + 1) * t + j);
    return values;
}

Episode demoEpisode(const Eigen::MatrixXd& joints = smoothJoints()) {
    Episode episode;
    episode.name = "demo";
    episode.fps = 10;
    episode.frameCount = static_cast<int>(joints.rows());
    for (int j = 1; j <= 7; ++j) episode.jointNames.push_back(fmt::format("demo_joint{}", j));
    episode.jointPositions = joints;
    return episode;
}

const RobotModel& demo() {
    static const RobotModel model = makeDemoRobot().value();
    return model;
}

Signal signalOf(std::string key, Eigen::MatrixXd values) {
    return {std::move(key), {}, std::move(values)};
}

TEST(DoctorSignals, HealthyRecordingHasNoFindings) {
    const auto episode = test::recordedEpisode(
        kFrames, {signalOf("puppet/joint_position", smoothJoints()),
                  signalOf("puppet/end_effector", smoothJoints().leftCols(6)),
                  signalOf("base_action", Eigen::MatrixXd::Zero(kFrames, 3)),
                  signalOf("observation/gripper_position", Eigen::MatrixXd::Zero(kFrames, 1)),
                  signalOf("action", Eigen::MatrixXd::Constant(kFrames, 7, 1))});
    EXPECT_THAT(checkSignals(episode), IsEmpty());
}

TEST(DoctorSignals, AStuckEndEffectorIsFoundOnlyWhileTheRobotMoves) {
    Eigen::MatrixXd stuck = Eigen::MatrixXd::Constant(kFrames, 6, 0.3);
    stuck(5, 2) += 4e-4;
    auto episode = test::recordedEpisode(
        kFrames, {signalOf("puppet/joint_position", smoothJoints()), signalOf("puppet/end_effector", stuck)});
    EXPECT_THAT(checkSignals(episode),
                ElementsAre(is("stuck-signal", Severity::Warning, "puppet/end_effector")));
    episode.signals[0].values.setConstant(0.5);
    EXPECT_THAT(checkSignals(episode), IsEmpty());
}

TEST(DoctorSignals, AbsentValuesRowsAndConstantColumns) {
    Eigen::MatrixXd joints = smoothJoints();
    joints(7, 3) = std::nan("");
    joints(9, 3) = HUGE_VAL;
    auto episode = test::recordedEpisode(kFrames, {signalOf("qpos", joints)});
    EXPECT_THAT(checkSignals(episode), ElementsAre(is("not-finite", Severity::Warning, "qpos")));
    episode.signals[0].values.setConstant(std::nan(""));
    EXPECT_THAT(checkSignals(episode), ElementsAre(is("not-finite", Severity::Error, "qpos")));
    episode.signals[0].values = smoothJoints(kFrames - 1);
    EXPECT_THAT(checkSignals(episode), ElementsAre(is("row-count", Severity::Error, "qpos")));
    episode.signals[0].values = smoothJoints();
    episode.signals[0].values.col(4).setConstant(0.7);
    EXPECT_THAT(checkSignals(episode), ElementsAre(is("constant-column", Severity::Note, "qpos")));
}

TEST(DoctorSignals, LabelsMayBeUnknown) {
    RecordedEpisode episode;
    episode.frameCount = 30;
    episode.signals = {{"annotation.top.left.uv", {}, Eigen::MatrixXd::Constant(30, 2, std::nan(""))}};
    EXPECT_THAT(checkSignals(episode), IsEmpty());
}

TEST(DoctorTimes, RatesGapsAndOrder) {
    std::vector<double> times;
    for (int t = 0; t < kFrames; ++t) times.push_back(3.5 + t / 15.0 + 0.002 * std::sin(9.0 * t));
    EXPECT_THAT(checkTimes(times, 15), IsEmpty());
    EXPECT_THAT(checkTimes(times, std::nullopt), IsEmpty());
    EXPECT_THAT(checkTimes({}, 15), IsEmpty());
    EXPECT_THAT(checkTimes(times, 14.2), ElementsAre(is("rate-mismatch", Severity::Warning)));
    EXPECT_THAT(checkTimes(times, 30), ElementsAre(is("wrong-fps", Severity::Error)));
    auto gap = times;
    for (int t = 60; t < kFrames; ++t) gap[static_cast<size_t>(t)] += 0.4;
    EXPECT_THAT(checkTimes(gap, 15),
                ElementsAre(AllOf(is("time-gap", Severity::Warning),
                                  Field(&DatasetFinding::what, HasSubstr("before frame 60")))));
    auto twice = times;
    twice[30] = twice[29];
    EXPECT_THAT(checkTimes(twice, 15), Contains(is("times-not-rising", Severity::Error)));
    auto absent = times;
    absent[3] = std::nan("");
    EXPECT_THAT(checkTimes(absent, 15), ElementsAre(is("times-missing", Severity::Warning)));
}

TEST(DoctorRobot, LimitsOfWhichBothEndsAreZeroAreUnknown) {
    EXPECT_THAT(checkLimits(demoEpisode(), demo()), IsEmpty());
    Episode beyond = demoEpisode();
    const Joint& joint = demo().joints()[static_cast<size_t>(demo().findJoint("demo_joint2"))];
    ASSERT_LT(joint.lower, joint.upper);
    beyond.jointPositions(10, 1) = joint.upper + 0.2;
    EXPECT_THAT(checkLimits(beyond, demo()),
                ElementsAre(is("joint-limit", Severity::Warning, "demo_joint2")));
    beyond.jointPositions(10, 1) = joint.upper + 0.02;
    EXPECT_THAT(checkLimits(beyond, demo()), ElementsAre(is("joint-limit", Severity::Note, "demo_joint2")));

    std::vector<Joint> joints = demo().joints();
    for (Joint& one : joints) one.lower = one.upper = 0;
    const auto unlimited = RobotModel::create("unlimited", demo().links(), joints);
    ASSERT_TRUE(unlimited) << unlimited.error().message;
    EXPECT_THAT(checkLimits(beyond, *unlimited), IsEmpty());
}

TEST(DoctorRobot, DegreesAreRecognised) {
    const Episode episode = demoEpisode(smoothJoints() * 180 / std::numbers::pi);
    EXPECT_THAT(checkLimits(episode, demo()), Contains(is("joint-unit", Severity::Error)));
}

TEST(DoctorRobot, JumpsAndWholeTurnsAreTold) {
    EXPECT_THAT(checkJumps(demoEpisode(), &demo()), IsEmpty());
    Eigen::MatrixXd joints = smoothJoints();
    joints.bottomRows(40).col(2).array() += 0.9;
    EXPECT_THAT(checkJumps(demoEpisode(joints), &demo()),
                ElementsAre(is("joint-jump", Severity::Warning, "demo_joint3")));
    joints = smoothJoints();
    joints.bottomRows(40).col(6).array() -= 2 * std::numbers::pi;
    EXPECT_THAT(checkJumps(demoEpisode(joints), nullptr),
                ElementsAre(is("joint-wrap", Severity::Note, "demo_joint7")));
    Episode stills = demoEpisode(joints);
    stills.fps.reset();
    EXPECT_THAT(checkJumps(stills, &demo()), IsEmpty());
}

/// Recorded end-effector poses of the demo robot under a change.
template <class Change>
std::vector<DatasetFinding> endEffectorFindings(const Change& change) {
    Episode episode = demoEpisode();
    const RobotMotion motion = computeMotion(demo(), episode).value();
    const int link = demo().findLink("demo_link7");
    for (int t = 0; t < kFrames; ++t) {
        RigidTransform pose = motion.baseFromLink[static_cast<size_t>(t)][static_cast<size_t>(link)];
        episode.endEffectorPoses.push_back(change(pose, t));
    }
    episode.endEffectorLink = "demo_link7";
    return checkEndEffector(episode, demo(), motion);
}

TEST(DoctorRobot, EndEffectorsAreComparedWithForwardKinematics) {
    const Eigen::Translation3d tool(0.01, -0.02, 0.15);
    const RigidTransform turnedBase(Eigen::AngleAxisd(1.2, Eigen::Vector3d(0.2, 0.1, 1).normalized()));
    EXPECT_THAT(endEffectorFindings([](const RigidTransform& p, int) { return p; }), IsEmpty());
    EXPECT_THAT(endEffectorFindings([&](const RigidTransform& p, int) { return RigidTransform(p * tool); }),
                ElementsAre(AllOf(is("tool-offset", Severity::Note),
                                  Field(&DatasetFinding::what, HasSubstr("(10, -20, 150) mm")))));
    EXPECT_THAT(endEffectorFindings([&](const RigidTransform& p, int) {
                    return RigidTransform(Eigen::Translation3d(0.5, 0, -0.3) * p * tool);
                }),
                ElementsAre(is("base-offset", Severity::Note)));
    EXPECT_THAT(endEffectorFindings([&](const RigidTransform& p, int) { return turnedBase * p; }),
                ElementsAre(is("base-turned", Severity::Warning)));
    EXPECT_THAT(endEffectorFindings([](RigidTransform p, int) {
                    p.translation() *= 1000;
                    return p;
                }),
                ElementsAre(is("pose-unit", Severity::Warning)));
    // Euler angles taken in another order: the position is right, the rotation is not.
    EXPECT_THAT(endEffectorFindings([](RigidTransform p, int) {
                    const Eigen::Vector3d a = p.linear().eulerAngles(2, 1, 0);
                    p.linear() = (Eigen::AngleAxisd(a[2], Eigen::Vector3d::UnitX()) *
                                  Eigen::AngleAxisd(a[1], Eigen::Vector3d::UnitY()) *
                                  Eigen::AngleAxisd(a[0], Eigen::Vector3d::UnitZ()))
                                     .toRotationMatrix();
                    return p;
                }),
                ElementsAre(is("rotation-convention", Severity::Warning)));
    std::mt19937 random(7);
    std::normal_distribution<double> normal(0, 0.2);
    EXPECT_THAT(endEffectorFindings([&](RigidTransform p, int) {
                    p.translation() += Eigen::Vector3d(normal(random), normal(random), normal(random));
                    return p;
                }),
                ElementsAre(is("pose-mismatch", Severity::Warning)));
}

TEST(DoctorLag, IsMeasuredInBothDirectionsAndNotInventedFromNoise) {
    for (const int lag : {-4, 0, 3, 6}) {
        std::mt19937 random(static_cast<unsigned>(11 + lag));
        std::uniform_real_distribution<double> uniform(0, 1);
        std::vector<double> pulses(300), speed, energy;
        for (size_t i = 0; i < pulses.size(); ++i)
            pulses[i] = i % 12 == 0 ? uniform(random) : 0.85 * pulses[i - 1];
        for (int i = 20; i < 260; ++i) {
            speed.push_back(pulses[static_cast<size_t>(i)]);
            energy.push_back(3 * pulses[static_cast<size_t>(i - lag)] + 0.3 * uniform(random));
        }
        const auto found = estimateLag(energy, speed);
        ASSERT_TRUE(found);
        EXPECT_NEAR(found->lagFrames, lag, 0.5);
        EXPECT_EQ(checkLag(found, 10, "top").size(), lag == 0 ? 0U : 1U) << lag;
    }
    int told = 0;
    for (unsigned seed = 0; seed < 50; ++seed) {
        std::mt19937 random(seed);
        std::uniform_real_distribution<double> uniform(0, 1);
        std::vector<double> speed(200), energy(200);
        for (double& v : speed) v = uniform(random);
        for (double& v : energy) v = uniform(random);
        told += static_cast<int>(checkLag(estimateLag(energy, speed), 10, "top").size());
    }
    EXPECT_EQ(told, 0);
    EXPECT_FALSE(estimateLag(std::vector<double>(20, 1.0), std::vector<double>(20, 1.0)));
    EXPECT_FALSE(estimateLag(std::vector<double>(100, 1.0), std::vector<double>(100, 1.0)));
}

/// Pictures that fail, are of one colour or stand still.
class OddFrames : public FrameSource {
public:
    explicit OddFrames(int kind) : m_kind(kind) {}
    int frameCount() const override { return m_kind == 3 ? 5 : 9; }
    Result<ImageU8> read(int frame) override {
        if (m_kind == 0 && frame == 3) return inputError("Picture {} is truncated; fetch it again.", frame);
        ImageU8 picture(8, 4, 3);
        for (size_t i = 0; i < picture.data.size(); ++i)
            picture.data[i] =
                static_cast<uint8_t>(m_kind == 1 ? 7 : i + static_cast<size_t>(m_kind == 2 ? 0 : frame));
        return picture;
    }

private:
    int m_kind;
};

TEST(DoctorPictures, WhatIsOddIsFound) {
    const auto look = [](int kind, bool all) {
        OddFrames frames(kind);
        return checkPictures(frames, 9, "top", all, true, {}).value();
    };
    EXPECT_THAT(look(0, true), ElementsAre(AllOf(is("media-unreadable", Severity::Error, "top"),
                                                 Field(&DatasetFinding::mend, "fetch it again"))));
    EXPECT_THAT(look(0, false), IsEmpty());  // Of first, middle and last all are sound.
    EXPECT_THAT(look(1, false), ElementsAre(is("blank-picture", Severity::Warning, "top")));
    EXPECT_THAT(look(2, false), ElementsAre(is("frozen-camera", Severity::Warning, "top")));
    EXPECT_THAT(look(3, false), ElementsAre(is("picture-count", Severity::Error, "top")));
    EXPECT_THAT(look(4, true), IsEmpty());
}

TEST(DoctorCameras, SizesAndPresenceAreComparedOverEpisodes) {
    CameraStream top, left;
    top.name = "top";
    left.name = "left";
    top.width = left.width = 640;
    top.height = left.height = 480;
    CameraStream small = top;
    small.width = 320;
    EXPECT_THAT(compareCameras({{0, {top, left}}, {1, {top, left}}}), IsEmpty());
    EXPECT_THAT(compareCameras({{0, {top, left}}, {4, {small}}}),
                ElementsAre(AllOf(is("camera-comes-and-goes", Severity::Warning, "left"),
                                  Field(&DatasetFinding::episodes, ElementsAre(4))),
                            is("dual-resolution", Severity::Warning, "top")));
}

TEST(DoctorFindings, AreMergedByKindAndPlace) {
    const auto all = merged({{Severity::Note, "a", {3}, "x", "slight", ""},
                             {Severity::Error, "b", {}, "y", "bad", ""},
                             {Severity::Warning, "a", {1}, "x", "worse", ""}});
    EXPECT_THAT(all, ElementsAre(is("b", Severity::Error), is("a", Severity::Warning)));
    EXPECT_THAT(all[1].episodes, ElementsAre(1, 3));
    EXPECT_EQ(all[1].what, "worse");
    EXPECT_EQ(findingOf({ErrorKind::Input, "It is cut off; fetch it again."}, "c", "f").mend,
              "fetch it again");
}

/// A RoboMIND-like damage in files: a stuck end effector, a missing camera, another picture size, a damaged
/// file and a column of texts.
TEST(Doctor, Hdf5SetsAreExaminedHoweverDamaged) {
    const test::TempDir dir;
    const auto write = [&](int number, int width, bool second, bool texts) {
        test::H5Writer out(dir / fmt::format("episode_{}.hdf5", number));
        const Eigen::MatrixXd joints = smoothJoints(20);
        std::vector<double> qpos;
        for (Eigen::Index t = 0; t < 20; ++t)
            for (Eigen::Index j = 0; j < 7; ++j) qpos.push_back(joints(t, j));
        out.numbers("observations/qpos", {20, 7}, qpos);
        out.numbers("observations/eef_pose", {20, 6}, std::vector<double>(120, 0.25));
        if (texts) out.bytes("observations/joint_bytes", {20, 7, 3}, std::vector<uint8_t>(420, 1));
        const auto pictures = [&](const char* camera) {
            std::vector<uint8_t> bytes(static_cast<size_t>(20 * 16 * width * 3));
            for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i * 31 >> 3);
            out.bytes(fmt::format("observations/images/{}", camera), {20, 16, static_cast<hsize_t>(width), 3},
                      bytes);
        };
        pictures("cam_high");
        if (second) pictures("cam_low");
    };
    write(0, 32, true, false);
    write(1, 64, true, false);
    write(2, 32, false, true);
    std::ofstream(dir / "episode_3.hdf5") << "no HDF5 at all";
    const auto found = examineDataset(dir.path(), {}, {});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_THAT(found->findings, Contains(is("stuck-signal", Severity::Warning, "observations/eef_pose")));
    EXPECT_THAT(found->findings, Contains(is("dual-resolution", Severity::Warning, "cam_high")));
    EXPECT_THAT(found->findings, Contains(is("camera-comes-and-goes", Severity::Warning, "cam_low")));
    EXPECT_THAT(found->findings, Contains(AllOf(is("unreadable-episode", Severity::Error),
                                                Field(&DatasetFinding::episodes, ElementsAre(3)))));
}

TEST(Doctor, JointsThatAreNotUnderstoodAreTold) {
    const test::TempDir dir;
    {
        test::H5Writer out(dir / "episode_0.hdf5");
        out.numbers("observations/qpos", {20, 5}, std::vector<double>(100, 0.25));
        out.bytes("observations/images/top", {20, 8, 16, 3}, std::vector<uint8_t>(20 * 8 * 16 * 3, 90));
    }
    const auto codes = [&](const json& joints) {
        std::ofstream(dir / "mine.json") << json{{"format", "camframe-dataset-profile"},
                                                 {"version", 1},
                                                 {"name", "mine"},
                                                 {"robot", "demo"},
                                                 {"arms", {{{"name", "left"}, {"joints", joints}}}}}
                                                .dump();
        ExaminationOptions options;
        if (!joints.is_null()) options.open.profile = (dir / "mine.json").string();
        options.open.robot = "demo";
        const auto found = examineDataset(dir.path(), options, {});
        EXPECT_TRUE(found) << found.error().message;
        return found->findings;
    };
    EXPECT_THAT(codes(nullptr), Contains(is("no-joints", Severity::Error)))
        << "five columns are no arm of seven joints";
    EXPECT_THAT(codes({{"signals", {"observations/absent"}}}),
                Contains(is("not-understood", Severity::Error)));
    EXPECT_THAT(codes({{"signals", {"observations/qpos"}}, {"names", {"a", "b", "c", "d", "e"}}}),
                Contains(is("no-motion", Severity::Error)));
}

TEST(Doctor, TypesThatAreNotReadInHdf5AreTold) {
    const test::TempDir dir;
    {
        test::H5Writer out(dir / "episode_0.hdf5");
        std::vector<double> joints;
        for (int t = 0; t < 12; ++t)
            for (int j = 0; j < 7; ++j) joints.push_back(0.05 * t + 0.1 * j);
        out.numbers("/observations/qpos", {12, 7}, joints);
        out.texts("/observations/qvel", std::vector<std::string>(12, "fast"));
        // Pictures between 0 and 1, as somebody normalised them.
        out.numbers("/observations/images/top", {12, 6, 8, 3},
                    std::vector<double>(size_t{12} * 6 * 8 * 3, 0.5), H5T_IEEE_F32LE);
        std::vector<uint8_t> pictures(size_t{12} * 6 * 8 * 3);
        for (size_t i = 0; i < pictures.size(); ++i) pictures[i] = static_cast<uint8_t>(i * 7);
        out.bytes("/observations/images/side", {12, 6, 8, 3}, pictures);
    }
    const auto found = examineDataset(dir / "episode_0.hdf5", {}, {});
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_THAT(found->findings, Contains(AllOf(is("reader", Severity::Warning),
                                                Field(&DatasetFinding::what, HasSubstr("top")))));
    EXPECT_EQ(found->count(Severity::Error), 0);
}

TEST(Doctor, WhatCannotBeOpenedIsAFindingAndNothingIsAnError) {
    const test::TempDir dir;
    EXPECT_FALSE(examineDataset(dir / "none", {}, {}));
    std::filesystem::create_directories(dir / "empty");
    const auto empty = examineDataset(dir / "empty", {}, {});
    ASSERT_TRUE(empty) << empty.error().message;
    EXPECT_THAT(empty->findings, ElementsAre(is("unknown-format", Severity::Error)));
    std::ofstream(dir / "empty/episode.json") << "{\"format\": ";
    const auto damaged = examineDataset(dir / "empty", {}, {});
    ASSERT_TRUE(damaged) << damaged.error().message;
    EXPECT_EQ(damaged->count(Severity::Error), 1);
    ExaminationOptions wrong;
    wrong.open.format = "nonsense";
    EXPECT_EQ(examineDataset(dir / "empty", wrong, {}).error().kind, ErrorKind::Usage);
    std::stop_source stop;
    stop.request_stop();
    RunContext context;
    context.stop = stop.get_token();
    CAMFRAME_SHARED_OR_SKIP(set, "data/synthetic/so100");
    EXPECT_EQ(examineDataset(set, {}, context).error().kind, ErrorKind::Stopped);
}

/// Nothing is invented on recordings that are known to be sound.
class DoctorOnSound : public ::testing::TestWithParam<const char*> {};
TEST_P(DoctorOnSound, NeitherErrorsNorWarnings) {
    CAMFRAME_SHARED_OR_SKIP(set, GetParam());
    CAMFRAME_SHARED_OR_SKIP(robots, "robots");
    ExaminationOptions options;
    options.robots.robotPaths = {robots};
    const auto found = examineDataset(set, options, {});
    ASSERT_TRUE(found) << found.error().message;
    for (const DatasetFinding& finding : found->findings)
        EXPECT_EQ(finding.severity, Severity::Note)
            << finding.code << ' ' << finding.where << ": " << finding.what;
}
INSTANTIATE_TEST_SUITE_P(Shared, DoctorOnSound,
                         ::testing::Values("data/synthetic/franka_hand_clean",
                                           "data/synthetic/franka_hand_clean_video",
                                           "data/synthetic/ur5e_robotiq", "data/synthetic/so100",
                                           "data/real/xarm7_realsense", "data/real/droid_episode_0",
                                           "data/real/droid_episode_1", "data/real/droid_episode_2",
                                           "data/real/panda_azure_ee_only"));

}  // namespace
}  // namespace camframe
