// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>
#include <sstream>

#include "app/commands/import_joints.h"
#include "app/commands/import_times.h"
#include "app/program.h"
#include "model/core/episode.h"
#include "model/core/io/image_io.h"
#include "support/temp_dir.h"
#include "support/text_file.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::contents;
using test::ProgramRun;
using test::runCamframe;
using test::TempDir;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// ---------------------------------------------------------------------------------------------------------
// Columns to joints

JointTable tableOf(std::vector<std::string> names, bool header = true) {
    JointTable joints{"joints.csv", {}};
    joints.table.hasHeader = header;
    joints.table.values = Eigen::MatrixXd::Zero(2, static_cast<Eigen::Index>(names.size()));
    joints.table.firstText.resize(names.size());
    joints.table.names = std::move(names);
    return joints;
}

const Robot& demoRobot() {
    static const Robot robot = [] {
        auto loaded = loadRobot("demo", {}, "", nullptr);
        EXPECT_TRUE(loaded) << loaded.error().message;
        return std::move(*loaded);
    }();
    return robot;
}

std::vector<std::string> armJoints() {
    std::vector<std::string> names;
    for (const int joint : demoRobot().arms[0].joints)
        names.push_back(demoRobot().model.joints()[static_cast<size_t>(joint)].name);
    return names;
}

TEST(ImportColumns, AreFoundByTheRobotsNamesWhateverTheirDress) {
    std::vector<std::string> names = {"frame", "Timestamp"};
    for (const std::string& joint : armJoints()) {
        std::string name = fmt::format("position.{}", joint);
        for (char& c : name) c = c == '_' ? '-' : static_cast<char>(std::toupper(c));
        names.push_back(name);
    }
    std::reverse(names.begin() + 2, names.end());  // in any order
    const auto map = mapColumns(tableOf(names), {}, &demoRobot());
    ASSERT_TRUE(map) << map.error().message;
    EXPECT_EQ(map->time, 1u);
    const std::vector<std::string> arm = armJoints();
    EXPECT_EQ(map->joints, std::vector<std::string>(arm.rbegin(), arm.rend()));
    EXPECT_EQ(map->columns.front(), 2u);
}

TEST(ImportColumns, NumberedOnesAreTakenInOrderAndSaid) {
    const std::vector<std::string> arm = armJoints();
    std::vector<std::string> names = {"t", "x", "y"};
    for (size_t i = 0; i < arm.size(); ++i) names.push_back(fmt::format("q{}", i));
    names.emplace_back("gripper_width");
    const auto map = mapColumns(tableOf(names), {}, &demoRobot());
    ASSERT_TRUE(map) << map.error().message;
    ASSERT_GE(map->joints.size(), arm.size());
    EXPECT_TRUE(std::equal(arm.begin(), arm.end(), map->joints.begin()));
    EXPECT_EQ(map->columns.front(), 3u);
    EXPECT_THAT(map->notes, Contains(HasSubstr("in their order")));
    EXPECT_THAT(map->notes, Contains(HasSubstr("left out: 'x', 'y'")));
}

TEST(ImportColumns, TheGripperMayBeCalledOtherwise) {
    std::vector<std::string> names = armJoints();
    names.emplace_back("gripper_width_mm");
    const auto map = mapColumns(tableOf(names), {}, &demoRobot());
    ASSERT_TRUE(map) << map.error().message;
    EXPECT_EQ(map->joints.back(), "demo_finger_joint");
    EXPECT_THAT(map->notes, Contains(HasSubstr("'gripper_width_mm' is taken for the gripper")));
}

TEST(ImportColumns, WhatIsMissingIsAskedForBesideWhatIsKnown) {
    std::vector<std::string> names = armJoints();
    names.back() = "alpha";
    const auto map = mapColumns(tableOf(names), {}, &demoRobot());
    // As many columns as joints: they are given in order, and said.
    ASSERT_TRUE(map) << map.error().message;
    names.emplace_back("beta");
    const auto unclear = mapColumns(tableOf(names), {}, &demoRobot());
    ASSERT_FALSE(unclear);
    EXPECT_THAT(unclear.error().message, HasSubstr(armJoints()[0] + "=" + armJoints()[0]));
    EXPECT_THAT(unclear.error().message, HasSubstr("COLUMN=" + armJoints().back()));
}

