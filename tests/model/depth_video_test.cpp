// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/depth_video.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "model/core/io/video_writer.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using test::TempDir;
using ::testing::HasSubstr;

/// Every depth that matters somewhere, other ones in every picture.
ImageU16 ramp(int width, int height, int t) {
    ImageU16 depth(width, height);
    for (size_t i = 0; i < depth.data.size(); ++i)
        depth.data[i] =
            static_cast<uint16_t>(i % 7 == 0 ? 0 : (i * 13 + static_cast<size_t>(t) * 977) % 10500);
    return depth;
}

/// False where FFmpeg's libraries have no encoder.
bool writeRamps(const std::filesystem::path& path, int width, int height, int frames) {
    auto writer = DepthVideoWriter::open(path, {width, height}, 15);
    if (!writer) {
        EXPECT_THAT(writer.error().message, HasSubstr("libx265"));
        return false;
    }
    for (int t = 0; t < frames; ++t) EXPECT_TRUE((*writer)->add(ramp(width, height, t)));
    EXPECT_TRUE((*writer)->finish());
    return true;
}

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<int> countedTo(int count) {
    std::vector<int> out;
    for (int i = 0; i < count; ++i) out.push_back(i);
    return out;
}

TEST(DepthCoding, AsLeRobotsDocumentationSays) {
    const DepthCoding coding;
    // 4095 (ln(d + 3.5) - ln 3.51) / (ln 13.5 - ln 3.51), rounded; worked out by hand.
    EXPECT_EQ(coding.codeOf(0.01), 0);
    EXPECT_EQ(coding.codeOf(0.1), 77);
    EXPECT_EQ(coding.codeOf(1), 755);
    EXPECT_EQ(coding.codeOf(3.5), 2098);
    EXPECT_EQ(coding.codeOf(10), 4095);
    EXPECT_EQ(coding.codeOf(0), 0);
    EXPECT_EQ(coding.codeOf(65), 4095);
    EXPECT_NEAR(coding.metresOf(755), 0.9995, 1e-4);
    for (int code = 0; code <= DepthCoding::kLastCode; ++code)
        ASSERT_EQ(coding.codeOf(coding.metresOf(code)), code);
    const double step = std::log(13.5 / 3.51) / 4095;
    for (int mm = 10; mm <= 10000; ++mm) {
        const double metres = mm / 1000.0, back = coding.metresOf(coding.codeOf(metres));
        ASSERT_LE(std::abs(back - metres), 0.5001 * step * (metres + 3.5)) << mm;
    }
}

TEST(DepthCoding, EvenStepsWithoutALogarithm) {
    const DepthCoding coding{.nearest = 0, .farthest = 4.095, .shift = 0, .logarithmic = false};
    ASSERT_TRUE(coding.valid());
    for (int code = 0; code <= DepthCoding::kLastCode; ++code) {
        ASSERT_EQ(coding.codeOf(code / 1000.0), code);
        ASSERT_NEAR(coding.metresOf(code), code / 1000.0, 1e-12);
    }
}

TEST(DepthCoding, WhatMeansNothingIsNotValid) {
    EXPECT_FALSE((DepthCoding{.nearest = 1, .farthest = 1}.valid()));
    EXPECT_FALSE((DepthCoding{.nearest = -1}.valid()));
    EXPECT_FALSE((DepthCoding{.shift = -0.01}.valid()));
    EXPECT_FALSE((DepthCoding{.farthest = std::nan("")}.valid()));
    EXPECT_TRUE((DepthCoding{.shift = -1, .logarithmic = false}.valid()));
}

TEST(DepthVideo, EveryPixelComesBackWithinHalfAStep) {
    const TempDir dir;
    for (const PictureSize size : {PictureSize{96, 64}, PictureSize{97, 63}}) {
        const auto path = dir / fmt::format("{}.mp4", size.width);
        if (!writeRamps(path, size.width, size.height, 5)) GTEST_SKIP();
        const auto file = VideoFile::open(path);
        ASSERT_TRUE(file) << file.error().message;
        EXPECT_EQ((*file)->codec(), DepthVideoWriter::kCodec);
        ASSERT_EQ((*file)->pictureCount(), 5);
        auto codes = (*file)->codes(size, countedTo(5));
        ASSERT_TRUE(codes) << codes.error().message;
        auto again = (*file)->codes(size, countedTo(5));
        ASSERT_TRUE(again);
        const auto depths = decodeDepth(std::move(*again), {});
        ASSERT_EQ(depths->frameCount(), 5);
        const DepthCoding coding;
        for (const int t : {4, 0, 3}) {
            const ImageU16 expected = ramp(size.width, size.height, t);
            const auto stored = (*codes)->read(t);
            ASSERT_TRUE(stored) << stored.error().message;
            const auto depth = depths->read(t);
            ASSERT_TRUE(depth && *depth);
            for (size_t i = 0; i < expected.data.size(); ++i) {
                const double metres = expected.data[i] / 1000.0;
                ASSERT_EQ(stored->data[i], coding.codeOf(metres)) << "the codes are exact";
                const int mm = expected.data[i] < 11 ? 0 : std::min<int>(expected.data[i], 10000);
                ASSERT_NEAR((*depth)->data[i], mm, 2.8) << "picture " << t;
            }
        }
        EXPECT_FALSE((*codes)->read(5));
        EXPECT_FALSE((*file)->codes({size.width, size.height + 1}, {0}));
    }
}

TEST(DepthVideo, EqualPicturesGiveEqualBytes) {
    const TempDir dir;
    if (!writeRamps(dir / "a.mp4", 64, 48, 9) || !writeRamps(dir / "b.mp4", 64, 48, 9)) GTEST_SKIP();
    EXPECT_TRUE(contents(dir / "a.mp4") == contents(dir / "b.mp4"));
}

TEST(DepthVideo, ColoursAreNoCodes) {
    const TempDir dir;
    auto writer = VideoWriter::open(dir / "v.mp4", {64, 48}, {});
    ASSERT_TRUE(writer) << writer.error().message;
    ASSERT_TRUE((*writer)->add(ImageU8(64, 48, 3)));
    ASSERT_TRUE((*writer)->finish());
    const auto file = VideoFile::open(dir / "v.mp4");
    ASSERT_TRUE(file);
    const auto codes = (*file)->codes({64, 48}, {0});
    ASSERT_TRUE(codes);
    const auto read = (*codes)->read(0);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr("yuv420p"));
    EXPECT_THAT(read.error().message, HasSubstr("12 bits"));
}

TEST(DepthVideo, SaysWhatCannotBeWritten) {
    const auto writer = DepthVideoWriter::open("/nowhere/at/all.mp4", {64, 48}, 10);
    ASSERT_FALSE(writer);
}

}  // namespace
}  // namespace camframe
