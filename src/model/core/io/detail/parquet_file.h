// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/io/detail/sql_engine.h"

namespace camframe {

/// A Parquet file that is read by columns and rows. Must not outlive its engine, in whose folders it lies.
class ParquetFile {
public:
    /// Reads the schema only. Refuses, naming the file: missing, truncated, not Parquet, damaged.
    static Result<ParquetFile> open(SqlEngine& engine, const std::filesystem::path& path);

    const std::filesystem::path& path() const { return m_path; }
    const std::vector<SqlColumnType>& columns() const { return m_columns; }
    const SqlColumnType* find(std::string_view column) const;
    Result<int64_t> rowCount() const;

    /// Reads columns in the order of the file's rows.
    /// @param expressions  SQL per column of the result; SqlEngine::identifier(name) for a column as it is.
    ///                     `file_row_number` is the row's place in the file, from 0.
    /// @param condition    SQL with '?' for the parameters, or empty for all rows. Groups of rows whose
    ///                     statistics rule them out are not read.
    /// @param limit        At most so many rows; negative: all.
    Result<SqlRows> read(std::span<const std::string> expressions, std::string_view condition = {},
                         std::span<const SqlValue> parameters = {}, int64_t limit = -1) const;

private:
    ParquetFile(SqlEngine& engine, std::filesystem::path path) : m_engine(&engine), m_path(std::move(path)) {}
    Result<SqlRows> query(const std::string& before, const std::string& after,
                          std::span<const SqlValue> parameters) const;

    SqlEngine* m_engine;
    std::filesystem::path m_path;
    std::vector<SqlColumnType> m_columns;
};

}  // namespace camframe