TEST(ImportColumns, WhatCannotBeToldIsAskedForWithAnExample) {
    const auto few = mapColumns(tableOf({"alpha", "beta"}), {}, &demoRobot());
    ASSERT_FALSE(few);
    EXPECT_EQ(few.error().kind, ErrorKind::Usage);
    EXPECT_THAT(few.error().message,
                HasSubstr("--map \"alpha=" + armJoints()[0] + ",beta=" + armJoints()[1]));
    EXPECT_THAT(mapColumns(tableOf({"column 1"}, false), {}, nullptr).error().message,
                HasSubstr("--joint-names"));
    EXPECT_THAT(mapColumns(tableOf({"a", "b"}), {{"x"}, "", ""}, nullptr).error().message,
                HasSubstr("gives 1 names, but joints.csv has 2"));
    EXPECT_THAT(mapColumns(tableOf({"a", "b"}), {{}, "c=x", ""}, nullptr).error().message,
                HasSubstr("'a', 'b'"));
    EXPECT_THAT(mapColumns(tableOf({"a", "b"}), {{}, "a", ""}, nullptr).error().message,
                HasSubstr("COLUMN=JOINT"));
    EXPECT_THAT(mapColumns(tableOf({"a", "b"}), {{}, "a=x,b=x", ""}, nullptr).error().message,
                HasSubstr("two columns"));
    EXPECT_THAT(mapColumns(tableOf({"a", "b"}), {{}, "", "c"}, nullptr).error().message,
                HasSubstr("--time-column"));
    JointTable text = tableOf({"a", "b"});
    text.table.firstText[1] = CsvTable::TextCell{7, "ouch"};
    EXPECT_THAT(mapColumns(text, {{}, "b=x", ""}, nullptr).error().message, HasSubstr("line 7: 'ouch'"));
    EXPECT_THAT(mapColumns(text, {}, nullptr)->joints, ElementsAre("a"));
}

TEST(ImportColumns, MapChoosesAndRenames) {
    const auto map = mapColumns(tableOf({"time", "a=b", "c"}), {{}, "c=elbow,a=b=wrist", ""}, nullptr);
    ASSERT_TRUE(map) << map.error().message;
    EXPECT_THAT(map->columns, ElementsAre(2, 1));
    EXPECT_THAT(map->joints, ElementsAre("elbow", "wrist"));
    const auto numbered = mapColumns(tableOf({"column 1", "column 2"}, false), {{}, "2=elbow", "1"}, nullptr);
    ASSERT_TRUE(numbered) << numbered.error().message;
    EXPECT_EQ(numbered->time, 0u);
}

// ---------------------------------------------------------------------------------------------------------
// Rows to pictures

MatchRequest match(int frames, double fps, int rows, double rate, double begin = 100) {
    MatchRequest request;
    request.frames = frames;
    request.rowsName = "joints.csv";
    if (fps > 0)
        for (int i = 0; i < frames; ++i) request.frameTimes.push_back(i / fps);
    request.rows.resize(rows, 1);
    for (int r = 0; r < rows; ++r) {
        request.rows(r, 0) = 0.01 * r;
        if (rate > 0) request.rowTimes.push_back(begin + r / rate);
    }
    return request;
}

TEST(ImportTimes, AsManyRowsAsPicturesBelongTogetherOneByOne) {
    const auto matched = matchJoints(match(5, 0, 5, 10)).value();
    EXPECT_THAT(matched.how, HasSubstr("row by row"));
    EXPECT_EQ(matched.values, match(5, 0, 5, 10).rows);
    EXPECT_NEAR(matched.times[3], 0.3, 1e-9);
    EXPECT_TRUE(matchJoints(match(5, 0, 5, 0))->times.empty());
}

