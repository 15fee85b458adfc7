// SPDX-License-Identifier: Apache-2.0
// What camframe slurm writes and reads. On a real Slurm: tests/services.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "app/commands/calibrate/calibrate_arguments.h"
#include "app/commands/slurm/child_process.h"
#include "app/commands/slurm/slurm_parts.h"
#include "program.h"
#include "tests/support/temp_dir.h"

namespace camframe::test {
namespace {

namespace fs = std::filesystem;

SlurmSubmission submission() {
    SlurmSubmission made;
    made.out = "/shared/out put";
    made.folder = "/home/o'neil";
    made.program = "/opt/camframe";
    made.arguments = {"data", "--out", "/shared/out put"};
    made.added = {"--resume"};
    made.parts = 7;
    made.resources.throttle = 3;
    made.resources.partition = "gpu";
    made.resources.gpus = "a100:1";
    made.resources.memory = "4G";
    made.resources.time = "1-00:00:00";
    made.resources.constraints = {"avx512", "ssd"};
    return made;
}

TEST(Slurm, TheScriptAsksForWhatWasAsked) {
    const auto script = slurmScript(submission());
    ASSERT_TRUE(script) << script.error().message;
    for (const char* line : {"#SBATCH --array=0-6%3\n", "#SBATCH --requeue\n", "#SBATCH --open-mode=append\n",
                             "#SBATCH --output=\"/shared/out put/slurm/part-%a.log\"\n", "#SBATCH --mem=4G\n",
                             "#SBATCH --partition=gpu\n", "#SBATCH --gres=gpu:a100:1\n",
                             "#SBATCH --time=1-00:00:00\n", "#SBATCH --constraint=avx512&ssd\n",
                             "#SBATCH --cpus-per-task=2\n", "--shard \"$SLURM_ARRAY_TASK_ID/7\"\n"})
        EXPECT_NE(script->find(line), std::string::npos) << line << *script;
    SlurmSubmission plain = submission();
    plain.resources = {};
    const auto less = slurmScript(plain);
    for (const char* word : {"--mem", "--partition", "--gres", "--time", "--constraint", "%3", "--signal"})
        EXPECT_EQ(less->find(word), std::string::npos) << word;
}

TEST(Slurm, WordsReachTheProgramAsTheyAre) {
    const TempDir folder;
    const fs::path program = folder / "show's words";
    std::ofstream(program) << "#!/bin/sh\nfor word in \"$@\"; do printf '%s\\0' \"$word\"; done\n";
    fs::permissions(program, fs::perms::owner_all);
    const std::vector<std::string> hostile = {"a b",          "$(touch " + (folder / "ran").string() + ")",
                                              "`id`",         "it's \"quoted\"",
                                              "back\\slash",  "line\nfeed",
                                              "; rm -rf x",   "* ?",
                                              "--flag=$HOME", ""};
    SlurmSubmission made = submission();
    made.folder = folder.path();
    made.program = program;
    made.arguments = hostile;
    const auto script = slurmScript(made);
    ASSERT_TRUE(script) << script.error().message;
    std::ofstream(folder / "job.sh") << *script;
    ASSERT_EQ(::setenv("SLURM_ARRAY_TASK_ID", "4", 1), 0);
    const auto run = runProgram({"sh", (folder / "job.sh").string()});
    ::unsetenv("SLURM_ARRAY_TASK_ID");
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_EQ(run->exitCode, 0) << run->err;
    std::vector<std::string> words;
    std::istringstream text(run->out.substr(run->out.find('\n') + 1));
    for (std::string word; std::getline(text, word, '\0');) words.push_back(word);
    std::vector<std::string> expected = hostile;
    expected.insert(expected.begin(), "calibrate");
    expected.insert(expected.end(), {"--resume", "--shard", "4/7"});
    EXPECT_EQ(words, expected);
    EXPECT_FALSE(fs::exists(folder / "ran"));
}

TEST(Slurm, WhatDirectivesCannotHoldIsRefused) {
    for (const char* out : {"/a\"b", "/a\nb", "/a%b", "/a\\b", "/a$b", "/a'b"}) {
        SlurmSubmission made = submission();
        made.out = out;
        EXPECT_FALSE(slurmScript(made)) << out;
    }
    for (const char* word : {"a b", "x\n#SBATCH --uid=0", "a;b", "$(id)"}) {
        SlurmSubmission made = submission();
        made.resources.partition = word;
        EXPECT_FALSE(slurmScript(made)) << word;
        made = submission();
        made.resources.constraints = {word};
        EXPECT_FALSE(slurmScript(made)) << word;
    }
}

TEST(Slurm, SubmissionsAreReadAsTheyWereWritten) {
    const TempDir folder;
    SlurmSubmission made = submission();
    made.out = folder.path();
    made.jobs = {"12", "99"};
    made.episodeCount = 600;
    ASSERT_TRUE(writeSubmission(made));
    const auto read = readSubmission(folder.path() / "");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*slurmScript(*read), *slurmScript(made));
    EXPECT_EQ(read->jobs, made.jobs);
    EXPECT_EQ(read->episodeCount, 600);
    for (const char* text : {"", "{}", "[1]", R"({"format":"camframe-slurm","version":9})"}) {
        std::ofstream(made.state()) << text;
        EXPECT_FALSE(readSubmission(folder.path())) << text;
    }
    EXPECT_FALSE(readSubmission(folder / "never"));
}

TEST(Slurm, WhatSlurmSaysIsReadAndTheRestSkipped) {
    const auto queue = parseQueue(
        "2|PENDING|0:00||JobArrayTaskLimit\n0|RUNNING|1:05|node7|None\nnonsense\n-1|RUNNING|0|x|y\n3|"
        "COMPLETED|2|n|"
        "None\n");
    ASSERT_EQ(queue.size(), 3U);
    EXPECT_EQ(queue.at(0).node, "node7");
    EXPECT_EQ(queue.at(2).reason, "JobArrayTaskLimit");
    const auto accounts = parseAccounting(
        "5_0|COMPLETED|00:10|n1\n5_1|CANCELLED by 0|00:01|n1\n5_[2-9]|PENDING|00:00|None "
        "assigned\n7|FAILED|0|n\n");
    ASSERT_EQ(accounts.size(), 2U);
    EXPECT_EQ(accounts.at(1).state, "CANCELLED by 0");
}

TEST(Slurm, PartsJoinTheQueueWithWhatLiesOnDisk) {
    const TempDir folder;
    SlurmSubmission made = submission();
    made.out = folder.path();
    made.parts = 3;
    for (const int episode : {0, 3, 1}) {
        const fs::path camera = folder / fmt::format("{:06d}", episode) / "front";
        fs::create_directories(camera);
        std::ofstream(camera / "calibration.json") << "{}";
    }
    std::ofstream(folder / "calibrate-log-0-of-3.jsonl")
        << R"({"episode":0,"camera":"front","outcome":"calibrated","status":"ok"})" << '\n'
        << R"({"episode":3,"camera":"front","outcome":"calib)"
        << "\n"
        << R"({"episode":3,"camera":"front","outcome":"kept","status":"failed"})" << '\n';
    std::ofstream(folder / "calibrate-log-1-of-3.jsonl")
        << R"({"episode":1,"camera":"front","outcome":"calibrated","status":"review"})" << '\n'
        << R"({"episode":4,"camera":"","outcome":"problem","reason":"no pictures"})" << '\n';
    const auto parts =
        joinParts(made, {0, 1, 2, 3, 4, 5},
                  {{0, {"COMPLETED", "0:10", "n", "", 0}}, {2, {"TIMEOUT", "9:00", "n", "", 0}}});
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_TRUE(parts[0].complete());
    EXPECT_EQ(parts[0].words(), "done");
    EXPECT_EQ(parts[0].ok, 1);
    EXPECT_EQ(parts[0].failed, 1);
    EXPECT_EQ(parts[1].words(), "done, 1 could not be read");
    EXPECT_EQ(parts[1].firstProblem, "no pictures");
    EXPECT_EQ(parts[1].review, 1);
    EXPECT_FALSE(parts[2].complete());
    EXPECT_EQ(parts[2].episodes, 2);
    EXPECT_EQ(parts[2].words(), "ended early: out of time");
    const auto waiting = joinParts(made, {0, 1, 2}, {{2, {"PENDING", "0:00", "", "BeginTime", 0}}});
    EXPECT_TRUE(waiting[2].inQueue());
    EXPECT_EQ(waiting[2].words(), "waits: starts again in a moment");
}

