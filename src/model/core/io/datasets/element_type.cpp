// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/element_type.h"

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>

namespace camframe {

namespace {

using Kind = ElementType::Kind;

static_assert(std::endian::native == std::endian::little);

template <class T>
double elementAt(const char* bytes, bool swap) {
    std::array<char, sizeof(T)> raw;
    std::copy_n(bytes, sizeof(T), raw.begin());
    if (swap) std::ranges::reverse(raw);
    return static_cast<double>(std::bit_cast<T>(raw));
}

/// IEEE 754 half precision.
double halfAt(const char* bytes, bool swap) {
    const auto bits = static_cast<uint16_t>(elementAt<uint16_t>(bytes, swap));
    return static_cast<double>(static_cast<float>(Eigen::numext::bit_cast<Eigen::half>(bits)));
}

using Read = double (*)(const char*, bool);

Read reader(const ElementType& type) {
    switch (type.kind) {
        case Kind::Float:
            return type.bytes == 2 ? &halfAt : type.bytes == 4 ? &elementAt<float> : &elementAt<double>;
        case Kind::Signed:
            return type.bytes == 1   ? &elementAt<int8_t>
                   : type.bytes == 2 ? &elementAt<int16_t>
                   : type.bytes == 4 ? &elementAt<int32_t>
                                     : &elementAt<int64_t>;
        case Kind::Unsigned:
            return type.bytes == 1   ? &elementAt<uint8_t>
                   : type.bytes == 2 ? &elementAt<uint16_t>
                   : type.bytes == 4 ? &elementAt<uint32_t>
                                     : &elementAt<uint64_t>;
        case Kind::Bool:
            break;
    }
    return [](const char* bytes, bool) { return *bytes != 0 ? 1.0 : 0.0; };
}

}  // namespace

std::optional<ElementType> ElementType::fromNumpy(std::string_view text) {
    if (text.size() != 3 || std::string_view("<>|").find(text[0]) == std::string_view::npos)
        return std::nullopt;
    const size_t bytes = text[2] >= '1' && text[2] <= '8' ? static_cast<size_t>(text[2] - '0') : 0;
    if (!std::has_single_bit(bytes) || (text[0] == '|' && bytes != 1)) return std::nullopt;
    const bool bigEndian = text[0] == '>' && bytes > 1;
    switch (text[1]) {
        case 'f':
            if (bytes < 2) return std::nullopt;
            return ElementType{Kind::Float, bytes, bigEndian};
        case 'i':
            return ElementType{Kind::Signed, bytes, bigEndian};
        case 'u':
            return ElementType{Kind::Unsigned, bytes, bigEndian};
        case 'b':
            if (bytes != 1) return std::nullopt;
            return ElementType{Kind::Bool, bytes, false};
        default:
            return std::nullopt;
    }
}

std::optional<ElementType> ElementType::fromName(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, ElementType>, 12> types{{
        {"float16", {Kind::Float, 2}},
        {"float32", {Kind::Float, 4}},
        {"float64", {Kind::Float, 8}},
        {"int8", {Kind::Signed, 1}},
        {"int16", {Kind::Signed, 2}},
        {"int32", {Kind::Signed, 4}},
        {"int64", {Kind::Signed, 8}},
        {"uint8", {Kind::Unsigned, 1}},
        {"uint16", {Kind::Unsigned, 2}},
        {"uint32", {Kind::Unsigned, 4}},
        {"uint64", {Kind::Unsigned, 8}},
        {"bool", {Kind::Bool, 1}},
    }};
    const auto found = std::ranges::find(types, name, &std::pair<std::string_view, ElementType>::first);
    if (found == types.end()) return std::nullopt;
    return found->second;
}

std::vector<double> toDoubles(const ElementType& type, std::string_view bytes) {
    const Read read = reader(type);
    std::vector<double> values(bytes.size() / type.bytes);
    for (size_t i = 0; i < values.size(); ++i)
        values[i] = read(bytes.data() + i * type.bytes, type.bigEndian);
    return values;
}

}  // namespace camframe
