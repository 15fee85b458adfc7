// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/action_file.h"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "model/core/demo_robot.h"
#include "model/core/io/robot_profile.h"
#include "model/core/io/truth_file.h"
#include "model/kdl_kinematics.h"
#include "support/coco_rle_reader.h"
#include "support/h5_file.h"
#include "support/shared_data.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using test::H5File;
using test::TempDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// ---- episodes ---------------------------------------------------------------------------------------------

/// Nothing is drawn.
Result<FrameLabels> noLabels(size_t, size_t) {
    return FrameLabels{};
}

Result<void> writeActionFile(const ActionEpisode& episode, const fs::path& path) {
    return camframe::writeActionFile(episode, noLabels, path);
}

/// A square that moves with the row, in one link and one arm; depth everywhere in it.
Result<FrameLabels> movingSquare(size_t, size_t row) {
    FrameLabels labels;
    labels.drawn = row != 1;
    if (!labels.drawn) return labels;
    ImageU8 mask(640, 480), whole(640, 480);
    labels.depthMm = ImageU16(640, 480);
    for (int y = 100; y < 140; ++y)
        for (int x = 0; x < 40; ++x) {
            const int at = 50 + static_cast<int>(row) + x;
            whole.at(at, y) = 255;
            labels.depthMm.at(at, y) = static_cast<uint16_t>(1000 + row);
            if (x > 9) mask.at(at, y) = 255;
        }
    labels.armDrawn = {true};
    labels.arms.resize(1);
    for (MaskPair& part : labels.arms[0]) part = {mask, whole};
    labels.links = {{1, "a \"link\"", {mask, whole}}};
    return labels;
}

ActionEpisode actionsOf(const Robot& robot, const Episode& episode, const CameraModel& model,
                        const std::string& cameraName, const std::optional<RigidTransform>& camFromBase) {
    const Result<RobotMotion> motion = computeMotion(robot.model, episode);
    EXPECT_TRUE(motion) << motion.error().message;
    ActionEpisode out;
    out.dataset = episode.name;
    out.robot = robot.name;
    out.fps = episode.fps;
    out.timestamps = episode.timestamps;
    out.arms = computeArmStates(robot, episode, *motion);
    CameraActions camera;
    camera.calibration.cameraName = cameraName;
    camera.calibration.camera = model;
    camera.calibration.camFromBase = camFromBase;
    camera.calibration.status = camFromBase ? CalibrationStatus::Ok : CalibrationStatus::Failed;
    camera.calibrationId = "by hand";
    for (const ArmState& arm : out.arms) camera.arms.push_back(computeArmActions(arm, model, camFromBase));
    out.cameras.push_back(std::move(camera));
    return out;
}

/// The demo robot as it is loaded from a URDF; kept, as reading its meshes takes a second.
struct DemoRobot {
    TempDir dir;
    Robot robot;
    DemoRobot() : robot(load(dir)) {}
    static Robot load(const TempDir& dir) {
        EXPECT_TRUE(writeDemoRobot(dir.path()));
        Result<Robot> robot = loadRobot((dir / "demo_arm.urdf").string(), {}, "", nullptr);
        EXPECT_TRUE(robot) << robot.error().message;
        return std::move(*robot);
    }
    static const DemoRobot& get() {
        static const DemoRobot demo;
        return demo;
    }
};

/// A short motion of the demo robot.
struct DemoEpisode {
    TempDir dir;
    const Robot& robot = DemoRobot::get().robot;
    fs::path urdf = DemoRobot::get().dir / "demo_arm.urdf";
    Episode episode;
    RigidTransform camFromBase;
    CameraModel camera{640, 480, 500, 500, 320, 240, {}};

