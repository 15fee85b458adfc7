// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <example.pb.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "app/demo_recording.h"
#include "app/export_fixture.h"
#include "app/program.h"
#include "model/core/episode.h"
#include "model/core/io/image_io.h"
#include "model/core/io/video_writer.h"
#include "support/h5_writer.h"
#include "support/tfrecord_writer.h"

namespace camframe::test {

/// The demo recording in the form of one dataset format.
struct FormatSample {
    std::string format;             ///< For people.
    std::filesystem::path dataset;  ///< What commands are given.
    std::filesystem::path profile;  ///< Empty: none is needed.
    bool lossless = true;           ///< Pictures are the recorded ones to the bit.
};

/// Writes one recording in every format that is read. Writers of the formats are spelled out here: they share
/// nothing with the readers.
class FormatSamples {
public:
    explicit FormatSamples(std::filesystem::path folder) : m_folder(std::move(folder)) {
        const auto reader = openDataset(demoRecording());
        m_episode = (*reader)->readEpisode(0).value();
        auto frames = (*reader)->openFrames(m_episode, camera()).value();
        for (int t = 0; t < m_episode.frameCount; ++t) m_pictures.push_back(frames->read(t).value());
    }

    const Episode& episode() const { return m_episode; }
    const std::vector<ImageU8>& pictures() const { return m_pictures; }
    /// @param withLeRobot  DuckDB's library is there.
    std::vector<FormatSample> write(bool withLeRobot) {
        m_out.push_back({"plain folder, PNG", demoRecording(), {}, true});
        writePlainVideo();
        writePlainHdf5();
        writeAct(false);
        writeAct(true);
        writeRobomimic();
        writeRoboMind();
        writeDroidRaw();
        writeRlds();
        writeZarr();
        writeImported();
        if (withLeRobot)
            for (const char* version : {"2.0", "2.1", "3.0"}) writeLeRobot(version);
        return std::move(m_out);
    }

private:
    using Json = nlohmann::json;
    const CameraStream& camera() const { return m_episode.cameras.front(); }
    hsize_t frames() const { return static_cast<hsize_t>(m_episode.frameCount); }
    hsize_t height() const { return static_cast<hsize_t>(camera().height); }
    hsize_t width() const { return static_cast<hsize_t>(camera().width); }

    static void text(const std::filesystem::path& file, const std::string& bytes) {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << bytes;
    }
    /// T x 8 row by row: seven joints and the finger.
    std::vector<double> joints(Eigen::Index first = 0, Eigen::Index count = 8) const {
        std::vector<double> out;
        for (Eigen::Index t = 0; t < m_episode.jointPositions.rows(); ++t)
            for (Eigen::Index j = first; j < first + count; ++j)
                out.push_back(m_episode.jointPositions(t, j));
        return out;
    }
    std::vector<uint8_t> pixels() const {
        std::vector<uint8_t> out;
        for (const ImageU8& picture : m_pictures)
            out.insert(out.end(), picture.data.begin(), picture.data.end());
        return out;
    }
    std::vector<std::string> jpegs() const {
        std::vector<std::string> out;
        for (const ImageU8& picture : m_pictures) out.push_back(encodeJpeg(picture, 95));
        return out;
    }
    void video(const std::filesystem::path& file) const {
        std::filesystem::create_directories(file.parent_path());
        auto writer = VideoWriter::open(file, {camera().width, camera().height}, {.fps = *m_episode.fps});
        ASSERT_TRUE(writer) << writer.error().message;
        for (const ImageU8& picture : m_pictures) ASSERT_TRUE((*writer)->add(picture));
        ASSERT_TRUE((*writer)->finish());
    }
    /// What the columns of a sample mean.
    std::filesystem::path profile(const std::string& name, const std::string& signal, const std::string& hand,
                                  int column, const std::string& key) const {
        const Eigen::Matrix3d& k = *camera().k;
        const Json json = {
            {"format", "camframe-dataset-profile"},
            {"version", 1},
            {"name", name},
            {"robot", "demo"},
            {"fps", *m_episode.fps},
            {"arms",
             {{{"name", "left"},
               {"joints", {{"signals", {signal}}, {"columns", "0:7"}}},
               {"gripper", {{"signal", hand}, {"column", column}, {"open", 0.04}, {"closed", 0}}}}}},
            {"cameras",
             {{{"key", key},
               {"name", "front"},
               {"intrinsics",
                {{{"size", {camera().width, camera().height}},
                  {"K", {k(0, 0), k(1, 1), k(0, 2), k(1, 2)}},
                  {"source", "the recording"}}}}}}}};
        const auto file = m_folder / "profiles" / (name + ".json");
        text(file, json.dump());
        return file;
    }
    Json plainEpisode() const {
        std::ifstream file(demoRecording() / "episode.json");
        Json json = Json::parse(file);
        json["robot"]["urdf"] = (demoRecording() / json["robot"]["urdf"].get<std::string>()).string();
        for (const char* kind : {"image_pattern", "video", "hdf5"}) json["cameras"][0].erase(kind);
        return json;
    }

