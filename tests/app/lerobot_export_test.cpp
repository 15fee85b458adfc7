// SPDX-License-Identifier: Apache-2.0
/// LeRobot datasets that camframe export writes: read again by our reader, and compared with their sources.
#include <gmock/gmock.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <random>

#include "app/commands/labels/annotation_columns.h"
#include "app/lerobot_source.h"
#include "model/core/io/datasets/dataset_formats.h"
#include "model/core/io/datasets/lerobot_dataset.h"
#include "model/core/recorded_dataset.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::contentsOf;
using test::exported;
using test::killAtRandom;
using test::kTop;
using test::LeRobotSource;
using test::runCamframe;
using test::TempDir;
using test::treeOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LeRobotExport : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (!source.written) GTEST_SKIP() << "DuckDB's library or an encoder is missing";
    }
    std::unique_ptr<RecordedDataset> open(const fs::path& folder) const {
        auto opened = openRecordedDataset(folder);
        EXPECT_TRUE(opened) << opened.error().message;
        return opened ? std::move(*opened) : nullptr;
    }
    json info(const fs::path& folder) const { return json::parse(contentsOf(folder / "meta/info.json")); }
    bool v3() const { return std::string(GetParam()) == "v3.0"; }
    LeRobotSource source{GetParam()};
    TempDir dir;
    const fs::path out = dir / "out";
};

/// min, max, mean, std and count of a column of a signal, written down from their definitions.
std::array<double, 5> plainStatistics(const Eigen::MatrixXd& values, Eigen::Index column) {
    std::vector<double> known;
    for (Eigen::Index r = 0; r < values.rows(); ++r)
        if (std::isfinite(values(r, column))) known.push_back(values(r, column));
    double sum = 0, squares = 0;
    for (const double v : known) sum += v;
    const double count = static_cast<double>(known.size()), mean = sum / count;
    for (const double v : known) squares += (v - mean) * (v - mean);
    return {*std::ranges::min_element(known), *std::ranges::max_element(known), mean,
            std::sqrt(squares / count), count};
}

