// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace camframe::test {

/// CRC-32C bit by bit, masked as in TFRecord; shares nothing with the reader.
inline uint32_t slowMaskedCrc32c(std::string_view bytes) {
    uint32_t crc = 0xffffffffu;
    for (const char c : bytes) {
        crc ^= static_cast<uint8_t>(c);
        for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ 0x82f63b78u : crc >> 1;
    }
    crc = ~crc;
    return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

inline std::string littleEndianBytes(uint64_t value, int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
    return bytes;
}

/// One record with its framing.
inline std::string framedRecord(std::string_view data) {
    const std::string length = littleEndianBytes(data.size(), 8);
    return length + littleEndianBytes(slowMaskedCrc32c(length), 4) + std::string(data) +
           littleEndianBytes(slowMaskedCrc32c(data), 4);
}

}  // namespace camframe::test
