// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/hdf5_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

#include "model/core/io/detail/hdf5_process.h"
#include "model/core/io/detail/input_limits.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using What = Hdf5Request::What;

constexpr std::string_view kSignature = "\x89HDF\r\n\x1a\n";

tl::unexpected<Error> nonsense(const std::string& path) {
    return inputError("{} cannot be read: its reader answered nonsense; copy the file again.", path);
}

std::optional<std::vector<std::string>> textsOf(const std::string& answer) {
    MessageReader in(answer);
    const auto count = in.value<uint64_t>();
    if (!count || *count > answer.size()) return {};
    std::vector<std::string> texts;
    for (uint64_t i = 0; i < *count; ++i) {
        auto text = in.text();
        if (!text) return {};
        texts.push_back(std::move(*text));
    }
    return texts;
}

}  // namespace

/// The file as the process knows it.
struct Hdf5File::Open {
    uint64_t number = Hdf5Process::instance().newNumber();
    fs::path path;

    explicit Open(fs::path file) : path(std::move(file)) {}
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    ~Open() { Hdf5Process::instance().tell(request(What::CloseFile)); }

    Hdf5Request request(What what, const std::string& object = {}, const std::string& name = {}) const {
        return {what, number, path.string(), 0, object, name, 0};
    }
    Result<std::string> ask(What what, const std::string& object = {}, const std::string& name = {}) const {
        return Hdf5Process::instance().ask(request(what, object, name));
    }
    bool has(What what, const std::string& object) const {
        const auto answer = ask(what, object);
        return answer && MessageReader(*answer).value<uint8_t>() == uint8_t{1};
    }
    Result<std::vector<std::string>> names(What what, const std::string& group) const {
        const auto answer = ask(what, group);
        if (!answer) return tl::unexpected(answer.error());
        auto names = textsOf(*answer);
        if (!names) return nonsense(path.string());
        return std::move(*names);
    }
};

/// The dataset as the process knows it.
struct Hdf5Dataset::Open {
    uint64_t number = Hdf5Process::instance().newNumber();
    std::shared_ptr<const Hdf5File::Open> file;
    std::string object;

    Open(std::shared_ptr<const Hdf5File::Open> holder, std::string name)
        : file(std::move(holder)), object(std::move(name)) {}
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    ~Open() { Hdf5Process::instance().tell(request(What::CloseDataset)); }

    Hdf5Request request(What what, uint64_t row = 0) const {
        Hdf5Request out = file->request(what, object);
        out.dataset = number;
        out.row = row;
        return out;
    }
    Result<std::string> ask(What what, uint64_t row = 0) const {
        return Hdf5Process::instance().ask(request(what, row));
    }
};

// ------------------------------------------------------------------------------------------------ files

bool Hdf5File::hasSignature(const fs::path& path) {
    std::error_code error;
    const uint64_t size = fs::is_regular_file(path, error) ? fs::file_size(path, error) : 0;
    if (error) return false;
    // At 0, or behind a user block of 512, 1024, ... bytes (HDF5 file format specification, version 3, II.A).
    std::ifstream file(path, std::ios::binary);
    for (uint64_t at = 0; at + kSignature.size() <= size; at = at == 0 ? 512 : 2 * at) {
        std::array<char, kSignature.size()> bytes{};
        if (!file.seekg(static_cast<std::streamoff>(at)) || !file.read(bytes.data(), bytes.size()))
            return false;
        if (std::string_view(bytes.data(), bytes.size()) == kSignature) return true;
    }
    return false;
}

Result<Hdf5File> Hdf5File::open(const fs::path& path) {
    // Absolute, as the process keeps the folder that it was started in.
    auto open = std::make_shared<const Open>(fs::absolute(path));
    if (const auto answer = open->ask(What::OpenFile); !answer) return tl::unexpected(answer.error());
    return Hdf5File(std::move(open));
}

const fs::path& Hdf5File::path() const {
    return m_open->path;
}

bool Hdf5File::hasGroup(const std::string& object) const {
    return m_open->has(What::HasGroup, object);
}

bool Hdf5File::hasDataset(const std::string& object) const {
    return m_open->has(What::HasDataset, object);
}

Result<std::vector<std::string>> Hdf5File::children(const std::string& group) const {
    return m_open->names(What::Children, group);
}

Result<std::vector<std::string>> Hdf5File::datasetsBelow(const std::string& group) const {
    return m_open->names(What::DatasetsBelow, group);
}