TEST_P(LeRobotExport, ColumnsStandBesideTheSourcesOwn) {
    const auto before = treeOf(source.set);
    exported(source.results, "lerobot", out);
    EXPECT_EQ(treeOf(source.set), before) << "the source is not touched";
    EXPECT_FALSE(fs::exists(out / ".partial"));
    const auto was = open(source.set), is = open(out);
    ASSERT_TRUE(was && is);
    EXPECT_EQ(is->formatName(), was->formatName());
    ASSERT_EQ(is->episodeCount(), 5);
    exported(source.results, "json", dir / "json");
    for (int e = 0; e < 5; ++e) {
        const RecordedEpisode a = was->readEpisode(e).value(), b = is->readEpisode(e).value();
        EXPECT_THAT(b.warnings, ::testing::IsEmpty());
        EXPECT_EQ(b.tasks, a.tasks);
        EXPECT_EQ(b.timestamps, a.timestamps);
        ASSERT_EQ(b.frameCount, a.frameCount);
        for (const Signal& signal : a.signals) {
            ASSERT_TRUE(b.findSignal(signal.key)) << signal.key;
            EXPECT_EQ(b.findSignal(signal.key)->values, signal.values) << signal.key;
        }
        const auto field = [&](const std::string& name) {
            const Signal* signal = b.findSignal("annotation.img_top.left." + name);
            EXPECT_TRUE(signal) << name;
            return signal;
        };
        const bool calibrated = e == 1 || e == 3;
        ASSERT_TRUE(field("valid"));
        EXPECT_EQ(field("valid")->values.sum(), calibrated ? a.frameCount : 0);
        if (!calibrated) {
            EXPECT_TRUE(std::isnan(field("uvd")->values(0, 2)));
            continue;
        }
        // Another writer of the same labels agrees.
        const json labels = json::parse(contentsOf(dir / "json" / fmt::format("episode_{:06}.json", e)));
        for (int t = 0; t < a.frameCount; ++t) {
            const json& arm = labels.at("top").at("frames").at(static_cast<size_t>(t)).at("left");
            for (const char* name : {"uv", "uvd", "xyz_euler_g", "xyz_quat_g", "xyz_mat_g"})
                for (size_t i = 0; i < arm.at(name).size(); ++i) {
                    const double value = field(name)->values(t, static_cast<Eigen::Index>(i));
                    if (arm.at(name)[i].is_null())
                        EXPECT_TRUE(std::isnan(value)) << name;
                    else
                        EXPECT_FLOAT_EQ(static_cast<float>(value), arm.at(name)[i].get<float>()) << name;
                }
        }
        EXPECT_EQ(b.attributes.at("annotation.img_top.left.mask_with_gripper"),
                  labels.at("top").at("frames").at(0).at("left").at("mask_with_gripper").get<std::string>());
        auto frames = is->openFrames(e, kTop);
        ASSERT_TRUE(frames) << frames.error().message;
        for (int f = 0; f < a.frameCount; ++f)
            EXPECT_EQ(test::numberShown(*(*frames)->read(f), test::kNumberBits),
                      test::numberOf(source.recipe, 0, static_cast<size_t>(e), f));
    }
    const json described = info(out);
    EXPECT_EQ(described.at("total_episodes"), 5);
    EXPECT_EQ(described.at("total_frames"), 31);
    EXPECT_EQ(described.at("features").at("annotation.img_top.left.xyz_mat_g").at("shape"), json({13}));
    EXPECT_EQ(described.at("features").at("annotation.img_top.left.mask_gripper").at("dtype"), "string");
    const json calibration = json::parse(contentsOf(out / "meta/calibration.json"));
    EXPECT_EQ(calibration.at("columns").at("img_top"), kTop);
    const json& camera = calibration.at("episodes").at(3).at("cameras").at(kTop);
    EXPECT_THAT(camera.at("calibration_id").get<std::string>(), HasSubstr("000003/top@"));
    EXPECT_EQ(camera.at("K").at(0).at(0), CameraModel::guessed(160, 96).fx);
    EXPECT_TRUE(calibration.at("episodes").at(0).at("cameras").empty());
}

