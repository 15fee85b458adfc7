// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <random>
#include <regex>
#include <utility>
#include <vector>

#include "model/core/slow_work.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

class FileDescriptor {
public:
    explicit FileDescriptor(int descriptor) : m_descriptor(descriptor) {}
    ~FileDescriptor() {
        if (m_descriptor >= 0) ::close(m_descriptor);
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    int get() const { return m_descriptor; }
    bool valid() const { return m_descriptor >= 0; }
    /// Closes now and says whether that worked: some file systems report a full disk only here.
    bool close() {
        const int descriptor = std::exchange(m_descriptor, -1);
        return ::close(descriptor) == 0;
    }

private:
    int m_descriptor;
};

/// Removes the file unless it was released.
class RemoveOnExit {
public:
    explicit RemoveOnExit(fs::path path) : m_path(std::move(path)) {}
    ~RemoveOnExit() {
        if (!m_path.empty()) ::unlink(m_path.c_str());
    }
    RemoveOnExit(const RemoveOnExit&) = delete;
    RemoveOnExit& operator=(const RemoveOnExit&) = delete;
    void release() { m_path.clear(); }

private:
    fs::path m_path;
};

tl::unexpected<Error> writeError(const fs::path& path, int code) {
    return makeError(ErrorKind::Output, "Cannot write {}: {}; check the folder's permissions and free space.",
                     path.string(), std::strerror(code));
}

/// A hidden name beside `path` that keeps its extension, as writers choose their format by it.
fs::path temporaryName(const fs::path& path) {
    static std::atomic<unsigned> counter{0};
    static const unsigned processTag = std::random_device{}();
    const std::string stem = path.stem().string().substr(0, 64);
    return path.parent_path() /
           fmt::format(".{}.{:08x}-{}{}", stem, processTag, counter++, path.extension().string());
}

}  // namespace

Result<void> writeFileAtomically(const fs::path& path,
                                 const std::function<Result<void>(const fs::path&)>& write) {
    slowWorkBegins("writing a file");
    if (path.filename().empty())
        return makeError(ErrorKind::Output, "Cannot write '{}': it names no file.", path.string());
    std::error_code error;
    if (path.has_parent_path()) {
        fs::create_directories(path.parent_path(), error);
        if (error) return writeError(path.parent_path(), error.value());
    }
    if (fs::is_directory(path, error)) return writeError(path, EISDIR);

    const fs::path temporary = temporaryName(path);
    {
        // Made here so that a folder without write permission is reported the same way for every writer.
        FileDescriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (!file.valid()) return writeError(path, errno);
    }
    RemoveOnExit guard(temporary);
    if (Result<void> written = write(temporary); !written) return written;
    {
        FileDescriptor file(::open(temporary.c_str(), O_RDONLY | O_CLOEXEC));
        if (!file.valid() || ::fsync(file.get()) != 0) return writeError(path, errno);
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) return writeError(path, errno);
    guard.release();

    // Makes the rename itself durable; a file system that cannot do it has still replaced the file.
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const FileDescriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.valid()) (void)::fsync(directory.get());
    return {};
}

void removeUnfinished(const fs::path& folder) {
    static const std::regex ours(R"(\..+\.[0-9a-f]{8}-[0-9]+(\.[^.]*)?)");  // see temporaryName()
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (std::error_code unknown; at->symlink_status(unknown).type() == fs::file_type::regular &&
                                     std::regex_match(at->path().filename().string(), ours))
            found.push_back(at->path());
    for (const fs::path& path : found) fs::remove(path, error);
}

Result<void> writeFileAtomically(const fs::path& path, std::string_view bytes) {
    return writeFileAtomically(path, [&](const fs::path& temporary) -> Result<void> {
        FileDescriptor file(::open(temporary.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
        if (!file.valid()) return writeError(path, errno);
        while (!bytes.empty()) {
            const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return writeError(path, errno);
            bytes.remove_prefix(static_cast<size_t>(written));
        }
        if (!file.close()) return writeError(path, errno);
        return {};
    });
}

Result<void> makeDurable(const fs::path& fileOrFolder) {
    std::error_code error;
    const fs::file_status status = fs::symlink_status(fileOrFolder, error);
    if (fs::is_directory(status)) {
        for (fs::directory_iterator entry(fileOrFolder, error), end; !error && entry != end;
             entry.increment(error))
            if (Result<void> inside = makeDurable(entry->path()); !inside) return inside;
        if (error) return writeError(fileOrFolder, error.value());
    } else if (!fs::is_regular_file(status)) {
        return {};
    }
    const FileDescriptor file(::open(fileOrFolder.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) return writeError(fileOrFolder, errno);
    // A file system that cannot do it for folders (EINVAL) has no such gap.
    if (::fsync(file.get()) != 0 && errno != EINVAL) return writeError(fileOrFolder, errno);
    return {};
}

Result<std::string> readFile(const fs::path& path, size_t limit) {
    // O_NONBLOCK: a named pipe must be refused, not waited for.
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.valid())
        return inputError("Cannot read {}: {}; check the path.", path.string(), std::strerror(errno));
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        return inputError("Cannot read {}: {}.", path.string(), std::strerror(errno));
    if (!S_ISREG(status.st_mode))
        return inputError("Cannot read {}: it is not a regular file; give the path of a file.",
                          path.string());
    if (static_cast<size_t>(status.st_size) > limit)
        return inputError("{} has {} bytes, more than the {} accepted for this kind of file; check the path.",
                          path.string(), status.st_size, limit);
    // One byte more than stated, so that a file that grows meanwhile is noticed.
    std::string bytes(static_cast<size_t>(status.st_size) + 1, '\0');
    size_t size = 0;
    while (size < bytes.size()) {
        const ssize_t count = ::read(file.get(), bytes.data() + size, bytes.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return inputError("Cannot read {}: {}.", path.string(), std::strerror(errno));
        if (count == 0) break;
        size += static_cast<size_t>(count);
    }
    if (size == bytes.size())
        return inputError("{} grew while it was read; wait until it is complete.", path.string());
    bytes.resize(size);
    return bytes;
}

}  // namespace camframe
