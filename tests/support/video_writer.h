// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <ostream>

#include "model/core/image.h"

extern "C" {
#include <libavutil/pixfmt.h>
}

namespace camframe::test {

/// How a test video is written.
struct VideoRecipe {
    const char* name = "";
    const char* encoder = "libx264";
    const char* parameters = "";  ///< Private options of the encoder, "key=value;key=value" by AVOption name.
    const char* extension = ".mp4";
    int frames = 50;
    int keyInterval = 12;
    int bFrames = 3;
    int64_t firstPts = 0;       ///< In frames. Negative: an edit list hides the frames before 0.
    bool indexInFront = false;  ///< MP4: the table of packets before the data ("fast start").
    AVColorSpace matrix = AVCOL_SPC_UNSPECIFIED;
    AVColorRange range = AVCOL_RANGE_UNSPECIFIED;
    int fps = 25;
    int bits = 8;         ///< Of the numbers that are shown.
    int firstNumber = 0;  ///< Shown by frame 0; counts up.
    int width = 160, height = 96;
};
void PrintTo(const VideoRecipe& recipe, std::ostream* out);

/// What a frame looks like: the upper 32 rows show its number in bits, below is a ramp that moves.
std::array<int, 3> yuvOf(const VideoRecipe& recipe, int frame, int x, int y);

/// Writes a YUV video in which every frame shows its number in bits. False without such an encoder.
bool writeVideo(const std::filesystem::path& path, const VideoRecipe& recipe);

/// The number that a picture shows; brightness per bit from `at(x, y)`.
template <class At>
int numberShown(const At& at, int bits = VideoRecipe{}.bits, int width = VideoRecipe{}.width) {
    int number = 0;
    for (int bit = 0; bit < bits; ++bit)
        if (at(bit * width / bits + width / bits / 2, 16) > 125) number |= 1 << bit;
    return number;
}
inline int numberShown(const ImageU8& image, int bits = VideoRecipe{}.bits) {
    return numberShown([&](int x, int y) { return int{image.at(x, y, 1)}; }, bits, image.width);
}

}  // namespace camframe::test
