// SPDX-License-Identifier: Apache-2.0
#include "calib/appearance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace camframe {
namespace {

constexpr int kWidth = 160, kHeight = 120;

ImageU8 textured(uint64_t seed, double noise) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal(0, noise);
    ImageU8 image(kWidth, kHeight, 3);
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x)
            for (int c = 0; c < 3; ++c)
                image.at(x, y, c) = static_cast<uint8_t>(std::clamp(
                    110 + 30 * std::sin(0.2 * x + c) + 20 * std::cos(0.17 * y) + normal(random), 0.0, 255.0));
    return image;
}

/// An orange disc, anti-aliased; its true boundary is known to a fraction of a pixel.
void paintDisc(ImageU8& image, double cx, double cy, double radius) {
    constexpr int kColour[3] = {230, 120, 30};
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const double cover = std::clamp(radius + 0.5 - std::hypot(x - cx, y - cy), 0.0, 1.0);
            for (int c = 0; c < 3; ++c)
                image.at(x, y, c) =
                    static_cast<uint8_t>(std::lround((1 - cover) * image.at(x, y, c) + cover * kColour[c]));
        }
}

RenderedFrame drawnDisc(double cx, double cy, double radius) {
    RenderedFrame frame;
    frame.linkId = ImageU8(kWidth, kHeight);
    frame.depth = ImageF(kWidth, kHeight);
    for (int y = 0; y < kHeight; ++y)
        for (int x = 0; x < kWidth; ++x)
            if (std::hypot(x - cx, y - cy) < radius) {
                frame.linkId.at(x, y) = 1;
                frame.depth.at(x, y) = 1;
            }
    frame.contour = extractContour(frame.linkId, frame.depth);
    return frame;
}

TEST(Background, MedianForgetsWhatMoves) {
    std::vector<ImageU8> frames;
    for (int i = 0; i < 9; ++i) {
        frames.push_back(textured(static_cast<uint64_t>(i), 2));
        paintDisc(frames.back(), 15 + 15 * i, 60, 10);
    }
    const Background background = estimateBackground(frames, {}, 3, 1);
    const ImageU8 clean = textured(99, 0);
    int worst = 0;
    for (size_t i = 0; i < clean.data.size(); ++i)
        worst = std::max(worst, std::abs(clean.data[i] - background.median.data[i]));
    EXPECT_LE(worst, 10);
    const ImageU8 changed = changeMask(frames[4], background, 18);
    EXPECT_EQ(changed.at(75, 60), 255);
    EXPECT_EQ(changed.at(20, 20), 0);
}

TEST(Background, AShadowIsNoChange) {
    std::vector<ImageU8> frames(5, textured(1, 0));
    const Background background = estimateBackground(frames, {}, 3, 1);
    ImageU8 shaded = frames[0];
    for (int y = 30; y < 90; ++y)
        for (int x = 40; x < 120; ++x)
            for (int c = 0; c < 3; ++c)
                shaded.at(x, y, c) = static_cast<uint8_t>(std::lround(0.75 * shaded.at(x, y, c)));
    const ImageU8 changed = changeMask(shaded, background, 18);
    EXPECT_EQ(std::ranges::count(changed.data, 255), 0);
}

TEST(SearchContour, FindsADisplacedBoundaryToAFractionOfAPixel) {
    // Drawn at one place, seen 2.3 px to the right: residual + normal . (2.3, 0) must vanish on average.
    std::vector<ImageU8> frames;
    std::vector<RenderedFrame> drawn;
    constexpr double kShift = 2.3;
    for (int i = 0; i < 8; ++i) {
        frames.push_back(textured(static_cast<uint64_t>(i), 2));
        const double cx = 40 + 11 * i, cy = 60 + 5 * std::sin(i);
        paintDisc(frames.back(), cx + kShift, cy, 22.4);
        drawn.push_back(drawnDisc(cx, cy, 22.4));
    }
    const AppearanceModel model = AppearanceModel::build(frames, drawn, 1);
    double sum = 0, squares = 0, weights = 0;
    for (size_t f = 0; f < frames.size(); ++f) {
        std::vector<ContourMeasurement> measurements;
        searchContour(frames[f], model.evidence(frames[f]), drawn[f], 8, measurements);
        EXPECT_GT(measurements.size(), drawn[f].contour.size() / 2);
        for (const ContourMeasurement& m : measurements) {
            const double left = m.residual + m.direction.x() * kShift;
            sum += m.weight * left;
            squares += m.weight * left * left;
            weights += m.weight;
        }
    }
    EXPECT_LT(std::abs(sum / weights), 0.08);
    EXPECT_LT(std::sqrt(squares / weights), 0.6);
}

TEST(SegmentRobot, OutlinesWhatWasDrawnRoughly) {
    std::vector<ImageU8> frames;
    std::vector<RenderedFrame> drawn;
    for (int i = 0; i < 6; ++i) {
        frames.push_back(textured(static_cast<uint64_t>(i), 2));
        paintDisc(frames.back(), 40 + 16 * i + 1.5, 60, 22);
        drawn.push_back(drawnDisc(40 + 16 * i, 60, 22));
    }
    const AppearanceModel model = AppearanceModel::build(frames, drawn, 1);
    const ImageU8 mask = segmentRobot(frames[3], model.evidence(frames[3]), drawn[3], 160);
    const ImageU8 truth = drawnDisc(40 + 48 + 1.5, 60, 22).mask();
    double both = 0, either = 0;
    for (size_t i = 0; i < mask.data.size(); ++i) {
        both += mask.data[i] != 0 && truth.data[i] != 0 ? 1 : 0;
        either += mask.data[i] != 0 || truth.data[i] != 0 ? 1 : 0;
    }
    EXPECT_GT(both / either, 0.95);
}

}  // namespace
}  // namespace camframe
