// SPDX-License-Identifier: Apache-2.0
#include "calib/inference/onnx_file.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <set>

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Bytes = std::span<const uint8_t>;

constexpr int kDeepest = 16;  ///< Graphs inside graphs.

/// One field of a protobuf message.
struct Field {
    uint64_t number = 0;
    uint64_t value = 0;  ///< Of variable-length and fixed-size integers.
    Bytes bytes;         ///< Of strings, messages and packed lists.
    bool hasBytes = false;
};

/// Reads a message field by field. Stops for good at the first thing that does not fit.
class Message {
public:
    explicit Message(Bytes bytes) : m_rest(bytes) {}
    bool broken() const { return m_broken; }

    std::optional<Field> next() {
        if (m_rest.empty() || m_broken) return std::nullopt;
        Field field;
        const uint64_t key = varint();
        field.number = key >> 3;
        switch (key & 7) {
            case 0:
                field.value = varint();
                break;
            case 1:
                field.value = fixed(8);
                break;
            case 5:
                field.value = fixed(4);
                break;
            case 2: {
                const uint64_t length = varint();
                if (m_broken || length > m_rest.size()) return fail();
                field.bytes = m_rest.first(length);
                field.hasBytes = true;
                m_rest = m_rest.subspan(length);
                break;
            }
            default:
                return fail();
        }
        if (m_broken || field.number == 0) return fail();
        return field;
    }
    uint64_t varint() {
        uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (m_rest.empty()) break;
            const uint8_t byte = m_rest[0];
            m_rest = m_rest.subspan(1);
            value |= static_cast<uint64_t>(byte & 0x7F) << shift;
            if ((byte & 0x80) == 0) return value;
        }
        m_broken = true;
        return 0;
    }
    bool atEnd() const { return m_rest.empty() || m_broken; }

private:
    std::optional<Field> fail() {
        m_broken = true;
        return std::nullopt;
    }
    uint64_t fixed(size_t count) {
        if (m_rest.size() < count) {
            m_broken = true;
            return 0;
        }
        uint64_t value = 0;
        for (size_t i = 0; i < count; ++i) value |= static_cast<uint64_t>(m_rest[i]) << (8 * i);
        m_rest = m_rest.subspan(count);
        return value;
    }
    Bytes m_rest;
    bool m_broken = false;
};

std::string text(const Field& field) {
    constexpr size_t kLongest = 200;  // names are for people
    return {reinterpret_cast<const char*>(field.bytes.data()), std::min(field.bytes.size(), kLongest)};
}

/// Appends the integers of a repeated field, packed or not.
bool appendIntegers(const Field& field, std::vector<int64_t>& out) {
    if (!field.hasBytes) {
        out.push_back(static_cast<int64_t>(field.value));
        return true;
    }
    Message packed(field.bytes);
    while (!packed.atEnd()) out.push_back(static_cast<int64_t>(packed.varint()));
    return !packed.broken();
}

/// Bytes of one element of an ONNX tensor; 0: not of fixed size.
size_t elementSize(uint64_t type) {
    switch (type) {
        case 1:
        case 6:
        case 12:
            return 4;
        case 2:
        case 3:
        case 9:
            return 1;
        case 4:
        case 5:
        case 10:
        case 16:
            return 2;
        case 7:
        case 11:
        case 13:
        case 14:
            return 8;
        case 15:
            return 16;
        default:
            return 0;
    }
}

class Walker {
public:
    explicit Walker(const std::string& place) : m_place(place) {}
    OnnxSummary summary;

    Result<void> model(Bytes bytes) {
        Message message(bytes);
        bool graphSeen = false;
        while (const auto field = message.next()) {
            if (field->number == 7 && field->hasBytes) {
                graphSeen = true;
                if (auto ok = graph(field->bytes, 0); !ok) return ok;
            } else if (field->number == 8 && field->hasBytes) {
                opset(field->bytes);
            }
        }
        if (message.broken() || !graphSeen) return notOnnx();
        if (auto ok = checkWiring(); !ok) return ok;
        std::erase_if(summary.inputs, [&](const OnnxValue& v) { return m_constants.contains(v.name); });
        if (summary.outputs.empty())
            return inputError("{}: the network has no output; export it again.", m_place);
        return {};
    }

private:
    tl::unexpected<Error> notOnnx() const {
        return inputError("{} is not an ONNX model, or it is damaged; export or copy it again.", m_place);
    }

    void opset(Bytes bytes) {
        Message message(bytes);
        std::string domain;
        int64_t version = 0;
        while (const auto field = message.next()) {
            if (field->number == 1) domain = text(*field);
            if (field->number == 2) version = static_cast<int64_t>(field->value);
        }
        if (domain.empty() || domain == "ai.onnx") summary.opset = version;
    }

    Result<void> graph(Bytes bytes, int depth) {
        if (depth > kDeepest) return notOnnx();
        Message message(bytes);
        while (const auto field = message.next()) {
            if (!field->hasBytes) continue;
            Result<void> ok;
            if (field->number == 1) ok = node(field->bytes, depth);
            if (field->number == 5) ok = tensor(field->bytes, true);
            if (field->number == 11 && depth == 0) ok = value(field->bytes, summary.inputs);
            if (field->number == 12 && depth == 0) ok = value(field->bytes, summary.outputs);
            if (!ok) return ok;
        }
        if (message.broken()) return notOnnx();
        return {};
    }

