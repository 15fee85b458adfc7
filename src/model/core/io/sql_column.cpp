// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "model/core/io/detail/sql_column.h"

namespace camframe {

using Kind = SqlColumnType::Kind;

const SqlColumnType* SqlColumnType::member(std::string_view memberName) const {
    if (kind == Kind::Struct)
        for (const SqlColumnType& candidate : inside)
            if (candidate.name == memberName) return &candidate;
    return nullptr;
}

SqlColumn::SqlColumn(const duckdb::Api& api, duckdb::Vector vector, const SqlColumnType& type)
    : m_api(&api),
      m_type(&type),
      m_vector(vector),
      m_data(api.vector_get_data(vector)),
      m_validity(api.vector_get_validity(vector)) {}

double SqlColumn::number(size_t row) const {
    if (isNull(row)) return std::numeric_limits<double>::quiet_NaN();
    if (m_type->id == duckdb::Float) return static_cast<double>(static_cast<const float*>(m_data)[row]);
    if (m_type->id == duckdb::Double) return static_cast<const double*>(m_data)[row];
    if (m_type->id == duckdb::UBigInt) return static_cast<double>(static_cast<const uint64_t*>(m_data)[row]);
    const auto whole = integer(row);
    return whole ? static_cast<double>(*whole) : std::numeric_limits<double>::quiet_NaN();
}

std::optional<int64_t> SqlColumn::integer(size_t row) const {
    if (isNull(row)) return {};
    switch (m_type->id) {
        case duckdb::Boolean:
            return static_cast<const uint8_t*>(m_data)[row] != 0;
        case duckdb::TinyInt:
            return static_cast<const int8_t*>(m_data)[row];
        case duckdb::SmallInt:
            return static_cast<const int16_t*>(m_data)[row];
        case duckdb::Integer:
            return static_cast<const int32_t*>(m_data)[row];
        case duckdb::BigInt:
            return static_cast<const int64_t*>(m_data)[row];
        case duckdb::UTinyInt:
            return static_cast<const uint8_t*>(m_data)[row];
        case duckdb::USmallInt:
            return static_cast<const uint16_t*>(m_data)[row];
        case duckdb::UInteger:
            return static_cast<const uint32_t*>(m_data)[row];
        case duckdb::UBigInt: {
            const uint64_t value = static_cast<const uint64_t*>(m_data)[row];
            if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) return {};
            return static_cast<int64_t>(value);
        }
        default:
            return {};
    }
}

std::string_view SqlColumn::text(size_t row) const {
    if (isNull(row) || (m_type->kind != Kind::Text && m_type->kind != Kind::Blob)) return {};
    const duckdb::String& string = static_cast<const duckdb::String*>(m_data)[row];
    return {string.length <= 12 ? string.inlinedOrPrefix : string.pointer, string.length};
}

SqlColumn::Range SqlColumn::range(size_t row) const {
    if (isNull(row) || m_type->kind != Kind::List) return {};
    if (m_type->arraySize > 0) return {row * m_type->arraySize, m_type->arraySize};
    const duckdb::ListEntry& entry = static_cast<const duckdb::ListEntry*>(m_data)[row];
    return {entry.offset, entry.length};
}

SqlColumn SqlColumn::elements() const {
    return {*m_api,
            m_type->arraySize > 0 ? m_api->array_vector_get_child(m_vector)
                                  : m_api->list_vector_get_child(m_vector),
            m_type->inside.front()};
}

std::optional<SqlColumn> SqlColumn::member(std::string_view name) const {
    if (m_type->kind != Kind::Struct) return {};
    for (size_t i = 0; i < m_type->inside.size(); ++i)
        if (m_type->inside[i].name == name)
            return SqlColumn(*m_api, m_api->struct_vector_get_child(m_vector, i), m_type->inside[i]);
    return {};
}

bool SqlColumnType::holdsNumbers() const {
    return kind == Kind::List ? inside.front().holdsNumbers() : isNumeric();
}

void SqlColumn::appendNumbers(size_t row, std::vector<double>& out, size_t limit) const {
    if (m_type->kind != SqlColumnType::Kind::List) {
        out.push_back(number(row));
        return;
    }
    const Range all = range(row);
    const SqlColumn inside = elements();
    for (size_t i = all.first; i < all.first + all.count && out.size() < limit; ++i)
        inside.appendNumbers(i, out, limit);
}

}  // namespace camframe
