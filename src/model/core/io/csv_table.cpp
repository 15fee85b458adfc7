// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/csv_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/input_limits.h"
#include "model/core/nan.h"

namespace camframe {

namespace {

constexpr size_t kMaxTableBytes = size_t{256} << 20;
constexpr size_t kMaxNumbers = size_t{64} << 20;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r";
    const size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// A number, NaN for the usual ways to say "absent", nothing for other text.
std::optional<double> toNumber(std::string_view cell, bool decimalComma) {
    std::string text(trimmed(cell));
    if (text.empty()) return kNan;
    std::string lower = text;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    for (const char* absent : {"nan", "null", "none", "na", "n/a"})
        if (lower == absent) return kNan;
    if (lower == "true") return 1;
    if (lower == "false") return 0;
    if (decimalComma && std::ranges::count(text, ',') == 1 && text.find('.') == std::string::npos)
        text[text.find(',')] = '.';
    std::string_view number = text;
    if (number.starts_with('+')) number.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc{} || end != number.data() + number.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

/// The separator that the first line holds most often outside of quotes.
char findSeparator(std::string_view text) {
    std::array<size_t, 3> counts{};
    constexpr std::string_view kSeparators = ",;\t";
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\n') break;
        if (const size_t which = kSeparators.find(c); which != std::string_view::npos) ++counts[which];
    }
    // Beside semicolons or tabs commas are decimal marks or parts of names.
    if (counts[2] > 0) return '\t';
    return counts[1] > 0 ? ';' : ',';
}

/// Goes through the text row by row.
class RowReader {
public:
    RowReader(std::string_view text, char separator) : m_text(text), m_separator(separator) {}

    /// The next row that is neither empty nor a comment; false at the end.
    bool next(std::vector<std::string>& cells) {
        while (m_at < m_text.size()) {
            m_line = m_nextLine;
            const bool comment = m_text[m_at] == '#';
            const bool blank = readRow(cells);
            if (!comment && !blank) return true;
        }
        return false;
    }
    size_t line() const { return m_line; }  ///< Of the last row, from 1.

private:
    /// True where the row holds nothing.
    bool readRow(std::vector<std::string>& cells) {
        cells.assign(1, {});
        bool quoted = false, blank = true;
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (c == '\n') ++m_nextLine;
            if (quoted) {
                const bool doubled = c == '"' && m_at + 1 < m_text.size() && m_text[m_at + 1] == '"';
                if (c == '"' && !doubled) {
                    quoted = false;
                    continue;
                }
                cells.back() += c;
                m_at += doubled;
            } else if (c == '\n') {
                ++m_at;
                break;
            } else if (c == '"' && trimmed(cells.back()).empty()) {
                quoted = true;
                blank = false;
                cells.back().clear();
            } else if (c == m_separator) {
                if (cells.size() <= kMaxColumns + 1) cells.emplace_back();
                blank = false;
            } else {
                if (c != ' ' && c != '\r' && c != '\t') blank = false;
                cells.back() += c;
            }
        }
        return blank;
    }

    std::string_view m_text;
    char m_separator;
    size_t m_at = 0;
    size_t m_line = 0, m_nextLine = 1;
};

}  // namespace

Result<CsvTable> readCsv(const std::filesystem::path& file) {
    const auto bytes = readFile(file, kMaxTableBytes);
    if (!bytes) return tl::unexpected(bytes.error());
    std::string_view text = *bytes;
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
        return inputError("{} is UTF-16; save it as UTF-8.", file.string());
    if (text.find('\0') != std::string_view::npos)
        return inputError("{} is not text; give a CSV file.", file.string());

    const size_t start = [&] {  // of the first line that counts
        size_t at = 0;
        while (at < text.size() && (text[at] == '#' || text[at] == '\n' || text[at] == '\r'))
            at = std::min(text.find('\n', at), text.size() - 1) + 1;
        return at;
    }();
    const char separator = findSeparator(text.substr(std::min(start, text.size())));
    const bool decimalComma = separator != ',';
    RowReader rows(text, separator);
    std::vector<std::string> cells;
    CsvTable table;
    std::vector<double> values;
    size_t columns = 0;
    while (rows.next(cells)) {
        if (columns == 0) {
            columns = cells.size();
            if (columns > 1 && trimmed(cells.back()).empty())
                --columns;  // a separator at the end of each line
            if (columns > kMaxColumns)
                return inputError("{} has more than {} columns; check the file.", file.string(), kMaxColumns);
            table.firstText.resize(columns);
            for (size_t c = 0; c < columns; ++c)
                table.hasHeader = table.hasHeader || !toNumber(cells[c], decimalComma);
            for (size_t c = 0; c < columns; ++c) {
                std::string name(table.hasHeader ? trimmed(cells[c]) : std::string_view());
                table.names.push_back(name.empty() ? fmt::format("column {}", c + 1) : std::move(name));
            }
            if (table.hasHeader) continue;
        }
        const bool emptyEnd = cells.size() == columns + 1 && trimmed(cells.back()).empty();
        if (cells.size() != columns && !emptyEnd)
            return inputError("{}, line {}: has {} cells where the first line has {}; mend the line.",
                              file.string(), rows.line(), cells.size(), columns);
        if (values.size() + columns > kMaxNumbers)
            return inputError("{} has more than {} numbers; leave out what is not needed.", file.string(),
                              kMaxNumbers);
        for (size_t c = 0; c < columns; ++c) {
            const auto number = toNumber(cells[c], decimalComma);
            if (!number && !table.firstText[c])
                table.firstText[c] =
                    CsvTable::TextCell{rows.line(), std::string(trimmed(cells[c])).substr(0, 60)};
            values.push_back(number.value_or(kNan));
        }
    }
    if (values.empty()) return inputError("{} has no rows of numbers; check the file.", file.string());
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    table.values =
        Eigen::Map<const RowMajor>(values.data(), static_cast<Eigen::Index>(values.size() / columns),
                                   static_cast<Eigen::Index>(columns));
    return table;
}

}  // namespace camframe
