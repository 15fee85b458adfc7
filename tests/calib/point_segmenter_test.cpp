// SPDX-License-Identifier: Apache-2.0
#include "calib/point_segmenter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/onnx_writer.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using ::testing::HasSubstr;

/// A bright bar on a dark wall: x 40..79, y 20..69 of 160 x 100.
ImageU8 bar() {
    ImageU8 picture(160, 100, 3, 30);
    for (int y = 0; y < 100; ++y)
        for (int x = 0; x < 160; ++x)
            for (int c = 0; c < 3; ++c) {
                const bool inside = x >= 40 && x < 80 && y >= 20 && y < 70;
                picture.at(x, y, c) = static_cast<uint8_t>((inside ? 210 : 40) + (x * 7 + y * 13 + c) % 9);
            }
    return picture;
}

double overlapWithBar(const ImageU8& mask) {
    int both = 0, either = 0;
    for (int y = 0; y < 100; ++y)
        for (int x = 0; x < 160; ++x) {
            const bool inside = x >= 40 && x < 80 && y >= 20 && y<70, seen = mask.at(x, y)> 0;
            both += inside && seen;
            either += inside || seen;
        }
    return static_cast<double>(both) / either;
}

TEST(PointSegmenter, GrabCutOutlinesTheThingUnderThePoint) {
    const auto segmenter = makeGrabCutSegmenter();
    ASSERT_TRUE(segmenter->setPicture(bar()).has_value());
    const std::vector<PointPrompt> prompts{{{60, 45}, true}, {{120, 50}, false}};
    const auto mask = segmenter->segment(prompts);
    ASSERT_TRUE(mask.has_value()) << mask.error().message;
    EXPECT_GT(overlapWithBar(*mask), 0.97);
}

TEST(PointSegmenter, WithoutAPointOnTheThingNothingIsOutlined) {
    const auto segmenter = makeGrabCutSegmenter();
    ASSERT_TRUE(segmenter->setPicture(bar()).has_value());
    EXPECT_FALSE(segmenter->segment(std::vector<PointPrompt>{{{60, 45}, false}}).has_value());
}

/// Encoder: brightness at a quarter of the size. Decoder: two masks, bright things and dark things; the score
/// of the first grows with the points in the foreground, so that it wins for one such point and loses for
/// none.
TEST(PointSegmenter, ANetworksBestMaskComesBackInThePicturesSize) {
    const test::TempDir dir;
    constexpr int kSide = 64, kMap = 16;
    test::OnnxWriter encoder;
    encoder.input("picture", {1, 3, kSide, kSide});
    encoder.floats("w", {1, 3, 4, 4}, std::vector<float>(48, 1.0F / 48));
    encoder.node("Conv", {"picture", "w"}, {"map"},
                 {{"kernel_shape", std::vector<int64_t>{4, 4}}, {"strides", std::vector<int64_t>{4, 4}}});
    encoder.output("map", {1, 1, kMap, kMap});
    encoder.write((dir.path() / "encoder.onnx").string());
    test::OnnxWriter decoder;
    decoder.input("embedding", {1, 1, kMap, kMap});
    decoder.input("points", {1, 2, 2});
    decoder.input("labels", {1, 2});
    decoder.floats("signs", {2, 1, 1, 1}, {1, -1});
    decoder.floats("scores_w", {2, 2}, {1, 0, 1, 0});
    decoder.floats("scores_b", {1, 2}, {0.5F, 0});
    decoder.node("Conv", {"embedding", "signs"}, {"masks"}, {{"kernel_shape", std::vector<int64_t>{1, 1}}});
    decoder.node("MatMul", {"labels", "scores_w"}, {"sums"});
    decoder.node("Add", {"sums", "scores_b"}, {"scores_"});
    // Where the points lie does not matter here, but OpenCV runs no network that leaves an input unused.
    decoder.integers("row", {2}, {1, 4});
    decoder.floats("nothing", {4, 2}, std::vector<float>(8, 0));
    decoder.node("Reshape", {"points", "row"}, {"point_row"});
    decoder.node("MatMul", {"point_row", "nothing"}, {"zeros"});
    decoder.node("Add", {"scores_", "zeros"}, {"scores"});
    decoder.output("masks", {1, 2, kMap, kMap});
    decoder.output("scores", {1, 2});
    decoder.write((dir.path() / "decoder.onnx").string());

    auto first = loadNetwork(dir.path() / "encoder.onnx"), second = loadNetwork(dir.path() / "decoder.onnx");
    ASSERT_TRUE(first.has_value()) << first.error().message;
    ASSERT_TRUE(second.has_value()) << second.error().message;
    const auto segmenter = makeNetworkSegmenter(std::move(*first), std::move(*second));
    ASSERT_TRUE(segmenter->setPicture(bar()).has_value());
    // One point, one padding (-1): 0.5 + 1 - 1 > 0.
    const auto mask = segmenter->segment(std::vector<PointPrompt>{{{60, 45}, true}});
    ASSERT_TRUE(mask.has_value()) << mask.error().message;
    EXPECT_EQ(mask->width, 160);
    EXPECT_EQ(mask->height, 100);
    EXPECT_GT(overlapWithBar(*mask), 0.7);  // cells of ten pixels
    EXPECT_FALSE(segmenter->segment(std::vector<PointPrompt>(3, {{60, 45}, true})).has_value());
}

}  // namespace
}  // namespace camframe
