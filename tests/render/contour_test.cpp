// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "render/test_scene.h"

namespace camframe {
namespace {

/// The definition of ContourPoint, word for word.
std::vector<std::pair<int, int>> contourByDefinition(const ImageU8& id) {
    std::vector<std::pair<int, int>> out;
    const auto empty = [&](int x, int y) {
        return x >= 0 && y >= 0 && x < id.width && y < id.height && id.at(x, y) == 0;
    };
    for (int y = 0; y < id.height; ++y)
        for (int x = 0; x < id.width; ++x)
            if (id.at(x, y) != 0 &&
                (empty(x - 1, y) || empty(x + 1, y) || empty(x, y - 1) || empty(x, y + 1)))
                out.emplace_back(x, y);
    return out;
}

void expectContour(const ImageU8& id, const ImageF& depth, const std::vector<ContourPoint>& contour) {
    const auto expected = contourByDefinition(id);
    ASSERT_EQ(contour.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(contour[i].x, expected[i].first);
        EXPECT_EQ(contour[i].y, expected[i].second);
        EXPECT_EQ(contour[i].id, id.at(contour[i].x, contour[i].y));
        EXPECT_EQ(contour[i].depth, depth.at(contour[i].x, contour[i].y));
    }
}

TEST(Contour, FollowsItsDefinitionOnRandomPictures) {
    std::mt19937 random(3);
    for (const auto& [width, height] : {std::pair{1, 1}, {1, 9}, {9, 1}, {2, 2}, {8, 8}, {17, 5}, {64, 31}})
        for (const double fill : {0.0, 0.3, 0.9, 1.0}) {
            std::bernoulli_distribution robot(fill);
            ImageU8 id(width, height);
            ImageF depth(width, height);
            for (size_t i = 0; i < id.data.size(); ++i) {
                id.data[i] = robot(random) ? static_cast<uint8_t>(1 + i % 255) : 0;
                depth.data[i] = 0.25F * static_cast<float>(i);
            }
            expectContour(id, depth, extractContour(id, depth));
        }
}

TEST(Contour, OfRenderedPicturesAlsoAtTheirEdges) {
    for (const float x : {0.0F, -0.32F, 0.3F}) {
        const test::Scene scene({test::lumpyBall({x, 0.1F, 0.6F}, 0.2F, 20, 3)});
        const RenderedFrame frame = test::renderOne(*test::cpuRenderer(scene.geometry), scene.view());
        ASSERT_GT(frame.contour.size(), 50U);
        expectContour(frame.linkId, frame.depth, frame.contour);
    }
}

}  // namespace
}  // namespace camframe
