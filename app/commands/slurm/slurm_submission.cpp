// SPDX-License-Identifier: Apache-2.0
#include "app/commands/slurm/slurm_submission.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "model/core/io/atomic_file.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "camframe-slurm";
constexpr int kVersion = 1;
constexpr size_t kMaxBytes = size_t{16} << 20;
constexpr int kMaxParts = 1'000'000;

/// Words that an #SBATCH line can hold as they are.
bool isPlainWord(const std::string& text) {
    return std::ranges::all_of(text, [](unsigned char c) {
        return std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == ':' || c == ',' || c == '+' ||
               c == '@';
    });
}

bool fitsDirective(const std::string& path) {
    return std::ranges::none_of(path, [](unsigned char c) {
        return c < 0x20 || c == 0x7f || c == '"' || c == '\'' || c == '\\' || c == '%' || c == '`' ||
               c == '$';
    });
}

}  // namespace

std::string SlurmResources::check() const {
    const std::pair<const char*, const std::string*> words[] = {
        {"--partition", &partition}, {"--account", &account}, {"--qos", &qos},
        {"--time", &time},           {"--memory", &memory},   {"--gpus", &gpus}};
    for (const auto& [name, text] : words)
        if (!isPlainWord(*text))
            return fmt::format("{} '{}' holds more than letters, digits and any of - _ . : , + @.", name,
                               *text);
    for (const std::string& constraint : constraints)
        if (!isPlainWord(constraint))
            return fmt::format("--constraint '{}' holds more than letters, digits and any of - _ . : , + @.",
                               constraint);
    if (cpus < 1 || cpus > 4096) return fmt::format("--cpus {} is not from 1 to 4096.", cpus);
    if (throttle < 0) return fmt::format("--throttle {} is negative; 0 sets no limit.", throttle);
    return {};
}

std::string shellQuoted(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + '\'';
}

Result<std::string> slurmScript(const SlurmSubmission& submission) {
    const SlurmResources& asked = submission.resources;
    if (const std::string problem = asked.check(); !problem.empty())
        return makeError(ErrorKind::Usage, "{}", problem);
    if (!fitsDirective(submission.out.string()))
        return makeError(
            ErrorKind::Usage,
            "--out '{}' holds characters that Slurm's directives cannot hold (quotes, backslashes, %, $, "
            "control characters): choose another folder.",
            submission.out.string());
    std::string text =
        "#!/bin/sh\n"
        "# One part of a calibration per task of the array; written by 'camframe slurm submit'. It may be\n"
        "# submitted again: what is done is kept.\n";
    const auto directive = [&text](const char* name, const std::string& value) {
        if (!value.empty()) text += fmt::format("#SBATCH --{}={}\n", name, value);
    };
    directive("job-name", "camframe");
    directive("array", fmt::format("0-{}{}", submission.parts - 1,
                                   asked.throttle > 0 ? fmt::format("%{}", asked.throttle) : ""));
    // A part whose node died is started again; its results are written whole or not at all.
    text += "#SBATCH --requeue\n";
    directive("open-mode", "append");
    directive("output", fmt::format("\"{}/slurm/part-%a.log\"", submission.out.string()));
    directive("cpus-per-task", std::to_string(asked.cpus));
    directive("mem", asked.memory);
    directive("partition", asked.partition);
    directive("account", asked.account);
    directive("qos", asked.qos);
    directive("constraint", fmt::format("{}", fmt::join(asked.constraints, "&")));
    directive("gres", asked.gpus.empty() ? "" : "gpu:" + asked.gpus);
    if (!asked.time.empty()) {
        directive("time", asked.time);
        // A minute before the end: camframe stops cleanly, and the log says so.
        directive("signal", "B:TERM@60");
    }
    text +=
        "printf '%s part %s on %s, start %s\\n' \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\" \"$SLURM_ARRAY_TASK_ID\" "
        "\"$(hostname)\" \"$((${SLURM_RESTART_COUNT:-0} + 1))\"\n";
    text += fmt::format("cd {} || exit 1\n", shellQuoted(submission.folder.string()));
    // In place of the shell, so that Slurm's signals reach it.
    text += fmt::format("exec {} calibrate", shellQuoted(submission.program.string()));
    for (const auto* words : {&submission.arguments, &submission.added})
        for (const std::string& word : *words) text += ' ' + shellQuoted(word);
    text += fmt::format(" --shard \"$SLURM_ARRAY_TASK_ID/{}\"\n", submission.parts);
    return text;
}

Result<void> writeSubmission(const SlurmSubmission& submission) {
    const SlurmResources& asked = submission.resources;
    const Json json{{"format", kFormat},
                    {"version", kVersion},
                    {"folder", submission.folder.string()},
                    {"program", submission.program.string()},
                    {"arguments", submission.arguments},
                    {"added", submission.added},
                    {"parts", submission.parts},
                    {"episodes", submission.episodeCount},
                    {"resources",
                     {{"partition", asked.partition},
                      {"account", asked.account},
                      {"qos", asked.qos},
                      {"time", asked.time},
                      {"memory", asked.memory},
                      {"gpus", asked.gpus},
                      {"constraints", asked.constraints},
                      {"cpus", asked.cpus},
                      {"throttle", asked.throttle}}},
                    {"jobs", submission.jobs}};
    return writeFileAtomically(submission.state(),
                               json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
}

Result<SlurmSubmission> readSubmission(const fs::path& out) {
    SlurmSubmission submission;
    submission.out = fs::absolute(out).lexically_normal();
    if (!submission.out.has_filename()) submission.out = submission.out.parent_path();
    std::error_code error;
    if (!fs::exists(submission.state(), error))
        return inputError("{} was never handed to Slurm: give the --out folder of 'camframe slurm submit'.",
                          out.string());
    const Result<std::string> bytes = readFile(submission.state(), kMaxBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    try {
        const Json json = Json::parse(*bytes);
        if (json.at("format") != kFormat || json.at("version").get<int>() > kVersion)
            return inputError("{} is of another program or a later version: update Camframe.",
                              submission.state().string());
        submission.folder = json.at("folder").get<std::string>();
        submission.program = json.at("program").get<std::string>();
        json.at("arguments").get_to(submission.arguments);
        json.at("added").get_to(submission.added);
        json.at("parts").get_to(submission.parts);
        json.at("episodes").get_to(submission.episodeCount);
        json.at("jobs").get_to(submission.jobs);
        const Json& asked = json.at("resources");
        asked.at("partition").get_to(submission.resources.partition);
        asked.at("account").get_to(submission.resources.account);
        asked.at("qos").get_to(submission.resources.qos);
        asked.at("time").get_to(submission.resources.time);
        asked.at("memory").get_to(submission.resources.memory);
        asked.at("gpus").get_to(submission.resources.gpus);
        asked.at("constraints").get_to(submission.resources.constraints);
        asked.at("cpus").get_to(submission.resources.cpus);
        asked.at("throttle").get_to(submission.resources.throttle);
    } catch (const Json::exception& exception) {
        return inputError("{} is damaged ({}): submit again.", submission.state().string(), exception.what());
    }
    if (submission.parts < 1 || submission.parts > kMaxParts || submission.episodeCount < 0)
        return inputError("{} is damaged (parts, episodes): submit again.", submission.state().string());
    return submission;
}

}  // namespace camframe
