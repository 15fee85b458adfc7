// SPDX-License-Identifier: Apache-2.0
#include "app/commands/slurm/slurm_parts.h"

#include <array>
#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/commands/calibrate/calibrate_batch.h"
#include "app/commands/slurm/child_process.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> fieldsOf(const std::string& line) {
    std::vector<std::string> fields(1);
    for (const char c : line) {
        if (c == '|')
            fields.emplace_back();
        else
            fields.back() += c;
    }
    return fields;
}

std::optional<int> numberOf(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 0) return {};
    return number;
}

template <class Take>
void eachLine(const std::string& text, Take take) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) take(fieldsOf(line));
}

struct PlainWord {
    const char* state;
    const char* words;
};

constexpr std::array kEndings{
    PlainWord{"TIMEOUT", "out of time"},
    PlainWord{"OUT_OF_MEMORY", "out of memory"},
    PlainWord{"NODE_FAIL", "its node failed"},
    PlainWord{"BOOT_FAIL", "its node did not start"},
    PlainWord{"CANCELLED", "cancelled"},
    PlainWord{"PREEMPTED", "made room for others"},
    PlainWord{"DEADLINE", "past its deadline"},
    PlainWord{"FAILED", "the program reported a failure, see its log"},
    PlainWord{"COMPLETED", "the program ended without them, see its log"},
};

std::string endingWords(const std::string& state) {
    for (const PlainWord& ending : kEndings)
        if (state.starts_with(ending.state)) return ending.words;
    return state;
}

/// The last outcome of every camera-episode in a part's log. A line that a kill has cut short is skipped.
void readLog(const fs::path& path, SlurmPart& part) {
    struct Last {
        std::string outcome, status, reason;
    };
    std::map<std::pair<int, std::string>, Last> last;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        const auto json = nlohmann::json::parse(line, nullptr, false);
        if (!json.is_object()) continue;
        const auto text = [&json](const char* key) {
            const auto found = json.find(key);
            return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
        };
        const auto episode = json.find("episode");
        if (episode == json.end() || !episode->is_number_integer()) continue;
        const int number = episode->get<int>();
        Last& entry = last[{number, text("camera")}];
        entry = {text("outcome"), text("status"), text("reason")};
        // An episode that could be read later is no problem any more.
        if (entry.outcome != "problem") last.erase({number, ""});
    }
    for (const auto& [key, entry] : last) {
        if (entry.outcome == "problem") {
            if (part.problems++ == 0) part.firstProblem = entry.reason;
        } else {
            part.ok += entry.status == "ok";
            part.review += entry.status == "review";
            part.failed += entry.status == "failed";
        }
    }
}

bool hasResult(const fs::path& episode) {
    std::error_code error;
    for (fs::directory_iterator it(episode, error), end; !error && it != end; it.increment(error))
        if (fs::exists(it->path() / "calibration.json", error)) return true;
    return false;
}

}  // namespace

bool SlurmPart::waits() const {
    return task && (task->state == "PENDING" || task->state == "REQUEUED" || task->state == "SUSPENDED" ||
                    task->state == "REQUEUE_HOLD" || task->state == "CONFIGURING");
}

bool SlurmPart::runs() const {
    return task && (task->state == "RUNNING" || task->state == "COMPLETING");
}

bool SlurmPart::complete() const {
    return withResults + problems >= episodes;
}

std::string SlurmPart::words() const {
    const std::string started =
        task && task->restarts > 0 ? fmt::format(", start {}", task->restarts + 1) : "";
    if (runs()) return fmt::format("running{}{}", task->node.empty() ? "" : " on " + task->node, started);
    if (waits()) {
        if (task->reason.empty() || task->reason == "None") return "waits" + started;
        return fmt::format(
            "waits: {}{}",
            task->reason == "JobArrayTaskLimit"                         ? "as many run as --throttle allows"
            : task->reason == "Priority" || task->reason == "Resources" ? "others are before it"
            : task->reason.starts_with("Nodes required for job")        ? "its nodes are down or reserved"
            : task->reason == "BeginTime"                               ? "starts again in a moment"
                                                                        : task->reason,
            started);
    }
    if (complete()) return problems > 0 ? fmt::format("done, {} could not be read", problems) : "done";
    if (!task) return withResults > 0 ? "ended early" : "not begun, and not in the queue";
    return "ended early: " + endingWords(task->state);
}

std::map<int, SlurmTask> parseQueue(const std::string& text) {
    std::map<int, SlurmTask> tasks;
    eachLine(text, [&tasks](const std::vector<std::string>& fields) {
        if (fields.size() < 5) return;
        if (const auto index = numberOf(fields[0]))
            tasks[*index] = {fields[1], fields[2], fields[3], fields[4], 0};
    });
    return tasks;
}

std::map<int, SlurmTask> parseAccounting(const std::string& text) {
    std::map<int, SlurmTask> tasks;
    eachLine(text, [&tasks](const std::vector<std::string>& fields) {
        if (fields.size() < 4) return;
        const size_t line = fields[0].find('_');
        if (line == std::string::npos) return;
        // Of several runs of a task sacct says the latest, unless it is asked for duplicates.
        if (const auto index = numberOf(std::string_view(fields[0]).substr(line + 1)))
            tasks[*index] = {fields[1], fields[2], fields[3] == "None assigned" ? "" : fields[3], "", 0};
    });
    return tasks;
}

Result<std::map<int, SlurmTask>> askSlurm(const std::string& job) {
    const auto queue = runProgram(
        {"squeue", "--array", "--states=all", "--noheader", "--jobs=" + job, "--format=%K|%T|%M|%N|%r"});
    if (!queue) return tl::unexpected(queue.error());
    std::map<int, SlurmTask> tasks;
    // Clusters without accounting have no sacct to ask, or one that refuses: what lies on disk tells enough.
    const auto accounts = runProgram({"sacct", "--noheader", "--parsable2", "--allocations", "--jobs=" + job,
                                      "--format=JobID,State,Elapsed,NodeList"});
    if (accounts && accounts->exitCode == 0) tasks = parseAccounting(accounts->out);
    // A job that ended a while ago is unknown to squeue, which is no error here; one of our own is.
    const bool forgotten = queue->err.find("Invalid job id") != std::string::npos;
    if (queue->exitCode != 0 && !forgotten)
        return makeError(ErrorKind::System, "squeue does not answer ({}): see 'scontrol ping'.",
                         queue->err.substr(0, queue->err.find('\n')));
    for (const auto& [index, task] : parseQueue(queue->out)) tasks[index] = task;
    return tasks;
}

std::vector<SlurmPart> joinParts(const SlurmSubmission& submission, const std::vector<int>& episodes,
                                 const std::map<int, SlurmTask>& tasks) {
    std::vector<SlurmPart> parts;
    for (int index = 0; index < submission.parts; ++index) {
        SlurmPart part;
        part.index = index;
        for (size_t i = static_cast<size_t>(index); i < episodes.size();
             i += static_cast<size_t>(submission.parts)) {
            ++part.episodes;
            part.withResults += hasResult(submission.out / fmt::format("{:06d}", episodes[i]));
        }
        CalibrateOptions options;
        options.out = submission.out;
        options.shard = {index, submission.parts};
        readLog(calibrateLogPath(options), part);
        if (const auto task = tasks.find(index); task != tasks.end()) part.task = task->second;
        parts.push_back(std::move(part));
    }
    return parts;
}

}  // namespace camframe