TEST(ImportTimes, OthersAreInterpolatedByTime) {
    // Rows at 100 Hz, 0.01 each: the value is the time since the first row.
    const auto matched = matchJoints(match(30, 30, 120, 100)).value();
    for (int f = 0; f < 30; ++f) EXPECT_NEAR(matched.values(f, 0), f / 30.0, 1e-9);
    EXPECT_EQ(matched.framesWithout, 0);
    MatchRequest nearest = match(30, 30, 120, 100);
    nearest.nearest = true;
    EXPECT_NEAR(matchJoints(nearest)->values(1, 0), 0.03, 1e-12);
    MatchRequest started = match(30, 30, 120, 100);
    started.start = 100.2;
    EXPECT_NEAR(matchJoints(started)->values(3, 0), 0.3, 1e-9);
    // The pictures begin a second early and end two thirds of one late.
    started.start = 99;
    started.frames = 90;
    started.frameTimes.clear();
    for (int f = 0; f < 90; ++f) started.frameTimes.push_back(f / 30.0);
    const auto early = matchJoints(started).value();
    EXPECT_TRUE(std::isnan(early.values(0, 0)));
    EXPECT_NEAR(early.values(30, 0), 0, 1e-9);
    EXPECT_TRUE(std::isnan(early.values(80, 0)));
    EXPECT_EQ(early.framesWithout, early.values.array().isNaN().count());
}

TEST(ImportTimes, GapsAndTurnsAreNotInterpolated) {
    MatchRequest gap = match(31, 30, 101, 100);
    gap.rowTimes.erase(gap.rowTimes.begin() + 20, gap.rowTimes.begin() + 60);
    gap.rows = (Eigen::MatrixXd(61, 1) << gap.rows.topRows(20), gap.rows.bottomRows(41)).finished();
    const auto matched = matchJoints(gap).value();
    EXPECT_NEAR(matched.values(5, 0), 5 / 30.0, 1e-9);
    EXPECT_TRUE(std::isnan(matched.values(12, 0)));
    EXPECT_NEAR(matched.values(20, 0), 20 / 30.0, 1e-9);
    MatchRequest turn = match(5, 20, 3, 10, 0);
    turn.rows << 3.1, -3.1, -3.0;
    EXPECT_THAT(std::abs(matchJoints(turn)->values(1, 0)), 3.1);
}

TEST(ImportTimes, WhatDoesNotFitIsExplained) {
    EXPECT_THAT(
        matchJoints(match(30, 30, 120, 0)).error().message,
        AllOf(HasSubstr("30 pictures and 120 rows"), HasSubstr("--time-column"), HasSubstr("--joint-rate")));
    EXPECT_THAT(matchJoints(match(30, 0, 120, 100)).error().message, HasSubstr("--fps"));
    MatchRequest nanoseconds = match(30, 30, 120, 1e-7);
    EXPECT_THAT(matchJoints(nanoseconds).error().message, HasSubstr("--time-unit"));
    MatchRequest elsewhere = match(30, 30, 120, 100);
    elsewhere.start = 5;
    EXPECT_THAT(matchJoints(elsewhere).error().message, HasSubstr("--start"));
    MatchRequest unsorted = match(30, 30, 120, 100);
    unsorted.rowTimes[7] = unsorted.rowTimes[6];
    EXPECT_THAT(matchJoints(unsorted).error().message, HasSubstr("row 8"));
}

// ---------------------------------------------------------------------------------------------------------
// The command

class Import : public ::testing::Test {
protected:
    Import() {
        fs::create_directories(dir / "front cam");
        for (int i = 0; i < 12; ++i)
            EXPECT_TRUE(writePng(dir / "front cam" / fmt::format("shot{}.png", i), picture(i)));
        std::ofstream csv(dir / "joints.csv");
        csv << "frame;time";
        for (const std::string& joint : armJoints()) csv << ';' << joint;
        csv << '\n';
        for (int i = 0; i < 12; ++i) {
            csv << i << ';' << 5 + i / 10.0;
            for (size_t j = 0; j < armJoints().size(); ++j) csv << ';' << i + 10 * static_cast<int>(j);
            csv << '\n';
        }
    }
    static ImageU8 picture(int i) {
        ImageU8 image(32, 24, 3, static_cast<uint8_t>(10 * i));
        image.at(i, 3, 1) = 255;
        return image;
    }
    ProgramRun run(std::vector<std::string> more, const fs::path& out) {
        std::vector<std::string> arguments = {
            "import", (dir / "front cam").string(), "--out", out.string(), "--robot", "demo"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return runCamframe(arguments);
    }
    std::vector<std::string> joints() const { return {"--joints", (dir / "joints.csv").string()}; }
    std::vector<std::string> leftovers() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(dir.path()))
            names.push_back(entry.path().filename().string());
        return names;
    }
    TempDir dir;
};

