// SPDX-License-Identifier: Apache-2.0
#include "app/commands/shell.h"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>

#include <fcntl.h>
#include <unistd.h>

#include "app/commands/console.h"
#include "app/commands/groups/group_commands.h"
#include "app/commands/options.h"
#include "app/commands/printable.h"

namespace camframe {

namespace {

/// Write end of the pipe that the signal handler may touch; -1 while nobody listens.
volatile std::sig_atomic_t signalPipe = -1;

extern "C" void onSignal(int) {
    const char byte = 0;
    // Nothing can be done here when the pipe is full: the request is then already on its way.
    [[maybe_unused]] const ssize_t written = ::write(static_cast<int>(signalPipe), &byte, 1);
}

/// Turns SIGINT and SIGTERM into a stop request. A stop source may not be touched inside a signal handler,
/// so the handler writes to a pipe and a thread of ours does the rest.
class InterruptGuard {
public:
    explicit InterruptGuard(std::stop_source& stop) {
        if (::pipe2(m_pipe, O_CLOEXEC) != 0) return;
        m_thread = std::thread([this, &stop] {
            char byte = 0;
            if (::read(m_pipe[0], &byte, 1) == 1 && byte == 0) stop.request_stop();
        });
        signalPipe = m_pipe[1];
        struct sigaction action {};
        action.sa_handler = onSignal;
        // The second signal finds the default action: the way out when a stop takes too long.
        action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
        ::sigaction(SIGINT, &action, &m_oldInterrupt);
        ::sigaction(SIGTERM, &action, &m_oldTerminate);
    }
    ~InterruptGuard() {
        if (!m_thread.joinable()) return;
        ::sigaction(SIGINT, &m_oldInterrupt, nullptr);
        ::sigaction(SIGTERM, &m_oldTerminate, nullptr);
        signalPipe = -1;
        const char done = 1;
        [[maybe_unused]] const ssize_t written = ::write(m_pipe[1], &done, 1);
        m_thread.join();
        ::close(m_pipe[0]);
        ::close(m_pipe[1]);
    }
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

private:
    int m_pipe[2] = {-1, -1};
    std::thread m_thread;
    struct sigaction m_oldInterrupt {};
    struct sigaction m_oldTerminate {};
};

/// Sends the library's log lines to the console for as long as it lives.
class LogGuard {
public:
    explicit LogGuard(Console& console) {
        setLogSink([&console](LogLevel level, std::string_view message) { console.log(level, message); });
    }
    ~LogGuard() { setLogSink({}); }
    LogGuard(const LogGuard&) = delete;
    LogGuard& operator=(const LogGuard&) = delete;
};

std::string oneLine(std::string text) {
    for (char& c : text)
        if (c == '\n' || c == '\r') c = ' ';
    while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
    return text;
}

int usageError(const CLI::App& app, const std::string& message, std::ostream& err) {
    std::string command = app.get_name();
    for (const CLI::App* chosen : app.get_subcommands()) command += " " + chosen->get_name();
    err << "camframe: " << oneLine(message) << "; see '" << command << " --help'.\n";
    return 2;
}

int run(Shell& shell, Console& console) {
    const LogGuard logging(console);
    try {
        const Result<int> result = shell.action();
        console.finish();
        if (result && !shell.out.flush()) {
            console.error("What was to be printed could not be written: is the disk full?");
            return 1;
        }
        if (result) return *result;
        console.error(result.error().message);
        return exitCode(result.error());
    } catch (const std::bad_alloc&) {
        console.error("There is not enough memory for this; use a smaller recording or a larger machine.");
    } catch (const std::exception& exception) {
        console.error(fmt::format("Internal error: {}; please report it with the command line.",
                                  oneLine(exception.what())));
    }
    return 1;
}

}  // namespace

void addDeviceOptions(CLI::App& command, RendererOptions& renderer) {
    command.add_option("--device", renderer.device, "Vulkan device by index (default: the best)")
        ->check(CLI::NonNegativeNumber);
    command
        .add_option(
            "--gpu-memory", renderer.gpuMemoryMiB,
            "Most device memory to use, MiB; frames go through it in chunks (default: three quarters)")
        ->check(CLI::Range(1, 1 << 20));
    command.add_option("--threads", renderer.threads, "Threads (default: one per core)")
        ->check(CLI::Range(0, 1024));
}

void addCommonOptions(CLI::App& command, Shell& shell) {
    command.add_flag("--quiet", shell.quiet, "No progress and no remarks; warnings and errors only");
    command.add_flag("--json", shell.json, "Print one JSON document on standard output");
    command
        .add_option_function<std::vector<std::string>>(
            "--robot-path",
            [&shell](const std::vector<std::string>& folders) {
                for (const std::string& folder : folders) shell.search.robotPaths.emplace_back(folder);
            },
            "Folder of robot descriptions (repeatable; also CAMFRAME_ROBOT_PATH)")
        ->type_name("DIR")
        ->take_all()
        ->expected(1);
    command
        .add_option_function<std::vector<std::string>>(
            "--package",
            [&shell](const std::vector<std::string>& entries) {
                for (const std::string& entry : entries) {
                    const size_t equals = entry.find('=');
                    if (equals == std::string::npos || equals == 0 || equals + 1 == entry.size())
                        throw CLI::ValidationError("--package", "'" + entry + "' is not NAME=DIR");
                    shell.search.packagePaths[entry.substr(0, equals)] = entry.substr(equals + 1);
                }
            },
            "Where package://NAME lies (repeatable)")
        ->type_name("NAME=DIR")
        ->take_all()
        ->expected(1);
}

void addCommands(CLI::App& app, Shell& shell) {
    app.name("camframe");
    app.description("Puts robot-learning actions into the camera's own space.");
    app.set_version_flag("--version", "camframe " CAMFRAME_VERSION);
    app.require_subcommand(1);
    addInfoCommand(app, shell);
    addDoctorCommand(app, shell);
    addImportCommand(app, shell);
    addCalibrateCommand(app, shell);
    addGroupCommand(app, shell);
    addAuditCommand(app, shell);
    addEvaluateCommand(app, shell);
    addRenderCommand(app, shell);
    addExportCommand(app, shell);
    addLayersCommand(app, shell);
    addVideoCommand(app, shell);
    addSheetCommand(app, shell);
    addReportCommand(app, shell);
    addVerifyCommand(app, shell);
    addDemoCommand(app, shell);
    addProfileCommand(app, shell);
    addCalibrationCommand(app, shell);
    addSlurmCommand(app, shell);
    if (shell.lists.addProjectCommand) shell.lists.addProjectCommand(app, shell);
    addBenchCommand(app, shell);
}

int exitCode(const Error& error) {
    switch (error.kind) {
        case ErrorKind::Usage:
            return 2;
        case ErrorKind::Stopped:
        case ErrorKind::Input:
        case ErrorKind::Output:
        case ErrorKind::System:
            return 1;
    }
    return 1;
}

int runCommandLine(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
                   ReviewLists lists) {
    std::stop_source stop;
    const InterruptGuard interrupts(stop);
    PrintableBuffer printableOut(*out.rdbuf());
    std::ostream safeOut(&printableOut);
    Shell shell{safeOut, err};
    shell.search = robotSearchFromEnvironment();
    shell.context.stop = stop.get_token();
    shell.lists = std::move(lists);

    CLI::App app;
    addCommands(app, shell);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error, out, err);  // --help, --version
        const bool unknownCommand = app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-';
        return usageError(
            app, unknownCommand ? fmt::format("There is no command '{}'", argv[1]) : error.what(), err);
    }

    Console console(err, shell.quiet);
    shell.context.progress = &console;
    return run(shell, console);
}

}  // namespace camframe
