// SPDX-License-Identifier: Apache-2.0
/// Every export format on generated recordings: against the generator's truth, and against what the formats'
/// readers expect.
#include <gmock/gmock.h>

#include <cmath>

#include "app/export_fixture.h"
#include "model/core/action_track.h"
#include "model/core/io/image_io.h"
#include "support/coco_rle_reader.h"
#include "support/h5_file.h"
#include "support/shared_data.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::contentsOf;
using test::decodeRle;
using test::demoRecording;
using test::DemoResults;
using test::DualArmRecording;
using test::exported;
using test::H5File;
using test::runCamframe;
using test::TempDir;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

json jsonOf(const fs::path& path) {
    return json::parse(contentsOf(path));
}

int64_t differing(const ImageU8& a, const ImageU8& b) {
    int64_t count = 0;
    for (size_t i = 0; i < a.data.size(); ++i) count += (a.data[i] > 127) != (b.data[i] > 127);
    return count;
}

int64_t inside(const ImageU8& mask) {
    return std::count_if(mask.data.begin(), mask.data.end(), [](uint8_t v) { return v > 127; });
}

/// 255 where the generator met a link whose name begins so.
ImageU8 truthOf(const SyntheticRecording& truth, size_t frame, const std::string& prefix) {
    const ImageU8& ids = truth.frames[frame].linkId;
    ImageU8 mask(ids.width, ids.height);
    for (size_t i = 0; i < mask.data.size(); ++i)
        mask.data[i] =
            ids.data[i] && truth.linkNames[ids.data[i] - 1u].starts_with(prefix) ? uint8_t{255} : uint8_t{0};
    return mask;
}

TEST(ExportFormats, ArmsThatCrossHideEachOtherAsTheyTrulyDo) {
    const DualArmRecording& dual = DualArmRecording::get();
    const TempDir dir;
    const H5File file(exported(dual.results, "hdf5", dir / "out", {"--depth"}) / "episode_000000.h5");
    const auto left = file.texts("/labels/front/left/mask_all"),
               right = file.texts("/labels/front/right/mask_all"),
               leftWhole = file.texts("/labels/front/left/mask_all_amodal"),
               rightWhole = file.texts("/labels/front/right/mask_all_amodal"),
               links = file.texts("/labels/front/links");
    const auto depth = file.numbers("/labels/front/depth_mm");
    int64_t hidden = 0;
    for (size_t t = 0; t < left.size(); ++t) {
        const ImageU8 l = decodeRle(left[t]), r = decodeRle(right[t]), rw = decodeRle(rightWhole[t]);
        const SyntheticFrame& truth = dual.truth.frames[t];
        ASSERT_GT(inside(l), 200);
        EXPECT_LE(differing(l, truthOf(dual.truth, t, "l_")), 12) << t;
        EXPECT_LE(differing(r, truthOf(dual.truth, t, "r_")), 12) << t;
        ImageU8 either = rw;
        const ImageU8 lw = decodeRle(leftWhole[t]);
        for (size_t i = 0; i < either.data.size(); ++i) {
            either.data[i] = std::max(either.data[i], lw.data[i]);
            ASSERT_FALSE(l.data[i] && r.data[i]) << "one pixel of two arms";
            ASSERT_LE(r.data[i], rw.data[i]);
        }
        EXPECT_LE(differing(either, truth.maskAmodal), 12) << t;
        hidden += inside(rw) - inside(r);
        int64_t wrong = 0;
        for (size_t i = 0; i < truth.depthMm.data.size(); ++i)
            if (l.data[i] && truth.linkId.data[i])
                wrong += std::abs(depth[t * truth.depthMm.data.size() + i] - truth.depthMm.data[i]) > 3;
        EXPECT_LE(wrong, 12) << t;
        const json byLink = json::parse(links[t]);
        for (size_t id = 1; id <= dual.truth.linkNames.size(); ++id) {
            ImageU8 expected(160, 120);
            for (size_t i = 0; i < expected.data.size(); ++i)
                expected.data[i] = truth.linkId.data[i] == id ? 255 : 0;
            const std::string& name = dual.truth.linkNames[id - 1];
            ASSERT_TRUE(byLink.contains(name));
            EXPECT_LE(differing(decodeRle(byLink[name].dump()), expected), 10) << t << " " << name;
        }
    }
    EXPECT_GT(hidden, 300) << "the arms do not cross: this test shows nothing";
}

