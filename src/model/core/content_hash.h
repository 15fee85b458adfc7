// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "model/core/rigid_transform.h"

namespace camframe {

/// FNV-1a (Fowler, Noll, Vo) over 64-bit words: tells contents apart, not forgeries.
class ContentHash {
public:
    void add(uint64_t word) {
        for (int byte = 0; byte < 8; ++byte) {
            m_value ^= (word >> (8 * byte)) & 0xFFU;
            m_value *= 0x100000001B3U;
        }
    }
    /// Exact, but for the sign of zero and the kind of NaN.
    void add(double value) {
        add(value == 0 ? uint64_t{0} : value != value ? ~uint64_t{0} : std::bit_cast<uint64_t>(value));
    }
    void add(std::string_view bytes) { add(std::as_bytes(std::span(bytes))); }
    void add(std::span<const std::byte> bytes) {
        add(static_cast<uint64_t>(bytes.size()));
        for (size_t at = 0; at < bytes.size(); at += 8) {
            uint64_t word = 0;
            std::memcpy(&word, bytes.data() + at, bytes.size() - at < 8 ? bytes.size() - at : 8);
            add(word);
        }
    }
    void add(const RigidTransform& transform) {
        for (Eigen::Index row = 0; row < 3; ++row)
            for (Eigen::Index column = 0; column < 4; ++column) add(transform.matrix()(row, column));
    }
    uint64_t value() const { return m_value; }

private:
    uint64_t m_value = 0xCBF29CE484222325U;
};

}  // namespace camframe
