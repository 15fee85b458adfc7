// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/commands/bench/group_bench.h"
#include "app/commands/console.h"

namespace camframe::bench {

namespace {

double percent(int64_t part, int64_t whole) {
    return whole == 0 ? 100 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

double medianOf(std::vector<double> values) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    return values[values.size() / 2];
}

std::vector<double> of(const std::vector<PoseError>& errors, double PoseError::*figure) {
    std::vector<double> out;
    for (const PoseError& error : errors) out.push_back(error.*figure);
    return out;
}

}  // namespace

void printGroupBench(const GroupBenchResult& result, std::ostream& out) {
    if (result.cameraEpisodes > 0) {
        out << fmt::format(
            "{} camera-episodes from {} places (found: {})\n"
            "pairs in one group: precision {:.2f} % ({} of {}), recall {:.2f} % ({} of {})\n"
            "strangers alone: {} of {}; comparing took {:.1f} CPU s\n\n",
            result.cameraEpisodes, result.trueGroups, result.foundGroups,
            percent(result.pairsBoth, result.pairsFound), result.pairsBoth, result.pairsFound,
            percent(result.pairsBoth, result.pairsTrue), result.pairsBoth, result.pairsTrue,
            result.strangersOut, result.strangers, result.comparingCpu);
        TextTable bumps({"bump", "deg", "mm", "found"});
        for (const GroupBenchBump& bump : result.bumps)
            bumps.addRow({fmt::format("place {}", bump.place), fmt::format("{:.2f}", bump.degrees),
                          fmt::format("{:.2f}", bump.millimetres), bump.found ? "yes" : "no"});
        bumps.print(out);
        out << fmt::format("{} of {} bumps found\n\n",
                           std::ranges::count(result.bumps, true, &GroupBenchBump::found),
                           result.bumps.size());
    }
    if (result.solutions.empty()) return;
    TextTable table({"solved", "members", "status", "risk", "deg", "mm", "NEES", "CPU s", "others",
                     "backgrounds", "singles ok", "median deg", "median mm", "CPU s", "times", "confirmed"});
    for (const GroupBenchSolution& s : result.solutions)
        table.addRow({s.name, std::to_string(s.singles.size()), std::string(toString(s.status)),
                      fmt::format("{:.3f}", s.risk), fmt::format("{:.4f}", s.error.rotationDeg),
                      fmt::format("{:.3f}", s.error.translationMm), fmt::format("{:.2f}", s.nees),
                      fmt::format("{:.1f}", s.jointCpu), fmt::format("{:.1f}", s.checkCpu),
                      fmt::format("{:.1f}", s.backgroundCpu),
                      std::to_string(std::ranges::count(s.singles, CalibrationStatus::Ok)),
                      fmt::format("{:.4f}", medianOf(of(s.singleErrors, &PoseError::rotationDeg))),
                      fmt::format("{:.3f}", medianOf(of(s.singleErrors, &PoseError::translationMm))),
                      fmt::format("{:.1f}", s.singleCpu), fmt::format("{:.2f}", s.singleCpu / s.jointCpu),
                      fmt::format("{} of {}", s.confirmed, s.singles.size())});
    table.print(out);
    for (const GroupBenchSolution& s : result.solutions)
        if (!s.reason.empty()) out << fmt::format("{}: {}\n", s.name, s.reason);
    out << "\na knocked member, by its own frames alone\n";
    TextTable knocked({"solved", "deg", "mm", "verdict", "said deg", "said mm"});
    for (const GroupBenchSolution& s : result.solutions)
        knocked.addRow({s.name, fmt::format("{:.2f}", s.bump.degrees),
                        fmt::format("{:.2f}", s.bump.millimetres), std::string(toString(s.bumpVerdict)),
                        fmt::format("{:.2f}", s.bumpSaid.rotationDeg),
                        fmt::format("{:.2f}", s.bumpSaid.translationMm)});
    knocked.print(out);
}

void printGroupBenchJson(const GroupBenchResult& result, std::ostream& out) {
    using Json = nlohmann::ordered_json;
    const auto bumpJson = [](const GroupBenchBump& bump) {
        return Json{{"place", bump.place},
                    {"rotation_deg", bump.degrees},
                    {"translation_mm", bump.millimetres},
                    {"found", bump.found}};
    };
    const auto errorJson = [](const PoseError& error) {
        return Json{{"rotation_deg", error.rotationDeg}, {"translation_mm", error.translationMm}};
    };
    Json json{{"camera_episodes", result.cameraEpisodes},
              {"true_groups", result.trueGroups},
              {"found_groups", result.foundGroups},
              {"pairs_true", result.pairsTrue},
              {"pairs_found", result.pairsFound},
              {"pairs_both", result.pairsBoth},
              {"strangers", result.strangers},
              {"strangers_alone", result.strangersOut},
              {"comparing_cpu_s", result.comparingCpu},
              {"bumps", Json::array()},
              {"solutions", Json::array()}};
    for (const GroupBenchBump& bump : result.bumps) json["bumps"].push_back(bumpJson(bump));
    for (const GroupBenchSolution& s : result.solutions) {
        Json singles = Json::array();
        for (const PoseError& error : s.singleErrors) singles.push_back(errorJson(error));
        json["solutions"].push_back({{"name", s.name},
                                     {"members", s.singles.size()},
                                     {"status", toString(s.status)},
                                     {"risk", s.risk},
                                     {"reason", s.reason},
                                     {"error", errorJson(s.error)},
                                     {"nees", s.nees},
                                     {"cpu_s", s.jointCpu},
                                     {"others_cpu_s", s.checkCpu},
                                     {"backgrounds_cpu_s", s.backgroundCpu},
                                     {"singles_ok", std::ranges::count(s.singles, CalibrationStatus::Ok)},
                                     {"singles", std::move(singles)},
                                     {"singles_cpu_s", s.singleCpu},
                                     {"confirmed", s.confirmed},
                                     {"knocked", bumpJson(s.bump)},
                                     {"knocked_verdict", toString(s.bumpVerdict)},
                                     {"knocked_said", errorJson(s.bumpSaid)}});
    }
    out << json.dump(2) << '\n';
}

}  // namespace camframe::bench
