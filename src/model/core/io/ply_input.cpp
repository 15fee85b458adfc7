// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/ply_input.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <sstream>
#include <vector>

namespace camframe {

namespace {

struct Type {
    std::string_view name;
    size_t bytes;
    bool real;
};
constexpr std::array<Type, 16> kTypes = {{{"char", 1, false},
                                          {"uchar", 1, false},
                                          {"short", 2, false},
                                          {"ushort", 2, false},
                                          {"int", 4, false},
                                          {"uint", 4, false},
                                          {"float", 4, true},
                                          {"double", 8, true},
                                          {"int8", 1, false},
                                          {"uint8", 1, false},
                                          {"int16", 2, false},
                                          {"uint16", 2, false},
                                          {"int32", 4, false},
                                          {"uint32", 4, false},
                                          {"float32", 4, true},
                                          {"float64", 8, true}}};

const Type* typeNamed(const std::string& name) {
    for (const Type& type : kTypes)
        if (type.name == name) return &type;
    return nullptr;
}

struct Property {
    const Type* counter = nullptr;  ///< Of lists.
    const Type* value = nullptr;
};

struct Element {
    uint64_t count = 0;
    std::vector<Property> properties;
};

struct Header {
    enum class Body { Ascii, LittleEndian, BigEndian } body = Body::Ascii;
    std::vector<Element> elements;
    size_t end = 0;  ///< Where the body begins.
    std::string flaw;
};

std::optional<Property> propertyOf(std::istringstream& words) {
    Property property;
    std::string word, name;
    if (!(words >> word)) return {};
    if (word == "list") {
        if (!(words >> word)) return {};
        property.counter = typeNamed(word);
        if (!property.counter || property.counter->real || !(words >> word)) return {};
    }
    property.value = typeNamed(word);
    if (!property.value || !(words >> name)) return {};
    return property;
}

Header headerOf(std::string_view bytes) {
    constexpr size_t kLongest = 65536;
    Header header;
    std::istringstream lines(std::string(bytes.substr(0, kLongest)));
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        header.end += line.size() + 1;
        std::istringstream words(line);
        std::string keyword, word;
        words >> keyword;
        if (keyword == "end_header") return header;
        bool good = keyword == "comment" || keyword == "obj_info" || (keyword == "ply" && number == 1);
        if (keyword == "format") {
            good = words >> word &&
                   (word == "ascii" || word == "binary_little_endian" || word == "binary_big_endian");
            header.body = word == "ascii"                  ? Header::Body::Ascii
                          : word == "binary_little_endian" ? Header::Body::LittleEndian
                                                           : Header::Body::BigEndian;
        }
        if (keyword == "property") {
            const auto property = propertyOf(words);
            good = property && !header.elements.empty();
            if (good) header.elements.back().properties.push_back(*property);
        }
        if (keyword == "element") {
            double count = 0;
            good = words >> word >> count && count >= 0;
            if (good && count > static_cast<double>(bytes.size())) {
                header.flaw = "it promises more than the file can hold";
                return header;
            }
            if (good) header.elements.push_back({static_cast<uint64_t>(count), {}});
        }
        if (!good) {
            header.flaw = fmt::format("its header is damaged in line {}", number);
            return header;
        }
    }
    header.flaw = "its header has no end";
    return header;
}

/// Numbers of the body one behind the other, however they are written.
class Body {
public:
    Body(std::string_view bytes, Header::Body kind) : m_rest(bytes), m_kind(kind) {}

    size_t left() const { return m_rest.size(); }
    void skip(const Type& type, uint64_t times) {
        if (m_kind != Header::Body::Ascii) {
            m_rest.remove_prefix(std::min<uint64_t>(m_rest.size(), times * type.bytes));
            return;
        }
        for (; times > 0 && !m_rest.empty(); --times) word();
    }
    /// Nothing at the end of the file, or where no count is.
    std::optional<uint64_t> counter(const Type& type) {
        if (m_kind == Header::Body::Ascii) {
            const std::string_view text = word();
            uint64_t value = 0;
            const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
            return read.ec == std::errc() && read.ptr == text.data() + text.size() ? std::optional(value)
                                                                                   : std::nullopt;
        }
        if (m_rest.size() < type.bytes) return {};
        uint64_t value = 0;
        for (size_t i = 0; i < type.bytes; ++i) {
            const size_t shift = m_kind == Header::Body::LittleEndian ? i : type.bytes - 1 - i;
            value |= uint64_t{static_cast<uint8_t>(m_rest[i])} << (8 * shift);
        }
        m_rest.remove_prefix(type.bytes);
        return value;
    }

private:
    std::string_view word() {
        constexpr std::string_view kBlank = " \t\r\n";
        const size_t begin = std::min(m_rest.find_first_not_of(kBlank), m_rest.size());
        const size_t end = std::min(m_rest.find_first_of(kBlank, begin), m_rest.size());
        const std::string_view text = m_rest.substr(begin, end - begin);
        m_rest.remove_prefix(end);
        return text;
    }

    std::string_view m_rest;
    Header::Body m_kind;
};

}  // namespace

std::string plyFlaw(std::string_view bytes) {
    const Header header = headerOf(bytes);
    if (!header.flaw.empty()) return header.flaw;
    Body body(bytes.substr(std::min(header.end, bytes.size())), header.body);
    for (const Element& element : header.elements)
        for (uint64_t i = 0; i < element.count && body.left() > 0; ++i)
            for (const Property& property : element.properties) {
                uint64_t members = 1;
                if (property.counter) {
                    const auto counted = body.counter(*property.counter);
                    if (!counted || *counted > body.left())
                        return "a list promises more than the file can hold";
                    members = *counted;
                }
                body.skip(*property.value, members);
            }
    return {};
}

}  // namespace camframe
