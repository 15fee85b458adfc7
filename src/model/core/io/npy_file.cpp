// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/npy_file.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/core/io/datasets/element_type.h"
#include "model/core/io/datasets/random_access_file.h"

namespace camframe {

namespace {

constexpr std::string_view kMagic{"\x93NUMPY", 6};
constexpr size_t kMaxHeaderBytes = size_t{64} << 10;
constexpr uint64_t kMaxElements = uint64_t{64} << 20;

struct Header {
    ElementType type;
    bool fortranOrder = false;
    std::vector<uint64_t> shape;
};

/// Reads the header's Python dictionary: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }.
/// Nothing else of Python is understood.
class HeaderParser {
public:
    HeaderParser(std::string_view text, std::string what) : m_text(text), m_what(std::move(what)) {}

    Result<Header> parse() {
        Header header;
        bool type = false, order = false, shape = false;
        if (!take('{')) return malformed();
        while (!take('}')) {
            const auto key = quoted();
            if (!key || !take(':')) return malformed();
            if (*key == "descr") {
                const auto name = quoted();
                if (!name)
                    return inputError("{} has fields or objects as elements; save it as an array of numbers.",
                                      m_what);
                const auto found = ElementType::fromNumpy(*name);
                if (!found)
                    return inputError(
                        "{} has elements of type '{}'; save it as an array of floats or integers.", m_what,
                        *name);
                header.type = *found;
                type = true;
            } else if (*key == "fortran_order") {
                header.fortranOrder = takeWord("True");
                if (!header.fortranOrder && !takeWord("False")) return malformed();
                order = true;
            } else if (*key == "shape") {
                if (!readShape(header.shape)) return malformed();
                shape = true;
            } else {
                return malformed();
            }
            if (!take(',') && peek() != '}') return malformed();
        }
        if (!type || !order || !shape) return malformed();
        return header;
    }

private:
    tl::unexpected<Error> malformed() const {
        return inputError("{} has a header that is not NumPy's; save it again with numpy.save().", m_what);
    }
    void skipBlanks() {
        while (!m_text.empty() && (m_text.front() == ' ' || m_text.front() == '\n')) m_text.remove_prefix(1);
    }
    char peek() {
        skipBlanks();
        return m_text.empty() ? '\0' : m_text.front();
    }
    bool take(char c) {
        if (peek() != c) return false;
        m_text.remove_prefix(1);
        return true;
    }
    bool takeWord(std::string_view word) {
        skipBlanks();
        if (!m_text.starts_with(word)) return false;
        m_text.remove_prefix(word.size());
        return true;
    }
    std::optional<std::string> quoted() {
        const char quote = peek();
        if (quote != '\'' && quote != '"') return std::nullopt;
        const size_t end = m_text.find(quote, 1);
        if (end == std::string_view::npos) return std::nullopt;
        std::string text(m_text.substr(1, end - 1));
        m_text.remove_prefix(end + 1);
        return text;
    }
    bool readShape(std::vector<uint64_t>& shape) {
        if (!take('(')) return false;
        while (!take(')')) {
            if (peek() < '0' || peek() > '9' || shape.size() == 32) return false;
            uint64_t length = 0;
            while (!m_text.empty() && m_text.front() >= '0' && m_text.front() <= '9') {
                if (length > kMaxElements) return false;
                length = 10 * length + static_cast<uint64_t>(m_text.front() - '0');
                m_text.remove_prefix(1);
            }
            shape.push_back(length);
            if (!take(',') && peek() != ')') return false;
        }
        return true;
    }

    std::string_view m_text;
    std::string m_what;
};

}  // namespace

Result<Eigen::MatrixXd> readNpy(const std::filesystem::path& path) {
    const auto file = RandomAccessFile::open(path);
    if (!file) return tl::unexpected(file.error());
    const std::string what = path.string();
    constexpr size_t kPrefix = 8;  // magic and version
    const auto prefix = file->read(0, kPrefix);
    if (!prefix || !prefix->starts_with(kMagic))
        return inputError("{} is not a NumPy array; save it with numpy.save().", what);
    const auto version = static_cast<uint8_t>((*prefix)[6]);
    if (version < 1 || version > 3)
        return inputError("{} is of version {} of NumPy's format; save it with numpy.save().", what, version);
    const size_t lengthBytes = version == 1 ? 2 : 4;
    const auto lengthField = file->read(kPrefix, lengthBytes);
    if (!lengthField) return tl::unexpected(lengthField.error());
    size_t headerLength = 0;
    for (size_t i = lengthBytes; i-- > 0;)
        headerLength = headerLength << 8 | static_cast<uint8_t>((*lengthField)[i]);
    if (headerLength > kMaxHeaderBytes)
        return inputError("{} states a header of {} bytes; save it again with numpy.save().", what,
                          headerLength);
    const auto text = file->read(kPrefix + lengthBytes, headerLength);
    if (!text) return tl::unexpected(text.error());
    const auto header = HeaderParser(*text, what).parse();
    if (!header) return tl::unexpected(header.error());
    if (header->shape.empty() || header->shape.size() > 2)
        return inputError("{} has {} dimensions; give an array of rows of numbers, one per time.", what,
                          header->shape.size());
    const uint64_t rows = header->shape[0], columns = header->shape.size() == 2 ? header->shape[1] : 1;
    if (rows == 0 || columns == 0 || rows > kMaxElements / columns)
        return inputError(
            "{} has the shape {} x {}; give at least one row and column and at most {} numbers.", what, rows,
            columns, kMaxElements);
    const size_t begin = kPrefix + lengthBytes + headerLength;
    const auto dataBytes = static_cast<size_t>(rows * columns) * header->type.bytes;
    if (file->size() != begin + dataBytes)
        return inputError("{} has {} bytes where its shape {} x {} needs {}; copy or save it again.", what,
                          file->size(), rows, columns, begin + dataBytes);
    const auto bytes = file->read(begin, dataBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    const std::vector<double> values = toDoubles(header->type, *bytes);
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto r = static_cast<Eigen::Index>(rows), c = static_cast<Eigen::Index>(columns);
    if (header->fortranOrder) return Eigen::MatrixXd(Eigen::Map<const Eigen::MatrixXd>(values.data(), r, c));
    return Eigen::MatrixXd(Eigen::Map<const RowMajor>(values.data(), r, c));
}

}  // namespace camframe
