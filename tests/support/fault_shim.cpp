// SPDX-License-Identifier: Apache-2.0
// A library for LD_PRELOAD between the programs and the file system, for files below CAMFRAME_FAULT_FOLDER
// only. CAMFRAME_FAULT_LOG: what was asked of the disk is written to that file, see fault_log.h.
// CAMFRAME_FAULT_BYTES: so many bytes can be written, then the disk is full (ENOSPC).
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>

namespace {

template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

const std::string& folder() {
    static const std::string value =
        std::getenv("CAMFRAME_FAULT_FOLDER") ? std::getenv("CAMFRAME_FAULT_FOLDER") : "/none";
    return value;
}

bool watched(const std::string& path) {
    return path.compare(0, folder().size(), folder()) == 0;
}

std::string pathOf(int descriptor) {
    char path[PATH_MAX];
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const ssize_t length = ::readlink(link.c_str(), path, sizeof path);
    return length > 0 ? std::string(path, static_cast<size_t>(length)) : std::string();
}

void record(char what, const std::string& path, const std::string& other, uint64_t number, const void* data,
            size_t size) {
    static const char* const file = std::getenv("CAMFRAME_FAULT_LOG");
    if (!file || !watched(path)) return;
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    static const int log =
        static_cast<int>(::syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND, 0600));
    std::string bytes(1, what);
    const auto append = [&](uint64_t value) {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    };
    append(path.size());
    bytes += path;
    append(other.size());
    bytes += other;
    append(number);
    append(size);
    bytes.append(static_cast<const char*>(data), size);
    (void)::syscall(SYS_write, log, bytes.data(), bytes.size());
}

/// Whether the disk has room for that; what does not fit is not begun.
bool room(const std::string& path, size_t size) {
    static const char* const limit = std::getenv("CAMFRAME_FAULT_BYTES");
    if (!limit || !watched(path)) return true;
    static std::atomic<int64_t> left{std::atoll(limit)};
    if ((left -= static_cast<int64_t>(size)) >= 0) return true;
    errno = ENOSPC;
    return false;
}

ssize_t writeAt(int descriptor, const void* data, size_t size, off64_t offset, bool positioned) {
    const std::string path = pathOf(descriptor);
    if (!room(path, size)) return -1;
    const off64_t at = positioned ? offset : ::lseek64(descriptor, 0, SEEK_CUR);
    const ssize_t count = positioned ? ::syscall(SYS_pwrite64, descriptor, data, size, offset)
                                     : ::syscall(SYS_write, descriptor, data, size);
    if (count > 0) record('w', path, "", static_cast<uint64_t>(at), data, static_cast<size_t>(count));
    return count;
}

int opened(int descriptor, int flags) {
    if (descriptor >= 0 && (flags & (O_TRUNC | O_CREAT)) != 0) {
        const int error = errno;
        record((flags & O_TRUNC) != 0 ? 't' : 'c', pathOf(descriptor), "", 0, "", 0);
        errno = error;
    }
    return descriptor;
}

std::string absolute(const char* path) {
    if (path[0] == '/') return path;
    char here[PATH_MAX];
    return std::string(::getcwd(here, sizeof here) ? here : "") + "/" + path;
}

int modeOf(int flags, va_list more) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, int) : 0;
}

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* data, size_t size) {
    return writeAt(descriptor, data, size, 0, false);
}
ssize_t pwrite(int descriptor, const void* data, size_t size, off_t offset) {
    return writeAt(descriptor, data, size, offset, true);
}
ssize_t pwrite64(int descriptor, const void* data, size_t size, off64_t offset) {
    return writeAt(descriptor, data, size, offset, true);
}
ssize_t writev(int descriptor, const iovec* parts, int count) {
    ssize_t total = 0;
    for (int i = 0; i < count; ++i) {
        if (parts[i].iov_len == 0) continue;
        const ssize_t written = writeAt(descriptor, parts[i].iov_base, parts[i].iov_len, 0, false);
        if (written < 0) return total > 0 ? total : -1;
        total += written;
        if (static_cast<size_t>(written) < parts[i].iov_len) break;
    }
    return total;
}
int fsync(int descriptor) {
    record('s', pathOf(descriptor), "", 0, "", 0);
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}
int fdatasync(int descriptor) {
    record('s', pathOf(descriptor), "", 0, "", 0);
    return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}
int ftruncate(int descriptor, off_t size) noexcept {
    record('l', pathOf(descriptor), "", static_cast<uint64_t>(size), "", 0);
    return static_cast<int>(::syscall(SYS_ftruncate, descriptor, size));
}
int ftruncate64(int descriptor, off64_t size) noexcept {
    return ftruncate(descriptor, size);
}
int rename(const char* from, const char* to) noexcept {
    const int done = static_cast<int>(::syscall(SYS_rename, from, to));
    if (done == 0) record('r', absolute(from), absolute(to), 0, "", 0);
    return done;
}
int unlink(const char* path) noexcept {
    const int done = static_cast<int>(::syscall(SYS_unlink, path));
    if (done == 0) record('u', absolute(path), "", 0, "", 0);
    return done;
}
int open(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const int mode = modeOf(flags, more);
    va_end(more);
    return opened(static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode)), flags);
}
int open64(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const int mode = modeOf(flags, more);
    va_end(more);
    return opened(static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags | O_LARGEFILE, mode)), flags);
}
FILE* fopen64(const char* path, const char* mode) {
    static auto* const next = real<FILE*(const char*, const char*)>("fopen64");
    FILE* const file = next(path, mode);
    if (file && mode[0] == 'w') opened(::fileno(file), O_TRUNC);
    return file;
}
FILE* fopen(const char* path, const char* mode) {
    return fopen64(path, mode);
}

}  // extern "C"