TEST(ExportFormats, CocoSaysWhatHdf5Says) {
    const DualArmRecording& dual = DualArmRecording::get();
    const TempDir dir;
    const fs::path coco = exported(dual.results, "coco", dir / "coco");
    const H5File hdf5(exported(dual.results, "hdf5", dir / "hdf5") / "episode_000000.h5");
    const json file = jsonOf(coco / "instances.json"),
               one = jsonOf(coco / "episode_000000" / "instances.json");
    EXPECT_EQ(file["images"], one["images"]) << "one episode: the joined file says the same";
    EXPECT_EQ(file["annotations"], one["annotations"]);
    EXPECT_EQ(file["images"].size(), size_t{DualArmRecording::kFrames});
    EXPECT_EQ(file["images"][2]["file_name"], "rgb/front/000002.jpg");
    EXPECT_TRUE(fs::exists(dual.recording / file["images"][2]["file_name"].get<std::string>()));
    std::map<int, std::string> names;
    for (const json& category : file["categories"]) names[category["id"]] = category["name"];
    EXPECT_EQ(names[1], "left");
    EXPECT_EQ(names[6], "right_gripper");
    const auto gripper = hdf5.texts("/labels/front/right/mask_gripper"),
               gripperWhole = hdf5.texts("/labels/front/right/mask_gripper_amodal"),
               links = hdf5.texts("/labels/front/links");
    const auto boxes = hdf5.numbers("/labels/front/right/bbox_gripper");
    size_t compared = 0;
    for (const json& annotation : file["annotations"]) {
        const size_t t = annotation["image_id"].get<size_t>() - 1;
        const std::string name = names[annotation["category_id"]];
        const ImageU8 mask = decodeRle(annotation["segmentation"].dump());
        EXPECT_EQ(annotation["area"], inside(mask));
        if (name == "right_gripper") {
            EXPECT_EQ(annotation["segmentation"], json::parse(gripper[t]));
            EXPECT_EQ(annotation["amodal_segmentation"], json::parse(gripperWhole[t]));
            EXPECT_THAT(annotation["bbox"].get<std::vector<double>>(),
                        ElementsAre(boxes[4 * t], boxes[4 * t + 1], boxes[4 * t + 2] - boxes[4 * t] + 1,
                                    boxes[4 * t + 3] - boxes[4 * t + 1] + 1));
            ++compared;
        } else if (name.ends_with("demo_link4")) {
            EXPECT_EQ(annotation["segmentation"], json::parse(links[t])[name]);
            ++compared;
        }
    }
    EXPECT_GE(compared, size_t{2 * DualArmRecording::kFrames});
    const fs::path pictures =
        exported(DemoResults::get().results, "coco", dir / "png", {"--pictures", "png"});
    const json image = jsonOf(pictures / "instances.json")["images"][3];
    EXPECT_EQ(image["file_name"], "episode_000000/images/front/000003.png");
    const auto stored = readRgb(pictures / image["file_name"].get<std::string>()),
               recorded = readRgb(demoRecording() / "rgb" / "front" / "000003.jpg");
    ASSERT_TRUE(stored && recorded);
    EXPECT_EQ(*stored, *recorded) << "PNG keeps the decoded pixels";
}

