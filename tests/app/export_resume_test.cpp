// SPDX-License-Identifier: Apache-2.0
/// Exports that are killed, stopped, gone on with and added to.
#include <gmock/gmock.h>

#include <chrono>
#include <random>

#include "app/export_fixture.h"
#include "support/h5_file.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::contentsOf;
using test::demoRecording;
using test::exported;
using test::H5File;
using test::killAtRandom;
using test::runCamframe;
using test::TempDir;
using test::treeOf;
using ::testing::HasSubstr;

constexpr int kEpisodes = 5;

/// A dataset of several episodes with results, made once.
struct Episodes {
    TempDir dir;
    fs::path dataset = dir / "dataset", results = dir / "results";
    static const Episodes& get() {
        static const Episodes made;
        return made;
    }

private:
    Episodes() {
        for (int e = 0; e < kEpisodes; ++e) {
            const fs::path episode = dataset / ("take_" + std::to_string(e));
            fs::create_directories(dataset);
            fs::copy(demoRecording(), episode, fs::copy_options::recursive);
            test::writeTrueResults(episode, "", results, e, dataset);
        }
    }
};

struct Kind {
    const char* name;
    std::vector<std::string> words;
};

class ResumeFormat : public ::testing::TestWithParam<Kind> {};

TEST_P(ResumeFormat, KilledAtRandomMomentsTheEndIsTheSame) {
    const TempDir dir;
    std::vector<std::string> more(GetParam().words.begin() + 1, GetParam().words.end());
    const auto begin = std::chrono::steady_clock::now();
    exported(Episodes::get().results, GetParam().words[0], dir / "whole", more);
    const auto whole =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    const auto expected = treeOf(dir / "whole");
    ASSERT_GT(expected.size(), 1u);

    std::vector<std::string> arguments = {
        "export", Episodes::get().results.string(), "--format", GetParam().words[0],
        "--out",  (dir / "killed").string(),        "--quiet",  "--resume"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::mt19937 random(11);
    for (int round = 0; round < 5; ++round) {
        killAtRandom(arguments, dir / "killed", whole, random);
        // Every second time it goes on from what the last kill has left.
        if (round % 2 == 0) continue;
        const auto run = runCamframe(arguments);
        EXPECT_EQ(run.exitCode, 0) << run.err;
        EXPECT_EQ(treeOf(dir / "killed"), expected) << GetParam().name << " round " << round;
        fs::remove_all(dir / "killed");
    }
    const auto run = runCamframe(arguments);
    EXPECT_EQ(run.exitCode, 0) << run.err;
    EXPECT_EQ(treeOf(dir / "killed"), expected);
    // Once more over a finished export: nothing is made again, and nothing changes.
    const auto again = runCamframe(arguments);
    EXPECT_EQ(again.exitCode, 0) << again.err;
    EXPECT_EQ(treeOf(dir / "killed"), expected);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ResumeFormat,
                         ::testing::Values(Kind{"Files", {"hdf5", "--depth"}},
                                           Kind{"SingleFile", {"hdf5", "--single-file"}},
                                           Kind{"Coco", {"coco", "--pictures", "jpeg"}},
                                           Kind{"Bop", {"bop", "--pictures", "none"}}),
                         [](const auto& kind) { return std::string(kind.param.name); });

TEST(Resume, OnlyWhatWasMadeFromTheSameIsKept) {
    const TempDir dir;
    fs::copy(Episodes::get().results, dir / "results", fs::copy_options::recursive);
    exported(dir / "results", "json", dir / "out");
    const fs::path first = dir / "out" / "episode_000000.json", second = dir / "out" / "episode_000001.json";
    const fs::file_time_type before = fs::last_write_time(first), other = fs::last_write_time(second);
    const fs::path file = calibrationPath(dir / "results", 1, "front");
    auto calibration = readCalibration(file);
    ASSERT_TRUE(calibration);
    calibration->camFromBase->translation().x() += 0.01;
    ASSERT_TRUE(writeCalibration(*calibration, file));
    exported(dir / "results", "json", dir / "out", {"--resume"});
    EXPECT_EQ(fs::last_write_time(first), before);
    EXPECT_NE(fs::last_write_time(second), other) << "its calibration is another one now";
    exported(dir / "results", "json", dir / "whole");
    EXPECT_EQ(treeOf(dir / "out"), treeOf(dir / "whole"));
    exported(dir / "results", "json", dir / "out", {"--resume", "--labels", "points"});
    EXPECT_NE(fs::last_write_time(first), before) << "other options make other files";
}

TEST(Export, OfAnotherSelectionLeavesNoneOfTheOneBefore) {
    for (const char* format : {"hdf5", "masks", "calibrations"}) {
        const TempDir dir;
        fs::copy(Episodes::get().results, dir / "results", fs::copy_options::recursive);
        exported(dir / "results", format, dir / "out");
        const fs::path file = calibrationPath(dir / "results", 1, "front");
        auto calibration = readCalibration(file);
        ASSERT_TRUE(calibration);
        calibration->status = CalibrationStatus::Review;
        calibration->reasons = {"look"};
        ASSERT_TRUE(writeCalibration(*calibration, file));
        exported(dir / "results", format, dir / "out", {"--only", "accepted"});
        exported(dir / "results", format, dir / "fresh", {"--only", "accepted"});
        EXPECT_EQ(treeOf(dir / "out"), treeOf(dir / "fresh")) << format;
    }
}

TEST(Export, IsVerifiedFromAnyFolder) {
    const TempDir dir;
    fs::copy(Episodes::get().results, dir / "results", fs::copy_options::recursive);
    exported(fs::relative(dir / "results"), "json", dir / "out");
    const json first = json::parse(contentsOf(dir / "out" / "manifest.json"))["cameras"][0];
    EXPECT_TRUE(fs::path(first["calibration"].get<std::string>()).is_absolute()) << first.dump();
}

TEST(Append, AddsEpisodesToWhatIsThere) {
    const TempDir dir;
    const fs::path results = Episodes::get().results;
    fs::create_directories(dir / "early");
    fs::create_directories(dir / "late");
    for (const int e : {0, 1, 2, 3, 4})
        fs::copy(results / ("00000" + std::to_string(e)),
                 dir / (e < 2 ? "early" : "late") / ("00000" + std::to_string(e)),
                 fs::copy_options::recursive);
    exported(dir / "early", "hdf5", dir / "out", {"--single-file"});
    exported(dir / "late", "hdf5", dir / "out", {"--single-file", "--append"});
    const H5File file(dir / "out" / "episodes.h5");
    for (int e = 0; e < kEpisodes; ++e)
        EXPECT_EQ(file.shape("/episodes/00000" + std::to_string(e) + "/actions/front/left/tcp_pose")[0], 10u);
    EXPECT_EQ(json::parse(contentsOf(dir / "out" / "manifest.json"))["cameras"].size(), size_t{kEpisodes});
    const auto check = test::verified(dir / "out", Episodes::get().dataset, {"--frames", "1"});
    EXPECT_EQ(check.exitCode, 0) << check.out << check.err;
    // The same again is nothing new; another calibration of an episode that is there is refused.
    const std::string before = contentsOf(dir / "out" / "episodes.h5");
    exported(dir / "late", "hdf5", dir / "out", {"--single-file", "--append"});
    EXPECT_EQ(contentsOf(dir / "out" / "episodes.h5"), before);
    const fs::path changed = calibrationPath(dir / "late", 3, "front");
    auto calibration = readCalibration(changed);
    ASSERT_TRUE(calibration);
    calibration->camFromBase->translation().x() += 0.01;
    ASSERT_TRUE(writeCalibration(*calibration, changed));
    const auto refused = runCamframe({"export", (dir / "late").string(), "--format", "hdf5", "--out",
                                      (dir / "out").string(), "--single-file", "--append", "--quiet"});
    EXPECT_EQ(refused.exitCode, 1);
    EXPECT_THAT(refused.err, HasSubstr("episode 3"));
    EXPECT_EQ(contentsOf(dir / "out" / "episodes.h5"), before);
}

TEST(Resume, CtrlCLeavesWholeEpisodesAndCanGoOn) {
    const TempDir dir;
    const std::vector<std::string> arguments = {"export", Episodes::get().results.string(), "--format", "bop",
                                                "--out",  (dir / "out").string(),           "--resume"};
    auto stopped = test::runCamframeAndSignal(arguments, SIGINT);
    // On a fast machine the export can end before the signal comes.
    for (int again = 0; again < 20 && stopped.exitCode == 0; ++again) {
        fs::remove_all(dir / "out");
        stopped = test::runCamframeAndSignal(arguments, SIGINT);
    }
    EXPECT_EQ(stopped.exitCode, 1);
    EXPECT_THAT(stopped.err, HasSubstr("Stopped"));
    EXPECT_FALSE(fs::exists(dir / "out" / ".partial"));
    const auto run = runCamframe(arguments);
    EXPECT_EQ(run.exitCode, 0) << run.err;
    exported(Episodes::get().results, "bop", dir / "whole");
    EXPECT_EQ(treeOf(dir / "out"), treeOf(dir / "whole"));
}

}  // namespace
}  // namespace camframe