TEST_P(LeRobotExport, StatisticsAreThoseOfTheRows) {
    exported(source.results, "lerobot", out);
    const auto is = open(out);
    ASSERT_TRUE(is);
    if (v3()) {
        // All episodes together: the columns one below the other.
        const json stats = json::parse(contentsOf(out / "meta/stats.json"));
        for (const char* key : {"observation.state", "annotation.img_top.left.uvd"}) {
            Eigen::MatrixXd all(31, 0);
            Eigen::Index row = 0;
            for (int e = 0; e < 5; ++e) {
                const Eigen::MatrixXd values = is->readEpisode(e)->findSignal(key)->values;
                if (all.cols() == 0) all.resize(31, values.cols());
                all.middleRows(row, values.rows()) = values;
                row += values.rows();
            }
            for (Eigen::Index c = 0; c < all.cols(); ++c) {
                const auto expected = plainStatistics(all, c);
                const json& one = stats.at(key);
                const auto place = static_cast<size_t>(c);
                EXPECT_NEAR(one.at("min")[place].get<double>(), expected[0], 1e-9) << key;
                EXPECT_NEAR(one.at("max")[place].get<double>(), expected[1], 1e-9);
                EXPECT_NEAR(one.at("mean")[place].get<double>(), expected[2], 1e-9);
                EXPECT_NEAR(one.at("std")[place].get<double>(), expected[3], 1e-9);
                EXPECT_EQ(one.at("count")[0].get<double>(), expected[4]);
            }
        }
        EXPECT_EQ(stats.at(kTop).at("mean").size(), 3U);
        return;
    }
    std::istringstream lines(contentsOf(out / "meta/episodes_stats.jsonl"));
    std::string line;
    for (int e = 0; e < 5; ++e) {
        ASSERT_TRUE(std::getline(lines, line));
        const json stats = json::parse(line).at("stats");
        EXPECT_EQ(stats.contains("annotation.img_top.left.uvd"), e == 1 || e == 3)
            << "nothing is said where nothing is known";
        const RecordedEpisode episode = is->readEpisode(e).value();
        for (const Signal& signal : episode.signals) {
            if (!stats.contains(signal.key)) continue;
            for (Eigen::Index c = 0; c < signal.values.cols(); ++c) {
                const auto expected = plainStatistics(signal.values, c);
                const json& one = stats.at(signal.key);
                const auto place = static_cast<size_t>(c);
                EXPECT_NEAR(one.at("min")[place].get<double>(), expected[0], 1e-9) << signal.key;
                EXPECT_NEAR(one.at("max")[place].get<double>(), expected[1], 1e-9);
                EXPECT_NEAR(one.at("mean")[place].get<double>(), expected[2], 1e-9);
                EXPECT_NEAR(one.at("std")[place].get<double>(), expected[3], 1e-9);
                EXPECT_EQ(one.at("count")[0].get<double>(), expected[4]);
            }
        }
        EXPECT_EQ(stats.at("frame_index").at("max"),
                  json({source.recipe.lengths[static_cast<size_t>(e)] - 1.0}));
        ASSERT_EQ(stats.at(kTop).at("mean").size(), 3U);
        EXPECT_EQ(stats.at(kTop).at("mean")[0].size(), 1U) << "pictures have the shape (3, 1, 1)";
        EXPECT_GT(stats.at(kTop).at("std")[0][0][0].get<double>(), 0.01);
    }
}

TEST_P(LeRobotExport, CuratedPiecesAreCountedAnewAndCutExactly) {
    for (const char* version : {"2.1", "3.0"}) {
        const fs::path here = out / version;
        exported(source.results, "lerobot", here,
                 {"--curate", "--frames", "0-1,3-4", "--lerobot-version", version, "--resize", "240x144"});
        const auto is = open(here);
        ASSERT_TRUE(is);
        ASSERT_EQ(is->episodeCount(), v3() ? 4 : 4);
        EXPECT_EQ(info(here).at("total_frames"), 2 + 2 + 2 + 1);
        const json calibration = json::parse(contentsOf(here / "meta/calibration.json"));
        int64_t next = 0;
        for (int e = 0; e < 4; ++e) {
            const int from = e < 2 ? 1 : 3, first = e % 2 == 0 ? 0 : 3;
            const RecordedEpisode episode = is->readEpisode(e).value();
            EXPECT_THAT(episode.warnings, ::testing::IsEmpty());
            EXPECT_THAT(episode.tasks, ElementsAre(test::taskOf(static_cast<size_t>(from))));
            EXPECT_EQ(calibration.at("episodes").at(static_cast<size_t>(e)).at("source_episode"), from);
            ASSERT_TRUE(episode.findCamera(kTop));
            EXPECT_EQ(episode.findCamera(kTop)->width, 240);
            for (const char* camera : {kTop, "observation.images.side"}) {
                auto frames = is->openFrames(e, camera);
                ASSERT_TRUE(frames) << frames.error().message;
                for (int f = 0; f < episode.frameCount; ++f) {
                    const auto picture = (*frames)->read(f);
                    ASSERT_TRUE(picture) << picture.error().message;
                    EXPECT_EQ(test::numberShown(*picture, test::kNumberBits),
                              test::numberOf(source.recipe, camera == kTop ? 0 : 1, static_cast<size_t>(from),
                                             first + f));
                }
            }
            for (int f = 0; f < episode.frameCount; ++f) {
                EXPECT_NEAR(episode.timestamps[static_cast<size_t>(f)], f / 10.0, 1e-6);
                EXPECT_EQ(static_cast<float>(episode.findSignal("observation.state")->values(f, 2)),
                          static_cast<float>(test::stateOf(static_cast<size_t>(from), first + f, 2)));
            }
            next += episode.frameCount;
        }
        EXPECT_EQ(next, 7);
        // K follows the pixel-centre rule, and so does the tool's pixel.
        const json& k = calibration.at("episodes").at(0).at("cameras").at(kTop).at("K");
        const CameraModel was = CameraModel::guessed(160, 96);
        EXPECT_NEAR(k.at(0).at(0).get<double>(), was.fx * 1.5, 1e-9);
        EXPECT_NEAR(k.at(0).at(2).get<double>(), (was.cx + 0.5) * 1.5 - 0.5, 1e-9);
        exported(source.results, "lerobot", here / "full", {"--lerobot-version", "3.0"});
        const auto full = open(here / "full");
        ASSERT_TRUE(full);
        const Eigen::MatrixXd small = full->readEpisode(1)->findSignal("annotation.img_top.left.uv")->values,
                              large = is->readEpisode(0)->findSignal("annotation.img_top.left.uv")->values;
        EXPECT_NEAR(large(0, 0), (small(0, 0) + 0.5) * 1.5 - 0.5, 1e-3);
        EXPECT_NEAR(large(1, 1), (small(1, 1) + 0.5) * 1.5 - 0.5, 1e-3);
    }
}

