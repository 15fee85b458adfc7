// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/tfrecord.h"

#include <array>
#include <cstring>

extern "C" {
#include <libavutil/crc.h>
}

namespace camframe {

namespace {

constexpr uint64_t kHeaderBytes = 12;  // length and its checksum
constexpr uint64_t kFooterBytes = 4;   // checksum of the data
constexpr uint64_t kMaxRecordBytes = uint64_t{1} << 30;

template <class T>
T littleEndian(std::string_view bytes, size_t at) {
    T value = 0;
    for (size_t i = sizeof(T); i-- > 0;)
        value = static_cast<T>(value << 8 | static_cast<uint8_t>(bytes[at + i]));
    return value;
}

}  // namespace

uint32_t maskedCrc32c(std::string_view bytes) {
    static const auto table = [] {
        std::array<AVCRC, 1024> made{};
        av_crc_init(made.data(), 1, 32, 0x82f63b78u, static_cast<int>(sizeof made));
        return made;
    }();
    const uint32_t crc =
        ~av_crc(table.data(), 0xffffffffu, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    return (crc >> 15 | crc << 17) + 0xa282ead8u;
}

TfRecordIndex indexTfRecords(const RandomAccessFile& file) {
    TfRecordIndex index;
    uint64_t at = 0;
    while (at < file.size()) {
        const size_t number = index.records.size();
        const auto damaged = [&](const char* how) {
            index.damage = Error{ErrorKind::Input,
                                 fmt::format("{}: record {} at byte {} {}; copy or download the file again.",
                                             file.path().string(), number, at, how)};
            return index;
        };
        if (file.size() - at < kHeaderBytes) return damaged("is truncated");
        const auto header = file.read(at, kHeaderBytes);
        if (!header) {
            index.damage = header.error();
            return index;
        }
        if (maskedCrc32c(std::string_view(*header).substr(0, 8)) != littleEndian<uint32_t>(*header, 8)) {
            if (at == 0 && header->starts_with("\x1f\x8b"))
                return damaged("is compressed with gzip, which RLDS files are not (unpack it)");
            return damaged("has a length with a wrong checksum");
        }
        const auto length = littleEndian<uint64_t>(*header, 0);
        const uint64_t left = file.size() - at - kHeaderBytes;
        if (left < kFooterBytes || length > left - kFooterBytes) return damaged("is truncated");
        index.records.push_back({at + kHeaderBytes, length});
        at += kHeaderBytes + length + kFooterBytes;
    }
    return index;
}

Result<std::string> readTfRecord(const RandomAccessFile& file, const RecordSpan& span) {
    if (span.length > kMaxRecordBytes)
        return inputError(
            "{}: the record at byte {} has {} bytes, more than the {} accepted; check the file.",
            file.path().string(), span.offset, span.length, kMaxRecordBytes);
    auto bytes = file.read(span.offset, static_cast<size_t>(span.length) + kFooterBytes);
    if (!bytes) return bytes;
    const auto data = std::string_view(*bytes).substr(0, static_cast<size_t>(span.length));
    if (maskedCrc32c(data) != littleEndian<uint32_t>(*bytes, data.size()))
        return inputError(
            "{}: the record at byte {} is damaged (its checksum is wrong); copy or download the file again.",
            file.path().string(), span.offset);
    bytes->resize(data.size());
    return bytes;
}

}  // namespace camframe
