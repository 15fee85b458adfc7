// SPDX-License-Identifier: Apache-2.0
#include "app/commands/verify/rle_decoder.h"
#include "fuzz/fuzz_target.h"
#include "fuzz/scratch.h"
#include "model/core/coco_rle.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/calibrations/calibration_table.h"
#include "model/core/io/calibrations/ros_transform.h"
#include "model/core/io/csv_table.h"
#include "model/core/io/detail/embedded_file.h"
#include "model/core/io/detail/profile_file.h"
#include "model/core/io/droid_lists.h"
#include "model/core/io/group_file.h"
#include "model/core/io/input_files.h"
#include "model/core/io/plain_folder_reader.h"
#include "model/core/io/profiles/dataset_profile.h"
#include "model/core/io/robot_profile.h"
#include "model/core/io/truth_file.h"
#include "model/core/io/urdf_reader.h"

namespace camframe::fuzz {

namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

constexpr const char* kUrdf = R"(<robot name="t">
<material name="red"><color rgba="1 0 0 1"/></material>
<link name="base"><visual><geometry><box size="0.1 0.2 0.3"/></geometry><material name="red"/></visual>
  <visual><origin xyz="0 0 1"/><geometry><sphere radius="0.1"/></geometry></visual></link>
<link name="a"><visual><geometry><cylinder radius="0.1" length="0.4"/></geometry></visual></link>
<link name="b"/>
<joint name="turn" type="revolute"><origin xyz="0.1 -0.2 0.3" rpy="0.4 0.5 -0.6"/><parent link="base"/>
  <child link="a"/><axis xyz="1 2 -3"/><limit lower="-2" upper="1" effort="1" velocity="1"/></joint>
<joint name="follow" type="prismatic"><origin xyz="0 0.05 0"/><parent link="a"/><child link="b"/><axis xyz="1 0 0"/>
  <limit lower="-1" upper="1" effort="1" velocity="1"/><mimic joint="turn" multiplier="1.5"/></joint>
</robot>)";

constexpr const char* kEpisode =
    R"({"name": "little", "robot": {"urdf": "../arm.urdf", "base_link": "base"}, "fps": 10,
"num_frames": 3, "joint_names": ["a", "b"], "joint_positions": [[0, 0.1], [0.2, 0.3], [0.4, 0.5]],
"timestamps": [0, 0.1, 0.2], "end_effector_links": ["tool", "hand"], "cameras": [{"name": "front", "width": 16,
"height": 12, "image_pattern": "rgb/front/%06d.png", "K": [[20, 0, 8], [0, 20, 6], [0, 0, 1]],
"distortion": [0.1, 0.2, 0.3, 0.4, 0.5]}]})";

constexpr const char* kPosesOnly =
    R"({"name": "x", "robot": {"urdf": "arm.urdf"}, "fps": null, "num_frames": 1,
"end_effector_link": "flange", "end_effector_poses": [[[1,0,0,0.4],[0,1,0,0],[0,0,1,0.5],[0,0,0,1]]],
"cameras": [{"name": "a", "width": 8, "height": 8, "K": null, "video": "v.mp4"},
{"name": "b", "width": 8, "height": 8, "K": null, "hdf5": {"file": "a.h5", "images": "/rgb"}}]})";

constexpr const char* kTable = R"(dataset: robomind/ur_1rgb
tasks: [bread_in_basket_1, other]
aliases: [my_ur]
cameras:
  top:
    intrinsic: [[626, 0, 320], [0, 626, 240], [0, 0, 1]]
    extrinsic: [[0, 1, 0, 0.1], [-1, 0, 0, 0.2], [0, 0, 1, 0.3], [0, 0, 0, 1]]
    size: [640, 480]
)";

constexpr const char* kProfile = R"({"format": "camframe-dataset-profile", "version": 1, "name": "little",
"robot": "franka_hand", "match": {"signals": ["state[8]"], "datasets": ["little*"]}, "fps": 10, "stride": 2,
"arms": [{"name": "left", "joints": {"signals": ["state"], "columns": "0:7", "unit": "normalised",
"from": [-100, 100], "to": [[-1, 1], [-1, 1], [-1, 1], [-1, 1], [-1, 1], [-1, 1], [-1, 1]]},
"pose": {"signals": ["pose"], "rotation": "euler", "euler_order": "xyz", "link": "panda_hand"},
"gripper": {"signal": "state", "column": 7, "open": 1, "closed": 0, "threshold": 0.5}}],
"cameras": [{"key": "top", "intrinsics": [{"size": [640, 480], "K": [600, 601, 320, 240], "source": "measured"}]}]})";

constexpr const char* kRobotProfile = R"({"format": "camframe-robot-profile", "version": 1, "name": "little",
"urdfs": [{"robots": ["t"], "links": ["base", "a"], "drop": ["b"]}, {"links": ["palm", "finger"], "root": "palm",
 "mount": {"parent": "a", "xyz": [0, 0, 0.01], "rpy": [0, 0, 1.5]}}], "joint_aliases": {"grip": "slide"},