    DemoEpisode() {
        episode.name = "演示";
        episode.frameCount = 7;
        episode.fps = 10;
        for (int j = 1; j <= 7; ++j) episode.jointNames.push_back("demo_joint" + std::to_string(j));
        episode.jointNames.push_back("demo_finger_joint");
        episode.jointPositions.resize(7, 8);
        for (int t = 0; t < 7; ++t) {
            episode.timestamps.push_back(t / 10.0);
            for (int j = 0; j < 8; ++j)
                episode.jointPositions(t, j) = j < 7 ? 0.3 * std::sin(t + 2 * j) : 0.005 * t;
        }
        camFromBase = expPose((Vector6d() << 1.2, -0.7, 0.4, 0.1, 0.2, 1.9).finished());
    }
    ActionEpisode actions() const { return actionsOf(robot, episode, camera, "front", camFromBase); }
};

/// tcp_pose in the file against KDL's forward kinematics times the camera pose.
void expectPosesOfKdl(const H5File& file, const std::string& camera, const Episode& episode,
                      const fs::path& urdf, const std::string& base, const std::string& tcpLink,
                      const RigidTransform& linkFromTcp, const RigidTransform& camFromBase) {
    const test::KdlKinematics kdl(urdf);
    const std::string dataset = "/actions/" + camera + "/left/tcp_pose";
    const std::vector<double> all = file.numbers(dataset);
    ASSERT_EQ(all.size(), static_cast<size_t>(16 * episode.frameCount));
    double worst = 0;
    for (int t = 0; t < episode.frameCount; ++t) {
        std::map<std::string, double> joints;
        for (size_t j = 0; j < episode.jointNames.size(); ++j)
            joints[episode.jointNames[j]] = episode.jointPositions(t, static_cast<Eigen::Index>(j));
        const Eigen::Matrix4d expected =
            (camFromBase * kdl.pose(base, tcpLink, joints) * linkFromTcp).matrix();
        for (int i = 0; i < 16; ++i)
            worst = std::max(worst, std::abs(all[static_cast<size_t>(16 * t + i)] - expected(i / 4, i % 4)));
    }
    EXPECT_LT(worst, 1e-9);
}

// ---- tests ------------------------------------------------------------------------------------------------

TEST(ActionFile, TcpPosesEqualKdlOnTheDemoRobot) {
    const DemoEpisode demo;
    ASSERT_TRUE(writeActionFile(demo.actions(), demo.dir / "a.h5"));
    expectPosesOfKdl(H5File(demo.dir / "a.h5"), "front", demo.episode, demo.urdf, "demo_link0", "demo_tcp",
                     RigidTransform::Identity(), demo.camFromBase);
}

struct SharedCase {
    const char* recording;
    const char* urdf;
    const char* base;
    const char* tcpLink;  ///< And its offset along z (m), as the TCP of this robot is defined.
    double alongZ;
};

class ActionFileOfSharedRecording : public ::testing::TestWithParam<SharedCase> {};

TEST_P(ActionFileOfSharedRecording, TcpPosesEqualKdl) {
    const SharedCase& c = GetParam();
    CAMFRAME_SHARED_OR_SKIP(recording, c.recording);
    CAMFRAME_SHARED_OR_SKIP(urdf, c.urdf);
    const TempDir dir;
    const auto reader = openDataset(recording);
    ASSERT_TRUE(reader) << reader.error().message;
    Result<Episode> episode = (*reader)->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    const Episode recorded = *episode;
    const Result<Robot> robot = loadRobot(urdf.string(), {}, "", &recorded);
    ASSERT_TRUE(robot) << robot.error().message;
    applyJointAliases(*robot, *episode);
    const auto truth = readCameraTruth(recording / "truth.json");
    ASSERT_TRUE(truth) << truth.error().message;
    const CameraStream& stream = episode->cameras.at(0);
    const auto camera =
        CameraModel::fromMatrix(*stream.k, stream.width, stream.height, stream.distortion, "K");
    ASSERT_TRUE(camera);
    ASSERT_TRUE(writeActionFile(actionsOf(*robot, *episode, *camera, stream.name, truth->at(0).camFromBase),
                                dir / "a.h5"));
    RigidTransform linkFromTcp = RigidTransform::Identity();
    linkFromTcp.translation().z() = c.alongZ;
    const H5File file(dir / "a.h5");
    expectPosesOfKdl(file, stream.name, recorded, urdf, c.base, c.tcpLink, linkFromTcp,
                     truth->at(0).camFromBase);
    for (const double valid : file.numbers("/actions/" + stream.name + "/left/valid")) EXPECT_EQ(valid, 1);
}

