// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

namespace camframe {

/// The folders of an environment variable such as PATH, in its order, without empty entries; none where it is
/// not set.
std::vector<std::filesystem::path> foldersOfVariable(const char* variable);

}  // namespace camframe
