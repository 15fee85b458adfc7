// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <utility>

#include "model/core/io/detail/sql_engine.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Kind = SqlColumnType::Kind;

/// DuckDB's messages go on with hints and excerpts of the statement; the first line says what is wrong.
tl::unexpected<Error> sqlError(const char* message) {
    std::string text = message ? message : "unknown error";
    text.resize(std::min(text.find('\n'), text.size()));
    while (!text.empty() && (text.back() == '.' || text.back() == '!')) text.pop_back();
    return tl::unexpected(Error{ErrorKind::Input, std::move(text)});
}

Kind kindOf(duckdb::TypeId id) {
    switch (id) {
        case duckdb::Boolean:
            return Kind::Boolean;
        case duckdb::TinyInt:
        case duckdb::SmallInt:
        case duckdb::Integer:
        case duckdb::BigInt:
        case duckdb::UTinyInt:
        case duckdb::USmallInt:
        case duckdb::UInteger:
        case duckdb::UBigInt:
            return Kind::Integer;
        case duckdb::Float:
        case duckdb::Double:
            return Kind::Real;
        case duckdb::Varchar:
            return Kind::Text;
        case duckdb::Blob:
            return Kind::Blob;
        case duckdb::List:
        case duckdb::Array:
            return Kind::List;
        case duckdb::Struct:
            return Kind::Struct;
        default:
            return Kind::Other;
    }
}

/// Describes a type and releases it.
SqlColumnType describe(const duckdb::Api& api, std::string name, duckdb::Type type) {
    SqlColumnType described{.name = std::move(name), .id = api.get_type_id(type), .inside = {}};
    described.kind = kindOf(described.id);
    if (described.id == duckdb::List)
        described.inside.push_back(describe(api, "element", api.list_type_child_type(type)));
    if (described.id == duckdb::Array) {
        described.arraySize = api.array_type_array_size(type);
        described.inside.push_back(describe(api, "element", api.array_type_child_type(type)));
    }
    if (described.id == duckdb::Struct)
        for (duckdb::Index i = 0; i < api.struct_type_child_count(type); ++i) {
            char* member = api.struct_type_child_name(type, i);
            described.inside.push_back(describe(api, member, api.struct_type_child_type(type, i)));
            api.free(member);
        }
    api.destroy_logical_type(&type);
    return described;
}

/// Copies rows [first, first + count) into a vector; an error's text where the kinds do not fit.
class VectorFiller {
public:
    VectorFiller(const duckdb::Api& api, size_t first, size_t count)
        : m_api(api), m_first(first), m_count(count) {}

    /// @param perRow  Values of each row: 1, or the length of its list.
    bool fill(duckdb::Vector vector, const SqlColumnType& type, const SqlValues& values, size_t perRow) {
        if (type.kind == Kind::List) {
            if (type.arraySize > 0)
                return perRow == type.arraySize &&
                       fill(m_api.array_vector_get_child(vector), type.inside.front(), values, perRow);
            const size_t total = m_count * perRow;
            if (m_api.list_vector_reserve(vector, total) != duckdb::Success ||
                m_api.list_vector_set_size(vector, total) != duckdb::Success)
                return false;
            auto* entries = static_cast<duckdb::ListEntry*>(m_api.vector_get_data(vector));
            for (size_t row = 0; row < m_count; ++row) entries[row] = {row * perRow, perRow};
            return fill(m_api.list_vector_get_child(vector), type.inside.front(), values, perRow);
        }
        switch (type.id) {
            case duckdb::Boolean:
                return copy<uint8_t>(vector, values, perRow);
            case duckdb::BigInt:
                return copy<int64_t>(vector, values, perRow);
            case duckdb::Float:
                return copy<float>(vector, values, perRow);
            case duckdb::Double:
                return copy<double>(vector, values, perRow);
            case duckdb::Varchar:
            case duckdb::Blob: {
                const auto* texts = std::get_if<std::span<const std::string>>(&values);
                if (!texts) return false;
                for (size_t i = 0; i < m_count * perRow; ++i) {
                    const std::string& text = (*texts)[m_first * perRow + i];
                    m_api.vector_assign_string_element_len(vector, i, text.data(), text.size());
                }
                return true;
            }
            default:
                return false;
        }
    }

private:
    template <class T>
    bool copy(duckdb::Vector vector, const SqlValues& values, size_t perRow) {
        const auto* numbers = std::get_if<std::span<const T>>(&values);
        if (!numbers) return false;
        if (m_count * perRow > 0)
            std::memcpy(m_api.vector_get_data(vector), numbers->data() + m_first * perRow,
                        m_count * perRow * sizeof(T));
        return true;
    }

