// SPDX-License-Identifier: Apache-2.0
/// The verifier passes on good exports and finds every kind of damage.
#include <gmock/gmock.h>
#include <hdf5.h>

#include <functional>

#include "app/commands/verify/expected_motion.h"
#include "app/commands/verify/rle_decoder.h"
#include "app/export_fixture.h"
#include "model/core/camera_model.h"
#include "model/core/coco_rle.h"
#include "model/core/io/detail/sql_engine.h"
#include "model/core/io/image_io.h"
#include "support/shared_data.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::contentsOf;
using test::demoRecording;
using test::DemoResults;
using test::DualArmRecording;
using test::exported;
using test::runCamframe;
using test::TempDir;
using test::verified;
using ::testing::HasSubstr;

// ---- good exports -----------------------------------------------------------------------------------------

/// Nothing differs, and something was compared.
void expectClean(const test::ProgramRun& run) {
    ASSERT_FALSE(run.out.empty()) << run.err;
    const json result = json::parse(run.out);
    EXPECT_EQ(result["differences"], 0) << run.out;
    EXPECT_EQ(run.exitCode, 0);
    EXPECT_GE(result["fields"].size(), 5u);
    for (const auto& [name, field] : result["fields"].items()) EXPECT_GT(field["compared"], 0) << name;
}

/// LeRobot datasets are written and read by DuckDB's library.
bool canWrite(const std::string& format) {
    return format != "lerobot" || SqlEngine::open({}).has_value();
}

bool hasPictures(const std::string& format) {
    return format == "coco" || format == "bop";
}

class VerifyFormat : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (!canWrite(GetParam())) GTEST_SKIP() << "DuckDB's library is missing";
    }
};

TEST_P(VerifyFormat, PassesOnOneArmAndTwo) {
    const std::string format = GetParam();
    const TempDir dir;
    std::vector<std::string> more;
    if (format == "hdf5") more = {"--depth"};
    // Rays are slow: all frames once, in the format that holds the most.
    const std::vector<std::string> redrawn = {"--frames", format == "hdf5" ? "all" : "2"};
    expectClean(
        verified(exported(DemoResults::get().results, format, dir / "one", more), demoRecording(), redrawn));
    const DualArmRecording& dual = DualArmRecording::get();
    expectClean(verified(exported(dual.results, format, dir / "two", more), dual.recording, redrawn));
}

TEST_P(VerifyFormat, PassesOnPartsOfARecording) {
    const std::string format = GetParam();
    const TempDir dir;
    std::vector<std::string> more = {"--frames", "2-4,6"};
    if (hasPictures(format)) more.insert(more.end(), {"--pictures", "jpeg"});
    if (format == "hdf5" || format == "json") more.insert(more.end(), {"--labels", "points"});
    if (format == "hdf5") more.emplace_back("--single-file");
    const std::vector<std::string> redrawn = {"--frames", "1"};
    expectClean(
        verified(exported(DemoResults::get().results, format, dir / "part", more), demoRecording(), redrawn));
    if (format != "lerobot") return;
    for (const char* form : {"--curate", "--caliball-columns"}) {
        const fs::path folder = dir / form;
        more = {"--frames", "2-4,6", form};
        expectClean(
            verified(exported(DemoResults::get().results, format, folder, more), demoRecording(), redrawn));
    }
    more.emplace_back("--curate");
    expectClean(
        verified(exported(DemoResults::get().results, format, dir / "both", more), demoRecording(), redrawn));
}

INSTANTIATE_TEST_SUITE_P(Formats, VerifyFormat,
                         ::testing::Values("hdf5", "json", "coco", "bop", "masks", "depth", "droid",
                                           "robotwin", "ros", "calibrations", "lerobot"),
                         [](const auto& format) { return std::string(format.param); });