TEST_P(LeRobotExport, SplitsAreDrawnByLotAndDoNotShareRecordings) {
    for (const int e : {0, 2, 4}) source.calibrate(e);
    const std::vector<std::string> words = {"--curate", "--split", "train:0.6,val:0.4", "--seed", "7"};
    exported(source.results, "lerobot", out, words);
    EXPECT_EQ(info(out).at("splits"), json({{"train", "0:3"}, {"val", "3:5"}}));
    exported(source.results, "lerobot", dir / "again", words);
    EXPECT_EQ(treeOf(dir / "again"), treeOf(out)) << "the same seed gives the same dataset";
    const json calibration = json::parse(contentsOf(out / "meta/calibration.json"));
    std::set<int> sources;
    for (const json& episode : calibration.at("episodes"))
        sources.insert(episode.at("source_episode").get<int>());
    EXPECT_THAT(sources, ElementsAre(0, 1, 2, 3, 4));
    ASSERT_TRUE(open(out));
    EXPECT_EQ(open(out)->episodeCount(), 5);
}

TEST_P(LeRobotExport, InPlaceKeepsABackupAndMayBeRepeated) {
    const auto before = treeOf(source.set);
    exported(source.results, "lerobot", source.set, {"--in-place"});
    auto once = treeOf(source.set);
    for (const auto& [name, bytes] : before)
        if (name.starts_with("data") || name.starts_with("meta"))
            EXPECT_EQ(once[".camframe-backup/" + name], bytes) << name;
        else
            EXPECT_EQ(once[name], bytes) << name;
    const auto is = open(source.set);
    ASSERT_TRUE(is);
    ASSERT_TRUE(is->readEpisode(1)->findSignal("annotation.img_top.left.valid"));
    exported(source.results, "lerobot", source.set, {"--in-place"});
    EXPECT_EQ(treeOf(source.set), once);
    const auto refused = runCamframe(
        {"export", source.results.string(), "--format", "lerobot", "--out", source.set.string(), "--quiet"});
    EXPECT_EQ(refused.exitCode, 2);
    EXPECT_THAT(refused.err, HasSubstr("--in-place"));
}