    /// Every input of a node must be there before it: libraries have crashed over those that are not.
    Result<void> checkWiring() const {
        std::set<std::string> known = m_constants;
        for (const OnnxValue& input : summary.inputs) known.insert(input.name);
        for (const Node& node : m_nodes) {
            for (const std::string& name : node.inputs)
                if (!name.empty() && !known.contains(name))
                    return inputError(
                        "{}: a node '{}' takes '{}', which nothing gives; export the model again.", m_place,
                        node.type, name);
            if (node.type.empty() || node.outputs.empty()) return notOnnx();
            known.insert(node.outputs.begin(), node.outputs.end());
        }
        for (const OnnxValue& output : summary.outputs)
            if (!known.contains(output.name))
                return inputError("{}: nothing gives the output '{}'; export the model again.", m_place,
                                  output.name);
        return {};
    }

    Result<void> node(Bytes bytes, int depth) {
        Message message(bytes);
        Node node;
        while (const auto field = message.next()) {
            if (!field->hasBytes) continue;
            if (field->number == 1) node.inputs.push_back(text(*field));
            if (field->number == 2) node.outputs.push_back(text(*field));
            if (field->number == 4) {
                node.type = text(*field);
                if (m_seen.insert(node.type).second) summary.operators.push_back(node.type);
            }
            if (field->number == 5)
                if (auto ok = attribute(field->bytes, depth); !ok) return ok;
        }
        if (message.broken()) return notOnnx();
        if (depth == 0) m_nodes.push_back(std::move(node));
        return {};
    }

    Result<void> attribute(Bytes bytes, int depth) {
        Message message(bytes);
        while (const auto field = message.next()) {
            if (!field->hasBytes) continue;
            Result<void> ok;
            if (field->number == 5 || field->number == 10) ok = tensor(field->bytes, false);
            if (field->number == 6 || field->number == 11) ok = graph(field->bytes, depth + 1);
            if (!ok) return ok;
        }
        if (message.broken()) return notOnnx();
        return {};
    }

    Result<void> tensor(Bytes bytes, bool named) {
        Message message(bytes);
        std::vector<int64_t> dims;
        uint64_t type = 0, rawBytes = 0;
        bool raw = false;
        std::string name;
        while (const auto field = message.next()) {
            if (field->number == 1 && !appendIntegers(*field, dims)) return notOnnx();
            if (field->number == 2) type = field->value;
            if (field->number == 8) name = text(*field);
            if (field->number == 9 && field->hasBytes) {
                raw = true;
                rawBytes = field->bytes.size();
            }
            if (field->number == 13 || (field->number == 14 && field->value == 1))
                return inputError(
                    "{}: its weights lie in another file; export the model as one file (below 2 GiB).",
                    m_place);
        }
        if (message.broken()) return notOnnx();
        // The shape must not promise more than there is.
        uint64_t count = 1;
        for (const int64_t n : dims) {
            if (n < 0 || (n > 0 && count > (uint64_t{1} << 40) / static_cast<uint64_t>(n)))
                return wrongSize(name);
            count *= static_cast<uint64_t>(n);
        }
        const size_t size = elementSize(type);
        if (raw && size > 0 && rawBytes != count * size) return wrongSize(name);
        if (!raw && count > 8 * bytes.size()) return wrongSize(name);
        if (named) m_constants.insert(name);
        return {};
    }

    Result<void> wrongSize(const std::string& name) const {
        return inputError(
            "{}: constant '{}' is not as long as its shape says; export or copy the model again.", m_place,
            name);
    }

    Result<void> value(Bytes bytes, std::vector<OnnxValue>& out) {
        OnnxValue value;
        Message message(bytes);
        while (const auto field = message.next()) {
            if (field->number == 1) value.name = text(*field);
            if (field->number != 2 || !field->hasBytes) continue;
            Message type(field->bytes);
            while (const auto kind = type.next())
                if (kind->number == 1 && kind->hasBytes && !tensorType(kind->bytes, value)) return notOnnx();
            if (type.broken()) return notOnnx();
        }
        if (message.broken()) return notOnnx();
        out.push_back(std::move(value));
        return {};
    }

    static bool tensorType(Bytes bytes, OnnxValue& value) {
        Message message(bytes);
        while (const auto field = message.next()) {
            if (field->number == 1) value.elementType = static_cast<int>(field->value);
            if (field->number != 2 || !field->hasBytes) continue;
            Message shape(field->bytes);
            while (const auto dim = shape.next()) {
                if (dim->number != 1) continue;
                int64_t size = -1;
                Message entry(dim->bytes);
                while (const auto part = entry.next())
                    if (part->number == 1) size = static_cast<int64_t>(part->value);
                if (entry.broken()) return false;
                value.shape.push_back(size > 0 ? size : -1);
            }
            if (shape.broken()) return false;
        }
        return !message.broken();
    }

    struct Node {
        std::string type;
        std::vector<std::string> inputs, outputs;
    };
    const std::string& m_place;
    std::vector<Node> m_nodes;  ///< Of the main graph.
    std::set<std::string> m_seen, m_constants;
};

}  // namespace

Result<OnnxSummary> summarizeOnnx(std::span<const uint8_t> bytes, const std::string& place) {
    Walker walker(place);
    if (auto ok = walker.model(bytes); !ok) return tl::unexpected(ok.error());
    return std::move(walker.summary);
}

Result<std::vector<uint8_t>> readModelFile(const fs::path& file) {
    constexpr uintmax_t kLargest = (uintmax_t{1} << 31) - 1;
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        return inputError("Model {} does not exist or is not a file; check the models folder.",
                          file.string());
    const uintmax_t size = fs::file_size(file, error);
    if (error || size > kLargest)
        return inputError("Model {} is larger than 2 GiB, which ONNX files cannot be; export it again.",
                          file.string());
    std::vector<uint8_t> bytes(size);
    std::ifstream stream(file, std::ios::binary);
    stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
    if (!stream || static_cast<uintmax_t>(stream.gcount()) != size)
        return inputError("Model {} cannot be read; check its permissions.", file.string());
    return bytes;
}

}  // namespace camframe