INSTANTIATE_TEST_SUITE_P(
    Robots, ActionFileOfSharedRecording,
    ::testing::Values(SharedCase{"data/synthetic/franka_hand_clean", "robots/panda/panda_hand.urdf",
                                 "panda_link0", "panda_hand_tcp", 0},
                      SharedCase{"data/synthetic/ur5e_robotiq", "robots/ur5e_robotiq/ur5e_robotiq.urdf",
                                 "base_link", "robotiq_arg2f_base_link", 0.131},
                      SharedCase{"data/real/xarm7_realsense", "robots/xarm7/xarm7_no_gripper.urdf",
                                 "link_base", "link7", 0}),
    [](const auto& c) { return std::string(fs::path(c.param.recording).filename()); });

TEST(ActionFile, HoldsTheTreeOfTheContract) {
    const DemoEpisode demo;
    ASSERT_TRUE(writeActionFile(demo.actions(), demo.dir / "a.h5"));
    const H5File file(demo.dir / "a.h5");
    const std::vector<std::pair<std::string, std::vector<hsize_t>>> expected = {
        {"timestamps", {7}},
        {"cameras/front/K", {3, 3}},
        {"cameras/front/T_cam_base", {4, 4}},
        {"cameras/front/covariance", {6, 6}},
        {"actions/front/left/tcp_pose", {7, 4, 4}},
        {"actions/front/left/tcp_xyz", {7, 3}},
        {"actions/front/left/tcp_quat_wxyz", {7, 4}},
        {"actions/front/left/tcp_rot6d", {7, 6}},
        {"actions/front/left/tcp_rotvec", {7, 3}},
        {"actions/front/left/tcp_euler_xyz", {7, 3}},
        {"actions/front/left/delta_pose", {7, 4, 4}},
        {"actions/front/left/gripper_raw", {7}},
        {"actions/front/left/gripper_open", {7}},
        {"actions/front/left/valid", {7}},
        {"actions/front/left/delta_valid", {7}},
        {"state/left/joint_positions", {7, 8}},
        {"labels/front/left/uv", {7, 2}},
        {"labels/front/left/uvd", {7, 3}},
        {"labels/front/left/visible", {7}},
        {"labels/front/left/bbox_all", {7, 4}},
        {"labels/front/left/bbox_arm", {7, 4}},
        {"labels/front/left/bbox_gripper", {7, 4}},
        {"labels/front/left/mask_all", {7}},
        {"labels/front/left/mask_gripper_amodal", {7}},
        {"labels/front/links", {7}},
        {"labels/front/links_amodal", {7}}};
    for (const auto& [name, shape] : expected) EXPECT_EQ(file.shape(name), shape) << name;
    const std::vector<std::string> datasets = file.datasets();
    EXPECT_GT(datasets.size(), expected.size());
    for (const std::string& name : datasets)
        for (const char* attribute : {"unit", "space", "convention"})
            EXPECT_THAT(file.text(name, attribute),
                        ::testing::AllOf(::testing::Not(HasSubstr("(no attribute")),
                                         ::testing::Not(::testing::IsEmpty())))
                << name;
    EXPECT_EQ(file.text("/", "format"), "camframe-actions");
    EXPECT_EQ(file.text("/", "dataset"), "演示");
    EXPECT_THAT(file.text("/", "tcp_definition"), HasSubstr("demo_tcp"));
    EXPECT_THAT(file.text("/", "conventions"), HasSubstr("OpenCV"));
    EXPECT_EQ(file.text("/cameras/front", "status"), "ok");
    EXPECT_THAT(file.text("/cameras/front", "quality"), HasSubstr("mask_iou"));
    // Five forms of one rotation, as stored.
    const Eigen::Matrix4d pose = file.matrix("/actions/front/left/tcp_pose", 3);
    const std::vector<double> rot6d = file.numbers("/actions/front/left/tcp_rot6d");
    for (size_t i = 0; i < 6; ++i)
        EXPECT_EQ(rot6d[18 + i], pose(static_cast<int>(i % 3), static_cast<int>(i / 3)));
    const std::vector<double> xyz = file.numbers("/actions/front/left/tcp_xyz");
    for (size_t i = 0; i < 3; ++i) EXPECT_EQ(xyz[9 + i], pose(static_cast<int>(i), 3));
    const Eigen::Matrix4d delta = file.matrix("/actions/front/left/delta_pose", 2);
    EXPECT_LT((delta * file.matrix("/actions/front/left/tcp_pose", 2) - pose).cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_EQ(file.matrix("/actions/front/left/delta_pose", 6), Eigen::Matrix4d::Identity());
}

TEST(ActionFile, FramesAndCamerasWithoutPoseAreNan) {
    DemoEpisode demo;
    demo.episode.jointPositions(2, 1) = std::numeric_limits<double>::quiet_NaN();
    ActionEpisode episode = demo.actions();
    ActionEpisode failed = actionsOf(demo.robot, demo.episode, demo.camera, "a/b", std::nullopt);
    episode.cameras.push_back(failed.cameras[0]);
    ASSERT_TRUE(writeActionFile(episode, demo.dir / "a.h5"));
    const H5File file(demo.dir / "a.h5");
    EXPECT_THAT(file.numbers("/actions/front/left/valid"), ElementsAre(1, 1, 0, 1, 1, 1, 1));
    EXPECT_THAT(file.numbers("/actions/front/left/delta_valid"), ElementsAre(1, 0, 0, 1, 1, 1, 0));
    EXPECT_TRUE(file.matrix("/actions/front/left/tcp_pose", 2).array().isNaN().all());
    EXPECT_TRUE(file.matrix("/actions/front/left/delta_pose", 1).array().isNaN().all());
    EXPECT_TRUE(file.matrix("/actions/front/left/tcp_pose", 1).array().isFinite().all());
    EXPECT_TRUE(std::isnan(file.numbers("/actions/front/left/tcp_quat_wxyz")[8]));
    EXPECT_TRUE(std::isnan(file.numbers("/labels/front/left/uvd")[8]));
    EXPECT_EQ(file.numbers("/labels/front/left/bbox_all")[0], -1);
    EXPECT_TRUE(file.matrix("/cameras/a%2Fb/T_cam_base", 0).array().isNaN().all());
    EXPECT_EQ(file.text("/cameras/a%2Fb", "name"), "a/b");
    for (const double valid : file.numbers("/actions/a%2Fb/left/valid")) EXPECT_EQ(valid, 0);
    for (const double x : file.numbers("/actions/a%2Fb/left/tcp_xyz")) EXPECT_TRUE(std::isnan(x));
    EXPECT_THAT(file.texts("/labels/a%2Fb/links"), ::testing::Each(""));
}

std::string bytesOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

TEST(ActionFile, EqualContentsGiveEqualBytes) {
    const DemoEpisode demo;
    ASSERT_TRUE(writeActionFile(demo.actions(), demo.dir / "a.h5"));
    ASSERT_TRUE(writeActionFile(demo.actions(), demo.dir / "b.h5"));
    EXPECT_EQ(bytesOf(demo.dir / "a.h5"), bytesOf(demo.dir / "b.h5"));
}

TEST(ActionFile, SeveralEpisodesInOneFile) {
    const DemoEpisode demo;
    ActionEpisode episode = demo.actions();
    episode.depth = true;
    ASSERT_TRUE(camframe::writeActionFile(episode, movingSquare, demo.dir / "one.h5"));
    ASSERT_TRUE(joinActionFiles({{3, demo.dir / "one.h5"}, {4, demo.dir / "one.h5"}}, demo.dir / "all.h5"));
    const H5File all(demo.dir / "all.h5"), one(demo.dir / "one.h5");
    EXPECT_EQ(all.datasets().size(), 2 * one.datasets().size());
    EXPECT_EQ(all.text("/", "format"), "camframe-actions");
    EXPECT_EQ(all.text("/episodes/000004", "dataset"), one.text("/", "dataset"));
    EXPECT_EQ(all.numbers("/episodes/000004/actions/front/left/tcp_pose"),
              one.numbers("/actions/front/left/tcp_pose"));
    EXPECT_EQ(all.texts("/episodes/000003/labels/front/links"), one.texts("/labels/front/links"));
    EXPECT_EQ(all.numbers("/episodes/000003/labels/front/depth_mm"), one.numbers("/labels/front/depth_mm"));
    // Wherever the parts lie, also in the file that is replaced, the bytes are the same.
    ASSERT_TRUE(joinActionFiles({{3, demo.dir / "one.h5"}}, demo.dir / "again.h5"));
    ASSERT_TRUE(joinActionFiles({{3, demo.dir / "again.h5", "/episodes/000003"}, {4, demo.dir / "one.h5"}},
                                demo.dir / "again.h5"));
    EXPECT_EQ(bytesOf(demo.dir / "all.h5"), bytesOf(demo.dir / "again.h5"));
    const Result<void> missing = joinActionFiles({{3, demo.dir / "absent.h5"}}, demo.dir / "all.h5");
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message, HasSubstr("absent.h5"));
    EXPECT_EQ(bytesOf(demo.dir / "all.h5"), bytesOf(demo.dir / "again.h5"));
}

