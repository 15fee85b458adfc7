// SPDX-License-Identifier: Apache-2.0
/// The table of docs/datasets.md: every format, and every shared recording, is opened, its frames and joints
/// are compared with what they are known to be, and calibrated. Takes minutes: `ctest -L long`.
/// CAMFRAME_FORMAT_TABLE names a file that the tables are appended to, CAMFRAME_FORMAT_TABLE_WORK a folder
/// that keeps calibrations for the next run.
#include <gmock/gmock.h>

#include <cstdlib>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "app/format_samples.h"
#include "model/core/io/detail/sql_engine.h"
#include "support/shared_data.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::contentsOf;
using test::demoRecording;
using test::runCamframe;
using test::TempDir;

/// What is known of a recording, and how commands are told of it.
struct Known {
    std::string name;
    fs::path dataset;
    std::vector<std::string> words;  ///< Options of calibrate.
    DatasetOpenOptions open;
    std::vector<ImageU8> pictures;  ///< By frame; empty: none are known.
    Eigen::MatrixXd joints;         ///< In the order of `jointNames`.
    std::vector<std::string> jointNames;
    bool lossless = true;
    bool hasJoints = true;
    fs::path truth;  ///< Empty: no pose is known.
};

double difference(const ImageU8& a, const ImageU8& b) {
    if (a.width != b.width || a.height != b.height || a.channels != b.channels) return 255;
    double sum = 0;
    for (size_t i = 0; i < a.data.size(); ++i) sum += std::abs(int{a.data[i]} - int{b.data[i]});
    return sum / static_cast<double>(a.data.size());
}

/// Where two pictures differ clearly: is `shown` more like `other` than like `own`? Compression changes more
/// of a still scene than a slow robot does.
bool looksLike(const ImageU8& shown, const ImageU8& other, const ImageU8& own) {
    constexpr int kClearly = 40;
    int64_t toOwn = 0, toOther = 0;
    for (size_t i = 0; i < own.data.size(); ++i) {
        if (std::abs(int{own.data[i]} - int{other.data[i]}) < kClearly) continue;
        toOwn += std::abs(int{shown.data[i]} - int{own.data[i]});
        toOther += std::abs(int{shown.data[i]} - int{other.data[i]});
    }
    return toOther < toOwn;
}

/// Every frame is the one that it should be, and looks like no other.
std::string framesCell(DatasetReader& reader, const Episode& episode, const Known& known) {
    if (known.pictures.empty()) return "not known";
    const auto frames = reader.openFrames(episode, episode.cameras.front());
    EXPECT_TRUE(frames) << known.name << ": " << (frames ? "" : frames.error().message);
    if (!frames) return "**no**";
    EXPECT_EQ((*frames)->frameCount(), static_cast<int>(known.pictures.size())) << known.name;
    double worst = 0;
    for (size_t t = 0; t < known.pictures.size(); ++t) {
        const auto picture = (*frames)->read(static_cast<int>(t));
        EXPECT_TRUE(picture) << known.name << ": " << (picture ? "" : picture.error().message);
        if (!picture) return "**no**";
        const double own = difference(*picture, known.pictures[t]);
        worst = std::max(worst, own);
        EXPECT_LT(own, 20) << known.name << ": another picture, or another size";
        if (own >= 20) return "**no**";
        for (size_t other = 0; other < known.pictures.size(); ++other) {
            if (other == t || !looksLike(*picture, known.pictures[other], known.pictures[t])) continue;
            ADD_FAILURE() << known.name << ": frame " << t << " looks like frame " << other;
            return "**no**";
        }
    }
    if (known.lossless) {
        EXPECT_EQ(worst, 0) << known.name;
        return fmt::format("{} equal", known.pictures.size());
    }
    return fmt::format("{} nearest, within {:.1f} of 255", known.pictures.size(), worst);
}

std::string jointsCell(const Episode& episode, const Known& known) {
    if (!known.hasJoints) return "poses instead";
    double worst = 0;
    for (size_t j = 0; j < known.jointNames.size(); ++j) {
        const auto at = std::ranges::find(episode.jointNames, known.jointNames[j]);
        EXPECT_NE(at, episode.jointNames.end()) << known.name << " lacks " << known.jointNames[j];
        if (at == episode.jointNames.end()) return "**no**";
        const Eigen::VectorXd is = episode.jointPositions.col(at - episode.jointNames.begin()),
                              should = known.joints.col(static_cast<Eigen::Index>(j));
        EXPECT_EQ(is.size(), should.size()) << known.name;
        if (is.size() != should.size()) return "**no**";
        for (Eigen::Index t = 0; t < is.size(); ++t)
            if (std::isfinite(should[t])) worst = std::max(worst, std::abs(is[t] - should[t]));
    }
    EXPECT_LT(worst, 1e-6) << known.name;
    return worst == 0 ? "equal" : fmt::format("within {:.0e}", worst);
}

