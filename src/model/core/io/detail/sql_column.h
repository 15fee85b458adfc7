// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/io/detail/duckdb_api.h"

namespace camframe {

/// What a column of a query holds.
struct SqlColumnType {
    enum class Kind { Boolean, Integer, Real, Text, Blob, List, Struct, Other };
    std::string name;  ///< Of the column, or of the member of a struct.
    Kind kind = Kind::Other;
    duckdb::TypeId id{};
    size_t arraySize = 0;               ///< Of lists whose length is part of their type, else 0.
    std::vector<SqlColumnType> inside;  ///< The element of a list, the members of a struct.

    bool isNumeric() const { return kind == Kind::Boolean || kind == Kind::Integer || kind == Kind::Real; }
    /// Numeric, or lists (in lists) of numbers.
    bool holdsNumbers() const;
    const SqlColumnType* member(std::string_view memberName) const;
};

/// The rows at hand of one column. A view: valid as long as the rows that it came from.
class SqlColumn {
public:
    SqlColumn(const duckdb::Api& api, duckdb::Vector vector, const SqlColumnType& type);

    const SqlColumnType& type() const { return *m_type; }
    bool isNull(size_t row) const { return m_validity && !(m_validity[row / 64] >> (row % 64) & 1); }
    /// Of booleans, integers and reals; NaN for nulls and all else.
    double number(size_t row) const;
    /// Of booleans and integers that fit; nothing for nulls and all else.
    std::optional<int64_t> integer(size_t row) const;
    /// Of texts and blobs; empty for nulls and all else.
    std::string_view text(size_t row) const;

    struct Range {
        size_t first = 0, count = 0;
    };
    /// Where the elements of a list lie in elements(); nothing at all for nulls.
    Range range(size_t row) const;
    SqlColumn elements() const;
    /// Adds all numbers of a value that holdsNumbers(), lists in lists row-major, until `out` has `limit`.
    void appendNumbers(size_t row, std::vector<double>& out, size_t limit = SIZE_MAX) const;
    /// A member of a struct; its rows are the struct's.
    std::optional<SqlColumn> member(std::string_view name) const;

private:
    const duckdb::Api* m_api;
    const SqlColumnType* m_type;
    duckdb::Vector m_vector;
    const void* m_data;
    const uint64_t* m_validity;
};

}  // namespace camframe
