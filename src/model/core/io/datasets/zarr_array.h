// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/core/io/datasets/compression.h"
#include "model/core/io/datasets/element_type.h"
#include "model/core/io/datasets/zarr_store.h"

namespace camframe {

/// One array of a zarr hierarchy (format 2), read chunk by chunk.
///
/// Compressors: none, zlib, gzip, zstd, lz4, blosc, and JPEG XL (imagecodecs_jpegxl, one RGB picture per
/// chunk, as UMI writes it). Row-major order and no filters only. Chunks of at most 256 MiB. What is not
/// stored has the array's fill value. Source: the Zarr storage specification, version 2.
class ZarrArray {
public:
    static Result<ZarrArray> open(std::shared_ptr<ZarrStore> store, const std::string& path);

    const std::vector<int64_t>& shape() const { return m_shape; }
    const ElementType& type() const { return m_type; }
    const std::string& codec() const { return m_codec; }  ///< As in the file, e.g. "blosc"; "raw" for none.
    /// Rows along the first dimension, the elements as stored, row-major; at most 512 MiB. The last chunk
    /// stays, so that reading on in order unpacks each chunk once.
    Result<std::string> readRows(int64_t first, int64_t count);

private:
    ZarrArray() = default;
    Result<const std::string*> chunk(const std::vector<int64_t>& index);
    Result<std::string> unpack(const std::string& stored, const std::string& what) const;
    void copyOverlap(const std::vector<int64_t>& index, const std::string& chunk, int64_t first,
                     int64_t count, std::string& out) const;

    std::shared_ptr<ZarrStore> m_store;
    std::string m_path;
    std::vector<int64_t> m_shape;
    std::vector<int64_t> m_chunks;
    ElementType m_type;
    std::string m_codec;
    Compression m_compression = Compression::None;
    bool m_jpegXl = false;
    std::string m_fill;  ///< One element.
    char m_separator = '.';
    size_t m_chunkBytes = 0;
    std::string m_cachedKey;
    std::string m_cached;
};

}  // namespace camframe
