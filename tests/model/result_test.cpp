// SPDX-License-Identifier: Apache-2.0
#include "model/core/result.h"

#include <gmock/gmock.h>

#include <limits>
#include <stdexcept>
#include <vector>

namespace camframe {
namespace {

using ::testing::HasSubstr;

/// The outermost function of every worker: an exception there would end the program and the work of the
/// others.
TEST(WithoutExceptions, MemoryThatRunsOutIsASentence) {
#ifdef CAMFRAME_SANITIZED
    GTEST_SKIP() << "the address sanitizer ends the program instead of throwing";
#endif
    const auto result = withoutExceptions([]() -> Result<size_t> {
        // More than there can be: the real thing, not an exception thrown by hand.
        return std::vector<double>(std::numeric_limits<size_t>::max() / 32).size();
    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::System);
    EXPECT_THAT(result.error().message, HasSubstr("not enough memory"));
}

TEST(WithoutExceptions, OthersAskToBeReported) {
    const auto result = withoutExceptions([]() -> Result<int> { throw std::runtime_error("a library's"); });
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, ::testing::AllOf(HasSubstr("report"), HasSubstr("a library's")));
    EXPECT_EQ(withoutExceptions([]() -> Result<int> { return 7; }).value(), 7);
}

}  // namespace
}  // namespace camframe
