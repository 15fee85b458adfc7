// SPDX-License-Identifier: Apache-2.0
// camframe_fuzz: the targets under libFuzzer. CAMFRAME_FUZZ_TARGET names the target; with CAMFRAME_FUZZ_SEEDS
// set to a folder the target's seeds are written there and the program ends. tests/fuzz/run.sh does both.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "fuzz/fuzz_target.h"

namespace {

const camframe::fuzz::FuzzTarget* chosen = nullptr;

void listAndEnd() {
    for (const auto& target : camframe::fuzz::fuzzTargets()) std::printf("%s\n", target.name.c_str());
    std::exit(0);
}

void writeSeedsAndEnd(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    int number = 0;
    for (const std::string& seed : chosen->seeds())
        std::ofstream(folder / ("seed" + std::to_string(number++)), std::ios::binary) << seed;
    std::exit(0);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv);
extern "C" int LLVMFuzzerInitialize(int*, char***) {
    const char* name = std::getenv("CAMFRAME_FUZZ_TARGET");
    if (!name) listAndEnd();
    for (const auto& target : camframe::fuzz::fuzzTargets())
        if (target.name == name) chosen = &target;
    if (!chosen) {
        std::fprintf(stderr, "There is no target '%s'.\n", name);
        std::exit(2);
    }
    if (const char* folder = std::getenv("CAMFRAME_FUZZ_SEEDS")) writeSeedsAndEnd(folder);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    (void)chosen->read(std::string(reinterpret_cast<const char*>(data), size));
    return 0;
}
