// SPDX-License-Identifier: Apache-2.0
#include "fuzz/mutator.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace camframe::fuzz {

namespace {

constexpr size_t kMaxBytes = size_t{1} << 20;
constexpr size_t kLongestPiece = 64;

/// Where sizes overflow, signs turn and extents end.
constexpr std::array<uint64_t, 14> kNumbers = {0,
                                               1,
                                               0x7f,
                                               0x80,
                                               0xff,
                                               0x7fff,
                                               0xffff,
                                               0x7fffffff,
                                               0x80000000,
                                               0xffffffff,
                                               0x40000000,
                                               0x7fffffffffffffff,
                                               0x8000000000000000,
                                               ~uint64_t{0}};

constexpr std::array<std::string_view, 18> kTexts = {
    "-1",       "1e999",      "99999999999999999999",
    "NaN",      "null",       "[]",
    "{}",       "\"\"",       "../../x",
    "%s%n",     "1e-320",     "-0.0",
    "true",     "\\u0000",    "<!DOCTYPE x [<!ENTITY a \"b\">]>",
    "[[[[[[[[", "2147483648", "\xff\xfe"};

}  // namespace

std::string Mutator::mutant(std::span<const std::string> seeds) {
    std::string bytes = seeds[below(seeds.size())];
    for (size_t changes = 1 + below(6); changes > 0; --changes) change(bytes, seeds);
    if (bytes.size() > kMaxBytes) bytes.resize(kMaxBytes);
    return bytes;
}

void Mutator::change(std::string& bytes, std::span<const std::string> seeds) {
    const size_t at = below(bytes.size());
    const size_t length = std::min(1 + below(kLongestPiece), bytes.size() - at);
    switch (below(9)) {
        case 0:
            if (!bytes.empty()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
            break;
        case 1:
            if (!bytes.empty()) bytes[at] = static_cast<char>(m_random());
            break;
        case 2:
            bytes.erase(at, length);
            break;
        case 3:
            bytes.insert(at, bytes.substr(at, length));
            break;
        case 4:
            if (below(4) == 0)
                bytes.resize(at);  // files that were cut off; not too often, they all look alike
            break;
        case 5:
            changeNumber(bytes);
            break;
        case 6:
            changeText(bytes);
            break;
        case 7: {
            const std::string& other = seeds[below(seeds.size())];
            const size_t from = below(other.size());
            bytes.replace(at, length, other.substr(from, 1 + below(kLongestPiece)));
            break;
        }
        default:
            for (size_t i = 0; i < length; ++i) bytes[at + i] = static_cast<char>(below(2) ? 0xff : 0);
    }
}

void Mutator::changeNumber(std::string& bytes) {
    const size_t width = size_t{1} << below(4);
    if (bytes.size() < width) return;
    const size_t at = below(bytes.size() - width + 1);
    uint64_t number = kNumbers[below(kNumbers.size())];
    if (below(2) == 0) number += below(16);
    const bool bigEndian = below(4) == 0;
    for (size_t i = 0; i < width; ++i)
        bytes[at + (bigEndian ? width - 1 - i : i)] = static_cast<char>(number >> (8 * i));
}

/// Replaces a number that stands in text, or puts something that parsers stumble over anywhere.
void Mutator::changeText(std::string& bytes) {
    const std::string_view text = kTexts[below(kTexts.size())];
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(below(bytes.size()));
    const auto begin = std::find_if(from, bytes.end(), digit);
    const auto end = std::find_if_not(begin, bytes.end(), digit);
    bytes.replace(begin, end, text.begin(), text.end());
}

}  // namespace camframe::fuzz
