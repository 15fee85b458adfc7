// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/hdf5_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "model/core/io/detail/hdf5_service.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

/// Longer than any slow disk takes for the 512 MiB that one answer may hold; the process itself ends when it
/// calculates without end.
constexpr int kPatienceSeconds = 300;

std::string findProgram() {
    if (const char* named = std::getenv("CAMFRAME_HDF5_HELPER")) return named;
    std::error_code error;
    const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
    // As built, and as installed.
    for (const fs::path& program : {folder / "camframe-hdf5", folder / "../lib/camframe/camframe-hdf5"})
        if (!error && ::access(program.c_str(), X_OK) == 0) return program.string();
    return {};
}

}  // namespace

Hdf5Process& Hdf5Process::instance() {
    static auto* const process = new Hdf5Process;  // NOLINT: see the header
    return *process;
}

Hdf5Process::Hdf5Process() : m_program(findProgram()) {}

bool Hdf5Process::start() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return false;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    // Its own group: Ctrl+C is meant for the program that ends in order, and closes the socket then.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
    char* const arguments[] = {m_program.data(), nullptr};
    const int failed =
        ::posix_spawn(&m_process, m_program.c_str(), &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (failed != 0) {
        ::close(ends[0]);
        m_process = -1;
        return false;
    }
    m_socket = ends[0];
    return true;
}

bool Hdf5Process::stop() {
    int status = 0;
    if (m_socket >= 0) ::close(m_socket);
    if (m_process > 0) {
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, &status, 0);
    }
    m_socket = -1;
    m_process = -1;
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF;
}

Hdf5Process::Lost Hdf5Process::exchange(const std::string& request, std::string& answer) {
    if (sendHdf5Message(m_socket, request) && receiveHdf5Message(m_socket, answer, kPatienceSeconds))
        return Lost::No;
    return stop() ? Lost::Endless : Lost::Crashed;
}

Result<std::string> Hdf5Process::ask(const Hdf5Request& request) {
    std::string answer;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_program.empty() && m_socket < 0 && !start()) {
            log(LogLevel::Warning,
                fmt::format("{} cannot be started; HDF5 files are read without its protection.", m_program));
            m_program.clear();
        }
        if (m_program.empty()) {
            if (!m_own) m_own = std::make_unique<Hdf5Service>();
            answer = m_own->answer(encodeHdf5Request(request));
        } else {
            Lost lost = exchange(encodeHdf5Request(request), answer);
            // Again, as it may be the late fault of an earlier file.
            if (lost == Lost::Crashed && start()) lost = exchange(encodeHdf5Request(request), answer);
            if (lost != Lost::No)
                return inputError(
                    "{} is damaged in a way that HDF5's library does not survive (it {} in a process of its "
                    "own, nothing "
                    "else is affected); copy the file again.",
                    request.path, lost == Lost::Endless ? "went round in circles" : "crashed");
        }
    }
    MessageReader in(answer);
    if (in.value<uint8_t>() == uint8_t{1}) return answer.erase(0, 1);
    const auto kind = in.value<uint8_t>();
    const auto message = in.text();
    if (!message || *kind > static_cast<uint8_t>(ErrorKind::Stopped))
        return inputError("{} cannot be read: its reader answered nonsense; copy the file again.",
                          request.path);
    return tl::unexpected(Error{static_cast<ErrorKind>(*kind), *message});
}

void Hdf5Process::tell(const Hdf5Request& request) noexcept {
    try {
        const std::lock_guard lock(m_mutex);
        std::string ignored;
        if (m_own) (void)m_own->answer(encodeHdf5Request(request));
        if (m_socket >= 0) exchange(encodeHdf5Request(request), ignored);
    } catch (const std::exception&) {  // no memory: the file stays open there
    }
}

}  // namespace camframe
