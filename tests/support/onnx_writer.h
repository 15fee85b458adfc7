// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <variant>
#include <vector>

namespace camframe::test {

/// Writes small ONNX files: protobuf's wire format by hand, field numbers of onnx.proto.
class OnnxWriter {
public:
    using Shape = std::vector<int64_t>;
    struct Attribute {
        std::string name;
        std::variant<int64_t, std::vector<int64_t>> value;
    };

    void input(const std::string& name, const Shape& shape, int type = 1) {
        m_graph += part(11, value(name, shape, type));
    }
    void output(const std::string& name, const Shape& shape, int type = 1) {
        m_graph += part(12, value(name, shape, type));
    }
    void floats(const std::string& name, const Shape& shape, const std::vector<float>& values) {
        m_graph += part(5, tensor(name, shape, 1, values.data(), 4 * values.size()));
    }
    void integers(const std::string& name, const Shape& shape, const std::vector<int64_t>& values) {
        m_graph += part(5, tensor(name, shape, 7, values.data(), 8 * values.size()));
    }
    void node(const std::string& type, const std::vector<std::string>& inputs,
              const std::vector<std::string>& outputs, const std::vector<Attribute>& attributes = {}) {
        std::string node;
        for (const std::string& name : inputs) node += part(1, name);
        for (const std::string& name : outputs) node += part(2, name);
        node += part(3, type + "_" + outputs[0]) + part(4, type);
        for (const Attribute& attribute : attributes) {
            std::string text = part(1, attribute.name);
            if (const auto* number = std::get_if<int64_t>(&attribute.value)) {
                text += number_(3, static_cast<uint64_t>(*number)) + number_(20, 2);
            } else {
                for (const int64_t n : std::get<1>(attribute.value))
                    text += number_(8, static_cast<uint64_t>(n));
                text += number_(20, 7);
            }
            node += part(5, text);
        }
        m_nodes += part(1, node);
    }
    std::string bytes(int64_t opset = 13) const {
        const std::string graph = m_nodes + part(2, "test") + m_graph;
        return number_(1, 7) + part(2, "camframe tests") + part(7, graph) +
               part(8, number_(2, static_cast<uint64_t>(opset)));
    }
    void write(const std::string& file, int64_t opset = 13) const {
        std::ofstream(file, std::ios::binary) << bytes(opset);
    }

private:
    static std::string varint(uint64_t n) {
        std::string out;
        for (; n >= 128; n >>= 7) out += static_cast<char>(n | 128);
        return out + static_cast<char>(n);
    }
    static std::string number_(int field, uint64_t n) {
        return varint(static_cast<uint64_t>(field) << 3) + varint(n);
    }
    static std::string part(int field, const std::string& bytes) {
        return varint((static_cast<uint64_t>(field) << 3) | 2) + varint(bytes.size()) + bytes;
    }
    static std::string tensor(const std::string& name, const Shape& shape, int type, const void* data,
                              size_t size) {
        std::string out;
        for (const int64_t n : shape) out += number_(1, static_cast<uint64_t>(n));
        return out + number_(2, static_cast<uint64_t>(type)) + part(8, name) +
               part(9, std::string(static_cast<const char*>(data), size));
    }
    static std::string value(const std::string& name, const Shape& shape, int type) {
        std::string dims;
        for (const int64_t n : shape)
            dims += part(1, n < 0 ? std::string() : number_(1, static_cast<uint64_t>(n)));
        return part(1, name) + part(2, part(1, number_(1, static_cast<uint64_t>(type)) + part(2, dims)));
    }
    std::string m_nodes, m_graph;
};

}  // namespace camframe::test