/// Lag, joint offsets and a moved arm base, as a refined calibration has them.
TEST(Verify, KnowsTheCorrectionsOfACalibration) {
    const DualArmRecording& dual = DualArmRecording::get();
    const TempDir dir;
    const fs::path file = calibrationPath("", 0, "front");
    auto calibration = readCalibration(dual.results / file);
    ASSERT_TRUE(calibration);
    calibration->lagFrames = Estimate{0.4, 0.1};
    calibration->jointOffsets["r_demo_joint2"] = {0.03, {}};
    calibration->armBases.push_back({"right",
                                     "r_demo_link0",
                                     expPose((Vector6d() << 0.02, -0.01, 0.03, 0.01, 0.02, -0.01).finished()),
                                     {}});
    ASSERT_TRUE(writeCalibration(*calibration, dir / "results" / file));
    const fs::path out = exported(dir / "results", "hdf5", dir / "out");
    expectClean(verified(out, dual.recording));
    // The verifier does not simply believe: with other corrections in the file that it reads all is
    // different.
    calibration->jointOffsets["r_demo_joint2"].value = 0.0301;
    ASSERT_TRUE(writeCalibration(*calibration, dir / "results" / file));
    const json result = json::parse(verified(out, dual.recording).out);
    EXPECT_EQ(result["fields"]["calibration id"]["different"], 1);
    EXPECT_GT(result["fields"]["tcp_pose"]["different"], 0);
}

struct SharedCase {
    const char* recording;
    const char* urdf;
};
class VerifyShared : public ::testing::TestWithParam<SharedCase> {};

TEST_P(VerifyShared, PassesOnASharedRecording) {
    CAMFRAME_SHARED_OR_SKIP(recording, GetParam().recording);
    CAMFRAME_SHARED_OR_SKIP(urdf, GetParam().urdf);
    const TempDir dir;
    test::writeTrueResults(recording, urdf.string(), dir / "results");
    for (const char* format : {"hdf5", "coco"})
        expectClean(verified(exported(dir / "results", format, dir / format, {"--frames", "0-5"}), recording,
                             {"--frames", "1"}));
}

INSTANTIATE_TEST_SUITE_P(
    Recordings, VerifyShared,
    ::testing::Values(SharedCase{"data/synthetic/franka_hand_clean", "robots/panda/panda_hand.urdf"},
                      SharedCase{"data/synthetic/so100", "robots/so100/so100.urdf"},
                      SharedCase{"data/real/xarm7_realsense", "robots/xarm7/xarm7_no_gripper.urdf"}),
    [](const auto& c) { return fs::path(c.param.recording).filename().string(); });

// ---- damage -----------------------------------------------------------------------------------------------

/// Which field must notice, and what is done to the export's folder.
struct Damage {
    const char* name;
    const char* format;
    const char* field;
    std::function<void(const fs::path&)> apply;
};

void changeJson(const fs::path& file, const std::function<void(json&)>& change) {
    json document = json::parse(contentsOf(file));
    change(document);
    std::ofstream(file) << document.dump();
}

