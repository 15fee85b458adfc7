// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <ostream>
#include <string>

#include "app/commands/review_lists.h"
#include "model/core/io/robot_profile.h"
#include "model/core/progress.h"
#include "model/core/result.h"
#include "render/renderer.h"

namespace CLI {
class App;
}

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
    RunContext context{};  ///< Progress goes to err; the stop token fires on Ctrl-C and SIGTERM.
    ReviewLists lists{};   ///< May be empty: then review lists cannot be read.
    /// Set by the callback of the subcommand that was chosen; the exit code on success is 0 unless it says
    /// so.
    std::function<Result<int>()> action{};
};

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

/// The process's exit code for an error: 2 bad usage, 1 everything else.
int exitCode(const Error& error);

/// The whole command line: 0 success, 1 failure or stopped by Ctrl-C, 2 bad usage.
///
/// While it runs, SIGINT and SIGTERM ask the command to stop; a second signal ends the process at once.
/// @param lists  What is done with review lists; empty in builds without Qt.
int runCommandLine(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
                   ReviewLists lists = {});

}  // namespace camframe