    const duckdb::Api& m_api;
    size_t m_first, m_count;
};

size_t lengthOf(const SqlValues& values) {
    return std::visit([](const auto& span) { return span.size(); }, values);
}

}  // namespace

SqlRows::SqlRows(const duckdb::Api& api, const duckdb::QueryResult& result) : m_api(&api), m_result(result) {
    for (duckdb::Index i = 0; i < api.column_count(&m_result); ++i) {
        const char* name = api.column_name(&m_result, i);
        m_types.push_back(describe(api, name ? name : "", api.column_logical_type(&m_result, i)));
    }
}

SqlRows::SqlRows(SqlRows&& other) noexcept
    : m_api(std::exchange(other.m_api, nullptr)),
      m_result(other.m_result),
      m_chunk(std::exchange(other.m_chunk, nullptr)),
      m_types(std::move(other.m_types)) {}

SqlRows& SqlRows::operator=(SqlRows&& other) noexcept {
    if (this == &other) return *this;
    release();
    m_api = std::exchange(other.m_api, nullptr);
    m_result = other.m_result;
    m_chunk = std::exchange(other.m_chunk, nullptr);
    m_types = std::move(other.m_types);
    return *this;
}

SqlRows::~SqlRows() {
    release();
}

void SqlRows::release() {
    if (!m_api) return;
    if (m_chunk) m_api->destroy_data_chunk(&m_chunk);
    m_api->destroy_result(&m_result);
}

bool SqlRows::next() {
    if (m_chunk) m_api->destroy_data_chunk(&m_chunk);
    m_chunk = m_api->fetch_chunk(m_result);
    return m_chunk && size() > 0;
}

size_t SqlRows::size() const {
    return m_chunk ? m_api->data_chunk_get_size(m_chunk) : 0;
}

SqlColumn SqlRows::column(size_t index) const {
    return {*m_api, m_api->data_chunk_get_vector(m_chunk, index), m_types[index]};
}

Result<std::unique_ptr<SqlEngine>> SqlEngine::open(const Options& options) {
    const auto api = duckdb::openApi();
    if (!api) return tl::unexpected(api.error());
    const duckdb::Api& calls = **api;
    std::unique_ptr<SqlEngine> engine(new SqlEngine(calls));

    duckdb::Config config = nullptr;
    calls.create_config(&config);
    bool known = true;
    const auto set = [&](const char* name, const std::string& value) {
        known &= calls.set_config(config, name, value.c_str()) == duckdb::Success;
    };
    set("threads", std::to_string(options.threads));
    set("memory_limit", std::to_string(options.memoryMiB) + "MiB");
    set("temp_directory", "");
    set("autoinstall_known_extensions", "false");
    set("autoload_known_extensions", "false");
    set("allow_community_extensions", "false");
    set("allow_persistent_secrets", "false");
    char* message = nullptr;
    const bool opened =
        known && calls.open_ext(":memory:", &engine->m_database, config, &message) == duckdb::Success &&
        calls.connect(engine->m_database, &engine->m_connection) == duckdb::Success;
    calls.destroy_config(&config);
    if (!opened) {
        const auto error =
            makeError(ErrorKind::System, "DuckDB's library {} cannot be used ({}); fetch the pinned one.",
                      calls.library_version(), message ? message : "it does not know a setting");
        if (message) calls.free(message);
        return error;
    }

    std::string folders;
    for (const fs::path& folder : options.folders) {
        // DuckDB compares the folders with paths whose links it has resolved.
        std::error_code error;
        const fs::path whole = fs::weakly_canonical(folder, error);
        folders += (folders.empty() ? "" : ", ") + quoted((whole / "").string());
    }
    // In this order: once external access is off, the folders can no longer be changed.
    for (const std::string& statement :
         {std::string("SET parquet_metadata_cache = true"), "SET allowed_directories = [" + folders + "]",
          std::string("SET enable_external_access = false"), std::string("SET lock_configuration = true")})
        if (const auto done = engine->run(statement); !done)
            return makeError(ErrorKind::System, "DuckDB cannot be set up ({}); fetch the pinned library.",
                             done.error().message);
    return engine;
}

SqlEngine::~SqlEngine() {
    if (m_connection) m_api.disconnect(&m_connection);
    if (m_database) m_api.close(&m_database);
}

