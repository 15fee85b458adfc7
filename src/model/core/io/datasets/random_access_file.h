// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "model/core/result.h"

namespace camframe {

/// A regular file of which parts are read by position, for containers far larger than memory.
class RandomAccessFile {
public:
    static Result<RandomAccessFile> open(const std::filesystem::path& path);
    ~RandomAccessFile();
    RandomAccessFile(RandomAccessFile&& other) noexcept
        : m_path(std::move(other.m_path)),
          m_descriptor(std::exchange(other.m_descriptor, -1)),
          m_size(other.m_size) {}
    RandomAccessFile(const RandomAccessFile&) = delete;
    RandomAccessFile& operator=(const RandomAccessFile&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    uint64_t size() const { return m_size; }  ///< Bytes, when it was opened.
    /// Exactly these bytes; an error, before anything is allocated, where the file ends before.
    Result<std::string> read(uint64_t offset, size_t length) const;

private:
    RandomAccessFile(std::filesystem::path path, int descriptor, uint64_t size)
        : m_path(std::move(path)), m_descriptor(descriptor), m_size(size) {}

    std::filesystem::path m_path;
    int m_descriptor;
    uint64_t m_size;
};

}  // namespace camframe
