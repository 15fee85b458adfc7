// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/commands/console.h"
#include "app/commands/groups/group_commands.h"
#include "app/commands/groups/rig_report.h"
#include "app/commands/groups/rig_results.h"
#include "app/commands/labels/label_json.h"
#include "app/commands/options.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct RigOptions {
    fs::path results, out;
    std::vector<std::string> cameras;
};

Json rigJson(const RigReport& report, std::span<const RigResult> solved) {
    Json json{{"episodes", report.episodes}, {"pairs", Json::array()}, {"odd", Json::array()}};
    for (const RigPair& pair : report.pairs) {
        json["pairs"].push_back({{"first", pair.first},
                                 {"second", pair.second},
                                 {"episodes", pair.episodes},
                                 {"T_second_first", matrixJson(pair.secondFromFirst.matrix())},
                                 {"median_rotation_deg", pair.medianDegrees},
                                 {"median_translation_mm", pair.medianMillimetres},
                                 {"worst_rotation_deg", pair.worstDegrees},
                                 {"worst_translation_mm", pair.worstMillimetres}});
    }
    for (const OddCamera& odd : report.odd)
        json["odd"].push_back({{"episode", odd.episode},
                               {"camera", odd.camera.empty() ? Json() : Json(odd.camera)},
                               {"rotation_deg", odd.degrees},
                               {"translation_mm", odd.millimetres}});
    if (solved.empty()) return json;
    json["results"] = Json::array();
    for (const RigResult& one : solved)
        json["results"].push_back({{"episode", one.episode},
                                   {"camera", one.camera},
                                   {"check", toString(one.check)},
                                   {"status", toString(one.status)},
                                   {"moved_deg", one.movedDegrees},
                                   {"moved_mm", one.movedMillimetres},
                                   {"path", one.path.string()}});
    return json;
}

void printRig(const RigReport& report, std::ostream& out) {
    TextTable pairs({"camera", "and", "episodes", "median deg", "median mm", "worst deg", "worst mm"});
    for (const RigPair& pair : report.pairs)
        pairs.addRow({pair.first, pair.second, std::to_string(pair.episodes),
                      fmt::format("{:.3f}", pair.medianDegrees),
                      fmt::format("{:.2f}", pair.medianMillimetres), fmt::format("{:.3f}", pair.worstDegrees),
                      fmt::format("{:.2f}", pair.worstMillimetres)});
    pairs.print(out);
    if (report.odd.empty()) {
        out << "\nno camera is odd\n";
        return;
    }
    TextTable odd({"episode", "odd camera", "deg", "mm"});
    for (const OddCamera& one : report.odd)
        odd.addRow({fmt::format("{:06d}", one.episode), one.camera.empty() ? "one of the two" : one.camera,
                    fmt::format("{:.3f}", one.degrees), fmt::format("{:.2f}", one.millimetres)});
    out << '\n';
    odd.print(out);
}

void printSolved(std::span<const RigResult> solved, std::ostream& out) {
    TextTable table({"episode", "camera", "by the rig", "status", "moved deg", "moved mm"});
    for (const RigResult& one : solved)
        table.addRow({fmt::format("{:06d}", one.episode), one.camera, std::string(toString(one.check)),
                      std::string(toString(one.status)), fmt::format("{:.3f}", one.movedDegrees),
                      fmt::format("{:.2f}", one.movedMillimetres)});
    out << '\n';
    table.print(out);
}

Result<int> runRig(const RigOptions& options, Shell& shell) {
    auto stored = readResults(options.results);
    if (!stored) return tl::unexpected(stored.error());
    if (!options.cameras.empty())
        std::erase_if(*stored, [&](const StoredCalibration& s) {
            return std::ranges::find(options.cameras, s.calibration.cameraName) == options.cameras.end();
        });
    const RigReport report = compareRig(*stored);
    if (report.pairs.empty())
        return inputError("{} holds no episode with two cameras that have a pose.", options.results.string());
    std::vector<RigResult> solved;
    if (!options.out.empty()) {
        auto joined = solveRigResults(*stored, options.out);
        if (!joined) return tl::unexpected(joined.error());
        solved = std::move(*joined);
    }
    if (shell.json) {
        shell.out << rigJson(report, solved).dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
        return 0;
    }
    printRig(report, shell.out);
    if (!solved.empty()) printSolved(solved, shell.out);
    return 0;
}

}  // namespace

void addRigCommand(CLI::App& group, Shell& shell) {
    auto options = std::make_shared<RigOptions>();
    CLI::App* command = group.add_subcommand(
        "rig",
        "Do the cameras of one rig keep their places to each other? Names the odd one; solves them together");
    command->add_option("RESULTS", options->results, "Folder of calibrations")->required();
    command->add_option("--camera", options->cameras, "Camera of the rig (repeatable; default: all)")
        ->take_all()
        ->expected(1);
    command->add_option(
        "--out", options->out,
        "Solve all cameras together and write EPISODE/CAMERA/calibration.json here; may be RESULTS");
    addCommonOptions(*command, shell);
    command->callback(
        [options, &shell] { shell.action = [options, &shell] { return runRig(*options, shell); }; });
}

}  // namespace camframe
