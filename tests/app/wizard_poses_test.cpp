// SPDX-License-Identifier: Apache-2.0
/// End-effector poses that somebody wrote in a convention of their own: the wizard finds it by the joints or,
/// without any, by the pictures, and with the profile that it stores the poses are those of forward
/// kinematics.
#include <gmock/gmock.h>

#include <Eigen/Geometry>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>

#include "app/program.h"
#include "calib/conventions/rotation_reading.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "model/core/episode.h"
#include "support/h5_writer.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using nlohmann::json;
using test::runCamframe;
using ::testing::Contains;
using ::testing::HasSubstr;

class WizardPoses : public ::testing::Test {
protected:
    void SetUp() override {
        const auto robot = makeDemoRobot();
        SyntheticOptions options;
        options.width = 160;
        options.height = 120;
        options.frames = frames;
        options.framesPerMove = 5;
        options.adaptiveSampling = true;
        auto film = generate(*robot, options, RunContext{});
        ASSERT_TRUE(film) << film.error().message;
        m_film = std::move(*film);
        const int hand = robot->findLink("demo_tcp");
        for (Eigen::Index t = 0; t < frames; ++t) {
            Eigen::VectorXd values = robot->defaultJointValues();
            for (size_t j = 0; j < m_film.jointNames.size(); ++j)
                values[robot->findJoint(m_film.jointNames[j])] =
                    m_film.jointPositions(t, static_cast<Eigen::Index>(j));
            m_hand.push_back(robot->forwardKinematics(values, robot->rootLink())[static_cast<size_t>(hand)]);
        }
    }
    /// Millimetres in a base that is turned by a right angle, and quaternions w, x, y, z.
    void write(bool withJoints) const {
        test::H5Writer out(m_dir / "set.hdf5");
        RigidTransform originFromBase = RigidTransform::Identity();
        originFromBase.rotate(Eigen::AngleAxisd(std::numbers::pi / 2, Eigen::Vector3d::UnitZ()));
        std::vector<double> positions, rotations, joints;
        std::vector<uint8_t> pixels;
        for (size_t t = 0; t < m_hand.size(); ++t) {
            const RigidTransform pose = originFromBase * m_hand[t];
            for (int i = 0; i < 3; ++i) positions.push_back(1000 * pose.translation()[i]);
            for (const double number : rotationNumbers(pose.linear(), {RotationKind::QuaternionWxyz}))
                rotations.push_back(number);
            for (Eigen::Index j = 0; j < 8; ++j)
                joints.push_back(m_film.jointPositions(static_cast<Eigen::Index>(t), j));
            const ImageU8& rgb = m_film.frames[t].rgb;
            pixels.insert(pixels.end(), rgb.data.begin(), rgb.data.end());
        }
        const std::string demo = "/data/demo_0/obs/";
        out.numbers(demo + "robot0_eef_pos", {frames, 3}, positions);
        out.numbers(demo + "robot0_eef_quat", {frames, 4}, rotations);
        if (withJoints) out.numbers(demo + "robot0_joint_pos", {frames, 8}, joints);
        out.bytes(demo + "eye_image", {frames, 120, 160, 3}, pixels);
    }
    void writeProfile(bool withJoints) const {
        json arm = {{"name", "left"}};
        if (withJoints)
            arm["joints"] = {{"signals", {"obs/robot0_joint_pos"}}, {"columns", "0:7"}};
        else
            arm["pose"] = {{"signals", {"obs/robot0_eef_pos", "obs/robot0_eef_quat"}},
                           {"rotation", "quat_xyzw"},
                           {"link", "demo_tcp"}};
        const CameraModel& camera = m_film.camera;
        const json profile = {{"format", "camframe-dataset-profile"},
                              {"version", 1},
                              {"name", "begun"},
                              {"robot", "demo"},
                              {"fps", 10},
                              {"arms", {arm}},
                              {"cameras",
                               {{{"key", "eye_image"},
                                 {"name", "front"},
                                 {"intrinsics",
                                  {{{"size", {160, 120}},
                                    {"K", {camera.fx, camera.fy, camera.cx, camera.cy}},
                                    {"source", "measured"}}}}}}}};
        std::ofstream(m_dir / "begun.json") << profile.dump();
    }
    std::vector<std::string> command(std::vector<std::string> more) const {
        std::vector<std::string> out{
            "profile", "wizard", set(),   "--robot", "demo", "--profile", (m_dir / "begun.json").string(),
            "--out",   found(),  "--json"};
        out.insert(out.end(), more.begin(), more.end());
        return out;
    }
    /// Largest distance of the poses, read with the profile that was found, from those of the joints (m).
    double apart() const {
        DatasetOpenOptions options;
        options.profile = found();
        options.robot = "demo";
        const auto reader = openDataset(set(), options);
        if (!reader) {
            ADD_FAILURE() << reader.error().message;
            return 1;
        }
        const auto episode = (*reader)->readEpisode(0);
        if (!episode || episode->endEffectorPoses.size() != m_hand.size()) {
            ADD_FAILURE() << (episode ? "no poses" : episode.error().message);
            return 1;
        }
        const RobotModel robot = *makeDemoRobot();
        // The profile may place another link of the hand than the tool.
        const auto links =
            robot.forwardKinematics(robot.defaultJointValues(), robot.findLink(episode->endEffectorLink));
        const RigidTransform linkFromTool = links[static_cast<size_t>(robot.findLink("demo_tcp"))];
        double out = 0;
        for (size_t t = 0; t < m_hand.size(); ++t) {
            const RigidTransform pose = episode->endEffectorPoses[t] * linkFromTool;
            out = std::max({out, (pose.translation() - m_hand[t].translation()).norm(),
                            0.1 * rotationAngleBetween(pose, m_hand[t])});
        }
        return out;
    }
    std::string set() const { return (m_dir / "set.hdf5").string(); }
    std::string found() const { return (m_dir / "found.json").string(); }

