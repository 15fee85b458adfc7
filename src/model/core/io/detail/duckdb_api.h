// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "model/core/result.h"

/// The few functions of DuckDB's C interface that Camframe calls, declared here because the library comes
/// without a header. Source: the C API reference of DuckDB 1.5, https://duckdb.org/docs/stable/clients/c/api;
/// everything used has been stable since 1.1.
namespace camframe::duckdb {

using Index = uint64_t;
enum State : int { Success = 0, Failure = 1 };

struct DatabaseHandle;
struct ConnectionHandle;
struct ConfigHandle;
struct StatementHandle;
struct ChunkHandle;
struct VectorHandle;
struct TypeHandle;
struct AppenderHandle;
using Database = DatabaseHandle*;
using Connection = ConnectionHandle*;
using Config = ConfigHandle*;
using Statement = StatementHandle*;
using Chunk = ChunkHandle*;
using Vector = VectorHandle*;
using Type = TypeHandle*;
using Appender = AppenderHandle*;

/// Travels by value; only the library looks inside.
struct QueryResult {
    Index deprecatedColumnCount, deprecatedRowCount, deprecatedRowsChanged;
    void* deprecatedColumns;
    char* deprecatedErrorMessage;
    void* internalData;
};

/// A string or blob in a vector: up to 12 bytes lie inside, longer ones behind the pointer.
struct String {
    uint32_t length;
    char inlinedOrPrefix[4];
    union {
        char inlinedRest[8];
        const char* pointer;
    };
};
static_assert(sizeof(String) == 16);

struct ListEntry {
    uint64_t offset, length;
};

/// The numbers of `duckdb_type` that are told apart here.
enum TypeId : int {
    Boolean = 1,
    TinyInt,
    SmallInt,
    Integer,
    BigInt,
    UTinyInt,
    USmallInt,
    UInteger,
    UBigInt,
    Float,
    Double,
    Varchar = 17,
    Blob = 18,
    List = 24,
    Struct = 25,
    Array = 33,
};

/// The opened library: X(name without "duckdb_", result, parameters).
#define CAMFRAME_DUCKDB_FUNCTIONS(X)                                               \
    X(library_version, const char*, ())                                            \
    X(free, void, (void*))                                                         \
    X(create_config, State, (Config*))                                             \
    X(set_config, State, (Config, const char*, const char*))                       \
    X(destroy_config, void, (Config*))                                             \
    X(open_ext, State, (const char*, Database*, Config, char**))                   \
    X(close, void, (Database*))                                                    \
    X(connect, State, (Database, Connection*))                                     \
    X(disconnect, void, (Connection*))                                             \
    X(prepare, State, (Connection, const char*, Statement*))                       \
    X(prepare_error, const char*, (Statement))                                     \
    X(nparams, Index, (Statement))                                                 \
    X(bind_int64, State, (Statement, Index, int64_t))                              \
    X(bind_double, State, (Statement, Index, double))                              \
    X(bind_varchar_length, State, (Statement, Index, const char*, Index))          \
    X(execute_prepared, State, (Statement, QueryResult*))                          \
    X(destroy_prepare, void, (Statement*))                                         \
    X(result_error, const char*, (QueryResult*))                                   \
    X(destroy_result, void, (QueryResult*))                                        \
    X(column_count, Index, (QueryResult*))                                         \
    X(column_name, const char*, (QueryResult*, Index))                             \
    X(column_logical_type, Type, (QueryResult*, Index))                            \
    X(fetch_chunk, Chunk, (QueryResult))                                           \
    X(data_chunk_get_size, Index, (Chunk))                                         \
    X(data_chunk_set_size, void, (Chunk, Index))                                   \
    X(data_chunk_reset, void, (Chunk))                                             \
    X(data_chunk_get_vector, Vector, (Chunk, Index))                               \
    X(create_data_chunk, Chunk, (Type*, Index))                                    \
    X(destroy_data_chunk, void, (Chunk*))                                          \
    X(vector_size, Index, ())                                                      \
    X(vector_get_data, void*, (Vector))                                            \
    X(vector_get_validity, uint64_t*, (Vector))                                    \
    X(vector_assign_string_element_len, void, (Vector, Index, const char*, Index)) \
    X(list_vector_get_child, Vector, (Vector))                                     \
    X(list_vector_get_size, Index, (Vector))                                       \
    X(list_vector_set_size, State, (Vector, Index))                                \
    X(list_vector_reserve, State, (Vector, Index))                                 \
    X(array_vector_get_child, Vector, (Vector))                                    \
    X(struct_vector_get_child, Vector, (Vector, Index))                            \
    X(get_type_id, TypeId, (Type))                                                 \
    X(list_type_child_type, Type, (Type))                                          \
    X(array_type_child_type, Type, (Type))                                         \
    X(array_type_array_size, Index, (Type))                                        \
    X(struct_type_child_count, Index, (Type))                                      \
    X(struct_type_child_name, char*, (Type, Index))                                \
    X(struct_type_child_type, Type, (Type, Index))                                 \
    X(destroy_logical_type, void, (Type*))                                         \
    X(appender_create, State, (Connection, const char*, const char*, Appender*))   \
    X(appender_column_count, Index, (Appender))                                    \
    X(appender_column_type, Type, (Appender, Index))                               \
    X(append_data_chunk, State, (Appender, Chunk))                                 \
    X(appender_error, const char*, (Appender))                                     \
    X(appender_close, State, (Appender))                                           \
    X(appender_destroy, State, (Appender*))

struct Api {
#define CAMFRAME_DUCKDB_MEMBER(name, result, parameters) result(*name) parameters = nullptr;
    CAMFRAME_DUCKDB_FUNCTIONS(CAMFRAME_DUCKDB_MEMBER)
#undef CAMFRAME_DUCKDB_MEMBER
};

/// Opens the library once per program; it stays open until the program ends. Thread safe.
///
/// Looked for where CAMFRAME_DUCKDB says (the file or its folder; then nowhere else), in ../lib beside the
/// program, and where the system keeps its libraries.
Result<const Api*> openApi();

}  // namespace camframe::duckdb
