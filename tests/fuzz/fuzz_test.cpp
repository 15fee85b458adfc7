// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cctype>
#include <chrono>

#include "fuzz/fuzz_target.h"
#include "fuzz/mutator.h"

namespace camframe::fuzz {
namespace {

#ifdef CAMFRAME_SANITIZED
constexpr bool kCountsMemory = false;  // sanitizers keep what is freed
#else
constexpr bool kCountsMemory = true;
#endif
/// Of the whole process. Bounds in the readers allow less than that for inputs of these sizes.
constexpr long kMostKiB = 1536L * 1024;

long peakKiB() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

class Fuzz : public ::testing::TestWithParam<size_t> {};

/// What fuzz_main.cpp does for hours with the guidance of coverage, for moments and always alike.
TEST_P(Fuzz, SeedsAreReadAndMutantsDoNoHarm) {
    const FuzzTarget& target = fuzzTargets()[GetParam()];
    const std::vector<std::string> seeds = target.seeds();
    if (seeds.empty()) GTEST_SKIP() << "the seeds cannot be written here: a library or encoder is missing";
    for (size_t i = 0; i < seeds.size(); ++i) EXPECT_TRUE(target.read(seeds[i])) << "seed " << i;
    Mutator mutator(2026);
    int taken = 0;
    for (int i = 0; i < target.mutants; ++i) {
        const std::string input = mutator.mutant(seeds);
        SCOPED_TRACE(fmt::format("mutant {}: {}", i, ::testing::PrintToString(input.substr(0, 3000))));
        try {
            taken += target.read(input) ? 1 : 0;
        } catch (const std::exception& exception) {
            FAIL() << exception.what();
        }
        if (kCountsMemory) {
            ASSERT_LT(peakKiB(), kMostKiB) << "memory follows what files state instead of what they hold";
        }
    }
    EXPECT_LT(taken, target.mutants) << "damage is never noticed: is the input read at all?";
    RecordProperty("accepted", taken);
}

INSTANTIATE_TEST_SUITE_P(Readers, Fuzz, ::testing::Range(size_t{0}, fuzzTargets().size()),
                         [](const auto& parameter) {
                             std::string name = fuzzTargets()[parameter.param].name;
                             for (char& c : name)
                                 if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                             return name;
                         });

TEST(MutatorTest, TheSameSeedGivesTheSameInputs) {
    const std::vector<std::string> seeds = {"{\"width\": 640}", std::string(100, 'x')};
    Mutator first(7), second(7), other(8);
    bool differs = false;
    for (int i = 0; i < 50; ++i) {
        const std::string input = first.mutant(seeds);
        EXPECT_EQ(input, second.mutant(seeds));
        differs |= input != other.mutant(seeds);
    }
    EXPECT_TRUE(differs);
    const std::vector<std::string> nothing = {""};
    for (int i = 0; i < 200; ++i) (void)first.mutant(nothing);
}

}  // namespace
}  // namespace camframe::fuzz