Result<SqlRows> SqlEngine::query(const std::string& sql, std::span<const SqlValue> parameters) {
    duckdb::Statement statement = nullptr;
    struct Release {
        const duckdb::Api& api;
        duckdb::Statement& statement;
        ~Release() { api.destroy_prepare(&statement); }
    } const release{m_api, statement};
    if (m_api.prepare(m_connection, sql.c_str(), &statement) != duckdb::Success)
        return sqlError(m_api.prepare_error(statement));
    for (size_t i = 0; i < parameters.size(); ++i) {
        const duckdb::Index place = i + 1;
        duckdb::State bound = duckdb::Failure;
        if (const auto* integer = std::get_if<int64_t>(&parameters[i]))
            bound = m_api.bind_int64(statement, place, *integer);
        else if (const auto* real = std::get_if<double>(&parameters[i]))
            bound = m_api.bind_double(statement, place, *real);
        else if (const auto* text = std::get_if<std::string>(&parameters[i]))
            bound = m_api.bind_varchar_length(statement, place, text->data(), text->size());
        if (bound != duckdb::Success)
            return sqlError(fmt::format("parameter {} does not fit the statement", place).c_str());
    }
    duckdb::QueryResult result{};
    if (m_api.execute_prepared(statement, &result) != duckdb::Success) {
        const auto error = sqlError(m_api.result_error(&result));
        m_api.destroy_result(&result);
        return error;
    }
    return SqlRows(m_api, result);
}

Result<void> SqlEngine::run(const std::string& sql, std::span<const SqlValue> parameters) {
    const auto rows = query(sql, parameters);
    if (!rows) return tl::unexpected(rows.error());
    return {};
}

Result<void> SqlEngine::append(const std::string& table, size_t rowCount,
                               std::span<const SqlValues> columns) {
    struct Handles {
        const duckdb::Api& api;
        duckdb::Appender appender = nullptr;
        duckdb::Chunk chunk = nullptr;
        std::vector<duckdb::Type> types;
        ~Handles() {
            if (chunk) api.destroy_data_chunk(&chunk);
            for (duckdb::Type& type : types) api.destroy_logical_type(&type);
            if (appender) api.appender_destroy(&appender);
        }
    } handles{m_api, nullptr, nullptr, {}};
    if (m_api.appender_create(m_connection, nullptr, table.c_str(), &handles.appender) != duckdb::Success)
        return sqlError(handles.appender ? m_api.appender_error(handles.appender) : nullptr);
    if (m_api.appender_column_count(handles.appender) != columns.size())
        return sqlError(fmt::format("table {} does not have {} columns", table, columns.size()).c_str());
    std::vector<SqlColumnType> described;
    for (size_t i = 0; i < columns.size(); ++i) {
        handles.types.push_back(m_api.appender_column_type(handles.appender, i));
        described.push_back(describe(m_api, {}, m_api.appender_column_type(handles.appender, i)));
        const size_t length = lengthOf(columns[i]);
        const bool list = described[i].kind == Kind::List;
        if (rowCount == 0 ? length != 0 : list ? length % rowCount != 0 : length != rowCount)
            return sqlError(
                fmt::format("column {} of table {} has {} values for {} rows", i, table, length, rowCount)
                    .c_str());
    }
    handles.chunk = m_api.create_data_chunk(handles.types.data(), columns.size());
    const size_t step = m_api.vector_size();
    for (size_t first = 0; first < rowCount; first += step) {
        const size_t count = std::min(step, rowCount - first);
        m_api.data_chunk_reset(handles.chunk);
        for (size_t i = 0; i < columns.size(); ++i)
            if (!VectorFiller(m_api, first, count)
                     .fill(m_api.data_chunk_get_vector(handles.chunk, i), described[i], columns[i],
                           lengthOf(columns[i]) / rowCount))
                return sqlError(
                    fmt::format("the values of column {} of table {} are of another type", i, table).c_str());
        m_api.data_chunk_set_size(handles.chunk, count);
        if (m_api.append_data_chunk(handles.appender, handles.chunk) != duckdb::Success)
            return sqlError(m_api.appender_error(handles.appender));
    }
    if (m_api.appender_close(handles.appender) != duckdb::Success)
        return sqlError(m_api.appender_error(handles.appender));
    return {};
}

std::string SqlEngine::quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
    return out + "'";
}

std::string SqlEngine::identifier(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) out.append(c == '"' ? 2 : 1, c);
    return out + "\"";
}

}  // namespace camframe
