// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/zarr_array.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>

#include "model/core/io/datasets/jpegxl.h"
#include "model/core/io/detail/input_limits.h"
#include "model/core/io/detail/json_input.h"
#include "model/core/nan.h"

namespace camframe {

namespace {

constexpr size_t kMaxMetadataBytes = size_t{1} << 20;
constexpr int64_t kMaxLength = 1'000'000'000;
constexpr size_t kMaxChunkBytes = size_t{256} << 20;
constexpr size_t kMaxReadBytes = size_t{512} << 20;

Result<std::vector<int64_t>> readLengths(const JsonField& field, int smallest) {
    const auto size = field.arraySize("a list of lengths");
    if (!size) return tl::unexpected(size.error());
    if (*size == 0 || *size > kMaxDimensions) return field.error("1 to 8 lengths");
    std::vector<int64_t> lengths;
    for (size_t i = 0; i < *size; ++i) {
        const auto length = field[i].integer(smallest, static_cast<int>(kMaxLength));
        if (!length) return tl::unexpected(length.error());
        lengths.push_back(*length);
    }
    return lengths;
}

/// The bytes of one element of the fill value; only what cannot be mistaken: zero, or NaN of floats.
Result<std::string> readFill(const JsonField& field, const ElementType& type) {
    std::string element(type.bytes, '\0');
    if (field.absentOrNull()) return element;  // NaN, too: it was written as a bare word, or as text
    const nlohmann::json& value = *field.value();
    const bool zero =
        (value.is_number() && value.get<double>() == 0) || (value.is_boolean() && !value.get<bool>());
    if (zero) return element;
    if (value == "NaN" && type == ElementType{ElementType::Kind::Float, 4}) {
        constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
        return std::string(reinterpret_cast<const char*>(&kNan), sizeof kNan);
    }
    if (value == "NaN" && type == ElementType{ElementType::Kind::Float, 8}) {
        return std::string(reinterpret_cast<const char*>(&kNan), sizeof kNan);
    }
    return field.error("0, null or \"NaN\"");
}

struct Codec {
    std::string name;
    Compression compression = Compression::None;
    bool jpegXl = false;
};

Result<Codec> readCodec(const JsonField& field) {
    if (field.absentOrNull()) return Codec{"raw", Compression::None, false};
    const auto id = field["id"].string("the compressor's id");
    if (!id) return tl::unexpected(id.error());
    static const std::array<std::pair<std::string_view, Compression>, 5> known{{
        {"zlib", Compression::Zlib},
        {"gzip", Compression::Zlib},
        {"zstd", Compression::Zstd},
        {"lz4", Compression::Lz4},
        {"blosc", Compression::Blosc},
    }};
    for (const auto& [name, compression] : known)
        if (*id == name) return Codec{*id, compression, false};
    if (*id == "imagecodecs_jpegxl") return Codec{*id, Compression::None, true};
    return field["id"].error(
        "one of null, zlib, gzip, zstd, lz4, blosc, imagecodecs_jpegxl (write the array again with one of "
        "them)");
}

/// Counts an index of several digits up, the last digit fastest; false after the last.
bool next(std::vector<int64_t>& index, const std::vector<int64_t>& begin, const std::vector<int64_t>& end) {
    for (size_t d = index.size(); d-- > 0;) {
        if (++index[d] < end[d]) return true;
        index[d] = begin[d];
    }
    return false;
}

}  // namespace

Result<ZarrArray> ZarrArray::open(std::shared_ptr<ZarrStore> store, const std::string& path) {
    const std::string what = fmt::format("{}: {}/.zarray", store->path(), path);
    const auto text = store->get(path + "/.zarray", kMaxMetadataBytes);
    if (!text) return tl::unexpected(text.error());
    if (!*text) return inputError("{} is missing; write the array again.", what);
    const auto document = parseJson(**text, what);
    if (!document) return tl::unexpected(document.error());
    const JsonField root(*document, what);
    if (const auto version = root["zarr_format"].integer(2, 2); !version)
        return tl::unexpected(version.error());

    ZarrArray array;
    array.m_store = std::move(store);
    array.m_path = path;
    auto shape = readLengths(root["shape"], 0);
    if (!shape) return tl::unexpected(shape.error());
    auto chunks = readLengths(root["chunks"], 1);
    if (!chunks) return tl::unexpected(chunks.error());
    if (chunks->size() != shape->size()) return root["chunks"].error("as many lengths as 'shape' has");
    array.m_shape = std::move(*shape);
    array.m_chunks = std::move(*chunks);

    const auto dtype = root["dtype"].string("the type of the elements, e.g. \"<f4\"");
    if (!dtype) return tl::unexpected(dtype.error());
    const auto type = ElementType::fromNumpy(*dtype);
    if (!type) return root["dtype"].error("a float, integer or boolean type such as \"<f4\" or \"|u1\"");
    array.m_type = *type;
    array.m_chunkBytes = type->bytes;
    for (const int64_t length : array.m_chunks) {
        array.m_chunkBytes *= static_cast<size_t>(length);
        if (array.m_chunkBytes > kMaxChunkBytes) return root["chunks"].error("chunks of at most 256 MiB");
    }

    if (const auto order = root["order"].string("\"C\""); !order || *order != "C")
        return root["order"].error("\"C\" (write the array again in row-major order)");
    if (const JsonField filters = root["filters"]; !filters.absentOrNull())
        if (const auto count = filters.arraySize("null"); !count || *count > 0)
            return filters.error("null (write the array again without filters)");
    const auto codec = readCodec(root["compressor"]);
    if (!codec) return tl::unexpected(codec.error());
    array.m_codec = codec->name;
    array.m_compression = codec->compression;
    array.m_jpegXl = codec->jpegXl;
    if (array.m_jpegXl) {
        const auto& c = array.m_chunks;
        const bool picture = c.size() == 4 && c[0] == 1 && c[3] == 3 && c[1] <= kMaxSide &&
                             c[2] <= kMaxSide && array.m_type.bytes == 1;
        if (!picture) return root["chunks"].error("one 8-bit RGB picture per chunk, [1, height, width, 3]");
    }
    auto fill = readFill(root["fill_value"], array.m_type);
    if (!fill) return tl::unexpected(fill.error());
    array.m_fill = std::move(*fill);
    if (const JsonField separator = root["dimension_separator"]; !separator.absentOrNull()) {
        const auto given = separator.string("\".\" or \"/\"");
        if (!given || (*given != "." && *given != "/")) return separator.error("\".\" or \"/\"");
        array.m_separator = given->front();
    }
    return array;
}

Result<std::string> ZarrArray::unpack(const std::string& stored, const std::string& what) const {
    if (m_jpegXl)
        return decodeJpegXl(stored, {static_cast<int>(m_chunks[2]), static_cast<int>(m_chunks[1])}, what);
    return decompress(m_compression, stored, m_chunkBytes, what);
}

Result<const std::string*> ZarrArray::chunk(const std::vector<int64_t>& index) {
    const char separator[2] = {m_separator, 0};
    const std::string key = fmt::format("{}/{}", m_path, fmt::join(index, separator));
    if (key == m_cachedKey) return &m_cached;
    m_cachedKey.clear();
    const std::string what = fmt::format("{}: chunk {}", m_store->path(), key);
    // Compressed data can be somewhat larger than what it holds, not more.
    const auto stored = m_store->get(key, m_chunkBytes + m_chunkBytes / 8 + 65536);
    if (!stored) return tl::unexpected(stored.error());
    if (*stored) {
        auto unpacked = unpack(**stored, what);
        if (!unpacked) return tl::unexpected(unpacked.error());
        if (unpacked->size() != m_chunkBytes)
            return inputError("{} has {} bytes where its shape has {}; copy or write the array again.", what,
                              unpacked->size(), m_chunkBytes);
        m_cached = std::move(*unpacked);
    } else {
        m_cached.clear();
        m_cached.reserve(m_chunkBytes);
        while (m_cached.size() < m_chunkBytes) m_cached += m_fill;
    }
    m_cachedKey = key;
    return &m_cached;
}

void ZarrArray::copyOverlap(const std::vector<int64_t>& index, const std::string& chunk, int64_t first,
                            int64_t count, std::string& out) const {
    // In array coordinates, per dimension: what the chunk, the array and the wanted rows have in common.
    const size_t dimensions = m_shape.size();
    std::vector<int64_t> begin(dimensions), end(dimensions);
    for (size_t d = 0; d < dimensions; ++d) {
        begin[d] = index[d] * m_chunks[d];
        end[d] = std::min(begin[d] + m_chunks[d], m_shape[d]);
    }
    begin[0] = std::max(begin[0], first);
    end[0] = std::min(end[0], first + count);
    const size_t run = static_cast<size_t>(end.back() - begin.back()) * m_type.bytes;
    end.back() = begin.back() + 1;  // the innermost run is copied in one go
    std::vector<int64_t> at = begin;
    do {
        size_t from = 0, to = 0;
        for (size_t d = 0; d < dimensions; ++d) {
            from =
                from * static_cast<size_t>(m_chunks[d]) + static_cast<size_t>(at[d] - index[d] * m_chunks[d]);
            to = d == 0 ? static_cast<size_t>(at[0] - first)
                        : to * static_cast<size_t>(m_shape[d]) + static_cast<size_t>(at[d]);
        }
        std::copy_n(chunk.begin() + static_cast<std::ptrdiff_t>(from * m_type.bytes), run,
                    out.begin() + static_cast<std::ptrdiff_t>(to * m_type.bytes));
    } while (next(at, begin, end));
}

Result<std::string> ZarrArray::readRows(int64_t first, int64_t count) {
    if (first < 0 || count < 0 || count > m_shape[0] || first > m_shape[0] - count)
        return inputError("{}: '{}' has {} rows, not {}; check meta/episode_ends.", m_store->path(), m_path,
                          m_shape[0], first + count);
    size_t bytes = static_cast<size_t>(count) * m_type.bytes;
    for (size_t d = 1; d < m_shape.size(); ++d) {
        bytes *= static_cast<size_t>(m_shape[d]);
        if (bytes > kMaxReadBytes)
            return inputError("{}: '{}' is larger than {} MiB in one episode; check its shape.",
                              m_store->path(), m_path, kMaxReadBytes >> 20);
    }
    std::string out(bytes, '\0');
    if (bytes == 0) return out;
    std::vector<int64_t> begin(m_shape.size(), 0), end(m_shape.size());
    for (size_t d = 0; d < m_shape.size(); ++d) end[d] = (m_shape[d] + m_chunks[d] - 1) / m_chunks[d];
    begin[0] = first / m_chunks[0];
    end[0] = (first + count - 1) / m_chunks[0] + 1;
    std::vector<int64_t> index = begin;
    do {
        const auto unpacked = chunk(index);
        if (!unpacked) return tl::unexpected(unpacked.error());
        copyOverlap(index, **unpacked, first, count, out);
    } while (next(index, begin, end));
    return out;
}

}  // namespace camframe