    void writePlainVideo() {
        Json json = plainEpisode();
        json["cameras"][0]["video"] = "front.mp4";
        text(m_folder / "plain_video/episode.json", json.dump());
        video(m_folder / "plain_video/front.mp4");
        m_out.push_back({"plain folder, H.264", m_folder / "plain_video", {}, false});
    }
    void writePlainHdf5() {
        Json json = plainEpisode();
        json["cameras"][0]["hdf5"] = {{"file", "a.hdf5"}, {"images", "/cam/front"}};
        text(m_folder / "plain_hdf5/episode.json", json.dump());
        H5Writer(m_folder / "plain_hdf5/a.hdf5")
            .bytes("/cam/front", {frames(), height(), width(), 3}, pixels());
        m_out.push_back({"plain folder, HDF5", m_folder / "plain_hdf5", {}, true});
    }
    void writeAct(bool compressed) {
        const std::string name = compressed ? "act_jpeg" : "act_raw";
        H5Writer out(m_folder / name / "episode_0.hdf5");
        out.numbers("/observations/qpos", {frames(), 8}, joints());
        if (compressed) {
            std::vector<std::string> files = jpegs();
            size_t longest = 0;
            for (const std::string& file : files) longest = std::max(longest, file.size());
            std::vector<uint8_t> rows;
            for (std::string& file : files) {
                file.resize(longest, '\0');
                rows.insert(rows.end(), file.begin(), file.end());
            }
            out.bytes("/observations/images/front", {frames(), longest}, rows);
        } else {
            out.bytes("/observations/images/front", {frames(), height(), width(), 3}, pixels());
        }
        m_out.push_back({compressed ? "ACT/ALOHA, padded JPEG" : "ACT/ALOHA, raw", m_folder / name,
                         profile(name, "observations/qpos", "observations/qpos", 7, "front"), !compressed});
    }
    void writeRobomimic() {
        H5Writer out(m_folder / "mimic.hdf5");
        out.numbers("/data/demo_0/actions", {frames(), 8}, joints());
        out.numbers("/data/demo_0/obs/robot0_joint_pos", {frames(), 7}, joints(0, 7));
        out.numbers("/data/demo_0/obs/robot0_gripper_qpos", {frames(), 1}, joints(7, 1));
        out.bytes("/data/demo_0/obs/front_image", {frames(), height(), width(), 3}, pixels());
        m_out.push_back(
            {"robomimic", m_folder / "mimic.hdf5",
             profile("robomimic_demo", "obs/robot0_joint_pos", "obs/robot0_gripper_qpos", 0, "front_image"),
             true});
    }
    void writeRoboMind() {
        const auto set = m_folder / "benchmark1_0_release";
        H5Writer out(set / "h5_franka_1rgb/task/success_episodes/train/1/data/trajectory.hdf5");
        out.numbers("/puppet/joint_position", {frames(), 8}, joints());
        out.blobs("/observations/rgb_images/camera_top", jpegs());
        m_out.push_back(
            {"RoboMIND", set,
             profile("mind_demo", "puppet/joint_position", "puppet/joint_position", 7, "camera_top"), false});
    }
    void writeDroidRaw() {
        const auto episode = m_folder / "droid/Fri_2023";
        {
            H5Writer out(episode / "trajectory.h5");
            out.numbers("observation/robot_state/joint_positions", {frames(), 7}, joints(0, 7));
            out.numbers("observation/robot_state/gripper_position", {frames()}, joints(7, 1));
            out.numbers("action/joint_position", {frames(), 7}, joints(0, 7));
            std::vector<double> times;
            for (const double time : m_episode.timestamps) times.push_back(std::round(1000 * time) + 1.6e12);
            out.numbers("observation/timestamp/cameras/111_estimated_capture", {frames()}, times,
                        H5T_STD_I64LE);
        }
        text(episode / "metadata_a.json", R"({"uuid": "a", "ext1_cam_serial": "111"})");
        video(episode / "recordings/MP4/111.mp4");
        m_out.push_back({"DROID as recorded", m_folder / "droid",
                         profile("droid_demo", "observation/robot_state/joint_positions",
                                 "observation/robot_state/gripper_position", 0, "ext1"),
                         false});
    }
    void writeRlds() {
        const auto leaf = [](const std::string& name, Json more) {
            more["pythonClassName"] = "tensorflow_datasets.core.features." + name;
            return more;
        };
        const auto dict = [&](Json features) {
            return leaf("features_dict.FeaturesDict",
                        {{"featuresDict", {{"features", std::move(features)}}}});
        };
        const Json image =
            leaf("image_feature.Image",
                 {{"image",
                   {{"shape", {{"dimensions", {std::to_string(height()), std::to_string(width()), "3"}}}},
                    {"dtype", "uint8"},
                    {"encodingFormat", "png"}}}});
        const Json state = leaf(
            "tensor_feature.Tensor",
            {{"tensor", {{"shape", {{"dimensions", {"8"}}}}, {"dtype", "float32"}, {"encoding", "none"}}}});
        const Json features =
            dict({{"steps",
                   leaf("dataset_feature.Dataset",
                        {{"sequence",
                          {{"feature", dict({{"observation", dict({{"front", image}, {"state", state}})}})},
                           {"length", "-1"}}}})}});
        const Json info = {{"name", "demo_set"},
                           {"version", "1.0.0"},
                           {"fileFormat", "tfrecord"},
                           {"splits", {{{"name", "train"}, {"shardLengths", {"1"}}}}}};
        Example example;
        auto& map = *example.mutable_features()->mutable_feature();
        for (const double value : joints())
            map["steps/observation/state"].mutable_float_list()->add_value(static_cast<float>(value));
        for (const ImageU8& picture : m_pictures)
            map["steps/observation/front"].mutable_bytes_list()->add_value(encodePng(picture));
        const auto folder = m_folder / "demo_set/1.0.0";
        text(folder / "features.json", features.dump());
        text(folder / "dataset_info.json", info.dump());
        text(folder / "demo_set-train.tfrecord-00000-of-00001", framedRecord(example.SerializeAsString()));
        m_out.push_back({"RLDS", m_folder / "demo_set",
                         profile("rlds_demo", "observation/state", "observation/state", 7, "front"), true});
    }
    /// One chunk per array, not packed.
    void writeZarr() {
        const auto folder = m_folder / "demo.zarr";
        const auto array = [&](const std::string& path, const std::vector<hsize_t>& shape, const char* type,
                               const void* data, size_t bytes) {
            const Json about = {{"zarr_format", 2},   {"shape", shape}, {"chunks", shape},
                                {"dtype", type},      {"order", "C"},   {"compressor", nullptr},
                                {"filters", nullptr}, {"fill_value", 0}};
            text(folder / path / ".zarray", about.dump());
            std::string chunk = "0";
            for (size_t i = 1; i < shape.size(); ++i) chunk += ".0";
            text(folder / path / chunk, {static_cast<const char*>(data), bytes});
        };
        text(folder / ".zgroup", R"({"zarr_format": 2})");
        const std::vector<double> state = joints();
        const std::vector<uint8_t> rgb = pixels();
        const int64_t end = m_episode.frameCount;
        array("data/state", {frames(), 8}, "<f8", state.data(), state.size() * sizeof(double));
        array("data/front_rgb", {frames(), height(), width(), 3}, "|u1", rgb.data(), rgb.size());
        array("meta/episode_ends", {1}, "<i8", &end, sizeof end);
        m_out.push_back({"UMI zarr", folder, profile("zarr_demo", "state", "state", 7, "front_rgb"), true});
    }
    void writeImported() {
        std::string table = "t";
        for (const std::string& name : m_episode.jointNames) table += "," + name;
        for (int t = 0; t < m_episode.frameCount; ++t) {
            table += fmt::format("\n{}", m_episode.timestamps[static_cast<size_t>(t)]);
            for (Eigen::Index j = 0; j < 8; ++j) table += fmt::format(",{}", m_episode.jointPositions(t, j));
            text(m_folder / fmt::format("own/{:04}.png", t), encodePng(m_pictures[static_cast<size_t>(t)]));
        }
        text(m_folder / "own.csv", table + "\n");
        const auto run = runCamframe({"import", (m_folder / "own").string(), "--camera", "front", "--joints",
                                      (m_folder / "own.csv").string(), "--robot", "demo", "--fps",
                                      fmt::format("{}", *m_episode.fps), "--out",
                                      (m_folder / "imported").string(), "--quiet"});
        EXPECT_EQ(run.exitCode, 0) << run.err;
        m_out.push_back({"own pictures + CSV (import)", m_folder / "imported", {}, true});
    }
    /// As our export writes it; its data are compared with the source by tests of their own.
    void writeLeRobot(const std::string& version) {
        const auto folder = m_folder / ("lerobot_" + version);
        exported(DemoResults::get().results, "lerobot", folder,
                 {"--lerobot-version", version == "3.0" ? "3.0" : "2.1"});
        if (version == "2.0") {
            Json info = Json::parse(contentsOf(folder / "meta/info.json"));
            info["codebase_version"] = "v2.0";
            text(folder / "meta/info.json", info.dump());
        }
        const std::string key = "observation.images.front";
        m_out.push_back({"LeRobot v" + version, folder,
                         profile("lerobot_demo", "observation.state", "observation.state", 7, key), false});
        if (version != "2.1") return;
        const auto groot = m_folder / "groot";
        std::filesystem::copy(folder, groot, std::filesystem::copy_options::recursive);
        const Json parts = {
            {"state", {{"arm", {{"start", 0}, {"end", 7}}}, {"hand", {{"start", 7}, {"end", 8}}}}},
            {"action", Json::object()},
            {"video", {{"front", {{"original_key", key}}}}}};
        text(groot / "meta/modality.json", parts.dump());
        m_out.push_back({"LeRobot v2.1 with GR00T's modality.json", groot,
                         profile("groot_demo", "state.arm", "state.hand", 0, key), false});
    }

    std::filesystem::path m_folder;
    Episode m_episode;
    std::vector<ImageU8> m_pictures;
    std::vector<FormatSample> m_out;
};

}  // namespace camframe::test
