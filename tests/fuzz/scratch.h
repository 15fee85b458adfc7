// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "support/temp_dir.h"

namespace camframe::fuzz {

inline void writeBytes(const std::filesystem::path& file, const std::string& bytes) {
    std::filesystem::create_directories(file.parent_path());
    std::filesystem::remove(file);  // SQLite and HDF5 must not meet a file that changes below them
    std::ofstream(file, std::ios::binary) << bytes;
}

inline std::string bytesOf(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// What `write` writes to a path of this name.
template <class Write>
std::string bytesWritten(const std::string& name, const Write& write) {
    const test::TempDir dir;
    write(dir / name);
    return bytesOf(dir / name);
}

}  // namespace camframe::fuzz