TEST(ExportFormats, BopScenesPlaceTheModelsWhereTheMasksAre) {
    const DualArmRecording& dual = DualArmRecording::get();
    const TempDir dir;
    const fs::path out = exported(dual.results, "bop", dir / "bop"), scene = out / "train" / "000000";
    const json cameras = jsonOf(scene / "scene_camera.json"), truths = jsonOf(scene / "scene_gt.json"),
               infos = jsonOf(scene / "scene_gt_info.json"),
               models = jsonOf(out / "models" / "models_info.json");
    EXPECT_EQ(models.size(), dual.truth.linkNames.size());
    EXPECT_EQ(models["5"]["link"], dual.truth.linkNames[4]);
    EXPECT_TRUE(fs::exists(out / "camera.json"));
    EXPECT_TRUE(fs::exists(scene / "rgb" / "000005.png"));
    const json& camera = cameras["4"];
    EXPECT_EQ(camera["depth_scale"], 1.0);
    const auto depth = readDepthMm(scene / "depth" / "000004.png");
    ASSERT_TRUE(depth);
    for (size_t i = 0; i < truths["4"].size(); ++i) {
        const json& truth = truths["4"][i];
        const json& info = infos["4"][i];
        const std::string name =
            "000004_" + std::string(i < 10 ? "00000" : "0000") + std::to_string(i) + ".png";
        const auto amodal = readMask(scene / "mask" / name), visible = readMask(scene / "mask_visib" / name);
        ASSERT_TRUE(amodal && visible);
        EXPECT_EQ(info["px_count_all"], inside(*amodal));
        EXPECT_EQ(info["px_count_visib"], inside(*visible));
        // The middle of the model, in front of the camera, lies within the silhouette's box.
        const json& model = models[std::to_string(truth["obj_id"].get<int>())];
        Eigen::Vector3d middle, t;
        Eigen::Matrix3d r;
        for (int k = 0; k < 3; ++k) {
            const std::string axis(1, "xyz"[k]);
            middle[k] = model["min_" + axis].get<double>() + model["size_" + axis].get<double>() / 2;
            t[k] = truth["cam_t_m2c"][static_cast<size_t>(k)];
            for (int j = 0; j < 3; ++j) r(k, j) = truth["cam_R_m2c"][static_cast<size_t>(3 * k + j)];
        }
        EXPECT_GE(model["diameter"], model["size_z"]);
        const Eigen::Vector3d p = r * middle + t;
        EXPECT_GT(p.z(), 500) << "millimetres";
        if (inside(*amodal) < 50) continue;
        const double u = camera["cam_K"][0].get<double>() * p.x() / p.z() + camera["cam_K"][2].get<double>(),
                     v = camera["cam_K"][4].get<double>() * p.y() / p.z() + camera["cam_K"][5].get<double>();
        const json& box = info["bbox_obj"];
        EXPECT_GE(u, box[0].get<double>() - 2) << i;
        EXPECT_LE(u, box[0].get<double>() + box[2].get<double>() + 2) << i;
        EXPECT_GE(v, box[1].get<double>() - 2) << i;
        EXPECT_LE(v, box[1].get<double>() + box[3].get<double>() + 2) << i;
    }
    const std::string ply = contentsOf(out / "models" / "obj_000001.ply");
    EXPECT_TRUE(ply.starts_with("ply\nformat binary_little_endian 1.0\n"));
    // A BOP set holds one robot.
    const auto other = runCamframe(
        {"export", DemoResults::get().results.string(), "--format", "bop", "--out", out.string(), "--quiet"});
    EXPECT_EQ(other.exitCode, 1);
    EXPECT_THAT(other.err, HasSubstr("another robot"));
}

TEST(ExportFormats, JsonHoldsTheElevenFields) {
    const TempDir dir;
    const json file =
        jsonOf(exported(DemoResults::get().results, "json", dir / "json") / "episode_000000.json");
    const H5File hdf5(exported(DemoResults::get().results, "hdf5", dir / "hdf5") / "episode_000000.h5");
    ASSERT_EQ(file.size(), 1u);
    const json& frames = file["front"]["frames"];
    ASSERT_EQ(frames.size(), 10u);
    const json& arm = frames[4]["left"];
    for (const char* field : {"uv", "uvd", "xyz_euler_g", "xyz_quat_g", "xyz_mat_g", "bbox_with_gripper",
                              "bbox_without_gripper", "bbox_gripper", "mask_with_gripper",
                              "mask_without_gripper", "mask_gripper", "is_placeholder", "valid"})
        EXPECT_TRUE(arm.contains(field)) << field;
    EXPECT_EQ(arm.size(), 13u);
    EXPECT_EQ(arm["mask_gripper"], hdf5.texts("/labels/front/left/mask_gripper")[4]);
    const Eigen::Matrix4d pose = hdf5.matrix("/actions/front/left/tcp_pose", 4);
    for (size_t r = 0; r < 3; ++r) {
        EXPECT_EQ(arm["xyz_mat_g"][r], pose(static_cast<int>(r), 3));
        for (size_t c = 0; c < 3; ++c)
            EXPECT_EQ(arm["xyz_mat_g"][3 + 3 * r + c], pose(static_cast<int>(r), static_cast<int>(c)));
    }
    EXPECT_EQ(arm["xyz_quat_g"].size(), 8u);
    EXPECT_EQ(arm["xyz_quat_g"][7], hdf5.numbers("/actions/front/left/gripper_raw")[4]);
    EXPECT_EQ(file["front"]["extrinsic"].size(), 4u);
    EXPECT_EQ(arm["is_placeholder"], false);
}