TEST(ActionFile, MasksAndDepthAreWrittenRowByRow) {
    const DemoEpisode demo;
    ActionEpisode episode = demo.actions();
    episode.depth = true;
    std::vector<std::pair<size_t, size_t>> asked;
    const auto source = [&](size_t camera, size_t row) {
        asked.emplace_back(camera, row);
        return movingSquare(camera, row);
    };
    ASSERT_TRUE(camframe::writeActionFile(episode, source, demo.dir / "a.h5"));
    EXPECT_EQ(asked.size(), 7U) << "every row once";
    const H5File file(demo.dir / "a.h5");
    EXPECT_EQ(file.shape("/labels/front/depth_mm"), (std::vector<hsize_t>{7, 480, 640}));
    const std::vector<double> depth = file.numbers("/labels/front/depth_mm");
    const auto at = [&](size_t t, size_t x, size_t y) { return depth[(t * 480 + y) * 640 + x]; };
    EXPECT_EQ(at(3, 60, 120), 1003);
    EXPECT_EQ(at(3, 52, 120), 0);
    EXPECT_EQ(at(1, 60, 120), 0) << "not drawn";
    const auto masks = file.texts("/labels/front/left/mask_arm"), links = file.texts("/labels/front/links");
    const ImageU8 mask = test::decodeRle(masks[3]);
    EXPECT_EQ(mask.at(63, 120), 255);
    EXPECT_EQ(mask.at(62, 120), 0);
    EXPECT_EQ(masks[1], "");
    EXPECT_EQ(links[1], "");
    EXPECT_EQ(nlohmann::json::parse(links[3])["a \"link\""], nlohmann::json::parse(masks[3]));
    const std::vector<double> boxes = file.numbers("/labels/front/left/bbox_gripper");
    EXPECT_THAT(std::vector<double>(boxes.begin() + 12, boxes.begin() + 16), ElementsAre(63, 100, 92, 139));
    EXPECT_THAT(std::vector<double>(boxes.begin() + 4, boxes.begin() + 8), ElementsAre(-1, -1, -1, -1));
}

