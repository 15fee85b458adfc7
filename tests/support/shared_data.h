// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

namespace camframe::test {

/// A path inside the optional folder of shared robots and recordings: CAMFRAME_TEST_DATA, else ../shared
/// beside the project. Nothing when it is not there.
std::optional<std::filesystem::path> sharedData(const std::string& relative);

}  // namespace camframe::test

/// Skips the test, saying so, when a shared file or folder is not there; else defines `variable`.
#define CAMFRAME_SHARED_OR_SKIP(variable, relative)                                         \
    const auto variable##Found = ::camframe::test::sharedData(relative);                    \
    if (!variable##Found)                                                                   \
        GTEST_SKIP() << "needs shared data: " << (relative) << " (set CAMFRAME_TEST_DATA)"; \
    const std::filesystem::path variable = *variable##Found
