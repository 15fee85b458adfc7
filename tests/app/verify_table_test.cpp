// SPDX-License-Identifier: Apache-2.0
/// The table of docs/actions.md: a few frames of every recording in every format of export, verified. Takes
/// minutes: `ctest -L long`. CAMFRAME_VERIFY_TABLE names a file that the table is appended to.
#include <gmock/gmock.h>

#include <cstdlib>

#include "app/export_fixture.h"
#include "model/core/io/detail/sql_engine.h"
#include "support/shared_data.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::runCamframe;
using test::TempDir;

/// A form of export and the options that bring it about.
struct Form {
    std::string name;
    std::vector<std::string> words;
    bool lerobot = false;
};

const std::vector<Form>& forms() {
    static const std::vector<Form> all = {
        {"hdf5", {"--format", "hdf5", "--depth"}},
        {"json", {"--format", "json"}},
        {"coco", {"--format", "coco"}},
        {"bop", {"--format", "bop", "--pictures", "none"}},
        {"masks", {"--format", "masks"}},
        {"depth", {"--format", "depth"}},
        {"droid", {"--format", "droid"}},
        {"robotwin", {"--format", "robotwin"}},
        {"ros", {"--format", "ros"}},
        {"calibrations", {"--format", "calibrations"}},
        {"lerobot 2.1", {"--format", "lerobot", "--lerobot-version", "2.1", "--curate", "--depth"}, true},
        {"lerobot 3.0", {"--format", "lerobot", "--lerobot-version", "3.0", "--curate", "--depth"}, true},
        {"caliball", {"--format", "lerobot", "--curate", "--caliball-columns"}, true}};
    return all;
}

struct Subject {
    std::string name;
    fs::path dataset;
    std::string robot;  ///< Empty: as the recording says.
    fs::path robotPath;
    fs::path results;  ///< Empty: made by writeResults().
};

/// A pose for every camera: the true one, else one from which the robot is seen. What is verified is the
/// export, not the pose.
void writeResults(const Subject& subject, const fs::path& results) {
    DatasetOpenOptions options;
    options.robot = subject.robot;
    const auto reader = openDataset(subject.dataset, options);
    ASSERT_TRUE(reader) << reader.error().message;
    const auto episode = (*reader)->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    std::map<std::string, RigidTransform> truth;
    if (const auto known = readCameraTruth(subject.dataset / "truth.json"))
        for (const CameraTruth& camera : *known) truth[camera.cameraName] = camera.camFromBase;
    for (const CameraStream& stream : episode->cameras) {
        Calibration c;
        c.status = CalibrationStatus::Ok;
        c.reasons.clear();
        c.dataset = (*reader)->name();
        c.robot = subject.robot;
        c.cameraName = stream.name;
        c.camera = CameraModel::guessed(stream.width, stream.height);
        if (stream.k)
            c.camera = CameraModel::fromMatrix(*stream.k, stream.width, stream.height, stream.distortion, "K")
                           .value();
        const auto found = truth.find(stream.name);
        c.camFromBase =
            found != truth.end() ? found->second : synthetic::lookAt({1.3, 0.5, 0.8}, {0.2, 0, 0.35});
        c.backend = "cpu";
        c.inputs["dataset"] = subject.dataset.string();
        if (!subject.robot.empty()) c.inputs["robot"] = subject.robot;
        c.inputs["robot_path"] = subject.robotPath.string();
        ASSERT_TRUE(writeCalibration(c, calibrationPath(results, 0, stream.name)));
    }
}

class LongVerifyTable : public ::testing::Test {
protected:
    void row(const Subject& subject) {
        const TempDir dir;
        fs::path results = subject.results;
        if (results.empty()) {
            results = dir / "results";
            writeResults(subject, results);
            if (HasFatalFailure()) return;
        }
        int exports = 0;
        int64_t values = 0, differences = 0;
        std::string notMade;
        for (const Form& form : forms()) {
            if (form.lerobot && !SqlEngine::open({})) continue;
            const fs::path out = dir / "out";
            fs::remove_all(out);
            std::vector<std::string> words = {"export", results.string(), "--out", out.string(), "--quiet"};
            words.insert(words.end(), form.words.begin(), form.words.end());
            if (form.name != "calibrations") words.insert(words.end(), {"--frames", "0,3-4"});
            const auto made = runCamframe(words);
            // Separate poses have no times, by which LeRobot counts frames.
            if (made.exitCode != 0 && form.lerobot &&
                made.err.find("neither a frame rate nor times") != std::string::npos) {
                notMade = "LeRobot: no frame rate";
                continue;
            }
            ASSERT_EQ(made.exitCode, 0) << subject.name << ' ' << form.name << ": " << made.err;
            const auto run = test::verified(out, subject.dataset, {"--frames", "1"});
            ASSERT_FALSE(run.out.empty()) << subject.name << ' ' << form.name << ": " << run.err;
            const json said = json::parse(run.out);
            EXPECT_EQ(run.exitCode, 0) << subject.name << ' ' << form.name << '\n' << run.out;
            ++exports;
            differences += said.at("differences").get<int64_t>();
            for (const auto& [name, field] : said.at("fields").items())
                values += field.at("compared").get<int64_t>();
        }
        EXPECT_GT(exports, 0);
        EXPECT_EQ(differences, 0) << subject.name;
        print(fmt::format("| {} | {} | {} | {} | {} |", subject.name, exports, values, differences, notMade));
    }
    static void print(const std::string& line) {
        std::printf("%s\n", line.c_str());
        if (const char* file = std::getenv("CAMFRAME_VERIFY_TABLE"))
            std::ofstream(file, std::ios::app) << line << '\n';
    }
    static void head(const char* what) {
        print(
            fmt::format("\n| {} | exports | values compared | different | not exported |\n"
                        "| --- | --- | --- | --- | --- |",
                        what));
    }
};

TEST_F(LongVerifyTable, GeneratedRecordings) {
    head("generated recording");
    row({"one arm", test::demoRecording(), {}, {}, test::DemoResults::get().results});
    const auto& dual = test::DualArmRecording::get();
    row({"two arms that hide each other", dual.recording, {}, {}, dual.results});
}

TEST_F(LongVerifyTable, SharedRecordings) {
    CAMFRAME_SHARED_OR_SKIP(data, "data");
    CAMFRAME_SHARED_OR_SKIP(robots, "robots");
    head("shared recording");
    for (const char* path : {"synthetic/franka_hand_clean", "synthetic/franka_hand_clean_video",
                             "synthetic/franka_hand_clean_hdf5", "synthetic/ur5e_robotiq", "synthetic/so100",
                             "real/xarm7_realsense", "real/med7_realsense", "real/panda_azure_sequence",
                             "real/panda_azure_ee_only"})
        row({fs::path(path).filename().string(), data / path, {}, robots, {}});
    for (const char* file : {"episode_0.hdf5", "episode_0_raw_every5th.hdf5", "robomimic_every5th.hdf5"})
        row({file, data / "synthetic/franka_hand_clean_hdf5" / file, "franka_hand", robots, {}});
    for (const char* path : {"real/droid_episode_0", "real/droid_episode_1", "real/droid_episode_2"})
        row({fs::path(path).filename().string(), data / path, "franka_robotiq", robots, {}});
}

}  // namespace
}  // namespace camframe