/// Writes one element of a dataset of numbers, as any HDF5 tool could.
void changeNumber(const fs::path& folder, const char* dataset, size_t index, double value) {
    const hid_t file = H5Fopen((folder / "episode_000000.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t data = H5Dopen2(file, dataset, H5P_DEFAULT), space = H5Dget_space(data);
    std::vector<double> all(static_cast<size_t>(H5Sget_simple_extent_npoints(space)));
    H5Dread(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data());
    all.at(index) = value;
    EXPECT_GE(H5Dwrite(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()), 0);
    H5Sclose(space);
    H5Dclose(data);
    H5Fclose(file);
}

void changeText(const fs::path& folder, const char* dataset, size_t row,
                const std::function<void(std::string&)>& change) {
    const hid_t file = H5Fopen((folder / "episode_000000.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t data = H5Dopen2(file, dataset, H5P_DEFAULT), type = H5Dget_type(data),
                space = H5Dget_space(data);
    std::vector<char*> all(static_cast<size_t>(H5Sget_simple_extent_npoints(space)));
    H5Dread(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, static_cast<void*>(all.data()));
    std::vector<std::string> texts(all.begin(), all.end());
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, static_cast<void*>(all.data()));
    change(texts.at(row));
    std::vector<const char*> pointers;
    for (const std::string& text : texts) pointers.push_back(text.c_str());
    EXPECT_GE(H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, static_cast<const void*>(pointers.data())),
              0);
    H5Sclose(space);
    H5Tclose(type);
    H5Dclose(data);
    H5Fclose(file);
}

void changeText(const fs::path& file, const std::string& from, const std::string& to) {
    std::string text = contentsOf(file);
    const size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    std::ofstream(file, std::ios::binary) << text.replace(at, from.size(), to);
}

void removeObject(const fs::path& folder, const char* name) {
    const hid_t file = H5Fopen((folder / "episode_000000.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    EXPECT_GE(H5Ldelete(file, name, H5P_DEFAULT), 0);
    H5Fclose(file);
}

void removeAttribute(const fs::path& folder, const char* object, const char* name) {
    const hid_t file = H5Fopen((folder / "episode_000000.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    EXPECT_GE(H5Adelete_by_name(file, object, name, H5P_DEFAULT), 0);
    H5Fclose(file);
}

/// The mask two columns to the right, well formed in itself.
void shiftMask(std::string& text) {
    auto mask = verify::decodeRleJson(text, 160, 120);
    ASSERT_TRUE(mask);
    ImageU8 moved(160, 120);
    for (int y = 0; y < 120; ++y)
        for (int x = 2; x < 160; ++x) moved.at(x, y) = mask->at(x - 2, y);
    text = cocoRleJson(moved);
}

void changePng(const fs::path& file) {
    auto mask = readMask(file);
    ASSERT_TRUE(mask);
    for (int y = 0; y < 30; ++y)
        for (int x = 0; x < 30; ++x) mask->at(x, y) = 255;
    ASSERT_TRUE(writePng(file, *mask));
}

const std::vector<Damage>& damages() {
    static const std::vector<Damage> all = {
        {"PoseMoved", "hdf5", "tcp_pose",
         [](const fs::path& f) { changeNumber(f, "/actions/front/left/tcp_pose", 3, 0.5); }},
        {"PositionMoved", "hdf5", "tcp_xyz",
         [](const fs::path& f) { changeNumber(f, "/actions/front/left/tcp_xyz", 4, 1e-3); }},
        {"QuaternionOfAnotherFrame", "hdf5", "tcp_quat_wxyz",
         [](const fs::path& f) { changeNumber(f, "/actions/front/left/tcp_quat_wxyz", 5, 0.1); }},
        {"Rot6dChanged", "hdf5", "tcp_rot6d",
         [](const fs::path& f) { changeNumber(f, "/actions/front/left/tcp_rot6d", 8, 0.9); }},
        {"RotvecChanged", "hdf5", "tcp_rotvec",
         [](const fs::path& f) { changeNumber(f, "/actions/front/left/tcp_rotvec", 8, 0.9); }},
        {"EulerChanged", "hdf5", "tcp_euler_xyz",
         [](const fs::path& f) { changeNumber(f, "/actions/front/left/tcp_euler_xyz", 8, 0.9); }},
        {"DeltaChanged", "hdf5", "delta_pose",
         [](const fs::path& f) { changeNumber(f, "/actions/front/left/delta_pose", 19, 0.2); }},
        {"LastDeltaValid", "hdf5", "delta_valid",
         [](const fs::path& f) { changeNumber(f, "/actions/front/left/delta_valid", 9, 1); }},
        {"GripperTurnedRound", "hdf5", "gripper_open",
         [](const fs::path& f) { changeNumber(f, "/actions/front/left/gripper_open", 2, -0.25); }},
        {"ValidityChanged", "hdf5", "valid",
         [](const fs::path& f) { changeNumber(f, "/actions/front/left/valid", 2, 0); }},
        {"PixelRounded", "hdf5", "uv",
         [](const fs::path& f) { changeNumber(f, "/labels/front/left/uv", 7, 60); }},
        {"DepthOfPointInMillimetres", "hdf5", "uvd",
         [](const fs::path& f) { changeNumber(f, "/labels/front/left/uvd", 2, 1200); }},
        {"VisibilityChanged", "hdf5", "visible",
         [](const fs::path& f) { changeNumber(f, "/labels/front/left/visible", 0, 0); }},
        {"BoxOneLarger", "hdf5", "bbox_arm",
         [](const fs::path& f) { changeNumber(f, "/labels/front/left/bbox_arm", 2, 158); }},
        {"MaskShifted", "hdf5", "masks: links = all",
         [](const fs::path& f) { changeText(f, "/labels/front/left/mask_all", 4, shiftMask); }},
        {"RunLengthsCut", "hdf5", "run lengths",
         [](const fs::path& f) {
             changeText(f, "/labels/front/left/mask_arm", 4,
                        [](std::string& text) { text.erase(text.size() - 4, 2); });
         }},
        {"LinkMissing", "hdf5", "links",
         [](const fs::path& f) {
             changeText(f, "/labels/front/links", 5, [](std::string& text) {
                 json links = json::parse(text);
                 links.erase("demo_link4");
                 text = links.dump();
             });
         }},
        {"DepthWithoutRobot", "hdf5", "depth",
         [](const fs::path& f) {
             for (size_t i = 0; i < 3; ++i)
                 changeNumber(f, "/labels/front/depth_mm", size_t{160} * 120 * 5 + i, 77);
         }},
        {"TimesShifted", "hdf5", "timestamps",
         [](const fs::path& f) { changeNumber(f, "/timestamps", 3, 0.35); }},
        {"IntrinsicsOfAnotherSize", "hdf5", "K",
         [](const fs::path& f) { changeNumber(f, "/cameras/front/K", 0, 300); }},
        {"CovarianceChanged", "hdf5", "covariance",
         [](const fs::path& f) { changeNumber(f, "/cameras/front/covariance", 0, 1); }},
        {"JointsSwapped", "hdf5", "joint_positions",
         [](const fs::path& f) { changeNumber(f, "/state/left/joint_positions", 3, 2); }},
        {"DatasetMissing", "hdf5", "datasets",
         [](const fs::path& f) { removeObject(f, "/actions/front/left/gripper_raw"); }},
        {"LabelsMissing", "hdf5", "datasets", [](const fs::path& f) { removeObject(f, "/labels"); }},
        {"AttributeMissing", "hdf5", "attributes",
         [](const fs::path& f) { removeAttribute(f, "/actions/front/left/tcp_pose", "space"); }},
        {"CalibrationIdMissing", "hdf5", "attributes",
         [](const fs::path& f) { removeAttribute(f, "/cameras/front", "calibration_id"); }},
        {"ManifestCountsWrong", "hdf5", "manifest",
         [](const fs::path& f) {
             changeJson(f / "manifest.json", [](json& m) { m["cameras"][0]["valid_frames"] = 9; });
         }},
        {"JsonRotationTransposed", "json", "xyz_mat_g",
         [](const fs::path& f) {
             changeJson(f / "episode_000000.json", [](json& m) {
                 json& field = m["front"]["frames"][3]["left"]["xyz_mat_g"];
                 std::swap(field[4], field[6]);
             });
         }},
        {"JsonFrameLost", "json", "frames",
         [](const fs::path& f) {
             changeJson(f / "episode_000000.json", [](json& m) { m["front"]["frames"].erase(4); });
         }},
        {"JsonPixelRounded", "json", "uv",
         [](const fs::path& f) {
             changeJson(f / "episode_000000.json", [](json& m) {
                 json& field = m["front"]["frames"][3]["left"]["uv"];
                 field[0] = std::round(field[0].get<double>());
             });
         }},
        {"JsonMaskOfAnotherPart", "json", "masks: arm + gripper = all",
         [](const fs::path& f) {
             changeJson(f / "episode_000000.json", [](json& m) {
                 json& field = m["front"]["frames"][3]["left"];
                 field["mask_gripper"] = field["mask_with_gripper"];
                 field["bbox_gripper"] = field["bbox_with_gripper"];
             });
         }},
        {"CocoAreaWrong", "coco", "area",
         [](const fs::path& f) {
             changeJson(f / "episode_000000" / "instances.json",
                        [](json& m) { m["annotations"][3]["area"] = 1; });
         }},
        {"CocoBoxIsCorners", "coco", "bbox",
         [](const fs::path& f) {
             changeJson(f / "episode_000000" / "instances.json", [](json& m) {
                 json& box = m["annotations"][0]["bbox"];
                 box[2] = box[0].get<int>() + box[2].get<int>() + 1;
             });
         }},
        {"CocoJoinedFileIsOld", "coco", "joined file",
         [](const fs::path& f) {
             changeJson(f / "instances.json", [](json& m) { m["annotations"].erase(2); });
         }},
        {"CocoCategorySwapped", "coco", "annotations",
         [](const fs::path& f) {
             changeJson(f / "episode_000000" / "instances.json", [](json& m) {
                 m["annotations"][4]["category_id"] = m["annotations"][5]["category_id"];
             });
         }},
        {"BopTranslationInMetres", "bop", "cam_t_m2c",
         [](const fs::path& f) {
             changeJson(f / "train" / "000000" / "scene_gt.json", [](json& m) {
                 for (json& value : m["2"][1]["cam_t_m2c"]) value = value.get<double>() / 1000;
             });
         }},
        {"BopAxesOfOpenGl", "bop", "cam_R_m2c",
         [](const fs::path& f) {
             changeJson(f / "train" / "000000" / "scene_gt.json", [](json& m) {
                 json& r = m["2"][1]["cam_R_m2c"];
                 for (size_t i = 3; i < 9; ++i) r[i] = -r[i].get<double>();
             });
         }},
        {"BopMaskPainted", "bop", "px_count",
         [](const fs::path& f) { changePng(f / "train" / "000000" / "mask" / "000003_000002.png"); }},
        {"BopVisibleFraction", "bop", "visib_fract",
         [](const fs::path& f) {
             changeJson(f / "train" / "000000" / "scene_gt_info.json",
                        [](json& m) { m["1"][0]["visib_fract"] = 0.123; });
         }},
        {"BopModelScaled", "bop", "models_info",
         [](const fs::path& f) {
             changeJson(f / "models" / "models_info.json", [](json& m) { m["2"]["size_x"] = 0.1; });
         }},
        {"BopModelLost", "bop", "models",
         [](const fs::path& f) { fs::remove(f / "models" / "obj_000003.ply"); }},
        {"MaskOfAnotherFrame", "masks", "masks: links = all",
         [](const fs::path& f) {
             const fs::path folder = f / "episode_000000" / "front" / "left" / "all";
             fs::copy_file(folder / "000000.png", folder / "000009.png",
                           fs::copy_options::overwrite_existing);
         }},
        {"MaskLost", "masks", "mask files",
         [](const fs::path& f) { fs::remove(f / "episode_000000/front/left/gripper_amodal/000003.png"); }},
        {"MaskTooMany", "masks", "files",
         [](const fs::path& f) {
             const fs::path folder = f / "episode_000000/front/left/all";
             fs::copy_file(folder / "000000.png", folder / "000010.png");
         }},
        {"MaskWithoutNames", "masks", "names of links",
         [](const fs::path& f) {
             const fs::path file = f / "episode_000000/front/links/000002.png";
             const auto ids = readRgb(file);
             ASSERT_TRUE(ids);
             ImageU8 grey(ids->width, ids->height);
             for (size_t i = 0; i < grey.data.size(); ++i) grey.data[i] = ids->data[3 * i];
             ASSERT_TRUE(writePng(file, grey));
         }},
        {"MaskOfALinkGrown", "masks", "amodal masks of links against rays",
         [](const fs::path& f) {
             for (const auto& link : fs::directory_iterator(f / "episode_000000/front/links_amodal"))
                 changePng(link.path() / "000005.png");
         }},
        {"DepthOfAnotherFrame", "depth", "depth against rays",
         [](const fs::path& f) {
             const fs::path folder = f / "episode_000000" / "front";
             fs::copy_file(folder / "000000.png", folder / "000005.png",
                           fs::copy_options::overwrite_existing);
         }},
        {"DepthLost", "depth", "depth files",
         [](const fs::path& f) { fs::remove(f / "episode_000000/front/000004.png"); }},
        {"DroidOrderOfIntrinsics", "droid", "intrinsics",
         [](const fs::path& f) {
             changeJson(f / "episodes/000000.json",
                        [](json& m) { std::swap(m["intrinsics"]["front"][1], m["intrinsics"]["front"][2]); });
         }},
        {"DroidAnglesInDegrees", "droid", "cam2base",
         [](const fs::path& f) {
             changeJson(f / "episodes/000000.json", [](json& m) {
                 for (size_t i = 3; i < 6; ++i)
                     m["cam2base"]["front"][i] = m["cam2base"]["front"][i].get<double>() * 57.3;
             });
         }},
        {"DroidJoinedFileIsOld", "droid", "joined files",
         [](const fs::path& f) {
             changeJson(f / "cam2base_extrinsics.json", [](json& m) { m["000000"]["front"][0] = 9; });
         }},
        {"RobotwinAxesOfOpenCv", "robotwin", "cam2world_gl",
         [](const fs::path& f) {
             changeJson(f / "episode_000000.json", [](json& m) {
                 for (json& row : m["observation"]["front"]["cam2world_gl"])
                     for (const size_t c : {1U, 2U}) row[c] = -row[c].get<double>();
             });
         }},
        {"RosQuaternionInAnotherOrder", "ros", "transforms",
         [](const fs::path& f) {
             changeText(f / "episode_000000/static_transforms.sh", "--qx", "--qq");
             changeText(f / "episode_000000/static_transforms.sh", "--qw", "--qx");
             changeText(f / "episode_000000/static_transforms.sh", "--qq", "--qw");
         }},
        {"RosCameraOfAnotherSize", "ros", "size",
         [](const fs::path& f) {
             changeText(f / "episode_000000/front.yaml", "image_width: 160", "image_width: 320");
         }},
        {"CalibrationEdited", "calibrations", "contents",
         [](const fs::path& f) {
             const fs::path file = calibrationPath(f, 0, "front");
             auto calibration = readCalibration(file);
             ASSERT_TRUE(calibration);
             calibration->camFromBase->translation().x() += 0.001;
             ASSERT_TRUE(writeCalibration(*calibration, file));
         }},
        {"BopPictureLost", "bop", "rgb",
         [](const fs::path& f) { fs::remove(f / "train" / "000000" / "rgb" / "000006.png"); }},
    };
    return all;
}

/// Good exports of the demo recording, made once and copied.
const fs::path& goodExport(const std::string& format) {
    static const TempDir dir;
    static std::map<std::string, fs::path> made;
    const auto [found, added] = made.try_emplace(format, dir / format);
    if (added) {
        std::vector<std::string> more;
        if (format == "hdf5") more = {"--depth"};
        exported(DemoResults::get().results, format, found->second, more);
    }
    return found->second;
}

TEST(Verify, FindsEveryKindOfDamage) {
    EXPECT_GE(damages().size(), 15u);
    for (const Damage& damage : damages()) {
        SCOPED_TRACE(damage.name);
        const TempDir dir;
        fs::copy(goodExport(damage.format), dir / "export", fs::copy_options::recursive);
        damage.apply(dir / "export");
        const auto run = verified(dir / "export", demoRecording(), {"--frames", "1"});
        EXPECT_EQ(run.exitCode, 1) << run.err;
        ASSERT_FALSE(run.out.empty()) << run.err;
        const json result = json::parse(run.out);
        EXPECT_GT(result["differences"], 0);
        ASSERT_TRUE(result["fields"].contains(damage.field)) << result["fields"].dump(2);
        EXPECT_GT(result["fields"][damage.field]["different"], 0) << run.out;
        EXPECT_TRUE(result["fields"][damage.field]["first"].is_string());
    }
}

/// Masks that agree among each other but show another pose are found by the rays alone.
TEST(Verify, RaysFindMasksOfAnotherPose) {
    const TempDir dir;
    const fs::path file = calibrationPath("", 0, "front");
    auto calibration = readCalibration(DemoResults::get().results / file);
    ASSERT_TRUE(calibration);
    // Everything is drawn 3 mm beside its place, then the numbers' calibration is put back.
    const fs::path good = exported(DemoResults::get().results, "coco", dir / "good");
    calibration->camFromBase =
        perturbLeft((Vector6d() << 0, 0, 0, 0.02, 0, 0).finished(), *calibration->camFromBase);
    ASSERT_TRUE(writeCalibration(*calibration, dir / "results" / file));
    const fs::path moved = exported(dir / "results", "coco", dir / "moved");
    fs::copy_file(good / "manifest.json", moved / "manifest.json", fs::copy_options::overwrite_existing);
    const json result = json::parse(verified(moved, demoRecording()).out);
    EXPECT_GT(result["fields"]["masks of arms against rays"]["different"], 0);
    EXPECT_GT(result["fields"]["amodal masks of links against rays"]["different"], 0);
    EXPECT_EQ(result["fields"]["masks: links = all"]["different"], 0);
}

TEST(Verify, WhatCannotBeReadIsOneSentence) {
    const TempDir dir;
    const auto none = verified(dir.path(), demoRecording());
    EXPECT_EQ(none.exitCode, 1);
    EXPECT_EQ(none.errorLines().size(), 1u) << none.err;
    fs::copy(goodExport("droid"), dir / "other", fs::copy_options::recursive);
    changeText(dir / "other" / "manifest.json", "\"droid\"", "\"tape\"");
    const auto other = verified(dir / "other", demoRecording());
    EXPECT_EQ(other.exitCode, 1);
    EXPECT_THAT(other.err, HasSubstr("'tape'"));
    fs::copy(goodExport("hdf5"), dir / "broken", fs::copy_options::recursive);
    std::ofstream(dir / "broken" / "episode_000000.h5") << "no HDF5";
    const auto broken = verified(dir / "broken", demoRecording());
    EXPECT_EQ(broken.exitCode, 1);
    EXPECT_THAT(broken.err, HasSubstr("episode_000000.h5"));
}

/// Extents of chunks that are not those of the array make HDF5 1.10 read memory that is not its own.
TEST(Verify, HostileChunksAreASentenceAndNoCrash) {
    const TempDir dir;
    fs::copy(goodExport("hdf5"), dir / "export", fs::copy_options::recursive);
    const fs::path file = dir / "export" / "episode_000000.h5";
    std::string bytes = contentsOf(file);
    // Layout of K, a 3 x 3 chunk of doubles: version 3, chunked, address of the index, extents.
    // Source: HDF5 file format specification, version 3, IV.A.2.i.
    const std::string begin("\3\2\3", 3), extents("\3\0\0\0\3\0\0\0\10\0\0\0", 12);
    const size_t addressBytes = 8;
    size_t at = bytes.find(begin);
    while (at != std::string::npos &&
           bytes.compare(at + begin.size() + addressBytes, extents.size(), extents) != 0)
        at = bytes.find(begin, at + 1);
    ASSERT_NE(at, std::string::npos);
    bytes.replace(at + begin.size() + addressBytes + 4, 4, std::string("\0\0\0\1", 4));
    std::ofstream(file, std::ios::binary) << bytes;
    const auto run = verified(dir / "export", demoRecording(), {"--frames", "1"});
    EXPECT_EQ(run.exitCode, 1) << run.err;
    ASSERT_FALSE(run.out.empty()) << run.err;
    const json field = json::parse(run.out)["fields"]["datasets"];
    EXPECT_EQ(field["different"], 1) << field;
    EXPECT_THAT(field["first"].dump(), HasSubstr("dataset '/cameras/front/K' cannot be read"));
}

// ---- the verifier's own mathematics
// -------------------------------------------------------------------------

TEST(VerifyMathematics, RotationsAgreeWithEigen) {
    std::srand(3);
    for (int i = 0; i < 50; ++i) {
        const Eigen::Quaterniond q = Eigen::Quaterniond::UnitRandom();
        const Eigen::Matrix3d r = q.toRotationMatrix();
        const Eigen::AngleAxisd turn(q);
        EXPECT_LT((verify::matrixOfQuaternion({q.w(), q.x(), q.y(), q.z()}) - r).cwiseAbs().maxCoeff(),
                  1e-14);
        EXPECT_LT((verify::matrixOfRotationVector(turn.angle() * turn.axis()) - r).cwiseAbs().maxCoeff(),
                  1e-13);
        const Eigen::Vector3d zyx = r.eulerAngles(2, 1, 0);
        EXPECT_LT((verify::matrixOfEuler({zyx[2], zyx[1], zyx[0]}) - r).cwiseAbs().maxCoeff(), 1e-13);
    }
}

TEST(VerifyMathematics, PixelsAgreeWithTheCameraModel) {
    const CameraModel lens{640, 480, 500, 510, 320, 240, {-0.3, 0.1, 0.001, -0.002, -0.01}};
    std::srand(5);
    for (int i = 0; i < 500; ++i) {
        const Eigen::Vector3d point = Eigen::Vector3d::Random() * 2;
        const auto expected = lens.project(point);
        const verify::ExpectedPixel pixel = verify::expectedPixel(lens, point);
        ASSERT_EQ(expected.has_value(), std::isfinite(pixel.uv.x())) << point.transpose();
        if (!expected) continue;
        EXPECT_LT((pixel.uv - *expected).norm(), 1e-9);
    }
}

TEST(VerifyMathematics, RunLengthsAreReadStrictly) {
    ImageU8 mask(25, 25);
    for (int y = 5; y < 10; ++y)
        for (int x = 5; x < 10; ++x) mask.at(x, y) = 255;
    EXPECT_EQ(*verify::decodeRleCounts("R45d00000000b;", 25, 25), mask);
    for (const char* wrong :
         {"R45d00000000", "R45d00000000b;5", "R4!d00000000b;", "R45d00000000b", "", "05D00"})
        EXPECT_FALSE(verify::decodeRleCounts(wrong, 25, 25)) << wrong;
    EXPECT_FALSE(verify::decodeRleCounts("R45d00000000b;", 25, 24));
    EXPECT_FALSE(verify::decodeRleJson(R"({"size":[24,25],"counts":"R45d00000000b;"})", 25, 25));
    EXPECT_FALSE(verify::decodeRleJson("[]", 25, 25));
}

}  // namespace
}  // namespace camframe