TEST_F(Import, MakesARecordingThatReadsBack) {
    const fs::path out = dir / "my recording";
    const ProgramRun made =
        run({"--joints", (dir / "joints.csv").string(), "--degrees", "--intrinsics", "40,40,16,12"}, out);
    ASSERT_EQ(made.exitCode, 0) << made.err;
    EXPECT_THAT(made.out, HasSubstr("row by row"));
    EXPECT_THAT(made.out, HasSubstr("camframe calibrate '" + out.string() + "' --robot demo --out"));
    const auto dataset = openDataset(out);
    ASSERT_TRUE(dataset) << dataset.error().message;
    const auto episode = (*dataset)->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_EQ(episode->jointNames, armJoints());
    EXPECT_EQ(episode->frameCount, 12);
    EXPECT_NEAR(episode->jointPositions(11, 1), 21 * std::numbers::pi / 180, 1e-12);
    EXPECT_NEAR(episode->timestamps[4], 0.4, 1e-9);
    EXPECT_NEAR(*episode->fps, 10, 1e-9);
    ASSERT_EQ(episode->cameras.size(), 1u);
    EXPECT_EQ(episode->cameras[0].name, "front cam");
    ASSERT_TRUE(episode->cameras[0].k);
    EXPECT_EQ((*episode->cameras[0].k)(0, 2), 16);
    const auto frames = (*dataset)->openFrames(*episode, episode->cameras[0]);
    ASSERT_TRUE(frames) << frames.error().message;
    for (const int f : {0, 2, 10, 11})
        EXPECT_EQ((*frames)->read(f).value(), picture(f));  // shot10 is the 11th
}

TEST_F(Import, NpyRateLinksAndJson) {
    std::string header =
        fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': (23, {}), }}", armJoints().size());
    header += std::string(63 - (header.size() + 10) % 64, ' ') + "\n";
    std::string npy("\x93NUMPY\x01\x00", 8);
    npy += static_cast<char>(header.size() & 255);
    npy += static_cast<char>(header.size() >> 8);
    npy += header;
    for (int r = 0; r < 23; ++r)
        for (size_t j = 0; j < armJoints().size(); ++j) {
            const double value = 0.05 * r + static_cast<double>(j);
            npy.append(reinterpret_cast<const char*>(&value), sizeof value);
        }
    std::ofstream(dir / "joints.npy", std::ios::binary) << npy;
    fs::create_directories(dir / "out");  // empty folders are filled
    const ProgramRun made = run({"--joints", (dir / "joints.npy").string(), "--fps", "10", "--joint-rate",
                                 "20", "--link", "--camera", "top/left", "--json"},
                                dir / "out");
    ASSERT_EQ(made.exitCode, 0) << made.err;
    const json summary = json::parse(made.out);
    EXPECT_EQ(summary["frames"], 12);
    EXPECT_EQ(summary["frames_without_joints"], 0);
    EXPECT_EQ(summary["joints"][0]["joint"], armJoints()[0]);
    EXPECT_THAT(summary["next"].get<std::string>(), HasSubstr("camframe calibrate"));
    const json episode = json::parse(contents(dir / "out" / "episode.json"));
    EXPECT_EQ(episode["cameras"][0]["name"], "top/left");
    EXPECT_NEAR(episode["joint_positions"][11][0].get<double>(), 1.1, 1e-9);
    const std::string pattern = episode["cameras"][0]["image_pattern"];
    const fs::path first = dir / "out" / (pattern.substr(0, pattern.find('%')) + "000000.png");
    EXPECT_TRUE(fs::equivalent(first, dir / "front cam" / "shot0.png")) << first;
}