TEST_P(LeRobotExport, CalibAllsColumns) {
    exported(source.results, "lerobot", out, {"--caliball-columns"});
    const json features = info(out).at("features");
    const std::string before = std::string("annotation.") + kTop + ".left.";
    EXPECT_TRUE(features.contains(before + "uv"));
    EXPECT_FALSE(features.contains(before + "valid"));
    const json calibration = json::parse(contentsOf(out / "meta/calibration.json"));
    EXPECT_EQ(calibration.size(), 1U);
    EXPECT_TRUE(calibration.at(kTop).contains("intrinsic"));
    EXPECT_TRUE(calibration.at(kTop).contains("extrinsic"));
    const auto is = open(out);
    ASSERT_TRUE(is);
    const Eigen::MatrixXd uv = is->readEpisode(1)->findSignal(before + "uv")->values;
    EXPECT_EQ(uv, uv.array().round().matrix());
    EXPECT_EQ(is->readEpisode(0)->findSignal(before + "uvd")->values.cwiseAbs().sum(), 0);
    if (v3()) {
        EXPECT_EQ(json::parse(contentsOf(out / "meta/stats.json")), json::object());
        return;
    }
    std::istringstream lines(contentsOf(out / "meta/episodes_stats.jsonl"));
    std::string line;
    while (std::getline(lines, line)) EXPECT_TRUE(json::parse(line).at("stats").empty());
}

INSTANTIATE_TEST_SUITE_P(Versions, LeRobotExport, ::testing::Values("v2.1", "v3.0"),
                         [](const auto& one) { return std::string(one.param).substr(0, 2); });

TEST(LeRobotColumns, AsTheyAreWrittenDownByHand) {
    AnnotationRow row;
    row.valid = true;
    row.uv = {10.5, 20.6};
    row.depth = 0.75;
    row.camFromTcp.translation() << 0.1, 0.2, 0.75;
    row.camFromTcp.linear() << 0, -1, 0, 1, 0, 0, 0, 0, 1;  // a quarter turn about z
    row.gripper = 0.04;
    row.boxes[0] = {1, 2, 3, 4};
    row.masks[0] = "{}";
    const float h = std::sqrt(0.5F), quarter = 1.5707964F, nan = std::nanf("");
    for (const bool asCalibAll : {true, false}) {
        AnnotationColumns table("cam", "left", 2, asCalibAll);
        table.set(1, row);
        const auto& columns = table.columns();
        std::vector<std::string> names;
        for (const auto& column : columns) names.push_back(column.key.substr(20));
        std::vector<std::string> expected = {"uv",
                                             "uvd",
                                             "xyz_euler_g",
                                             "xyz_quat_g",
                                             "xyz_mat_g",
                                             "bbox_with_gripper",
                                             "bbox_without_gripper",
                                             "bbox_gripper",
                                             "mask_with_gripper",
                                             "mask_without_gripper",
                                             "mask_gripper"};
        if (!asCalibAll) expected.emplace_back("valid");
        EXPECT_EQ(names, expected);
        const float none = asCalibAll ? 0 : nan;
        const float u = asCalibAll ? 10 : 10.5F, v = asCalibAll ? 21 : 20.6F;
        const std::vector<std::vector<float>> values = {
            {none, none, u, v},
            {none, none, none, u, v, 0.75F},
            {none, none, none, none, none, none, none, 0.1F, 0.2F, 0.75F, 0, 0, quarter, 0.04F},
            {none, none, none, none, none, none, none, none, 0.1F, 0.2F, 0.75F, h, 0, 0, h, 0.04F},
            {none, none, none,  none, none, none, none, none, none, none, none, none, none,
             0.1F, 0.2F, 0.75F, 0,    -1,   0,    1,    0,    0,    0,    0,    1,    0.04F},
            {none, none, none, none, 1, 2, 3, 4},
            {none, none, none, none, none, none, none, none}};
        for (size_t c = 0; c < values.size(); ++c)
            EXPECT_THAT(columns[c].numbers, ::testing::Pointwise(::testing::NanSensitiveFloatEq(), values[c]))
                << columns[c].key;
        EXPECT_THAT(columns[8].texts, ElementsAre("", "{}"));
        EXPECT_THAT(columns[9].texts, ElementsAre("", ""));
        if (!asCalibAll) {
            EXPECT_THAT(columns[11].flags, ElementsAre(0, 1));
        }
    }
}

