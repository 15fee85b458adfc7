// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "app/program.h"

namespace camframe {
namespace {

using test::runCamframe;
using ::testing::HasSubstr;

TEST(RenderBench, PrintsFiguresOfTheAskedBackEndWithRatios) {
    const auto run = runCamframe({"bench", "render", "--backend", "cpu", "--widths", "64", "--frames", "1,2",
                                  "--seconds", "0", "--threads", "1", "--quiet"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    for (const char* text : {"equations, full detail", "pictures read back", "refinement, full detail",
                             "global start", "rasterise", "bound", "peak memory"})
        EXPECT_THAT(run.out, HasSubstr(text));
    EXPECT_THAT(run.out, ::testing::Not(HasSubstr("vulkan")));
}

TEST(RenderBench, JsonHoldsTheFigures) {
    const auto run = runCamframe({"bench", "render", "--backend", "cpu", "--widths", "64", "--frames", "1",
                                  "--seconds", "0", "--json"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const auto document = nlohmann::json::parse(run.out);
    EXPECT_EQ(document["robot"], "demo");
    EXPECT_GT(document["triangles"], 1000);
    ASSERT_GE(document["figures"].size(), 6U);
    for (const auto& figure : document["figures"]) EXPECT_GT(figure["perSecond"], 0) << figure;
    EXPECT_GT(document["boundFramesPerSecond"], 0);
}

TEST(RenderBench, RefusesAnUnknownBackEnd) {
    const auto run = runCamframe({"bench", "render", "--backend", "cuda"});
    EXPECT_NE(run.exitCode, 0);
    EXPECT_THAT(run.err, HasSubstr("cpu, vulkan"));
}

}  // namespace
}  // namespace camframe
