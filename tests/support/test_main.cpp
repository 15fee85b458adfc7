// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

int main(int argc, char** argv) {
    // Compiled shaders are kept beside other temporary files, not in the user's cache.
    setenv("XDG_CACHE_HOME", (std::filesystem::temp_directory_path() / "camframe-test-cache").c_str(), 1);
    ::testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}

/// Read by the leak sanitizer: what assimp and urdfdom leave behind when they refuse a damaged file, and what
/// x265 and Vulkan's validation layer keep for good.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libassimp\nleak:liburdfdom_model\nleak:x265_malloc\nleak:libVkLayer\n";
}