TEST(LeRobotColumns, NamesWithoutImage) {
    EXPECT_EQ(annotationCamera("observation.images.camera_top"), "camera_top");
    EXPECT_EQ(annotationCamera("observation.images.image"), "img");
    EXPECT_EQ(annotationCamera("observation.images.image_additional_image"), "img_additional_img");
    EXPECT_EQ(annotationCamera("observation.image"), "observation.img");
}

TEST(LeRobotExportOf, OtherDatasetsBecomeWholeOnes) {
    const TempDir dir;
    exported(test::DemoResults::get().results, "lerobot", dir / "out", {"--lerobot-version", "3.0"});
    auto opened = openRecordedDataset(dir / "out");
    ASSERT_TRUE(opened) << opened.error().message;
    const auto reader = openDataset(test::demoRecording());
    const Episode was = (*reader)->readEpisode(0).value();
    const RecordedEpisode is = (*opened)->readEpisode(0).value();
    EXPECT_EQ(is.frameCount, was.frameCount);
    const Signal* state = is.findSignal("observation.state");
    ASSERT_TRUE(state);
    EXPECT_EQ(state->names, was.jointNames);
    EXPECT_LT((state->values - was.jointPositions).cwiseAbs().maxCoeff(), 1e-6);
    ASSERT_TRUE(is.findSignal("annotation.front.left.xyz_quat_g"));
    auto frames = (*opened)->openFrames(0, "observation.images.front");
    ASSERT_TRUE(frames) << frames.error().message;
    auto recorded = (*reader)->openFrames(was, was.cameras.front());
    for (const int t : {0, was.frameCount - 1}) {
        const ImageU8 a = (*frames)->read(t).value(), b = (*recorded)->read(t).value();
        double sum = 0;
        for (size_t i = 0; i < a.data.size(); ++i) sum += std::abs(int{a.data[i]} - int{b.data[i]});
        EXPECT_LT(sum / static_cast<double>(a.data.size()), 6) << "H.264 of the recorded picture";
    }
}

TEST_P(LeRobotExport, TheVerifierAgreesAndSeesWhatWasChanged) {
    exported(source.results, "lerobot", out);
    exported(source.results, "lerobot", dir / "curated",
             {"--curate", "--frames", "1-3", "--resize", "240x144"});
    exported(source.results, "lerobot", dir / "columns", {"--caliball-columns"});
    exported(source.results, "lerobot", dir / "pieces",
             {"--caliball-columns", "--curate", "--frames", "0-1,3"});
    exported(source.results, "lerobot", dir / "dealt",
             {"--caliball-columns", "--curate", "--split", "train:0.5,val:0.5", "--seed", "3"});
    for (const fs::path& folder : {out, dir / "curated", dir / "columns", dir / "pieces", dir / "dealt"}) {
        const auto run = test::verified(folder, source.set);
        ASSERT_EQ(run.exitCode, 0) << run.err << run.out;
        EXPECT_EQ(json::parse(run.out).at("differences"), 0) << run.out;
    }
    const auto change = [&](const fs::path& file, const std::string& from, const std::string& to) {
        std::string text = contentsOf(file);
        const size_t at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        std::ofstream(file, std::ios::binary) << text.replace(at, from.size(), to);
    };
    change(out / "meta/info.json", "\"total_frames\": 31", "\"total_frames\": 32");
    EXPECT_EQ(test::verified(out, source.set).exitCode, 1);
    change(out / "meta/info.json", "\"total_frames\": 32", "\"total_frames\": 31");
    change(dir / "columns/meta/calibration.json", "\"extrinsic\"", "\"intrinsic\"");
    EXPECT_EQ(test::verified(dir / "columns", source.set).exitCode, 1);
    const fs::path origin = dir / "dealt/meta/camframe_calibration.json";
    change(origin, "\"source_episode\":1", "\"source_episode\":3");
    EXPECT_EQ(test::verified(dir / "dealt", source.set).exitCode, 1) << "an episode of another recording";
    const fs::path stats = out / (v3() ? "meta/stats.json" : "meta/episodes_stats.jsonl");
    change(stats, "\"min\"", "\"max\"");
    EXPECT_EQ(test::verified(out, source.set).exitCode, 1);
}

