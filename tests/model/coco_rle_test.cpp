// SPDX-License-Identifier: Apache-2.0
#include "model/core/coco_rle.h"

#include <gtest/gtest.h>

#include <random>

#include "model/core/frame_labels.h"
#include "support/coco_rle_reader.h"

namespace camframe {
namespace {

/// COCO's run lengths of a mask, encoded straight from the format's description: all columns one after
/// another, runs counted, differences from the fourth on, groups of five bits.
std::string encodedByTheBook(const ImageU8& mask) {
    std::vector<int> column;
    for (int x = 0; x < mask.width; ++x)
        for (int y = 0; y < mask.height; ++y) column.push_back(mask.at(x, y) > 127 ? 1 : 0);
    std::vector<long> runs;
    int value = 0;
    for (size_t i = 0; i < column.size();) {
        long length = 0;
        while (i < column.size() && column[i] == value) ++i, ++length;
        runs.push_back(length);
        value = 1 - value;
    }
    std::string text;
    for (size_t i = 0; i < runs.size(); ++i) {
        long x = i > 2 ? runs[i] - runs[i - 2] : runs[i];
        for (bool more = true; more;) {
            long group = x & 31;
            x >>= 5;
            more = (group & 16) ? x != -1 : x != 0;
            text += static_cast<char>(48 + group + (more ? 32 : 0));
        }
    }
    return text;
}

ImageU8 rectangle(int width, int height, PixelBox box) {
    ImageU8 mask(width, height);
    for (int y = box.y1; y <= box.y2; ++y)
        for (int x = box.x1; x <= box.x2; ++x) mask.at(x, y) = 255;
    return mask;
}

TEST(CocoRle, EqualsTheBookOnEveryKindOfMask) {
    std::mt19937 random(7);
    const auto number = [&](int low, int high) {
        return static_cast<int>(low + static_cast<long>(random() % static_cast<unsigned>(high - low + 1)));
    };
    for (int i = 0; i < 400; ++i) {
        const int width = number(1, 40), height = number(1, 40);
        ImageU8 mask(width, height);
        if (i % 4 == 0) {
            for (uint8_t& v : mask.data) v = random() % 2 ? 255 : 0;
        } else if (i % 4 == 1) {  // touches any of the edges
            const int x1 = number(0, width - 1), y1 = number(0, height - 1);
            mask = rectangle(width, height, {x1, y1, number(x1, width - 1), number(y1, height - 1)});
        } else if (i % 4 == 2) {  // whole columns: runs go on from one to the next
            const int x1 = number(0, width - 1);
            mask = rectangle(width, height, {x1, 0, number(x1, width - 1), height - 1});
            mask.at(number(0, width - 1), number(0, height - 1)) = 0;
        }
        ASSERT_EQ(cocoRleCounts(mask), encodedByTheBook(mask)) << i << ": " << width << " x " << height;
        ASSERT_EQ(test::decodeRle(cocoRleJson(mask)), mask) << i;
    }
}

// What pycocotools encodes these masks as, as published in the tests of a library that is compared with it.
TEST(CocoRle, EqualsPublishedStrings) {
    EXPECT_EQ(cocoRleCounts(rectangle(25, 25, {0, 0, 4, 4})), "05d00000000d?");
    EXPECT_EQ(cocoRleCounts(rectangle(25, 25, {5, 5, 9, 9})), "R45d00000000b;");
    EXPECT_EQ(cocoRleCounts(rectangle(25, 25, {20, 20, 24, 24})), "X`05d00000000");
}

TEST(CocoRle, BoxesOfMasks) {
    EXPECT_EQ(boundingBox(ImageU8(4, 3)), PixelBox{});
    EXPECT_EQ(boundingBox(rectangle(20, 10, {3, 4, 7, 9})), (PixelBox{3, 4, 7, 9}));
    ImageU8 two = rectangle(20, 10, {3, 4, 7, 9});
    two.at(19, 0) = 200;
    EXPECT_EQ(boundingBox(two), (PixelBox{3, 0, 19, 9}));
}

}  // namespace
}  // namespace camframe
