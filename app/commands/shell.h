// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "app/commands/review_lists.h"
#include "model/core/io/robot_profile.h"
#include "model/core/progress.h"
#include "model/core/result.h"
#include "render/renderer.h"

namespace camframe {

/// What every command shares: streams, --quiet, --json, robot folders, progress, Ctrl-C.
///
/// Lifetime: made by runCommandLine and alive until the command has ended; option callbacks may refer to it.
struct Shell {
    std::ostream& out;  ///< Results for people, or with --json one JSON document and nothing else.
    std::ostream& err;  ///< Errors, warnings, progress.
    bool quiet = false;
    bool json = false;
    RobotSearch search{};
    RunContext context{};       ///< Progress goes to err; the stop token fires on Ctrl-C and SIGTERM.
    ReviewLists lists{};  ///< May be empty: then review lists cannot be read.
    /// Set by the callback of the subcommand that was chosen; the exit code on success is 0 unless it says
    /// so.
    std::function<Result<int>()> action{};
};

/// For options that name a file or folder: an empty text would quietly mean the present folder.
inline const CLI::Validator notEmpty{[](std::string& text) {
                                         return text.empty() ? std::string("names nothing: give a path")
                                                             : std::string();
                                     },
                                     ""};

/// Each command adds its subcommand with options and, when chosen, sets shell.action.
void addBenchCommand(CLI::App& app, Shell& shell);
void addCalibrateCommand(CLI::App& app, Shell& shell);
void addCalibrationCommand(CLI::App& app, Shell& shell);
void addDemoCommand(CLI::App& app, Shell& shell);
void addDoctorCommand(CLI::App& app, Shell& shell);
void addEvaluateCommand(CLI::App& app, Shell& shell);
void addExportCommand(CLI::App& app, Shell& shell);
void addImportCommand(CLI::App& app, Shell& shell);
void addInfoCommand(CLI::App& app, Shell& shell);
void addLayersCommand(CLI::App& app, Shell& shell);
void addProfileCommand(CLI::App& app, Shell& shell);
void addRenderCommand(CLI::App& app, Shell& shell);
void addReportCommand(CLI::App& app, Shell& shell);
void addSheetCommand(CLI::App& app, Shell& shell);
void addSlurmCommand(CLI::App& app, Shell& shell);
void addVideoCommand(CLI::App& app, Shell& shell);
void addVerifyCommand(CLI::App& app, Shell& shell);

/// Names the program and adds every command; shell must outlive app.
void addCommands(CLI::App& app, Shell& shell);

/// --quiet, --json, --robot-path, --package: on every command.
void addCommonOptions(CLI::App& command, Shell& shell);

/// --device, --gpu-memory, --threads: where and with how much the renderer works.
void addDeviceOptions(CLI::App& command, RendererOptions& renderer);

/// An option whose value is one of a few words.
template <class T>
CLI::Option* addChoice(CLI::App& command, const std::string& name, T& value,
                       const std::vector<std::pair<std::string, T>>& choices,
                       const std::string& description) {
    const auto choose = [&value, name, choices](const std::string& text) {
        std::string words;
        for (const auto& [word, meaning] : choices) {
            if (word == text) {
                value = meaning;
                return;
            }
            words += (words.empty() ? "" : ", ") + word;
        }
        throw CLI::ValidationError(name, "'" + text + "' is not one of " + words);
    };
    std::string words;
    for (const auto& [word, meaning] : choices) words += (words.empty() ? "" : "|") + word;
    return command.add_option_function<std::string>(name, choose, description)->type_name(words);
}

/// The process's exit code for an error: 2 bad usage, 1 everything else.
int exitCode(const Error& error);

/// The whole command line: 0 success, 1 failure or stopped by Ctrl-C, 2 bad usage.
///
/// While it runs, SIGINT and SIGTERM ask the command to stop; a second signal ends the process at once.
/// @param lists  What is done with review lists; empty in builds without Qt.
int runCommandLine(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
                   ReviewLists lists = {});

}  // namespace camframe
