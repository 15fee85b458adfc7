// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "model/core/result.h"

namespace camframe {

/// How bytes inside a container are compressed.
enum class Compression {
    None,
    Zlib,  ///< Also with the header of gzip.
    Zstd,
    Lz4,   ///< One block behind its size in 4 bytes, as numcodecs writes it.
    Blosc  ///< Version 1, with whatever codec its header names.
};

/// Unpacks; refuses whatever would become larger than `limit` bytes before it has taken more memory than
/// that, and damaged data.
/// @param what  Named in errors.
Result<std::string> decompress(Compression compression, std::string_view bytes, size_t limit,
                               const std::string& what);

}  // namespace camframe
