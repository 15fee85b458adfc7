// SPDX-License-Identifier: Apache-2.0
#include <fmt/ranges.h>

#include <array>
#include <fstream>

#include "model/core/io/detail/parquet_file.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

/// DuckDB takes paths for patterns; a character in brackets stands for itself.
std::string asPattern(const fs::path& path) {
    std::string pattern;
    for (const char c : path.string())
        if (c == '*' || c == '?' || c == '[')
            pattern += {'[', c, ']'};
        else
            pattern += c;
    return pattern;
}

/// Parquet starts and ends with "PAR1"; a file that was cut off lacks the end.
/// Source: https://parquet.apache.org/docs/file-format/
Result<void> checkMagic(const fs::path& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error))
        return inputError("Parquet file {} does not exist or is not a file; fetch the dataset again.",
                          path.string());
    std::ifstream file(path, std::ios::binary);
    std::array<char, 4> first{}, last{};
    file.read(first.data(), 4);
    file.seekg(-4, std::ios::end);
    file.read(last.data(), 4);
    if (!file)
        return inputError("Parquet file {} is empty or cannot be read; fetch it again.", path.string());
    const std::string_view magic = "PAR1";
    if (std::string_view(first.data(), 4) != magic)
        return inputError("{} is not a Parquet file; fetch it again.", path.string());
    if (std::string_view(last.data(), 4) != magic)
        return inputError("Parquet file {} is truncated: its end is missing; fetch it again.", path.string());
    return {};
}

}  // namespace

Result<ParquetFile> ParquetFile::open(SqlEngine& engine, const fs::path& path) {
    ParquetFile file(engine, fs::absolute(path).lexically_normal());
    if (const auto checked = checkMagic(file.m_path); !checked) return tl::unexpected(checked.error());
    const auto rows = file.query("SELECT *", "LIMIT 0", {});
    if (!rows) return tl::unexpected(rows.error());
    for (size_t i = 0; i < rows->columnCount(); ++i) file.m_columns.push_back(rows->type(i));
    return file;
}

const SqlColumnType* ParquetFile::find(std::string_view column) const {
    for (const SqlColumnType& candidate : m_columns)
        if (candidate.name == column) return &candidate;
    return nullptr;
}

Result<int64_t> ParquetFile::rowCount() const {
    auto rows = query("SELECT count(*)", "", {});
    if (!rows) return tl::unexpected(rows.error());
    return rows->next() ? rows->column(0).integer(0).value_or(0) : 0;
}

Result<SqlRows> ParquetFile::read(std::span<const std::string> expressions, std::string_view condition,
                                  std::span<const SqlValue> parameters, int64_t limit) const {
    std::string after;
    if (!condition.empty()) after += fmt::format("WHERE {} ", condition);
    if (limit >= 0) after += fmt::format("LIMIT {}", limit);
    return query(fmt::format("SELECT {}", fmt::join(expressions, ", ")), after, parameters);
}

Result<SqlRows> ParquetFile::query(const std::string& before, const std::string& after,
                                   std::span<const SqlValue> parameters) const {
    // Folders named like "key=value" must not become columns.
    const std::string sql = fmt::format("{} FROM read_parquet({}, hive_partitioning = false) {}", before,
                                        SqlEngine::quoted(asPattern(m_path)), after);
    auto rows = m_engine->query(sql, parameters);
    if (!rows)
        return inputError("Parquet file {} cannot be read ({}); fetch it again or write it anew.",
                          m_path.string(), rows.error().message);
    return rows;
}

}  // namespace camframe