TEST(ActionFile, FailuresLeaveNothingBehind) {
    const DemoEpisode demo;
    const TempDir out;
    std::ofstream(out / "file") << "x";
    const Result<void> under = writeActionFile(demo.actions(), out / "file" / "a.h5");
    ASSERT_FALSE(under);
    EXPECT_EQ(under.error().kind, ErrorKind::Output);
    const auto broken = [](size_t, size_t row) -> Result<FrameLabels> {
        if (row == 3) return inputError("no more frames");
        return FrameLabels{};
    };
    const Result<void> half = camframe::writeActionFile(demo.actions(), broken, out / "a.h5");
    ASSERT_FALSE(half);
    EXPECT_EQ(half.error().message, "no more frames");
    EXPECT_EQ(std::distance(fs::directory_iterator(out.path()), {}), 1);
}

TEST(ActionFile, OpensInH5dump) {
    if (std::system("h5dump --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "h5dump is not installed";
    const DemoEpisode demo;
    ASSERT_TRUE(writeActionFile(demo.actions(), demo.dir / "a.h5"));
    const std::string command = "h5dump -d /actions/front/left/tcp_pose '" + (demo.dir / "a.h5").string() +
                                "' > '" + (demo.dir / "dump.txt").string() + "'";
    ASSERT_EQ(std::system(command.c_str()), 0);
    const std::string dump = bytesOf(demo.dir / "dump.txt");
    EXPECT_THAT(dump, HasSubstr("H5T_IEEE_F64LE"));
    EXPECT_THAT(dump, HasSubstr("( 7, 4, 4 )"));
    EXPECT_THAT(dump, HasSubstr("\"camera\""));
}

TEST(ActionFile, OpensInH5py) {
    if (std::system("/usr/bin/python3 -c 'import h5py' >/dev/null 2>&1") != 0)
        GTEST_SKIP() << "h5py is not installed for /usr/bin/python3";
    const DemoEpisode demo;
    const ActionEpisode episode = demo.actions();
    ASSERT_TRUE(writeActionFile(episode, demo.dir / "a.h5"));
    std::ofstream(demo.dir / "read.py") << R"(
import sys, h5py
f = h5py.File(sys.argv[1], 'r')
arm = f['actions/front/left']
assert f.attrs['format'] == 'camframe-actions' and f.attrs['version'] == 1
assert f.attrs['dataset'] == '演示'
assert arm['tcp_pose'].shape == (7, 4, 4) and arm['tcp_pose'].dtype == 'float64'
assert arm['valid'].dtype == 'uint8' and f['labels/front/left/uv'].dtype == 'float32'
assert f['labels/front/left/bbox_arm'].dtype == 'int32'
assert list(f['state/left/joint_positions'].attrs['joint_names'])[:2] == ['demo_joint1', 'demo_joint2']
assert h5py.check_string_dtype(f['labels/front/links'].dtype).encoding == 'utf-8'
print(*['%.17g' % x for x in arm['tcp_pose'][5].ravel()])
)";
    const std::string command = "/usr/bin/python3 '" + (demo.dir / "read.py").string() + "' '" +
                                (demo.dir / "a.h5").string() + "' > '" + (demo.dir / "out.txt").string() +
                                "'";
    ASSERT_EQ(std::system(command.c_str()), 0);
    std::istringstream printed(bytesOf(demo.dir / "out.txt"));
    const Eigen::Matrix4d expected = episode.cameras[0].arms[0].camFromTcp[5].matrix();
    for (int i = 0; i < 16; ++i) {
        double value = std::nan("");
        printed >> value;
        EXPECT_EQ(value, expected(i / 4, i % 4));
    }
}

}  // namespace
}  // namespace camframe