std::optional<std::string> Hdf5File::textAttribute(const std::string& object, const std::string& name) const {
    auto list = textList(object, name);
    return list && list->size() == 1 ? std::optional(std::move(list->front())) : std::nullopt;
}

std::optional<double> Hdf5File::numberAttribute(const std::string& object, const std::string& name) const {
    const auto list = numberList(object, name);
    return list && list->size() == 1 ? std::optional(list->front()) : std::nullopt;
}

std::optional<std::vector<std::string>> Hdf5File::textList(const std::string& object,
                                                           const std::string& name) const {
    const auto answer = m_open->ask(What::TextAttribute, object, name);
    return answer ? textsOf(*answer) : std::nullopt;
}

std::optional<std::vector<double>> Hdf5File::numberList(const std::string& object,
                                                        const std::string& name) const {
    const auto answer = m_open->ask(What::NumberAttribute, object, name);
    return answer ? MessageReader(*answer).array<double>() : std::nullopt;
}

Result<Hdf5Dataset> Hdf5File::dataset(const std::string& object) const {
    auto open = std::make_shared<const Hdf5Dataset::Open>(m_open, object);
    const auto answer = open->ask(What::OpenDataset);
    if (!answer) return tl::unexpected(answer.error());
    MessageReader in(*answer);
    const auto kind = in.value<uint8_t>(), bytes = in.value<uint8_t>();
    auto place = in.text(), type = in.text();
    auto shape = in.array<uint64_t>();
    if (!shape || shape->size() > kMaxDimensions || *kind > static_cast<uint8_t>(Hdf5Kind::Other))
        return nonsense(m_open->path.string());
    Hdf5Dataset out;
    out.m_open = std::move(open);
    out.m_place = std::move(*place);
    out.m_type = std::move(*type);
    out.m_shape = std::move(*shape);
    out.m_kind = static_cast<Hdf5Kind>(*kind);
    out.m_uint8 = *bytes == 1;
    return out;
}

// --------------------------------------------------------------------------------------------- datasets

Result<Eigen::MatrixXd> Hdf5Dataset::readNumbers() const {
    const auto answer = m_open->ask(What::ReadNumbers);
    if (!answer) return tl::unexpected(answer.error());
    MessageReader in(*answer);
    const auto rowCount = in.value<int64_t>(), columns = in.value<int64_t>();
    const auto values = in.array<double>();
    if (!values || *rowCount != static_cast<int64_t>(rows()) ||
        *columns != static_cast<int64_t>(valuesPerRow()) ||
        (*rowCount > 0 && values->size() / static_cast<size_t>(*rowCount) != static_cast<size_t>(*columns)))
        return nonsense(m_place);
    return Eigen::MatrixXd(Eigen::Map<const Eigen::MatrixXd>(values->data(), *rowCount, *columns));
}

Result<std::vector<double>> Hdf5Dataset::readRow(uint64_t row) const {
    const auto answer = m_open->ask(What::ReadRow, row);
    if (!answer) return tl::unexpected(answer.error());
    auto values = MessageReader(*answer).array<double>();
    if (!values || values->size() != valuesPerRow()) return nonsense(m_place);
    return std::move(*values);
}

Result<std::string> Hdf5Dataset::readBytes(uint64_t row) const {
    const auto answer = m_open->ask(What::ReadBytes, row);
    if (!answer) return tl::unexpected(answer.error());
    auto bytes = MessageReader(*answer).text();
    if (!bytes) return nonsense(m_place);
    return std::move(*bytes);
}

bool naturalLess(const std::string& a, const std::string& b) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (!digit(a[i]) || !digit(b[j])) {
            if (a[i] != b[j]) return a[i] < b[j];
            ++i, ++j;
            continue;
        }
        const auto run = [&](const std::string& s, size_t& at) {
            while (at < s.size() && s[at] == '0') ++at;
            const size_t start = at;
            while (at < s.size() && digit(s[at])) ++at;
            return s.substr(start, at - start);
        };
        const std::string x = run(a, i), y = run(b, j);
        if (x.size() != y.size()) return x.size() < y.size();
        if (x != y) return x < y;
    }
    const bool endA = i == a.size(), endB = j == b.size();
    return endA != endB ? endA : a < b;  // "07" and "7" are told apart by their letters
}

}  // namespace camframe
