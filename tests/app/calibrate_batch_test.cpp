// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "app/commands/calibrate/batch_progress.h"
#include "app/commands/calibrate/calibrate_inputs.h"
#include "demo_recording.h"
#include "model/core/io/image_io.h"
#include "program.h"

namespace camframe::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// With a rough start as well.
class BatchDataset : public DemoSet {
public:
    BatchDataset() {
        const json truth = json::parse(std::ifstream(demoRecording() / "truth.json"));
        std::ofstream(*this / "init.json") << truth["cameras"][0]["T_cam_base"];
    }

    fs::path out(const std::string& name) const { return *this / name; }

    std::vector<std::string> arguments(const std::string& out, std::vector<std::string> more = {}) const {
        std::vector<std::string> words = {"calibrate", set().string(),
                                          "--masks",   masks().string(),
                                          "--init",    (*this / "init.json").string(),
                                          "--out",     (*this / out).string(),
                                          "--json"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }
};

/// What a calibration says, without how long it took and where its inputs lay.
std::map<std::string, json> resultsIn(const fs::path& out) {
    std::map<std::string, json> results;
    for (const auto& entry : fs::recursive_directory_iterator(out)) {
        if (entry.path().filename() != "calibration.json") continue;
        json result = json::parse(std::ifstream(entry.path()));
        result.erase("timing_s");
        results[entry.path().lexically_relative(out).string()] = std::move(result);
    }
    return results;
}

std::vector<json> logLines(const fs::path& file) {
    std::vector<json> lines;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
    return lines;
}

TEST(CalibrateBatch, JobsAndShardsGiveTheResultsOfOneRun) {
    const BatchDataset data;
    const auto one = runCamframe(data.arguments("one"));
    ASSERT_EQ(one.exitCode, 0) << one.err;
    const auto expected = resultsIn(data.out("one"));
    ASSERT_EQ(expected.size(), 3u);

    const auto jobs = runCamframe(data.arguments("jobs", {"--jobs", "2"}));
    ASSERT_EQ(jobs.exitCode, 0) << jobs.err;
    EXPECT_EQ(resultsIn(data.out("jobs")), expected);

    for (const char* shard : {"0/2", "1/2"}) {
        const auto part = runCamframe(data.arguments("parts", {"--shard", shard}));
        ASSERT_EQ(part.exitCode, 0) << part.err;
        EXPECT_EQ(json::parse(part.out)["results"].size(), shard == std::string("0/2") ? 2u : 1u);
    }
    EXPECT_EQ(resultsIn(data.out("parts")), expected);
    EXPECT_EQ(logLines(data.out("parts") / "calibrate-log-0-of-2.jsonl").size(), 2u);
    const auto lines = logLines(data.out("parts") / "calibrate-log-1-of-2.jsonl");
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0]["episode"], 1);
    EXPECT_EQ(lines[0]["outcome"], "calibrated");
    EXPECT_EQ(lines[0]["status"], expected.begin()->second["status"]);
}

TEST(CalibrateBatch, OnlyWhatHasChangedIsCalculatedAgain) {
    const BatchDataset data;
    ASSERT_EQ(runCamframe(data.arguments("out")).exitCode, 0);
    const auto keptAfter = [&](std::vector<std::string> more) {
        more.push_back("--resume");
        const auto run = runCamframe(data.arguments("out", std::move(more)));
        EXPECT_EQ(run.exitCode, 0) << run.err;
        return run.exitCode == 0 ? json::parse(run.out)["kept"].get<int>() : -1;
    };
    EXPECT_EQ(keptAfter({}), 3);
    EXPECT_EQ(keptAfter({"--threads", "1", "--jobs", "2"}), 3) << "how it is calculated changes nothing";

    // A person has drawn one mask anew, in a frame that no sample of frames would look at.
    ImageU8 mask = readMask(data.masks() / "000001/front/000003.png").value();
    mask.row(0)[0] = 255;
    ASSERT_TRUE(writePng(data.masks() / "000001/front/000003.png", mask));
    EXPECT_EQ(keptAfter({}), 2);
    EXPECT_EQ(keptAfter({}), 3);

    EXPECT_EQ(keptAfter({"--seed", "5"}), 0);
    EXPECT_EQ(keptAfter({"--seed", "5"}), 3);
}

TEST(CalibrateBatch, AKilledRunGoesOnToTheSameResults) {
    const BatchDataset data;
    ASSERT_EQ(runCamframe(data.arguments("whole")).exitCode, 0);
    const auto killed = runCamframeAndSignal(data.arguments("killed"), SIGKILL);
    EXPECT_EQ(killed.exitCode, 128 + SIGKILL);
    const auto resumed = runCamframe(data.arguments("killed", {"--resume"}));
    ASSERT_EQ(resumed.exitCode, 0) << resumed.err;
    EXPECT_EQ(resultsIn(data.out("killed")), resultsIn(data.out("whole")));
}

TEST(CalibrateBatch, AnEpisodeThatCannotBeReadIsTriedTwiceAndSaid) {
    const BatchDataset data;
    fs::remove(data.set() / "b" / "rgb" / "front" / "000005.png");
    fs::remove(data.set() / "b" / "rgb" / "front" / "000005.jpg");
    const auto run = runCamframe(data.arguments("out"));
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const json summary = json::parse(run.out);
    EXPECT_EQ(summary["results"].size(), 2u);
    EXPECT_EQ(summary["retried"], 1);
    ASSERT_EQ(summary["errors"].size(), 1u);
    EXPECT_NE(summary["errors"][0].get<std::string>().find("000005"), std::string::npos);
    int problems = 0;
    for (const json& line : logLines(data.out("out") / "calibrate-log.jsonl"))
        problems += line["outcome"] == "problem";
    EXPECT_EQ(problems, 2);
}

TEST(CalibrateBatch, ShardsCoverEverythingOnce) {
    for (const int count : {1, 2, 7}) {
        std::set<int> seen;
        for (int index = 0; index < count; ++index) {
            const auto shard = parseShard(fmt::format("{}/{}", index, count));
            ASSERT_TRUE(shard);
            for (int i = shard->index; i < 20; i += shard->count) EXPECT_TRUE(seen.insert(i).second);
        }
        EXPECT_EQ(seen.size(), 20u);
    }
    for (const char* wrong : {"", "1", "2/2", "-1/2", "a/2", "0/0", "0/2x", "0/", "/2", "0/99999999999"})
        EXPECT_FALSE(parseShard(wrong)) << wrong;
}

TEST(CalibrateBatch, DurationsReadAsPeopleSayThem) {
    EXPECT_EQ(durationText(-3), "0 s");
    EXPECT_EQ(durationText(41.7), "42 s");
    EXPECT_EQ(durationText(12 * 60 + 20), "12 min");
    EXPECT_EQ(durationText(3 * 3600 + 20 * 60), "3 h 20 min");
}

}  // namespace
}  // namespace camframe::test