TEST_P(LeRobotExport, TheDoctorFindsNothingNewInWhatIsWritten) {
    const auto kinds = [](const fs::path& set) {
        const auto run = runCamframe({"doctor", set.string(), "--json", "--quiet", "--episodes", "all"});
        EXPECT_EQ(run.exitCode, 0) << run.out << run.err;
        std::set<std::string> codes;
        for (const json& finding : json::parse(run.out).at("findings"))
            codes.insert(finding.at("code").get<std::string>());
        return codes;
    };
    const auto before = kinds(source.set);
    exported(source.results, "lerobot", out);
    exported(source.results, "lerobot", dir / "columns", {"--caliball-columns"});
    exported(source.results, "lerobot", dir / "curated",
             {"--curate", "--frames", "1-3", "--split", "train:0.5,val:0.5"});
    for (const fs::path& set : {out, dir / "columns", dir / "curated"})
        for (const std::string& code : kinds(set)) EXPECT_TRUE(before.contains(code)) << set << ' ' << code;
}

TEST_P(LeRobotExport, KilledAtRandomMomentsTheEndIsTheSame) {
    const std::vector<std::string> more = {"--curate", "--frames", "0-2", "--depth"};
    const auto begin = std::chrono::steady_clock::now();
    exported(source.results, "lerobot", dir / "whole", more);
    const auto whole =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    const auto expected = treeOf(dir / "whole");
    std::vector<std::string> arguments = {
        "export",  source.results.string(), "--format", "lerobot", "--out", out.string(), "--quiet",
        "--resume"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::mt19937 random(3);
    for (int round = 0; round < 6; ++round) killAtRandom(arguments, out, whole, random);
    const auto run = runCamframe(arguments);
    EXPECT_EQ(run.exitCode, 0) << run.err;
    EXPECT_EQ(treeOf(out), expected);
}

TEST(LeRobotExportOptions, AreRefusedWhereTheyMeanNothing) {
    const TempDir dir;
    const auto refused = [&](const std::vector<std::string>& more, const char* sentence) {
        std::vector<std::string> words = {"export", test::DemoResults::get().results.string(), "--out",
                                          (dir / "out").string(), "--quiet"};
        words.insert(words.end(), more.begin(), more.end());
        const auto run = runCamframe(words);
        EXPECT_EQ(run.exitCode, 2) << run.err;
        EXPECT_THAT(run.err, HasSubstr(sentence));
        EXPECT_FALSE(fs::exists(dir / "out"));
    };
    refused({"--format", "json", "--curate"}, "--format lerobot");
    refused({"--format", "lerobot", "--split", "train:1"}, "--curate");
    refused({"--format", "lerobot", "--curate", "--split", "train:0.5,val:0.6"}, "add up to 1");
    refused({"--format", "lerobot", "--curate", "--resize", "225x224"}, "even");
    refused({"--format", "lerobot", "--append"}, "--append");
    refused({"--format", "lerobot", "--depth", "--caliball-columns"}, "CalibAll's form");
    refused({"--format", "lerobot", "--depth", "--in-place"}, "--in-place");
    refused({"--format", "json", "--depth"}, "hdf5 and lerobot");
}

}  // namespace
}  // namespace camframe
