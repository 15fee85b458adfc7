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

TEST(SearchContour, FindsADisplacedBoundaryToAboutAPixel) {
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
        searchContour(model.evidence(frames[f]), drawn[f], 8, measurements);
        EXPECT_GT(measurements.size(), drawn[f].contour.size() / 2);
        for (const ContourMeasurement& m : measurements) {
            const double left = m.residual + m.direction.x() * kShift;
            sum += m.weight * left;
            squares += m.weight * left * left;
            weights += m.weight;
        }
    }
    EXPECT_LT(std::abs(sum / weights), 0.25);
    EXPECT_LT(std::sqrt(squares / weights), 0.8);
}

double srgb(double linear) {
    return 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055);
}
double linear(double level) {
    const double c = level / 255;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

/// A disc that is shaded towards its rim as a ball is, mixed with the scene in linear light and blurred.
void paintBall(ImageU8& image, double cx, double cy, double radius, double blur, std::mt19937_64& random) {
    std::normal_distribution<double> noise(0, 2);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const double depth = radius - std::hypot(x - cx, y - cy);
            const double cover = 0.5 * std::erfc(-depth / (blur * std::sqrt(2.0)));
            const double shading = 0.35 + 0.65 * std::clamp(depth / 9.0, 0.0, 1.0);
            for (int c = 0; c < 3; ++c) {
                const double light =
                    (1 - cover) * linear(image.at(x, y, c)) + cover * shading * (c == 0 ? 0.8 : 0.75);
                image.at(x, y, c) =
                    static_cast<uint8_t>(std::lround(std::clamp(srgb(light) + noise(random), 0.0, 255.0)));
            }
        }
}

/// Mean of residual + normal . displacement over all points: zero for an unbiased measurement.
struct Bias {
    double x = 0, y = 0, outward = 0, spread = 0;
};

Bias biasOfBalls(double blur, double dx, double dy) {
    std::vector<ImageU8> frames;
    std::vector<RenderedFrame> drawn;
    std::mt19937_64 random(7);
    for (int i = 0; i < 12; ++i) {
        frames.push_back(textured(static_cast<uint64_t>(i), 2));
        const double cx = 40 + 7.3 * i, cy = 60 + 9 * std::sin(i);
        paintBall(frames.back(), cx + dx, cy + dy, 22.4, blur, random);
        // As refineContour draws with shiftFrames.
        const Eigen::Vector2d shift = subpixelShift(i);
        drawn.push_back(drawnDisc(cx + shift.x(), cy + shift.y(), 22.4));
    }
    const Background background = backgroundBehind(frames, drawn, 4, 1);
    Bias bias;
    double weights = 0;
    size_t points = 0, found = 0;
    for (size_t f = 0; f < frames.size(); ++f) {
        std::vector<ContourMeasurement> measurements;
        localiseContour(frames[f], background, drawn[f], subpixelShift(static_cast<int>(f)),
                        {.blurPx = blur, .noise = 3.5}, measurements);
        points += drawn[f].contour.size();
        found += measurements.size();
        for (const ContourMeasurement& m : measurements) {
            const double left = m.residual + m.direction.dot(Eigen::Vector2d(dx, dy));
            bias.x += m.weight * left * m.direction.x();
            bias.y += m.weight * left * m.direction.y();
            bias.outward += m.weight * left;
            bias.spread += m.weight * left * left;
            weights += m.weight;
        }
    }
    EXPECT_GT(found, points / 2);
    bias.x /= weights;
    bias.y /= weights;
    bias.outward /= weights;
    bias.spread = std::sqrt(bias.spread / weights);
    return bias;
}

TEST(LocaliseContour, RimShadingAndTextureHardlyShiftTheOutline) {
    for (const double blur : {0.4, 0.8}) {
        const Bias bias = biasOfBalls(blur, 0.7, -0.4);
        EXPECT_LT(std::abs(bias.x), 0.02) << blur;
        EXPECT_LT(std::abs(bias.y), 0.02) << blur;
        // What remains is the same all around: the boundary offset takes it.
        EXPECT_LT(std::abs(bias.outward), 0.12) << blur;
        EXPECT_LT(bias.spread, 0.4) << blur;
    }
}

TEST(LocaliseContour, TheTrueBlurExplainsThePicturesBest) {
    std::vector<ImageU8> frames;
    std::vector<RenderedFrame> drawn;
    std::mt19937_64 random(3);
    for (int i = 0; i < 8; ++i) {
        frames.push_back(textured(static_cast<uint64_t>(i), 2));
        paintBall(frames.back(), 40 + 11 * i, 60, 22.4, 0.8, random);
        drawn.push_back(drawnDisc(40 + 11 * i, 60, 22.4));
    }
    const Background background = backgroundBehind(frames, drawn, 4, 1);
    const auto cost = [&](double blur) {
        std::vector<ContourMeasurement> found;
        double sum = 0;
        for (size_t f = 0; f < frames.size(); ++f)
            sum += localiseContour(frames[f], background, drawn[f], {0, 0}, {.blurPx = blur, .noise = 3.5},
                                   found)
                       .cost;
        return sum / static_cast<double>(found.size());
    };
    const double right = cost(0.8);
    EXPECT_LT(right, cost(0.4));
    EXPECT_LT(right, cost(1.6));
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
