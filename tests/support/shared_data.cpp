// SPDX-License-Identifier: Apache-2.0
#include "support/shared_data.h"

#include <cstdlib>

namespace camframe::test {

std::optional<std::filesystem::path> sharedData(const std::string& relative) {
    std::filesystem::path root = std::filesystem::path(CAMFRAME_SOURCE_DIR).parent_path() / "shared";
    if (const char* given = std::getenv("CAMFRAME_TEST_DATA")) root = given;
    std::error_code error;
    const std::filesystem::path path = root / relative;
    if (!std::filesystem::exists(path, error)) return std::nullopt;
    return std::filesystem::canonical(path, error);
}

}  // namespace camframe::test