    static constexpr int frames = 21;
    test::TempDir m_dir;
    SyntheticRecording m_film;
    std::vector<RigidTransform> m_hand;
};

TEST_F(WizardPoses, BesideJointsKinematicsTell) {
    write(true);
    writeProfile(true);
    const auto run = runCamframe(command({"--joints-known"}));
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const json answer = json::parse(run.out);
    const json& poses = answer.at("poses").at(0);
    EXPECT_EQ(poses.at("signals"), json({"obs/robot0_eef_pos", "obs/robot0_eef_quat"}))
        << "found by their names";
    EXPECT_LT(poses.at("distance_m").get<double>(), 1e-3);
    EXPECT_THAT(answer.at("words").get<std::vector<std::string>>(),
                Contains(HasSubstr("pose rotation: quaternion wxyz (")));
    const json profile = json::parse(std::ifstream(found()));
    EXPECT_EQ(profile.at("arms").at(0).at("pose").at("unit"), "mm");
    EXPECT_THAT(profile.at("notes").dump(), HasSubstr("pose base axes: y -x z"));
    EXPECT_EQ(profile.at("arms").at(0).at("joints").at("columns"), "0:7") << "as they were";
    EXPECT_LT(apart(), 1e-3);
}

TEST_F(WizardPoses, WithoutJointsThePicturesTell) {
    write(false);
    writeProfile(false);
    std::string truth;
    for (int r = 0; r < 4; ++r)
        for (int c = 0; c < 4; ++c) truth += fmt::format("{:.17g} ", m_film.camFromBase.matrix()(r, c));
    const auto run = runCamframe(command({"--extrinsics", truth}));
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const json poses = json::parse(run.out).at("poses").at(0);
    EXPECT_GT(poses.at("overlap").get<double>(), 0.2);
    EXPECT_LT(apart(), 1e-3);
}

TEST_F(WizardPoses, SaysWhatIsMissing) {
    write(false);
    writeProfile(false);
    const auto run = runCamframe(command({"--joints-known"}));
    EXPECT_EQ(run.exitCode, 1);
    EXPECT_THAT(run.err, HasSubstr("--joints-known"));
    EXPECT_FALSE(std::filesystem::exists(found()));
}

}  // namespace
}  // namespace camframe