"joint_followers": {"slide_r": "slide"}, "joint_defaults": {"slide": 0.03, "slide_r": 0.03}, "arms": [{"name": "left",
"joints": ["turn"], "gripper_links_from": ["palm"], "gripper": {"joint": "slide", "open": 0.03, "closed": 0},
"tcp": {"link": "palm", "tips": ["finger"], "approach": [0, 0, 1], "closing": [0, 1, 0]}}]})";

constexpr const char* kHandUrdf =
    R"(<robot name="hand"><link name="palm"/><link name="finger"><visual><geometry>
<box size="0.01 0.01 0.06"/></geometry></visual></link><link name="finger_r"/>
<joint name="slide" type="prismatic"><parent link="palm"/><child link="finger"/><axis xyz="0 1 0"/></joint>
<joint name="slide_r" type="prismatic"><parent link="palm"/><child link="finger_r"/><axis xyz="0 -1 0"/></joint>
</robot>)";

constexpr const char* kGroups = R"({"format": "camframe-groups", "version": 1, "dataset": "set",
"inputs": {"robot": "demo"}, "groups": [{"id": "front-000000", "camera": "front", "status": "ok", "risk": 0.02,
"members": [{"episode": 0, "background_px": 0.1, "agreement": 1, "check": "confirmed", "rotation_deg": 0.01,
"translation_mm": 0.2}, {"episode": 2, "background_px": null, "agreement": 0.4, "check": null, "rotation_deg": null,
"translation_mm": null}], "bumped_from": null}, {"id": "front-000003", "camera": "front", "status": null, "risk": null,
"members": [{"episode": 3, "background_px": 0.1, "agreement": 0.9, "check": null, "rotation_deg": null,
"translation_mm": null}], "bumped_from": {"group": "front-000000", "rotation_deg": 0.3, "translation_mm": 7}}],
"problems": [{"episode": 1, "camera": "front", "reason": "no pictures"}]})";

constexpr const char* kTruth = R"({"cameras": [{"name": "front",
"T_cam_base": [[1, 0, 0, 0.1], [0, 1, 0, 0.2], [0, 0, 1, 0.3], [0, 0, 0, 1]]}]})";

constexpr const char* kLaunch =
    R"(<launch><node pkg="tf2_ros" exec="static_transform_publisher" args="0.1 0.2 0.3 0 0 0
1 base camera_optical_frame"/></launch>)";

std::string calibration() {
    Calibration c;
    c.status = CalibrationStatus::Review;
    c.reasons = {"A reason."};
    c.dataset = "set";
    c.robot = "panda";
    c.cameraName = "front";
    c.camera = {640, 480, 615, 600, 322.7, 236.4, {0.1, -0.02, 1e-5, -3e-7, 0.004}};
    c.camFromBase = RigidTransform::Identity();
    c.covariance = Matrix6d::Identity();
    c.framesUsed = {0, 7, 59};
    c.backend = "cpu";
    c.alternatives = {{RigidTransform::Identity(), 0.97, 12, "alternatives/01.png"}};
    return calibrationToJson(c);
}

/// A target that reads a file of the given name.
template <class Read>
FuzzTarget ofFile(std::string name, const std::string& fileName, int mutants, Texts seeds, Read read) {
    const auto dir = std::make_shared<test::TempDir>();
    const fs::path file = *dir / fileName;
    return {std::move(name), mutants, [seeds] { return seeds; },
            [dir, file, read](const std::string& bytes) {
                writeBytes(file, bytes);
                return accepted(read(file));
            }};
}

template <class Read>
FuzzTarget ofText(std::string name, int mutants, Texts seeds, Read read) {
    return {std::move(name), mutants, [seeds] { return seeds; },
            [read](const std::string& text) { return accepted(read(text)); }};
}

/// What is accepted fills the picture, and our encoder says the same of it.
bool readRunLengths(const std::string& counts) {
    constexpr int kWidth = 37, kHeight = 23;
    const auto mask = verify::decodeRleCounts(counts, kWidth, kHeight);
    if (!accepted(mask)) return false;
    const auto again = verify::decodeRleCounts(cocoRleCounts(*mask), kWidth, kHeight);
    if (!again || again->data != mask->data)
        throw BrokenPromise("run lengths change on the way there and back");
    return true;
}

std::string runLengths() {
    ImageU8 mask(37, 23);
    for (int y = 4; y < 17; ++y)
        for (int x = y; x < 30; ++x) mask.at(x, y) = 255;
    return cocoRleCounts(mask);
}

