// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "app/commands/console.h"
#include "app/commands/options.h"
#include "app/commands/verify/verification.h"

namespace camframe {

namespace {

using Json = nlohmann::ordered_json;
using verify::Comparison;
using verify::Verification;

void print(const Verification& result, Shell& shell) {
    const Comparison& comparison = result.comparison;
    if (shell.json) {
        Json json{{"format", result.format},
                  {"episodes", result.episodes},
                  {"cameras", result.cameras},
                  {"differences", comparison.differences()},
                  {"fields", Json::object()}};
        for (const auto& [name, field] : comparison.fields())
            json["fields"][name] = {{"compared", field.compared},
                                    {"different", field.different},
                                    {"worst", std::isfinite(field.worst) ? Json(field.worst) : Json(nullptr)},
                                    {"first", field.different ? Json(field.first) : Json(nullptr)}};
        shell.out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
        return;
    }
    TextTable table({"field", "compared", "different", "worst", "first difference"});
    for (const auto& [name, field] : comparison.fields()) {
        if (shell.quiet && !field.different) continue;
        table.addRow({name, std::to_string(field.compared), std::to_string(field.different),
                      field.worst > 0 ? fmt::format("{:.3g}", field.worst) : "-",
                      field.different ? field.first : ""});
    }
    if (!shell.quiet || comparison.differences() > 0) table.print(shell.out);
    if (shell.quiet) return;
    shell.out << fmt::format("episodes: {}, cameras: {}, differences: {}\n", result.episodes, result.cameras,
                             comparison.differences());
}

}  // namespace

void addVerifyCommand(CLI::App& app, Shell& shell) {
    auto options = std::make_shared<verify::VerifyOptions>();
    CLI::App* command =
        app.add_subcommand("verify", "Recompute an export independently and report differences");
    command->add_option("EXPORT", options->folder, "Folder of 'camframe export', of any format")
        ->required()
        ->check(notEmpty);
    command->add_option("--against", options->given.dataset, "The recording or dataset that was exported")
        ->required()
        ->check(notEmpty);
    addRecordingOptions(*command, options->given, "the one named in the calibrations");
    command->add_option("--tcp", options->given.tcp, "Tool centre point, where the export was given one");
    command->add_option(
        "--calibrations", options->calibrations,
        "Folder of calibrations, where they have moved (default: as the manifest names them)");
    command
        ->add_option_function<std::string>(
            "--frames",
            [options](const std::string& text) {
                if (text == "all") {
                    options->redrawnFrames = -1;
                    return;
                }
                if (!CLI::detail::lexical_cast(text, options->redrawnFrames) || options->redrawnFrames < 0)
                    throw CLI::ValidationError("--frames", "'" + text + "' is neither a number nor 'all'");
            },
            "Frames per camera whose masks are drawn again by rays (default: 3); all else is checked in "
            "every "
            "frame")
        ->type_name("N|all");
    addCommonOptions(*command, shell);
    command->callback([options, &shell] {
        shell.action = [options, &shell]() -> Result<int> {
            verify::VerifyOptions given = *options;
            given.given.search = shell.search;
            const Result<Verification> result = verify::verifyExport(given, shell.context);
            if (!result) return tl::unexpected(result.error());
            print(*result, shell);
            return result->comparison.differences() > 0 ? 1 : 0;
        };
    });
}

}  // namespace camframe
