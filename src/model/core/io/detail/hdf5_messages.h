// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// What Hdf5File asks of the process that reads for it. Every request says all that is needed to open its
/// file and dataset anew, because that process may have been replaced since the last one.
struct Hdf5Request {
    enum class What : uint8_t {
        OpenFile,
        CloseFile,
        HasGroup,
        HasDataset,
        Children,
        DatasetsBelow,
        TextAttribute,
        NumberAttribute,
        OpenDataset,
        CloseDataset,
        ReadNumbers,
        ReadRow,
        ReadBytes,
    };
    What what = What::OpenFile;
    uint64_t file = 0;  ///< Numbers of open files and datasets are given by the asking side, never twice.
    std::string path;
    uint64_t dataset = 0;
    std::string object;  ///< Group or dataset.
    std::string name;    ///< Attribute.
    uint64_t row = 0;
};

/// Writes and reads plain values one behind the other. Both ends are the same program on the same machine.
/// A reader believes nothing: what it reads may come from a process that a hostile file has taken over.
class MessageWriter {
public:
    template <class T>
    MessageWriter& value(const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        m_bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
        return *this;
    }
    MessageWriter& text(std::string_view text) {
        value(uint64_t{text.size()});
        m_bytes.append(text);
        return *this;
    }
    template <class T>
    MessageWriter& array(const T* values, size_t count) {
        value(uint64_t{count});
        m_bytes.append(reinterpret_cast<const char*>(values), count * sizeof(T));
        return *this;
    }
    std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

class MessageReader {
public:
    explicit MessageReader(std::string_view bytes) : m_rest(bytes) {}

    template <class T>
    std::optional<T> value() {
        static_assert(std::is_trivially_copyable_v<T>);
        if (m_rest.size() < sizeof(T)) return {};
        T out;
        std::memcpy(&out, m_rest.data(), sizeof out);
        m_rest.remove_prefix(sizeof out);
        return out;
    }
    std::optional<std::string> text() {
        const auto bytes = span(1);
        return bytes ? std::optional(std::string(*bytes)) : std::nullopt;
    }
    template <class T>
    std::optional<std::vector<T>> array() {
        const auto bytes = span(sizeof(T));
        if (!bytes) return {};
        std::vector<T> out(bytes->size() / sizeof(T));
        if (!out.empty()) std::memcpy(out.data(), bytes->data(), bytes->size());
        return out;
    }

private:
    std::optional<std::string_view> span(size_t width) {
        const auto count = value<uint64_t>();
        if (!count || *count > m_rest.size() / width) return {};
        const std::string_view bytes = m_rest.substr(0, *count * width);
        m_rest.remove_prefix(bytes.size());
        return bytes;
    }

    std::string_view m_rest;
};

std::string encodeHdf5Request(const Hdf5Request& request);
std::optional<Hdf5Request> decodeHdf5Request(std::string_view bytes);

/// Sends and receives whole messages over a stream socket. False where the other end is gone, says nothing
/// for `seconds` (0: ever), or announces more than 2 GiB.
bool sendHdf5Message(int socket, std::string_view bytes);
bool receiveHdf5Message(int socket, std::string& bytes, int seconds);

}  // namespace camframe