/// A profile, or one of the descriptions that it puts together, up to the robot.
FuzzTarget ofRobot(std::string name, int mutants, const char* fileName) {
    const auto dir = std::make_shared<test::TempDir>();
    writeBytes(*dir / "robots/arm.urdf", kUrdf);
    writeBytes(*dir / "robots/hand.urdf", kHandUrdf);
    writeBytes(*dir / "little.json", kRobotProfile);
    RobotSearch search;
    search.robotPaths = {*dir / "robots"};
    const fs::path file = *dir / fileName;
    return {std::move(name), mutants, [seed = bytesOf(file)] { return Texts{seed}; },
            [dir, file, search](const std::string& bytes) {
                writeBytes(file, bytes);
                const auto robot = loadRobot((*dir / "little.json").string(), search, "", nullptr);
                if (!accepted(robot)) return false;
                const RobotModel& model = robot->model;
                for (const RigidTransform& pose : model.forwardKinematics(model.defaultJointValues()))
                    if (!pose.matrix().allFinite()) throw BrokenPromise("a link that is nowhere");
                return true;
            }};
}

Texts builtInProfiles() {
    Texts texts;
    for (const EmbeddedFile& profile : embeddedProfiles()) texts.emplace_back(profile.text);
    return texts;
}

/// A pose that was accepted is one.
bool readPose(const fs::path& file) {
    const auto pose = readInitialPose(file);
    if (!accepted(pose)) return false;
    if (!pose->camFromBase.matrix().allFinite()) throw BrokenPromise("a pose that is not finite");
    return true;
}

}  // namespace

std::vector<FuzzTarget> textTargets() {
    std::vector<FuzzTarget> targets = {
        ofText("urdf", 400, {kUrdf},
               [](const std::string& text) {
                   return parseUrdf(text, "/", "fuzz.urdf", UrdfOptions{{}, false});
               }),
        ofText("calibration", 300, {calibration()},
               [](const std::string& text) { return calibrationFromJson(text, "calibration.json"); }),
        ofText("calibration_table", 300, {kTable},
               [](const std::string& text) { return calibrationTableFromYaml(text, "table.yaml"); }),
        ofText("ros_transforms", 300,
               {kLaunch,
                "ros2 run tf2_ros static_transform_publisher --x 1 --yaw 0.5 "
                "--frame-id base --child-frame-id cam"},
               [](const std::string& text) { return readRosTransforms(text, "x.launch"); }),
        ofText("dataset_profile", 300, {kProfile},
               [](const std::string& text) { return parseDatasetProfile(text, "mine.json"); }),
        ofText("robot_profile", 300, builtInProfiles(),
               [](const std::string& text) { return parseProfile(text, "mine.json"); }),
        ofRobot("robot_from_profile", 100, "little.json"),
        ofRobot("robot_from_urdf", 100, "robots/hand.urdf"),
        ofFile("episode", "episode.json", 300, {kEpisode, kPosesOnly}, readEpisodeJson),
        ofFile("group_file", "groups.json", 300, {kGroups}, readGroupFile),
        ofFile("camera_truth", "truth.json", 200, {kTruth, calibration()}, readCameraTruth),
        ofFile("csv", "joints.csv", 300, {"time;a;b\n0,5;1,5;2\n1;\"2\";NaN\n", "1,2\n3,4\n# note\n5,6\n"},
               readCsv),
        ofFile(
            "intrinsics", "k.json", 300,
            {R"({"front": [[600, 0, 320], [0, 600, 240], [0, 0, 1]], "distortion": [0, 0, 0, 0, 0]})",
             R"({"left": [600, 600, 320, 240], "right": [1, 2, 3, 4], "distortion": {"left": [1, 2, 3, 4, 5]}})"},
            [](const fs::path& file) { return parseIntrinsics(file.string()); }),
        ofFile(
            "droid_extrinsics", "cam2base_extrinsics.json", 300,
            {R"({"AUTOLab+1": {"relative_path": "x", "metric": 0.5, "22008760": [0.1, 0.2, 0.3, 0, 0, 0.5]}})"},
            readDroidExtrinsics),
        ofFile("droid_intrinsics", "intrinsics.json", 300,
               {R"({"AUTOLab+1": {"22008760": [530, 640, 530, 360]}})"}, readDroidIntrinsics),
        {"run_lengths", 3000, [] { return Texts{runLengths()}; }, readRunLengths},
    };
    const auto dir = std::make_shared<test::TempDir>();
    targets.push_back({"initial_pose", 300,
                       [] {
                           return Texts{"1 0 0 0.1\n0 1 0 0.2\n0 0 1 0.3 # metres\n0 0 0 1\n",
                                        "[[1,0,0,0.4],[0,1,0,0],[0,0,1,0.5],[0,0,0,1]]", calibration()};
                       },
                       [dir](const std::string& bytes) {
                           writeBytes(*dir / "init.json", bytes);
                           return readPose(*dir / "init.json");
                       }});
    return targets;
}

const std::vector<FuzzTarget>& fuzzTargets() {
    static const std::vector<FuzzTarget> all = [] {
        std::vector<FuzzTarget> joined;
        for (const auto& part : {textTargets, binaryTargets, hdf5Targets, datasetTargets, databaseTargets})
            for (const FuzzTarget& target : part()) joined.push_back(target);
        return joined;
    }();
    return all;
}

}  // namespace camframe::fuzz