std::string calibratesCell(const Known& known, const fs::path& out) {
    std::vector<std::string> words = {
        "calibrate", known.dataset.string(), "--out", out.string(), "--quiet", "--resume", "--seed", "0"};
    words.insert(words.end(), known.words.begin(), known.words.end());
    const auto run = runCamframe(words);
    EXPECT_EQ(run.exitCode, 0) << known.name << ": " << run.err;
    std::string cell;
    if (run.exitCode != 0) return "**no**";
    for (const auto& entry : fs::recursive_directory_iterator(out)) {
        if (entry.path().filename() != "calibration.json") continue;
        const json result = json::parse(contentsOf(entry.path()));
        cell += (cell.empty() ? "" : ", ") + result.at("status").get<std::string>();
    }
    if (known.truth.empty()) return cell;
    const auto judged = runCamframe({"evaluate", out.string(), known.truth.string(), "--json", "--quiet"});
    EXPECT_FALSE(judged.out.empty()) << known.name << ": " << judged.err;
    if (judged.out.empty()) return cell;
    const json row = json::parse(judged.out).at("camera_episodes").at(0);
    return fmt::format("{}, {:.3f} deg, {:.2f} mm", cell, row.at("rotation_deg").get<double>(),
                       row.at("translation_mm").get<double>());
}

/// As --intrinsics takes them.
std::string intrinsicsOf(const Episode& episode) {
    const Eigen::Matrix3d& k = *episode.cameras.front().k;
    return fmt::format("{},{},{},{}", k(0, 0), k(1, 1), k(0, 2), k(1, 2));
}

class LongFormatTable : public ::testing::Test {
protected:
    /// @param kept  Folder for the calibrations.
    void row(const Known& known, const fs::path& kept) {
        SCOPED_TRACE(known.name);
        const auto reader = openDataset(known.dataset, known.open);
        ASSERT_TRUE(reader) << reader.error().message;
        const auto episode = (*reader)->readEpisode(0);
        ASSERT_TRUE(episode) << episode.error().message;
        const std::string frames = framesCell(**reader, *episode, known),
                          joints = jointsCell(*episode, known);
        std::string folder = known.name;
        std::ranges::replace_if(
            folder, [](unsigned char c) { return !std::isalnum(c); }, '_');
        print(fmt::format("| {} | yes | {} | {} | {} |", known.name, frames, joints,
                          calibratesCell(known, kept / folder)));
    }
    static void print(const std::string& line) {
        std::printf("%s\n", line.c_str());
        if (const char* file = std::getenv("CAMFRAME_FORMAT_TABLE"))
            std::ofstream(file, std::ios::app) << line << '\n';
    }
    static void head(const char* what) {
        print(fmt::format(
            "\n| {} | opens | exact frames | joints | calibrates |\n| --- | --- | --- | --- | --- |", what));
    }
    TempDir m_dir;
};

TEST_F(LongFormatTable, GeneratedSamples) {
    test::FormatSamples samples(m_dir / "samples");
    head("generated sample of");
    for (const test::FormatSample& sample : samples.write(SqlEngine::open({}).has_value())) {
        Known known;
        known.name = sample.format;
        known.dataset = sample.dataset;
        if (!sample.profile.empty()) {
            known.words = {"--profile", sample.profile.string()};
            known.open.profile = sample.profile.string();
        }
        if (sample.format.starts_with("own"))
            known.words = {"--robot", "demo", "--intrinsics", intrinsicsOf(samples.episode())};
        known.pictures = samples.pictures();
        known.joints = samples.episode().jointPositions;
        known.jointNames = samples.episode().jointNames;
        known.lossless = sample.lossless;
        known.truth = demoRecording() / "truth.json";
        row(known, m_dir / "results");
    }
}

