// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/tf_example.h"

#include <google/protobuf/io/coded_stream.h>

#include <cstdint>
#include <limits>

#include "model/core/io/datasets/element_type.h"

namespace camframe {

namespace {

using google::protobuf::io::CodedInputStream;

constexpr size_t kMaxFeatures = 10'000;
constexpr size_t kMaxNameLength = 4096;

// Field numbers of feature.proto.
enum ListKind : uint32_t { kBytesList = 1, kFloatList = 2, kInt64List = 3 };

enum WireType : uint32_t { kVarint = 0, kFixed64 = 1, kLengthDelimited = 2, kFixed32 = 5 };

struct Field {
    uint32_t number = 0;
    uint32_t wireType = 0;
    std::string_view payload;  ///< Of length-delimited and fixed-size fields.
    uint64_t varint = 0;
};

/// Calls visit for each field of a message; false where the message is malformed or visit says so.
template <class Visit>
bool forEachField(std::string_view message, Visit visit) {
    CodedInputStream input(reinterpret_cast<const uint8_t*>(message.data()),
                           static_cast<int>(message.size()));
    while (const uint32_t tag = input.ReadTag()) {
        Field field{tag >> 3, tag & 7, {}, 0};
        int length = 0;
        if (field.wireType == kVarint) {
            if (!input.ReadVarint64(&field.varint)) return false;
        } else {
            if (field.wireType == kLengthDelimited) {
                if (!input.ReadVarintSizeAsInt(&length)) return false;
            } else if (field.wireType == kFixed64 || field.wireType == kFixed32) {
                length = field.wireType == kFixed64 ? 8 : 4;
            } else {
                return false;
            }
            const int at = input.CurrentPosition();
            if (!input.Skip(length)) return false;
            field.payload = message.substr(static_cast<size_t>(at), static_cast<size_t>(length));
        }
        if (!visit(field)) return false;
    }
    return input.ConsumedEntireMessage();
}

/// The lists of a Feature of the last kind that it names (a oneof), as serialized lists.
bool listsOf(std::string_view feature, uint32_t& kind, std::vector<std::string_view>& lists) {
    kind = 0;
    return forEachField(feature, [&](const Field& field) {
        if (field.number < kBytesList || field.number > kInt64List) return true;
        if (field.wireType != kLengthDelimited) return false;
        if (field.number != kind) lists.clear();
        kind = field.number;
        lists.push_back(field.payload);
        return true;
    });
}

}  // namespace

Result<TfExample> TfExample::parse(std::string_view record, std::string what) {
    TfExample example(std::move(what));
    if (record.size() > static_cast<size_t>(std::numeric_limits<int>::max())) return example.malformed("");
    bool tooMany = false;
    const auto readEntry = [&](const Field& entry) {
        if (entry.number != 1) return true;
        if (entry.wireType != kLengthDelimited) return false;
        std::string_view name, feature;
        const bool read = forEachField(entry.payload, [&](const Field& field) {
            if (field.number == 1 && field.wireType == kLengthDelimited) name = field.payload;
            if (field.number == 2 && field.wireType == kLengthDelimited) feature = field.payload;
            return true;
        });
        if (!read || name.size() > kMaxNameLength) return false;
        example.m_features[std::string(name)] = feature;
        tooMany = example.m_features.size() > kMaxFeatures;
        return !tooMany;
    };
    const bool read = forEachField(record, [&](const Field& field) {
        if (field.number != 1) return true;
        return field.wireType == kLengthDelimited && forEachField(field.payload, readEntry);
    });
    if (tooMany)
        return inputError("{} has more than {} features; check that the file is a robot dataset.",
                          example.m_what, kMaxFeatures);
    if (!read) return example.malformed("");
    return example;
}

tl::unexpected<Error> TfExample::malformed(const std::string& name) const {
    const std::string where = name.empty() ? m_what : fmt::format("{}: feature '{}'", m_what, name);
    return inputError("{} is not a well-formed tf.train.Example; write or download the file again.", where);
}

Result<std::vector<double>> TfExample::numbers(const std::string& name, size_t limit) const {
    uint32_t kind = 0;
    std::vector<std::string_view> lists;
    const auto found = m_features.find(name);
    if (found == m_features.end() || !listsOf(found->second, kind, lists)) return malformed(name);
    if (kind == kBytesList)
        return inputError("{}: feature '{}' holds byte strings where features.json states numbers.", m_what,
                          name);
    std::vector<double> numbers;
    bool tooMany = false;
    const auto add = [&](double number) {
        tooMany = numbers.size() >= limit;
        if (!tooMany) numbers.push_back(number);
        return !tooMany;
    };
    const auto addFloats = [&](std::string_view bytes) {
        tooMany = bytes.size() / 4 > limit - numbers.size();
        if (tooMany || bytes.size() % 4 != 0) return false;
        const std::vector<double> more = toDoubles({ElementType::Kind::Float, 4}, bytes);
        numbers.insert(numbers.end(), more.begin(), more.end());
        return true;
    };
    const auto addIntegers = [&](std::string_view bytes) {
        CodedInputStream input(reinterpret_cast<const uint8_t*>(bytes.data()),
                               static_cast<int>(bytes.size()));
        uint64_t value = 0;
        while (input.CurrentPosition() < static_cast<int>(bytes.size()))
            if (!input.ReadVarint64(&value) || !add(static_cast<double>(static_cast<int64_t>(value))))
                return false;
        return true;
    };
    const auto readValue = [&](const Field& field) {
        if (field.number != 1) return true;
        if (kind == kFloatList)
            return (field.wireType == kLengthDelimited || field.wireType == kFixed32) &&
                   addFloats(field.payload);
        if (field.wireType == kVarint) return add(static_cast<double>(static_cast<int64_t>(field.varint)));
        return field.wireType == kLengthDelimited && addIntegers(field.payload);
    };
    for (const std::string_view list : lists) {
        if (forEachField(list, readValue)) continue;
        if (!tooMany) return malformed(name);
        return inputError("{}: feature '{}' holds more than the {} numbers that its steps can have.", m_what,
                          name, limit);
    }
    return numbers;
}

Result<std::vector<std::string_view>> TfExample::strings(const std::string& name, size_t limit) const {
    uint32_t kind = 0;
    std::vector<std::string_view> lists;
    const auto found = m_features.find(name);
    if (found == m_features.end() || !listsOf(found->second, kind, lists)) return malformed(name);
    if (kind != kBytesList && kind != 0)
        return inputError("{}: feature '{}' holds numbers where features.json states byte strings.", m_what,
                          name);
    std::vector<std::string_view> strings;
    bool tooMany = false;
    const auto readValue = [&](const Field& field) {
        if (field.number != 1) return true;
        tooMany = strings.size() >= limit;
        if (tooMany || field.wireType != kLengthDelimited) return false;
        strings.push_back(field.payload);
        return true;
    };
    for (const std::string_view list : lists) {
        if (forEachField(list, readValue)) continue;
        if (!tooMany) return malformed(name);
        return inputError("{}: feature '{}' holds more than {} byte strings; check the file.", m_what, name,
                          limit);
    }
    return strings;
}

}  // namespace camframe
