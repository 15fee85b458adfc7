// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/path_variable.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace camframe {

std::vector<std::filesystem::path> foldersOfVariable(const char* variable) {
    std::vector<std::filesystem::path> folders;
    const char* value = std::getenv(variable);
    std::string_view rest = value != nullptr ? value : "";
    while (!rest.empty()) {
        const size_t colon = std::min(rest.find(':'), rest.size());
        if (colon > 0) folders.emplace_back(rest.substr(0, colon));
        rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
    return folders;
}

}  // namespace camframe