TEST_F(Import, SeveralCamerasShareTheJointValues) {
    fs::copy(dir / "front cam", dir / "side");
    fs::remove(dir / "side" / "shot11.png");
    std::vector<std::string> more = {(dir / "side").string(), "--joints", (dir / "joints.csv").string(),
                                     "--fps", "10"};
    const ProgramRun made = run(more, dir / "out");
    ASSERT_EQ(made.exitCode, 0) << made.err;
    EXPECT_THAT(made.out, HasSubstr("the first 11 of each"));
    const auto dataset = openDataset(dir / "out");
    ASSERT_TRUE(dataset) << dataset.error().message;
    const auto episode = (*dataset)->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_EQ(episode->frameCount, 11);
    ASSERT_EQ(episode->cameras.size(), 2u);
    EXPECT_EQ(episode->cameras[1].name, "side");
    EXPECT_EQ((*(*dataset)->openFrames(*episode, episode->cameras[1]))->read(10).value(), picture(10));

    more.insert(more.end(), {"--camera", "a", "--camera", "a"});
    EXPECT_THAT(run(more, dir / "other").err, HasSubstr("Two cameras are named 'a'"));
    for (int i = 4; i < 11; ++i) fs::remove(dir / "side" / fmt::format("shot{}.png", i));
    more.resize(5);
    EXPECT_THAT(run(more, dir / "other").err, HasSubstr("4 pictures and"));
    EXPECT_FALSE(fs::exists(dir / "other"));
}

TEST_F(Import, RefusesAndLeavesNothing) {
    const std::vector<std::string> before = leftovers();
    const auto expectRefused = [&](const ProgramRun& refused, int code, const std::string& part) {
        EXPECT_EQ(refused.exitCode, code) << refused.err;
        ASSERT_EQ(refused.errorLines().size(), 1u) << refused.err;
        EXPECT_THAT(refused.errorLines()[0], HasSubstr(part));
        EXPECT_THAT(refused.out, IsEmpty());
        EXPECT_EQ(leftovers().size(), before.size());
    };
    expectRefused(run({"--joints", (dir / "none.csv").string()}, dir / "out"), 1, "none.csv");
    expectRefused(run(joints(), dir / "front cam"), 2, "not an empty folder");
    expectRefused(run({"--joints", (dir / "joints.csv").string(), "--map", "x=y"}, dir / "out"), 2,
                  "no such column");
    expectRefused(
        run({"--joints", (dir / "joints.csv").string(), "--intrinsics", "40,40,1600,12"}, dir / "out"), 1,
        "--intrinsics");
    const std::string whole = contents(dir / "front cam" / "shot7.png");
    std::ofstream(dir / "front cam" / "shot7.png", std::ios::binary) << whole.substr(0, 60);
    expectRefused(run(joints(), dir / "out"), 1, "shot7.png is truncated");
    EXPECT_TRUE(writePng(dir / "front cam" / "shot7.png", ImageU8(24, 24, 3)));
    expectRefused(run(joints(), dir / "out"), 1, "24x24 pixels, but the first one has 32x24");
    fs::remove(dir / "front cam" / "shot7.png");
    // Eleven pictures and twelve rows with times, but pictures without: said with the mend.
    expectRefused(run(joints(), dir / "out"), 1, "11 pictures and 12 rows");
    const ProgramRun made = run({"--joints", (dir / "joints.csv").string(), "--fps", "10"}, dir / "out");
    EXPECT_EQ(made.exitCode, 0) << made.err;
    EXPECT_THAT(made.out, HasSubstr("numbers jump from shot6.png to shot8.png"));
    EXPECT_THAT(made.out, HasSubstr("give --degrees"));
}

TEST_F(Import, BarePicturesLeadHere) {
    for (const std::string command : {"info", "calibrate"}) {
        std::vector<std::string> arguments = {command, (dir / "front cam").string()};
        if (command == "calibrate") arguments.insert(arguments.end(), {"--out", (dir / "out").string()});
        const ProgramRun refused = runCamframe(arguments);
        EXPECT_EQ(refused.exitCode, 1);
        EXPECT_THAT(refused.err, HasSubstr("camframe import"));
    }
}

}  // namespace
}  // namespace camframe