TEST(Slurm, TheProgramsThatAreRunMayBeMissingOrLoud) {
    EXPECT_FALSE(runProgram({"no-such-program-of-slurm"}));
    const auto loud =
        runProgram({"sh", "-c", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2; exit 3"});
    ASSERT_TRUE(loud);
    EXPECT_EQ(loud->exitCode, 3);
    EXPECT_EQ(loud->out.size(), 300000U);
    EXPECT_LE(loud->err.size(), 4096U);
}

TEST(Slurm, ArgumentsAreThoseOfCalibrate) {
    const auto options =
        parseCalibrateArguments({"data", "--out", "o", "--episodes", "0-9", "--seed", "3"}, {});
    ASSERT_TRUE(options) << options.error().message;
    EXPECT_EQ(options->request.dataset, "data");
    EXPECT_EQ(options->seed, 3U);
    for (const std::vector<std::string>& wrong :
         {std::vector<std::string>{"data"}, {"data", "--out", "o", "--sed", "3"}, {"--help"}}) {
        const auto refused = parseCalibrateArguments(wrong, {});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
    }
    const auto shard =
        runCamframe({"slurm", "submit", "--dry-run", "--", ".", "--out", "o", "--shard", "0/2"});
    EXPECT_EQ(shard.exitCode, 2) << shard.err;
    EXPECT_NE(shard.err.find("--parts"), std::string::npos) << shard.err;
}

}  // namespace
}  // namespace camframe::test
