// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "model/core/io/detail/duckdb_api.h"

namespace camframe::duckdb {

namespace {

namespace fs = std::filesystem;

constexpr const char* kLibrary = "libduckdb.so";

std::vector<std::string> candidates() {
    std::error_code error;
    if (const char* given = std::getenv("CAMFRAME_DUCKDB")) {
        const fs::path place = given;
        // dlopen() would look in the system's folders for a name without a slash.
        return {fs::absolute(fs::is_directory(place, error) ? place / kLibrary : place).string()};
    }
    std::vector<std::string> names;
    if (const fs::path program = fs::read_symlink("/proc/self/exe", error); !error)
        names.push_back((program.parent_path().parent_path() / "lib" / kLibrary).string());
    names.emplace_back(kLibrary);
    return names;
}

Result<Api> loadApi() {
    std::string why;
    for (const std::string& name : candidates()) {
        void* library = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!library) {
            const char* message = ::dlerror();
            if (why.empty()) why = message ? message : name;
            continue;
        }
        Api api;
        const char* missing = nullptr;
#define CAMFRAME_DUCKDB_LOAD(function, result, parameters)                                        \
    api.function = reinterpret_cast<result(*) parameters>(::dlsym(library, "duckdb_" #function)); \
    if (!api.function) missing = "duckdb_" #function;
        CAMFRAME_DUCKDB_FUNCTIONS(CAMFRAME_DUCKDB_LOAD)
#undef CAMFRAME_DUCKDB_LOAD
        if (!missing) return api;
        if (why.empty()) why = fmt::format("{} has no {}", name, missing);
        ::dlclose(library);
    }
    return makeError(ErrorKind::System,
                     "Parquet cannot be read: DuckDB's library was not found ({}); run "
                     "packaging/fetch-duckdb.sh, or set CAMFRAME_DUCKDB to libduckdb.so.",
                     why);
}

}  // namespace

Result<const Api*> openApi() {
    static const Result<Api> api = loadApi();
    if (!api) return tl::unexpected(api.error());
    return &*api;
}

}  // namespace camframe::duckdb
