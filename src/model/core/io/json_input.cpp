// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/json_input.h"

namespace camframe {

namespace {

constexpr size_t kMaxJsonBytes = size_t{64} << 20;
constexpr int kMaxDepth = 64;

/// The text with the tokens NaN, Infinity and -Infinity outside strings as null, and the deepest nesting.
std::pair<std::string, int> withoutNonFiniteTokens(const std::string& text) {
    std::string out;
    out.reserve(text.size());
    int depth = 0, deepest = 0;
    bool inString = false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            inString = c != '"';
            out.push_back(c);
            if (c == '\\' && i + 1 < text.size()) out.push_back(text[++i]);
            continue;
        }
        inString = c == '"';
        if (c == '[' || c == '{') deepest = std::max(deepest, ++depth);
        if (c == ']' || c == '}') --depth;
        size_t tokenLength = 0;
        if (c == '-' || c == 'I' || c == 'N')
            for (const std::string_view token : {"-Infinity", "Infinity", "NaN"})
                if (text.compare(i, token.size(), token) == 0) tokenLength = token.size();
        if (tokenLength > 0) {
            out += "null";
            i += tokenLength - 1;
        } else {
            out.push_back(c);
        }
    }
    return {std::move(out), deepest};
}

}  // namespace

Result<nlohmann::json> parseJson(const std::string& source, const std::string& what) {
    const auto [text, deepest] = withoutNonFiniteTokens(source);
    if (deepest > kMaxDepth)
        return inputError("{}: the JSON is nested more than {} levels deep; check the file.", what,
                          kMaxDepth);
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        const size_t byte = std::min(error.byte, text.size());
        const auto line =
            1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(byte), '\n');
        return inputError("{}: not valid JSON at line {}; mend or write the file again.", what, line);
    } catch (const nlohmann::json::exception&) {
        return inputError("{}: not valid JSON (a number is out of range); mend the file.", what);
    }
}

Result<nlohmann::json> readJson(const std::filesystem::path& path) {
    const auto text = readFile(path, kMaxJsonBytes);
    if (!text) return tl::unexpected(text.error());
    return parseJson(*text, path.string());
}

JsonField JsonField::operator[](const std::string& key) const {
    const nlohmann::json* child = nullptr;
    if (m_value && m_value->is_object())
        if (const auto it = m_value->find(key); it != m_value->end()) child = &*it;
    return {child, m_what, m_name.empty() ? key : m_name + "." + key};
}

JsonField JsonField::operator[](size_t index) const {
    const bool found = m_value && m_value->is_array() && index < m_value->size();
    return {found ? &(*m_value)[index] : nullptr, m_what, fmt::format("{}[{}]", m_name, index)};
}

std::string JsonField::place() const {
    return m_name.empty() ? m_what : fmt::format("{}: field '{}'", m_what, m_name);
}

tl::unexpected<Error> JsonField::error(std::string_view expected) const {
    if (!m_value) return inputError("{} is missing; give {}.", place(), expected);
    std::string shown;
    if (m_value->is_array())
        shown = fmt::format("a list of {}", m_value->size());
    else if (m_value->is_object())
        shown = "an object";
    else
        shown = m_value->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (shown.size() > 60) shown.replace(57, std::string::npos, "...");
    return inputError("{} is {}; give {}.", place(), shown, expected);
}

Result<std::string> JsonField::string(std::string_view expected) const {
    if (!m_value || !m_value->is_string()) return error(expected);
    const auto& text = m_value->get_ref<const std::string&>();
    if (text.empty() || text.find('\0') != std::string::npos) return error(expected);
    return text;
}

Result<double> JsonField::number(std::string_view expected) const {
    if (!m_value || !m_value->is_number()) return error(expected);
    const double number = m_value->get<double>();
    if (!std::isfinite(number)) return error(expected);
    return number;
}

Result<double> JsonField::numberOrNan(std::string_view expected) const {
    if (m_value && m_value->is_null()) return std::numeric_limits<double>::quiet_NaN();
    return number(expected);
}

Result<int> JsonField::integer(int smallest, int largest) const {
    const std::string expected = fmt::format("an integer from {} to {}", smallest, largest);
    const auto value = number(expected);
    if (!value) return tl::unexpected(value.error());
    if (*value != std::floor(*value) || *value < smallest || *value > largest) return error(expected);
    return static_cast<int>(*value);
}

Result<size_t> JsonField::arraySize(std::string_view expected) const {
    if (!m_value || !m_value->is_array()) return error(expected);
    return m_value->size();
}

Result<std::vector<double>> JsonField::numbers(size_t count, std::string_view expected) const {
    const auto size = arraySize(expected);
    if (!size) return tl::unexpected(size.error());
    if (*size != count) return error(expected);
    std::vector<double> numbers;
    for (size_t i = 0; i < count; ++i) {
        const auto number = (*this)[i].number("a number");
        if (!number) return tl::unexpected(number.error());
        numbers.push_back(*number);
    }
    return numbers;
}

Result<std::array<double, 5>> JsonField::distortion() const {
    const auto coefficients = numbers(5, "a list of 5 numbers (k1, k2, p1, p2, k3)");
    if (!coefficients) return tl::unexpected(coefficients.error());
    std::array<double, 5> out{};
    std::ranges::copy(*coefficients, out.begin());
    return out;
}

Result<std::vector<std::string>> JsonField::uniqueStrings(std::string_view expected) const {
    const auto size = arraySize(expected);
    if (!size) return tl::unexpected(size.error());
    std::vector<std::string> strings;
    std::set<std::string> seen;
    for (size_t i = 0; i < *size; ++i) {
        const JsonField entry = (*this)[i];
        auto text = entry.string("a name");
        if (!text) return tl::unexpected(text.error());
        if (!seen.insert(*text).second) return entry.error("a name that is not in the list already");
        strings.push_back(std::move(*text));
    }
    return strings;
}

Result<Eigen::MatrixXd> JsonField::matrix(Eigen::Index rows, Eigen::Index cols,
                                          std::string_view expected) const {
    const auto size = arraySize(expected);
    if (!size) return tl::unexpected(size.error());
    if (static_cast<Eigen::Index>(*size) != rows) return error(expected);
    // All lengths before any memory is taken: rows x cols must not exceed what the file really holds.
    const std::string expectedRow = fmt::format("a list of {} numbers", cols);
    for (size_t r = 0; r < *size; ++r) {
        const nlohmann::json& row = (*m_value)[r];
        if (!row.is_array() || static_cast<Eigen::Index>(row.size()) != cols)
            return (*this)[r].error(expectedRow);
    }
    Eigen::MatrixXd out(rows, cols);
    for (size_t r = 0; r < *size; ++r)
        for (size_t c = 0; c < static_cast<size_t>(cols); ++c) {
            const nlohmann::json& entry = (*m_value)[r][c];
            if (!entry.is_number() && !entry.is_null())
                return (*this)[r][c].error("a number, or null where unknown");
            out(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(c)) =
                entry.is_null() ? std::numeric_limits<double>::quiet_NaN() : entry.get<double>();
        }
    return out;
}

}  // namespace camframe
