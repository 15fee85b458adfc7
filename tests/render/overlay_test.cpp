// SPDX-License-Identifier: Apache-2.0
#include "render/overlay.h"

#include <gtest/gtest.h>

#include "render/test_scene.h"

namespace camframe {
namespace {

class Overlay : public ::testing::Test {
protected:
    Overlay()
        : scene({test::lumpyBall({-0.1F, 0, 0.7F}, 0.12F, 12, 1),
                 test::lumpyBall({0.15F, 0, 0.7F}, 0.1F, 12, 2)}),
          frame(test::renderOne(*test::cpuRenderer(scene.geometry), scene.view())),
          picture(frame.linkId.width, frame.linkId.height, 3, 100) {}

    test::Scene scene;
    RenderedFrame frame;
    ImageU8 picture;
};

TEST_F(Overlay, LeavesTheRestOfThePictureAlone) {
    const ImageU8 drawn = drawOverlay(picture, frame, {});
    int changed = 0;
    for (int y = 0; y < drawn.height; ++y)
        for (int x = 0; x < drawn.width; ++x) {
            const bool same =
                drawn.at(x, y, 0) == 100 && drawn.at(x, y, 1) == 100 && drawn.at(x, y, 2) == 100;
            if (frame.linkId.at(x, y) == 0) {
                EXPECT_TRUE(same);
            } else {
                changed += !same;
            }
        }
    EXPECT_GT(changed, 3000);
}

TEST_F(Overlay, FillMixesByOpacity) {
    OverlayStyle style;
    style.outline = false;
    style.fillOpacity = 0.25;
    style.fillColour = {200, 100, 0};
    const ImageU8 drawn = drawOverlay(picture, frame, style);
    for (size_t i = 0; i < frame.linkId.data.size(); ++i) {
        if (frame.linkId.data[i] == 0) continue;
        EXPECT_EQ(drawn.data[3 * i], 125);
        EXPECT_EQ(drawn.data[3 * i + 1], 100);
        EXPECT_EQ(drawn.data[3 * i + 2], 75);
    }
}

TEST_F(Overlay, OutlineIsTheContour) {
    OverlayStyle style;
    style.fill = false;
    style.outlineColour = {1, 2, 3};
    const ImageU8 drawn = drawOverlay(picture, frame, style);
    size_t outline = 0;
    for (size_t i = 0; i < frame.linkId.data.size(); ++i) outline += drawn.data[3 * i] == 1;
    EXPECT_GT(outline, 100U);
    EXPECT_EQ(outline, frame.contour.size());
    for (const ContourPoint& p : frame.contour) EXPECT_EQ(drawn.at(p.x, p.y, 2), 3);
}

TEST_F(Overlay, LinksGetTheirOwnColours) {
    OverlayStyle style;
    style.outline = false;
    style.paint = OverlayPaint::Links;
    style.fillOpacity = 1;
    const ImageU8 drawn = drawOverlay(picture, frame, style);
    for (size_t i = 0; i < frame.linkId.data.size(); ++i) {
        if (frame.linkId.data[i] == 0) continue;
        const auto colour = linkColour(frame.linkId.data[i]);
        EXPECT_EQ(drawn.data[3 * i], colour[0]);
        EXPECT_EQ(drawn.data[3 * i + 1], colour[1]);
        EXPECT_EQ(drawn.data[3 * i + 2], colour[2]);
    }
    // Links next to each other in the chain, and next but one, must be told apart at a glance.
    for (int id = 1; id < 40; ++id)
        for (const int other : {id + 1, id + 2}) {
            const auto a = linkColour(id), b = linkColour(other);
            int distance = 0;
            for (size_t c = 0; c < 3; ++c) distance += std::abs(int(a[c]) - int(b[c]));
            EXPECT_GT(distance, 60) << id << " and " << other;
        }
}

TEST_F(Overlay, DistanceIsColouredFromNearToFar) {
    OverlayStyle style;
    style.outline = false;
    style.fillOpacity = 1;
    style.paint = OverlayPaint::Depth;
    const ImageU8 drawn = drawOverlay(picture, frame, style);
    float nearest = 1e9F, farthest = 0;
    for (const float z : frame.depth.data) {
        if (z <= 0) continue;
        nearest = std::min(nearest, z);
        farthest = std::max(farthest, z);
    }
    for (size_t i = 0; i < frame.linkId.data.size(); ++i) {
        if (frame.linkId.data[i] == 0) continue;
        const auto expected =
            depthColour(static_cast<double>((frame.depth.data[i] - nearest) / (farthest - nearest)));
        for (size_t c = 0; c < 3; ++c) ASSERT_NEAR(drawn.data[3 * i + c], expected[c], 1);
    }
    // Lighter is nearer, everywhere.
    double last = 1e9;
    for (int i = 0; i <= 20; ++i) {
        const auto colour = depthColour(i / 20.0);
        const double light = 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2];
        EXPECT_LT(light, last);
        last = light;
    }
}

}  // namespace
}  // namespace camframe
