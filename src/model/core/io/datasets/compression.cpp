// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/compression.h"

#include <blosc.h>
#include <lz4.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>

namespace camframe {

namespace {

tl::unexpected<Error> damaged(const std::string& what) {
    return inputError("{} is damaged and cannot be unpacked; copy or download it again.", what);
}

tl::unexpected<Error> tooLarge(const std::string& what, size_t limit) {
    return inputError("{} would unpack to more than the {} bytes that it can have; check the file.", what,
                      limit);
}

class InflateStream {
public:
    InflateStream() { m_ready = inflateInit2(&stream, MAX_WBITS + 32) == Z_OK; }  // + 32: zlib or gzip
    ~InflateStream() {
        if (m_ready) inflateEnd(&stream);
    }
    InflateStream(const InflateStream&) = delete;
    InflateStream& operator=(const InflateStream&) = delete;
    bool ready() const { return m_ready; }
    z_stream stream{};

private:
    bool m_ready = false;
};

Result<std::string> unpackZlib(std::string_view bytes, size_t limit, const std::string& what) {
    InflateStream inflater;
    if (!inflater.ready() || bytes.size() > std::numeric_limits<uInt>::max()) return damaged(what);
    z_stream& stream = inflater.stream;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    for (;;) {
        // One byte more than allowed, so that more is noticed.
        const size_t done = out.size();
        const size_t room = std::min(limit + 1, std::max<size_t>(2 * done, size_t{64} << 10)) - done;
        if (room == 0) return tooLarge(what, limit);
        out.resize(done + room);
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + done);
        stream.avail_out = static_cast<uInt>(room);
        const int status = inflate(&stream, Z_NO_FLUSH);
        out.resize(done + room - stream.avail_out);
        if (status == Z_STREAM_END) break;
        if (status != Z_OK || (stream.avail_in == 0 && stream.avail_out > 0)) return damaged(what);
    }
    if (out.size() > limit) return tooLarge(what, limit);
    return out;
}

Result<std::string> unpackZstd(std::string_view bytes, size_t limit, const std::string& what) {
    const unsigned long long stated = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (stated == ZSTD_CONTENTSIZE_ERROR) return damaged(what);
    if (stated != ZSTD_CONTENTSIZE_UNKNOWN && stated > limit) return tooLarge(what, limit);
    std::string out(stated == ZSTD_CONTENTSIZE_UNKNOWN ? limit : static_cast<size_t>(stated), '\0');
    const size_t size = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(size)) return damaged(what);
    out.resize(size);
    return out;
}

Result<std::string> unpackLz4(std::string_view bytes, size_t limit, const std::string& what) {
    constexpr size_t kPrefix = 4;
    if (bytes.size() < kPrefix) return damaged(what);
    size_t stated = 0;
    for (size_t i = kPrefix; i-- > 0;) stated = stated << 8 | static_cast<uint8_t>(bytes[i]);
    if (stated > limit) return tooLarge(what, limit);
    if (stated > LZ4_MAX_INPUT_SIZE || bytes.size() > LZ4_MAX_INPUT_SIZE) return damaged(what);
    std::string out(stated, '\0');
    const int size = LZ4_decompress_safe(bytes.data() + kPrefix, out.data(),
                                         static_cast<int>(bytes.size() - kPrefix), static_cast<int>(stated));
    if (size < 0 || static_cast<size_t>(size) != stated) return damaged(what);
    return out;
}

Result<std::string> unpackBlosc(std::string_view bytes, size_t limit, const std::string& what) {
    size_t stated = 0;
    if (blosc_cbuffer_validate(bytes.data(), bytes.size(), &stated) < 0) return damaged(what);
    if (stated > limit) return tooLarge(what, limit);
    std::string out(stated, '\0');
    const int size = blosc_decompress_ctx(bytes.data(), out.data(), out.size(), 1);
    if (size < 0 || static_cast<size_t>(size) != stated) return damaged(what);
    return out;
}

}  // namespace

Result<std::string> decompress(Compression compression, std::string_view bytes, size_t limit,
                               const std::string& what) {
    switch (compression) {
        case Compression::None:
            if (bytes.size() > limit) return tooLarge(what, limit);
            return std::string(bytes);
        case Compression::Zlib:
            return unpackZlib(bytes, limit, what);
        case Compression::Zstd:
            return unpackZstd(bytes, limit, what);
        case Compression::Lz4:
            return unpackLz4(bytes, limit, what);
        case Compression::Blosc:
            return unpackBlosc(bytes, limit, what);
    }
    return damaged(what);
}

}  // namespace camframe