TEST(ExportFormats, MasksAndDepthArePictures) {
    const DualArmRecording& dual = DualArmRecording::get();
    const TempDir dir;
    const fs::path masks = exported(dual.results, "masks", dir / "masks") / "episode_000000" / "front",
                   depths = exported(dual.results, "depth", dir / "depth") / "episode_000000" / "front";
    const auto left = readMask(masks / "left" / "all" / "000001.png"),
               whole = readMask(masks / "right" / "arm_amodal" / "000001.png");
    const auto depth = readDepthMm(depths / "000001.png");
    ASSERT_TRUE(left && whole && depth);
    EXPECT_LE(differing(*left, truthOf(dual.truth, 1, "l_")), 12);
    EXPECT_EQ(std::distance(fs::directory_iterator(masks), {}), 4) << "left, right, links, links_amodal";
    // What one link hides of another is in its amodal mask.
    const auto link = readMask(masks / "links_amodal" / "r_demo_link4" / "000001.png");
    ASSERT_TRUE(link);
    for (size_t i = 0; i < link->data.size(); ++i) ASSERT_LE(link->data[i], whole->data[i]) << i;
    EXPECT_GT(std::ranges::count(link->data, 255), 20);
    EXPECT_EQ(std::distance(fs::directory_iterator(masks / "right"), {}), 6);
    for (size_t i = 0; i < left->data.size(); ++i) ASSERT_LE(left->data[i] > 0, depth->data[i] > 0) << i;
    EXPECT_THAT(contentsOf(masks / "links" / "000001.png"), HasSubstr("link 001"));
}

TEST(ExportFormats, CamerasForOtherPeoplesTools) {
    const TempDir dir;
    const auto truth = readCameraTruth(demoRecording() / "truth.json");
    ASSERT_TRUE(truth);
    const RigidTransform camFromBase = truth->at(0).camFromBase, baseFromCam = camFromBase.inverse();
    const fs::path results = DemoResults::get().results;

    const fs::path droid = exported(results, "droid", dir / "droid");
    const json pose = jsonOf(droid / "cam2base_extrinsics.json")["000000"]["front"],
               k = jsonOf(droid / "intrinsics.json")["000000"]["front"];
    ASSERT_EQ(pose.size(), 6u);
    const double a = pose[3], b = pose[4], c = pose[5];
    const Eigen::Matrix3d r =
        (Eigen::AngleAxisd(c, Eigen::Vector3d::UnitZ()) * Eigen::AngleAxisd(b, Eigen::Vector3d::UnitY()) *
         Eigen::AngleAxisd(a, Eigen::Vector3d::UnitX()))
            .toRotationMatrix();
    EXPECT_LT((r - baseFromCam.linear()).cwiseAbs().maxCoeff(), 1e-12);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(pose[static_cast<size_t>(i)], baseFromCam.translation()[i]);
    const json recorded = jsonOf(demoRecording() / "episode.json")["cameras"][0]["K"];
    EXPECT_EQ(k, json::array({recorded[0][0], recorded[0][2], recorded[1][1], recorded[1][2]}))
        << "fx, cx, fy, cy: in this order";

    const json robotwin = jsonOf(exported(results, "robotwin", dir / "robotwin") / "episode_000000.json");
    const json& gl = robotwin["observation"]["front"]["cam2world_gl"];
    const json& cv = robotwin["observation"]["front"]["extrinsic_cv"];
    ASSERT_EQ(cv.size(), 3u);
    for (size_t i = 0; i < 3; ++i) {
        const int row = static_cast<int>(i);
        EXPECT_EQ(cv[i][3], camFromBase.translation()[row]);
        EXPECT_DOUBLE_EQ(gl[i][0], baseFromCam(row, 0));
        EXPECT_DOUBLE_EQ(gl[i][1], -baseFromCam(row, 1)) << "OpenGL's y goes up";
        EXPECT_DOUBLE_EQ(gl[i][2], -baseFromCam(row, 2)) << "and z back";
    }

    const fs::path ros = exported(results, "ros", dir / "ros") / "episode_000000";
    const std::string script = contentsOf(ros / "static_transforms.sh");
    EXPECT_THAT(script, HasSubstr("--frame-id demo_link0 --child-frame-id front_optical_frame"));
    EXPECT_THAT(contentsOf(ros / "front.yaml"), HasSubstr("image_width: 160"));
    const auto number = [&](const std::string& name) {
        return std::stod(script.substr(script.find("--" + name + " ") + name.size() + 3));
    };
    const Eigen::Quaterniond q(number("qw"), number("qx"), number("qy"), number("qz"));
    EXPECT_LT((q.toRotationMatrix() - baseFromCam.linear()).cwiseAbs().maxCoeff(), 1e-9);
    EXPECT_NEAR(number("z"), baseFromCam.translation().z(), 1e-12);

    exported(results, "calibrations", dir / "calibrations");
    EXPECT_TRUE(readCalibration(dir / "calibrations" / "000000" / "front" / "calibration.json"));
}

