// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/core/image.h"

namespace camframe::test {

/// Reads COCO's compressed run lengths, written from the format's description.
inline ImageU8 decodeRle(const std::string& json) {
    const auto document = nlohmann::json::parse(json);
    const int height = document["size"][0], width = document["size"][1];
    const std::string text = document["counts"];
    std::vector<long> counts;
    for (size_t i = 0; i < text.size();) {
        long value = 0;
        int shift = 0;
        int group = 0;
        do {
            group = text[i++] - 48;
            value |= static_cast<long>(group & 31) << shift;
            shift += 5;
        } while (group & 32);
        if (group & 16) value -= 1L << shift;
        if (counts.size() > 2) value += counts[counts.size() - 2];
        counts.push_back(value);
    }
    ImageU8 mask(width, height);
    long position = 0;
    for (size_t i = 0; i < counts.size(); ++i)
        for (long k = 0; k < counts[i]; ++k, ++position)
            mask.at(static_cast<int>(position / height), static_cast<int>(position % height)) =
                i % 2 ? 255 : 0;
    EXPECT_EQ(position, static_cast<long>(width) * height);
    return mask;
}

}  // namespace camframe::test