/// A shared recording as its episode.json says, read by a JSON parser and OpenCV alone.
Known asWritten(const std::string& name, const fs::path& folder) {
    Known out;
    out.name = name;
    out.dataset = folder;
    const json episode = json::parse(contentsOf(folder / "episode.json"));
    out.hasJoints = episode.contains("joint_positions");
    if (out.hasJoints) {
        out.jointNames = episode.at("joint_names").get<std::vector<std::string>>();
        const json& rows = episode.at("joint_positions");
        out.joints.resize(static_cast<Eigen::Index>(rows.size()),
                          static_cast<Eigen::Index>(out.jointNames.size()));
        for (Eigen::Index t = 0; t < out.joints.rows(); ++t)
            for (Eigen::Index j = 0; j < out.joints.cols(); ++j) {
                const json& value = rows[static_cast<size_t>(t)][static_cast<size_t>(j)];
                out.joints(t, j) = value.is_null() ? std::nan("") : value.get<double>();
            }
    }
    const json& camera = episode.at("cameras").at(0);
    for (int t = 0; camera.contains("image_pattern") && t < episode.at("num_frames").get<int>(); ++t) {
        char file[256];
        std::snprintf(file, sizeof file, camera.at("image_pattern").get<std::string>().c_str(), t);
        cv::Mat rgb;
        cv::cvtColor(cv::imread((folder / file).string()), rgb, cv::COLOR_BGR2RGB);
        ImageU8& picture = out.pictures.emplace_back(rgb.cols, rgb.rows, 3);
        std::copy(rgb.data, rgb.data + picture.data.size(), picture.data.begin());
    }
    if (fs::exists(folder / "truth.json")) out.truth = folder / "truth.json";
    return out;
}

/// The same recording in another container: every so many-th frame of it, maybe smaller.
Known recoded(const std::string& name, const fs::path& dataset, const Known& clean, int step, int width,
              const std::string& intrinsics) {
    Known out = clean;
    out.name = name;
    out.dataset = dataset;
    out.lossless = false;
    out.pictures.clear();
    out.joints.resize((clean.joints.rows() + step - 1) / step, clean.joints.cols());
    for (Eigen::Index t = 0; t < out.joints.rows(); ++t) {
        out.joints.row(t) = clean.joints.row(t * step);
        const ImageU8& from = clean.pictures[static_cast<size_t>(t * step)];
        ImageU8& to = out.pictures.emplace_back(width, from.height * width / from.width, 3);
        const cv::Mat source(from.height, from.width, CV_8UC3, const_cast<uint8_t*>(from.data.data()));
        cv::Mat target(to.height, to.width, CV_8UC3, to.data.data());
        cv::resize(source, target, target.size(), 0, 0, cv::INTER_AREA);
    }
    if (intrinsics.empty()) return out;
    out.words.insert(out.words.end(), {"--robot", "franka_hand", "--intrinsics", intrinsics});
    out.open.robot = "franka_hand";
    return out;
}

TEST_F(LongFormatTable, SharedRecordings) {
    CAMFRAME_SHARED_OR_SKIP(data, "data");
    CAMFRAME_SHARED_OR_SKIP(robots, "robots");
    head("shared recording");
    const char* kept = std::getenv("CAMFRAME_FORMAT_TABLE_WORK");
    const auto add = [&](Known known) {
        known.words.insert(known.words.end(), {"--robot-path", robots.string()});
        row(known, kept ? fs::path(kept) : m_dir / "results");
    };
    const fs::path hdf5 = data / "synthetic/franka_hand_clean_hdf5";
    const Known clean = asWritten("franka_hand_clean", data / "synthetic/franka_hand_clean");
    add(clean);
    add(recoded("franka_hand_clean_video", data / "synthetic/franka_hand_clean_video", clean, 1, 640, ""));
    add(recoded("franka_hand_clean_hdf5", hdf5, clean, 1, 640, ""));
    const std::string k = "615.3,615.3,322.7,236.4";
    add(recoded("ACT, JPEG (episode_0.hdf5)", hdf5 / "episode_0.hdf5", clean, 1, 640, k));
    add(recoded("ACT, raw (episode_0_raw_every5th.hdf5)", hdf5 / "episode_0_raw_every5th.hdf5", clean, 5, 640,
                k));
    Known mimic = recoded("robomimic (robomimic_every5th.hdf5)", hdf5 / "robomimic_every5th.hdf5", clean, 5,
                          320, "307.65,307.65,161.1,117.95");
    mimic.truth = m_dir / "robomimic_truth.json";
    json truth = json::parse(contentsOf(clean.truth));
    truth["cameras"][0]["name"] = "front_right_image";
    std::ofstream(mimic.truth) << truth.dump();
    add(mimic);
    for (const char* name : {"synthetic/ur5e_robotiq", "synthetic/so100", "real/panda_azure_sequence",
                             "real/panda_azure_ee_only"})
        add(asWritten(fs::path(name).filename().string(), data / name));
    for (const char* name : {"real/xarm7_realsense", "real/med7_realsense"}) {
        Known known = asWritten(fs::path(name).filename().string(), data / name);
        known.words = {"--masks", (data / name / "masks").string()};
        add(known);
    }
    for (const char* name : {"real/droid_episode_0", "real/droid_episode_1", "real/droid_episode_2"}) {
        Known known = asWritten(fs::path(name).filename().string(), data / name);
        known.words = {"--robot", "franka_robotiq", "--intrinsics", "estimate"};
        add(known);
    }
}

}  // namespace
}  // namespace camframe
