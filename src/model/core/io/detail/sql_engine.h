// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/core/io/detail/sql_column.h"
#include "model/core/result.h"

namespace camframe {

/// A value for a '?' in a statement.
using SqlValue = std::variant<int64_t, double, std::string>;

/// The rows of a query, some two thousand at a time. Must not outlive its engine.
class SqlRows {
public:
    ~SqlRows();
    SqlRows(SqlRows&&) noexcept;
    SqlRows& operator=(SqlRows&&) noexcept;

    size_t columnCount() const { return m_types.size(); }
    const SqlColumnType& type(size_t column) const { return m_types[column]; }
    /// Steps to the next rows; false after the last.
    bool next();
    size_t size() const;  ///< Rows at hand.
    /// Valid until the next call of next().
    SqlColumn column(size_t index) const;

private:
    friend class SqlEngine;
    SqlRows(const duckdb::Api& api, const duckdb::QueryResult& result);
    void release();

    const duckdb::Api* m_api;
    duckdb::QueryResult m_result;
    duckdb::Chunk m_chunk = nullptr;
    std::vector<SqlColumnType> m_types;
};

/// Values of one column to be inserted, all of the same length. Which kind a column takes is decided by its
/// SQL type: BOOLEAN uint8_t, BIGINT int64_t, FLOAT float, DOUBLE double, VARCHAR and BLOB std::string;
/// FLOAT[n], FLOAT[], DOUBLE[n], DOUBLE[] and BIGINT[] the flattened values, of n per row.
using SqlValues = std::variant<std::span<const uint8_t>, std::span<const int64_t>, std::span<const float>,
                               std::span<const double>, std::span<const std::string>>;

/// DuckDB in memory, to read and write Parquet by SQL.
///
/// It can reach files only below the given folders, no network and no extensions, and its settings are
/// locked; symbolic links in the folders are followed. Statements get values as parameters; what must stand
/// in the text goes through quoted() and identifier(). Writing, for example:
///
///     engine->run("CREATE TABLE rows (state FLOAT[7], task VARCHAR)");
///     engine->append("rows", rowCount, {{states, tasks}});
///     engine->run("COPY (SELECT * FROM rows) TO " + SqlEngine::quoted(file) +
///                 " (FORMAT parquet, COMPRESSION zstd)");
///
/// Errors carry DuckDB's own words; callers put file and mend around them. Not thread safe: one engine per
/// thread. Inside, DuckDB uses `threads` threads; the order of rows does not depend on them.
class SqlEngine {
public:
    struct Options {
        std::vector<std::filesystem::path> folders;  ///< What may be read and written, with all below.
        int threads = 2;
        int memoryMiB = 1024;  ///< More than that is an error; nothing is moved to disk.
    };
    static Result<std::unique_ptr<SqlEngine>> open(const Options& options);
    ~SqlEngine();
    SqlEngine(const SqlEngine&) = delete;
    SqlEngine& operator=(const SqlEngine&) = delete;

    /// Runs one statement.
    Result<SqlRows> query(const std::string& sql, std::span<const SqlValue> parameters = {});
    Result<void> run(const std::string& sql, std::span<const SqlValue> parameters = {});
    /// Adds rows to a table, one SqlValues per column in the table's order.
    Result<void> append(const std::string& table, size_t rowCount, std::span<const SqlValues> columns);

    static std::string quoted(std::string_view text);      ///< 'text' as a literal.
    static std::string identifier(std::string_view name);  ///< "name" as a column's or table's name.

private:
    explicit SqlEngine(const duckdb::Api& api) : m_api(api) {}
    const duckdb::Api& m_api;
    duckdb::Database m_database = nullptr;
    duckdb::Connection m_connection = nullptr;
};

}  // namespace camframe
