// SPDX-License-Identifier: Apache-2.0
#include "fuzz/fuzz_target.h"
#include "fuzz/read_dataset.h"
#include "fuzz/scratch.h"
#include "model/core/io/detail/hdf5_file.h"
#include "model/core/io/image_io.h"
#include "support/counted_pictures.h"
#include "support/h5_writer.h"
#include "support/video_writer.h"

namespace camframe::fuzz {

namespace {

namespace fs = std::filesystem;
using test::H5Writer;

constexpr hsize_t kFrames = 3;

std::vector<double> counting(hsize_t count) {
    std::vector<double> values(count);
    for (size_t i = 0; i < count; ++i) values[i] = 0.01 * static_cast<double>(i);
    return values;
}

void writeAct(const fs::path& file) {
    H5Writer out(file);
    out.flag("/", "sim", true);
    out.numbers("observations/qpos", {kFrames, 14}, counting(kFrames * 14));
    out.numbers("action", {kFrames, 14}, counting(kFrames * 14), H5T_IEEE_F32LE);
    out.chunks({1, 16, 64, 3})
        .with([](hid_t p) { H5Pset_deflate(p, 4); })
        .bytes("observations/images/cam_high", {kFrames, 16, 64, 3}, test::rawPictures(kFrames));
}

void writeRobomind(const fs::path& file) {
    H5Writer out(file);
    std::vector<std::string> pictures;
    for (int i = 0; i < static_cast<int>(kFrames); ++i)
        pictures.push_back(encodeJpeg(test::countedPicture(i), 90));
    out.flag("/", "compress", true);
    out.numbers("puppet/joint_position", {kFrames, 8}, counting(kFrames * 8));
    out.numbers("master/joint_position", {kFrames, 8}, counting(kFrames * 8));
    out.group("observations/depth_images");
    out.blobs("observations/rgb_images/camera_top", pictures);
}

void writeRobomimic(const fs::path& file) {
    H5Writer out(file);
    out.numbers("data/demo_0/obs/robot0_joint_pos", {kFrames, 7}, counting(kFrames * 7));
    out.numbers("data/demo_0/actions", {kFrames, 7}, counting(kFrames * 7), H5T_IEEE_F32LE);
    out.bytes("data/demo_0/obs/agentview_image", {kFrames, 16, 64, 3}, test::rawPictures(kFrames));
    out.attribute("data/demo_0", "num_samples", static_cast<int>(kFrames));
    out.attribute("data", "env_args", std::string("{\"env_name\": \"Lift\"}"));
}

void writeActions(const fs::path& file) {
    H5Writer out(file);
    out.attribute("/", "format", std::string("camframe-actions"));
    out.numbers("actions/front/left/tcp_pose", {kFrames, 4, 4}, counting(kFrames * 16));
    out.texts("labels/front/left/mask_all", {"{}", "{}", "{}"});
    out.chunks({1, 4, 5}).words("labels/front/depth_mm", {kFrames, 4, 5},
                                std::vector<uint16_t>(kFrames * 20));
}

void writeDroid(const fs::path& file) {
    H5Writer out(file);
    out.numbers("observation/robot_state/joint_positions", {kFrames, 7}, counting(kFrames * 7));
    out.numbers("observation/robot_state/gripper_position", {kFrames}, counting(kFrames));
    out.numbers("action/cartesian_position", {kFrames, 6}, counting(kFrames * 6));
    out.numbers("observation/camera_extrinsics/22008760_left", {kFrames, 6},
                std::vector<double>(kFrames * 6, 0.1));
    out.numbers("observation/timestamp/cameras/22008760_estimated_capture", {kFrames},
                {1.6887e12, 1.6888e12, 1.6889e12}, H5T_STD_I64LE);
}

constexpr const char* kDroidMetadata = R"({"uuid": "AUTOLab+1+2023-07-07-09h-42m-23s", "lab": "AUTOLab",
"current_task": "Move the cup", "ext1_cam_serial": "22008760", "ext2_cam_serial": "24400334",
"wrist_cam_serial": "18026681", "success": true, "trajectory_length": 3})";

/// The episode's other files; false without an encoder.
bool writeDroidCompanions(const fs::path& episode) {
    test::VideoRecipe recipe;
    recipe.frames = static_cast<int>(kFrames);
    fs::create_directories(episode / "recordings/MP4");
    writeBytes(episode / "metadata_AUTOLab+1+2023-07-07-09h-42m-23s.json", kDroidMetadata);
    writeDroid(episode / "trajectory.h5");
    return test::writeVideo(episode / "recordings/MP4/22008760.mp4", recipe);
}

/// One of the files of an episode of DROID; the others are as they should be.
FuzzTarget ofDroid(std::string name, int mutants, const std::string& fileName) {
    const auto dir = std::make_shared<test::TempDir>();
    const bool complete = writeDroidCompanions(dir->path());
    const fs::path file = *dir / fileName;
    return {std::move(name), mutants,
            [complete, seed = bytesOf(file)] {
                return complete ? std::vector{seed} : std::vector<std::string>();
            },
            [dir, file](const std::string& bytes) {
                writeBytes(file, bytes);
                return readDataset(dir->path(), "droid");
            }};
}

/// As `camframe verify` reads them.
bool readActions(const fs::path& file) {
    const auto opened = Hdf5File::open(file);
    if (!accepted(opened)) return false;
    const auto names = opened->datasetsBelow("");
    bool whole = accepted(names) && opened->textList("", "format").has_value();
    for (size_t i = 0; names && i < names->size(); ++i) {
        const auto dataset = opened->dataset((*names)[i]);
        if (!accepted(dataset))
            whole = false;
        else if (dataset->type() == "text")
            whole = accepted(dataset->readBytes(0)) && whole;
        else if (dataset->shape().size() == 3 && dataset->type() == "u2")
            whole = accepted(dataset->readRow(0)) && whole;
        else
            whole = accepted(dataset->readNumbers()) && whole;
    }
    return whole;
}

template <class Write, class Read>
FuzzTarget target(std::string name, const fs::path& below, Write write, Read read) {
    const auto dir = std::make_shared<test::TempDir>();
    const fs::path file = *dir / below;
    return {std::move(name), 40, [write] { return std::vector{bytesWritten("seed.hdf5", write)}; },
            [dir, file, read](const std::string& bytes) {
                writeBytes(file, bytes);
                return read(file);
            }};
}

}  // namespace

std::vector<FuzzTarget> hdf5Targets() {
    const auto as = [](std::string_view format) {
        return [format](const fs::path& file) { return readDataset(file, format); };
    };
    return {target("hdf5_act", "episode_0.hdf5", writeAct, as("act")),
            target("hdf5_robomind", "set/success_episodes/train/1/data/trajectory.hdf5", writeRobomind,
                   as("robomind")),
            target("hdf5_robomimic", "demo.hdf5", writeRobomimic, as("robomimic")),
            target("hdf5_actions", "episode_000000.h5", writeActions, readActions),
            ofDroid("hdf5_droid", 40, "trajectory.h5"),
            ofDroid("droid_metadata", 100, "metadata_AUTOLab+1+2023-07-07-09h-42m-23s.json")};
}

}  // namespace camframe::fuzz
