// SPDX-License-Identifier: Apache-2.0
#include "app/commands/slurm/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace camframe {

namespace {

constexpr size_t kMaxOut = size_t{64} << 20;
constexpr size_t kMaxErr = size_t{4} << 10;

class Pipe {
public:
    Pipe() { m_open = ::pipe2(m_ends, O_CLOEXEC) == 0; }
    ~Pipe() {
        closeEnd(0);
        closeEnd(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    bool isOpen() const { return m_open; }
    int end(int which) const { return m_ends[which]; }
    void closeEnd(int which) {
        if (m_ends[which] >= 0) ::close(m_ends[which]);
        m_ends[which] = -1;
    }

private:
    int m_ends[2] = {-1, -1};
    bool m_open = false;
};

/// Reads both pipes until they end, so that neither can fill up and stop the program.
void drain(Pipe& out, Pipe& err, ChildRun& run) {
    std::array<pollfd, 2> ends{pollfd{out.end(0), POLLIN, 0}, pollfd{err.end(0), POLLIN, 0}};
    std::array<char, 65536> buffer;
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        if (::poll(ends.data(), ends.size(), -1) < 0) {
            if (errno == EINTR) continue;
            return;
        }
        for (size_t i = 0; i < ends.size(); ++i) {
            if (ends[i].fd < 0 || ends[i].revents == 0) continue;
            const ssize_t count = ::read(ends[i].fd, buffer.data(), buffer.size());
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) {
                ends[i].fd = -1;
                continue;
            }
            std::string& text = i == 0 ? run.out : run.err;
            const size_t room = (i == 0 ? kMaxOut : kMaxErr) - text.size();
            text.append(buffer.data(), std::min(room, static_cast<size_t>(count)));
        }
    }
}

}  // namespace

Result<ChildRun> runProgram(const std::vector<std::string>& words) {
    Pipe out, err;
    if (!out.isOpen() || !err.isOpen())
        return makeError(ErrorKind::System, "{} cannot be started: {}.", words.front(), std::strerror(errno));
    std::vector<char*> argv;
    for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out.end(1), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.end(1), STDERR_FILENO);
    pid_t child = 0;
    const int problem = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (problem != 0)
        return makeError(
            ErrorKind::System,
            "The program {} cannot be started ({}): Slurm's commands must be installed and in PATH.",
            words.front(), std::strerror(problem));
    out.closeEnd(1);
    err.closeEnd(1);
    ChildRun run;
    drain(out, err, run);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    run.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return run;
}

}  // namespace camframe
