// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/image_io.h"

#include <gmock/gmock.h>

#include <fstream>
#include <opencv2/imgcodecs.hpp>

#include "model/core/io/atomic_file.h"
#include "support/temp_dir.h"
#include "support/text_file.h"

namespace camframe {
namespace {

using test::writeText;

namespace fs = std::filesystem;
using ::testing::HasSubstr;

ImageU8 colourRamp(int width, int height) {
    ImageU8 image(width, height, 3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            image.at(x, y, 0) = static_cast<uint8_t>(x * 255 / width);
            image.at(x, y, 1) = static_cast<uint8_t>(y * 255 / height);
            image.at(x, y, 2) = 30;
        }
    return image;
}

TEST(ImageIo, PngRoundTripsExactly) {
    const test::TempDir dir;
    const ImageU8 rgb = colourRamp(37, 21);
    ASSERT_TRUE(writePng(dir / "rgb.png", rgb));
    EXPECT_EQ(readRgb(dir / "rgb.png").value(), rgb);
    EXPECT_EQ(readRgb(dir / "rgb.png", PictureSize{37, 21}).value(), rgb);

    ImageU16 depth(5, 4);
    for (size_t i = 0; i < depth.data.size(); ++i) depth.data[i] = static_cast<uint16_t>(i * 3333);
    ASSERT_TRUE(writePng(dir / "depth.png", depth));
    EXPECT_EQ(readDepthMm(dir / "depth.png").value(), depth);
}

TEST(ImageIo, ChannelsAreRgb) {
    const test::TempDir dir;
    cv::imwrite((dir / "blue.png").string(), cv::Mat(2, 2, CV_8UC3, cv::Scalar(250, 20, 10)));  // B, G, R
    const ImageU8 image = readRgb(dir / "blue.png").value();
    EXPECT_EQ(image.at(0, 0, 0), 10);
    EXPECT_EQ(image.at(0, 0, 1), 20);
    EXPECT_EQ(image.at(0, 0, 2), 250);
    cv::imwrite((dir / "grey.png").string(), cv::Mat(2, 2, CV_8UC1, cv::Scalar(77)));
    EXPECT_EQ(readRgb(dir / "grey.png").value(), ImageU8(2, 2, 3, 77));
}

TEST(ImageIo, JpegIsCloseAndItsQualityCounts) {
    const test::TempDir dir;
    const ImageU8 image = colourRamp(64, 48);
    writeText(dir / "fine.jpg", encodeJpeg(image, 95));
    const ImageU8 read = readRgb(dir / "fine.jpg").value();
    ASSERT_EQ(read.data.size(), image.data.size());
    int largest = 0;
    for (size_t i = 0; i < image.data.size(); ++i)
        largest = std::max(largest, std::abs(int{read.data[i]} - int{image.data[i]}));
    EXPECT_LE(largest, 12);
    EXPECT_LT(encodeJpeg(image, 20).size(), encodeJpeg(image, 95).size());
}

TEST(ImageIo, TextEntriesAreChunksBeforeThePicture) {
    const test::TempDir dir;
    const ImageU8 image(3, 2, 1, 9);
    ASSERT_TRUE(writePng(dir / "links.png", image, {{"link 1", "panda_link0"}, {"link 2", "手"}}));
    const std::string bytes = readFile(dir / "links.png", 10000).value();
    const size_t ascii = bytes.find(std::string("tEXtlink 1\0panda_link0", 22));
    const size_t unicode = bytes.find(std::string("iTXtlink 2\0\0\0\0\0手", 18));
    EXPECT_NE(ascii, std::string::npos);
    EXPECT_NE(unicode, std::string::npos);
    EXPECT_LT(ascii, bytes.find("IDAT"));
    EXPECT_LT(unicode, bytes.find("IDAT"));
    // The reader checks every chunk's checksum, so this also judges the inserted ones.
    ImageU8 expected(3, 2, 3, 9);
    EXPECT_EQ(readRgb(dir / "links.png").value(), expected);
}

TEST(ImageIo, MasksAreThresholded) {
    const test::TempDir dir;
    ImageU8 mask(4, 1);
    mask.data = {0, 127, 128, 255};
    ASSERT_TRUE(writePng(dir / "mask.png", mask));
    EXPECT_EQ(readMask(dir / "mask.png").value().data, (std::vector<uint8_t>{0, 0, 255, 255}));
    mask.data = {0, 0, 0, 0};
    ASSERT_TRUE(writePng(dir / "empty.png", mask));
    EXPECT_EQ(readMask(dir / "empty.png").value().data, (std::vector<uint8_t>{0, 0, 0, 0}));
    mask.data = {0, 1, 1, 0};
    ASSERT_TRUE(writePng(dir / "labels.png", mask));
    const auto labels = readMask(dir / "labels.png");
    ASSERT_FALSE(labels);
    EXPECT_THAT(labels.error().message, HasSubstr("255 means robot"));
}

TEST(ImageIo, WrongSizeNamesFileAndBothSizes) {
    const test::TempDir dir;
    ASSERT_TRUE(writePng(dir / "m.png", ImageU8(8, 6)));
    const auto mask = readMask(dir / "m.png", PictureSize{16, 12});
    ASSERT_FALSE(mask);
    EXPECT_THAT(mask.error().message, HasSubstr((dir / "m.png").string()));
    EXPECT_THAT(mask.error().message, HasSubstr("8x6"));
    EXPECT_THAT(mask.error().message, HasSubstr("16x12"));
}

TEST(ImageIo, DepthMustBe16BitGreyPng) {
    const test::TempDir dir;
    ASSERT_TRUE(writePng(dir / "eight.png", ImageU8(4, 4)));
    ASSERT_TRUE(writePng(dir / "colour.png", ImageU16(4, 4, 3)));
    writeText(dir / "depth.jpg", encodeJpeg(ImageU8(4, 4), 90));
    for (const char* name : {"eight.png", "colour.png", "depth.jpg"}) {
        const auto depth = readDepthMm(dir / name);
        ASSERT_FALSE(depth) << name;
        EXPECT_THAT(depth.error().message, HasSubstr("16-bit"));
    }
}

/// Every proper prefix of a picture must be refused: decoders would fill the rest with grey.
TEST(ImageIo, EveryTruncationIsRefused) {
    const test::TempDir dir;
    const ImageU8 image = colourRamp(24, 16);
    const fs::path path = dir / "cut";
    for (const std::string& whole : {encodePng(image), encodeJpeg(image, 80)}) {
        writeText(path, whole);
        ASSERT_TRUE(readRgb(path));
        for (size_t size = 0; size < whole.size(); ++size) {
            writeText(path, whole.substr(0, size));
            const auto read = readRgb(path);
            ASSERT_FALSE(read) << size << " of " << whole.size();
            ASSERT_THAT(read.error().message, HasSubstr(path.string()));
        }
    }
}

TEST(ImageIo, JpegPreviewDoesNotHideTruncation) {
    const test::TempDir dir;
    const std::string whole = encodeJpeg(colourRamp(64, 64), 90);
    // An APP1 segment that holds a complete little JPEG, as cameras store previews.
    const std::string preview = encodeJpeg(colourRamp(8, 8), 50);
    const size_t length = preview.size() + 2;
    std::string segment{'\xff', '\xe1', static_cast<char>(length >> 8), static_cast<char>(length & 0xff)};
    std::string withPreview = whole;
    withPreview.insert(2, segment + preview);
    writeText(dir / "whole.jpg", withPreview);
    ASSERT_TRUE(readRgb(dir / "whole.jpg"));
    writeText(dir / "cut.jpg", withPreview.substr(0, withPreview.size() - 40));
    const auto cut = readRgb(dir / "cut.jpg");
    ASSERT_FALSE(cut);
    EXPECT_THAT(cut.error().message, HasSubstr("truncated"));
}

TEST(ImageIo, DamagedPngIsRefusedByItsChecksum) {
    const test::TempDir dir;
    std::string bytes = encodePng(colourRamp(24, 16));
    bytes[bytes.find("IDAT") + 20] ^= 0x10;
    writeText(dir / "bad.png", bytes);
    const auto read = readRgb(dir / "bad.png");
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr("checksum"));
}

TEST(ImageIo, HugeStatedSizesAreRefusedBeforeDecoding) {
    const test::TempDir dir;
    std::string jpeg = encodeJpeg(colourRamp(16, 16), 80);
    const size_t startOfFrame = jpeg.find("\xff\xc0");
    ASSERT_NE(startOfFrame, std::string::npos);
    for (size_t i = 5; i < 9; ++i) jpeg[startOfFrame + i] = '\xff';  // 65535 x 65535
    writeText(dir / "huge.jpg", jpeg);
    const auto read = readRgb(dir / "huge.jpg");
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr("32768"));
}

TEST(ImageIo, OtherFilesAreRefused) {
    const test::TempDir dir;
    writeText(dir / "text.png", "this is no picture");
    const auto text = readRgb(dir / "text.png");
    ASSERT_FALSE(text);
    EXPECT_THAT(text.error().message, HasSubstr("neither a PNG nor a JPEG"));
    EXPECT_FALSE(readRgb(dir / "missing.png"));
    EXPECT_FALSE(readRgb(dir.path()));
}

TEST(ImageIo, UnwritableTargetIsAnOutputError) {
    const test::TempDir dir;
    writeText(dir / "file", "x");
    const auto result = writePng(dir / "file/picture.png", ImageU8(2, 2));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Output);
}

}  // namespace
}  // namespace camframe
