// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/video_writer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "model/core/io/video_reader.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using test::TempDir;

/// A smooth coloured ground with a bright square that moves.
ImageU8 picture(int width, int height, int t) {
    ImageU8 rgb(width, height, 3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const bool square = std::abs(x - 10 - 3 * t) < 6 && std::abs(y - height / 2) < 6;
            rgb.at(x, y, 0) = static_cast<uint8_t>(square ? 240 : 40 + 150 * x / width);
            rgb.at(x, y, 1) = static_cast<uint8_t>(square ? 230 : 60 + 120 * y / height);
            rgb.at(x, y, 2) = static_cast<uint8_t>(square ? 40 : 140);
        }
    return rgb;
}

void write(const std::filesystem::path& path, int width, int height, int frames, double fps) {
    auto writer = VideoWriter::open(path, {width, height}, {fps, 12});
    ASSERT_TRUE(writer) << writer.error().message;
    for (int t = 0; t < frames; ++t) ASSERT_TRUE((*writer)->add(picture(width, height, t)));
    ASSERT_TRUE((*writer)->finish());
}

double meanDifference(const ImageU8& a, const ImageU8& b) {
    double sum = 0;
    for (int y = 0; y < a.height; ++y)
        for (int i = 0; i < 3 * a.width; ++i) sum += std::abs(int{a.row(y)[i]} - int{b.row(y)[i]});
    return sum / (3.0 * a.width * a.height);
}

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(VideoWriter, WhatWasWrittenIsReadBackInOrderAndColour) {
    const TempDir dir;
    write(dir / "v.mp4", 96, 64, 12, 15);
    const auto frames = openVideoFrames(dir / "v.mp4", {96, 64}, 12);
    ASSERT_TRUE(frames) << frames.error().message;
    for (const int t : {0, 5, 11}) {
        const auto read = (*frames)->read(t);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_LT(meanDifference(*read, picture(96, 64, t)), 3.0) << t;
        EXPECT_GT(meanDifference(*read, picture(96, 64, t + 3)), 4.0) << "another frame is not this one";
    }
    EXPECT_FALSE(openVideoFrames(dir / "v.mp4", {96, 64}, 13)) << "no frame too many";
}

TEST(VideoWriter, OddSizesBecomeEven) {
    const TempDir dir;
    write(dir / "v.mp4", 95, 63, 3, 29.97);
    const auto frames = openVideoFrames(dir / "v.mp4", {96, 64}, 3);
    ASSERT_TRUE(frames) << frames.error().message;
    const auto read = (*frames)->read(1);
    ASSERT_TRUE(read);
    ImageU8 padded(96, 64, 3);
    const ImageU8 rgb = picture(95, 63, 1);
    for (int y = 0; y < 64; ++y)
        for (int x = 0; x < 96; ++x)
            for (int c = 0; c < 3; ++c) padded.at(x, y, c) = rgb.at(std::min(x, 94), std::min(y, 62), c);
    EXPECT_LT(meanDifference(*read, padded), 3.0);
}

TEST(VideoWriter, EqualPicturesGiveEqualBytes) {
    const TempDir dir;
    write(dir / "a.mp4", 64, 48, 20, 10);
    write(dir / "b.mp4", 64, 48, 20, 10);
    EXPECT_TRUE(contents(dir / "a.mp4") == contents(dir / "b.mp4"));
    EXPECT_EQ(contents(dir / "a.mp4").substr(4, 4), "ftyp");
    EXPECT_LT(contents(dir / "a.mp4").find("moov"), contents(dir / "a.mp4").find("mdat"))
        << "players can begin at once";
}

TEST(VideoWriter, SaysWhatCannotBeWritten) {
    const auto writer = VideoWriter::open("/nowhere/at/all.mp4", {64, 48}, {});
    ASSERT_FALSE(writer);
    EXPECT_NE(writer.error().message.find("/nowhere/at/all.mp4"), std::string::npos);
}

}  // namespace
}  // namespace camframe