TEST(ExportFormats, OptionsThatAFormatDoesNotKnowAreRefused) {
    const TempDir dir;
    const std::string results = DemoResults::get().results.string();
    const std::vector<std::vector<std::string>> wrong = {{"json", "--depth"},
                                                         {"coco", "--single-file"},
                                                         {"hdf5", "--pictures", "png"},
                                                         {"bop", "--labels", "none"},
                                                         {"calibrations", "--append"}};
    for (const auto& words : wrong) {
        std::vector<std::string> arguments = {"export", results, "--out", (dir / "out").string(), "--format"};
        arguments.insert(arguments.end(), words.begin(), words.end());
        const auto run = runCamframe(arguments);
        EXPECT_EQ(run.exitCode, 2) << words[0];
        EXPECT_THAT(run.err, HasSubstr(words[1]));
        EXPECT_FALSE(fs::exists(dir / "out"));
    }
}

// What docs/actions.md shows for h5py, run as it stands there.
TEST(ExportFormats, H5pyReadsEverything) {
    ASSERT_EQ(std::system("/usr/bin/python3 -c 'import h5py' >/dev/null 2>&1"), 0)
        << "install python3-h5py (packaging/debian-packages.txt)";
    const TempDir dir;
    exported(DualArmRecording::get().results, "hdf5", dir / "out", {"--depth"});
    std::ofstream(dir / "read.py") << R"(
import json, sys, h5py, numpy as np
f = h5py.File(sys.argv[1], 'r')
names = []
def visit(name, thing):
    if isinstance(thing, h5py.Dataset):
        names.append(name)
        value = thing[()]
        assert value.shape == thing.shape
        for a in ('unit', 'space', 'convention'):
            assert isinstance(thing.attrs[a], str) and thing.attrs[a], (name, a)
f.visititems(visit)
T = len(f['timestamps'])
assert f.attrs['format'] == 'camframe-actions' and f.attrs['version'] == 1 and T == 6
for arm in ('left', 'right'):
    a, l = f['actions/front/' + arm], f['labels/front/' + arm]
    assert a['tcp_pose'].shape == (T, 4, 4) and a['tcp_pose'].dtype == 'f8'
    assert a['valid'].dtype == 'u1' and a['delta_valid'][-1] == 0
    assert l['uv'].dtype == 'f4' and l['bbox_all'].dtype == 'i4'
    assert all(json.loads(x)['size'] == [120, 160] for x in l['mask_gripper_amodal'].asstr())
    n = list(f['state'][arm]['joint_positions'].attrs['joint_names'])
    assert f['state'][arm]['joint_positions'].shape == (T, len(n)) and n == list(f['state'][arm].attrs['joint_names'])
d = f['labels/front/depth_mm']
assert d.shape == (T, 120, 160) and d.dtype == 'u2' and d.chunks == (1, 120, 160) and d.compression == 'gzip'
assert d[2].max() > 500
assert 'r_demo_link4' in json.loads(f['labels/front/links'].asstr()[2])
c = f['cameras/front']
assert c['K'].shape == (3, 3) and c['covariance'].shape == (6, 6) and json.loads(c.attrs['quality'])['mask_iou'] == 0.97
assert c.attrs['width'] == 160 and len(c.attrs['distortion']) == 5
print(len(names))
)";
    const std::string command = "/usr/bin/python3 '" + (dir / "read.py").string() + "' '" +
                                (dir / "out" / "episode_000000.h5").string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(ExportFormats, AnArmWithoutItsJointsIsLeftOutOfThePicture) {
    const DualArmRecording& dual = DualArmRecording::get();
    const TempDir dir;
    fs::copy(dual.recording, dir / "recording", fs::copy_options::recursive);
    json episode = jsonOf(dir / "recording" / "episode.json");
    for (size_t j = 0; j < episode["joint_names"].size(); ++j)
        if (episode["joint_names"][j] == "r_demo_joint3") episode["joint_positions"][2][j] = nullptr;
    std::ofstream(dir / "recording" / "episode.json") << episode.dump();
    const H5File file(
        exported(dual.results, "hdf5", dir / "out", {"--dataset", (dir / "recording").string()}) /
        "episode_000000.h5");
    EXPECT_EQ(file.numbers("/actions/front/right/valid"), (std::vector<double>{1, 1, 0, 1, 1, 1}));
    EXPECT_EQ(file.numbers("/actions/front/left/valid"), (std::vector<double>{1, 1, 1, 1, 1, 1}));
    EXPECT_EQ(file.texts("/labels/front/right/mask_all")[2], "");
    EXPECT_FALSE(json::parse(file.texts("/labels/front/links")[2]).contains("r_demo_link4"));
    EXPECT_EQ(file.texts("/labels/front/left/mask_all")[2],
              file.texts("/labels/front/left/mask_all_amodal")[2])
        << "nothing is known to hide it";
}

}  // namespace
}  // namespace camframe
