// SPDX-License-Identifier: Apache-2.0
#include "calib/overlap_step.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace camframe {
namespace {

std::vector<FrameOverlap> frames(const std::vector<double>& overlaps) {
    std::vector<FrameOverlap> out;
    for (size_t i = 0; i < overlaps.size(); ++i) out.push_back({static_cast<int>(10 * i), overlaps[i], {}});
    return out;
}

TEST(OverlapStep, IsWhereTheCameraWasMoved) {
    const auto step = findOverlapStep(frames({0.61, 0.7, 0.66, 0.58, 0.97, 0.98, 0.96, 0.97, 0.98}));
    ASSERT_TRUE(step);
    EXPECT_EQ(step->frame, 40);
    EXPECT_NEAR(step->before, 0.6375, 1e-9);
    EXPECT_NEAR(step->after, 0.972, 1e-9);
    const auto late = findOverlapStep(frames({0.9, 0.91, 0.93, 0.92, 0.9, 0.92, 0.5, 0.6, 0.7}));
    ASSERT_TRUE(late);
    EXPECT_EQ(late->frame, 60);
}

TEST(OverlapStep, ThingsBeforeTheRobotLeaveTheRestOfItsOutline) {
    std::vector<FrameOverlap> seen = frames({0.95, 0.96, 0.94, 0.97, 0.6, 0.55, 0.62, 0.58});
    const auto withOutline = [&](double before, double after) {
        for (size_t i = 0; i < seen.size(); ++i) seen[i].outline = i < 4 ? before : after;
        return findOverlapStep(seen).has_value();
    };
    EXPECT_FALSE(withOutline(0.8, 0.6)) << "half hidden";
    EXPECT_TRUE(withOutline(0.8, 0.15)) << "the camera was knocked";
    std::ranges::reverse(seen);
    for (size_t i = 0; i < seen.size(); ++i) seen[i].frame = static_cast<int>(i);
    EXPECT_TRUE(withOutline(0.15, 0.8));
    EXPECT_FALSE(withOutline(0.6, 0.8));
    for (FrameOverlap& frame : seen) frame.outline.reset();
    EXPECT_TRUE(findOverlapStep(seen)) << "outlines say nothing";
}

TEST(OverlapStep, OneFrameOrAMixtureIsNone) {
    EXPECT_FALSE(findOverlapStep(frames({0.5, 0.97, 0.98, 0.96, 0.97, 0.98}))) << "one bad frame";
    EXPECT_FALSE(findOverlapStep(frames({0.6, 0.7, 0.97, 0.65, 0.97, 0.98, 0.6, 0.97})))
        << "an occluder, now and then";
    EXPECT_FALSE(findOverlapStep(frames({0.9, 0.91, 0.9, 0.95, 0.96, 0.95, 0.96}))) << "a small difference";
    EXPECT_FALSE(findOverlapStep(frames({0.6, 0.6, 0.9, 0.9})));
    EXPECT_FALSE(findOverlapStep({}));
}

}  // namespace
}  // namespace camframe
