// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/hdf5_messages.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

namespace camframe {

namespace {

constexpr uint64_t kMaxMessage = uint64_t{2} << 30;
constexpr size_t kStep = size_t{16} << 20;

/// All of `size` bytes; a stream gives them in pieces.
bool receiveAll(int socket, char* out, size_t size, int seconds) {
    while (size > 0) {
        pollfd waiting{socket, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, seconds > 0 ? 1000 * seconds : -1);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        const ssize_t count = ::recv(socket, out, size, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        out += count;
        size -= static_cast<size_t>(count);
    }
    return true;
}

bool sendAll(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<size_t>(count));
    }
    return true;
}

}  // namespace

std::string encodeHdf5Request(const Hdf5Request& request) {
    MessageWriter out;
    out.value(request.what).value(request.file).text(request.path).value(request.dataset);
    out.text(request.object).text(request.name).value(request.row);
    return out.take();
}

std::optional<Hdf5Request> decodeHdf5Request(std::string_view bytes) {
    MessageReader in(bytes);
    const auto what = in.value<uint8_t>();
    const auto file = in.value<uint64_t>();
    auto path = in.text();
    const auto dataset = in.value<uint64_t>();
    auto object = in.text();
    auto name = in.text();
    const auto row = in.value<uint64_t>();
    if (!row || *what > static_cast<uint8_t>(Hdf5Request::What::ReadBytes)) return {};
    return Hdf5Request{static_cast<Hdf5Request::What>(*what),
                       *file,
                       std::move(*path),
                       *dataset,
                       std::move(*object),
                       std::move(*name),
                       *row};
}

bool sendHdf5Message(int socket, std::string_view bytes) {
    const uint64_t size = bytes.size();
    return sendAll(socket, {reinterpret_cast<const char*>(&size), sizeof size}) && sendAll(socket, bytes);
}

bool receiveHdf5Message(int socket, std::string& bytes, int seconds) {
    uint64_t size = 0;
    if (!receiveAll(socket, reinterpret_cast<char*>(&size), sizeof size, seconds) || size > kMaxMessage)
        return false;
    bytes.clear();
    // Memory grows with what has come, not with what was announced.
    while (bytes.size() < size) {
        const size_t at = bytes.size();
        bytes.resize(at + std::min<uint64_t>(size - at, std::max(kStep, at)));
        if (!receiveAll(socket, bytes.data() + at, bytes.size() - at, seconds)) return false;
    }
    return true;
}

}  // namespace camframe
