// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/random_access_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace camframe {

Result<RandomAccessFile> RandomAccessFile::open(const std::filesystem::path& path) {
    // O_NONBLOCK: a named pipe must be refused, not waited for.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return inputError("Cannot read {}: {}; check the path.", path.string(), std::strerror(errno));
    struct stat status {};
    const bool regular = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    RandomAccessFile file(path, descriptor, regular ? static_cast<uint64_t>(status.st_size) : 0);
    if (!regular)
        return inputError("Cannot read {}: it is not a regular file; give the path of a file.",
                          path.string());
    return file;
}

RandomAccessFile::~RandomAccessFile() {
    if (m_descriptor >= 0) ::close(m_descriptor);
}

Result<std::string> RandomAccessFile::read(uint64_t offset, size_t length) const {
    if (offset > m_size || length > m_size - offset)
        return inputError(
            "{} is truncated: it ends at byte {}, but {} are expected; copy or download it again.",
            m_path.string(), m_size, offset + length);
    std::string bytes(length, '\0');
    for (size_t done = 0; done < length;) {
        const ssize_t count =
            ::pread(m_descriptor, bytes.data() + done, length - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return inputError("Cannot read {}: {}.", m_path.string(), std::strerror(errno));
        if (count == 0)
            return inputError("{} became shorter while it was read; wait until it is complete.",
                              m_path.string());
        done += static_cast<size_t>(count);
    }
    return bytes;
}

}  // namespace camframe
