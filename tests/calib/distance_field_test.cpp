// SPDX-License-Identifier: Apache-2.0
#include "calib/distance_field.h"

#include <gtest/gtest.h>

#include <cmath>

#include "render/renderer.h"

namespace camframe {
namespace {

ImageU8 disc(int size, double cx, double cy, double radius) {
    ImageU8 mask(size, size);
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) mask.at(x, y) = std::hypot(x - cx, y - cy) < radius ? 255 : 0;
    return mask;
}

TEST(SignedDistance, OfADiscIsItsRadiusLessTheDistance) {
    const ImageU8 mask = disc(200, 99.3, 101.7, 60);
    const ImageF field = signedDistance(mask);
    for (int y = 0; y < 200; y += 7)
        for (int x = 0; x < 200; x += 7)
            EXPECT_NEAR(field.at(x, y), 60 - std::hypot(x - 99.3, y - 101.7), 1.0) << x << ", " << y;
}

TEST(SignedDistance, IsExactlyHalfAPixelOnTheInnerBoundary) {
    const ImageU8 mask = disc(120, 60.2, 58.9, 37.4);
    const ImageF field = signedDistance(mask);
    const auto boundary = extractContour(mask, {});
    ASSERT_GT(boundary.size(), 100U);
    for (const ContourPoint& p : boundary) EXPECT_EQ(field.at(p.x, p.y), 0.5F);
}

TEST(SignedDistance, KnowsNoBoundaryAtThePicturesEdge) {
    ImageU8 mask(50, 40, 1, 255);
    for (int y = 0; y < 40; ++y)
        for (int x = 0; x < 10; ++x) mask.at(x, y) = 0;
    const ImageF field = signedDistance(mask);
    EXPECT_FLOAT_EQ(field.at(49, 20), 39.5F);  // counted from the real boundary, not from the right edge
}

TEST(SampleField, GradientAgreesWithFiniteDifferences) {
    const ImageF field = signedDistance(disc(100, 50, 50, 30));
    for (const auto& [x, y] : {std::pair{30.3, 41.7}, {70.6, 55.2}, {48.4, 12.9}}) {
        const FieldSample s = sampleField(field, x, y);
        constexpr double kStep = 1e-3;
        EXPECT_NEAR(
            s.dx,
            (sampleField(field, x + kStep, y).value - sampleField(field, x - kStep, y).value) / (2 * kStep),
            2e-2);
        EXPECT_NEAR(
            s.dy,
            (sampleField(field, x, y + kStep).value - sampleField(field, x, y - kStep).value) / (2 * kStep),
            2e-2);
    }
}

}  // namespace
}  // namespace camframe
