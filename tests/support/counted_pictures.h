// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/core/image.h"

namespace camframe::test {

/// A picture that shows its number in 8 blocks of 8 x 8 pixels, black or in the colour: robust against JPEG.
/// `colour` is R, G, B; the lower half is filled with it.
inline ImageU8 countedPicture(int number, std::vector<uint8_t> colour = {220, 120, 30}) {
    ImageU8 image(64, 16, 3);
    for (int y = 0; y < 16; ++y)
        for (int x = 0; x < 64; ++x)
            for (int c = 0; c < 3; ++c)
                image.at(x, y, c) =
                    y < 8 && ((number >> (x / 8)) & 1) == 0 ? uint8_t{0} : colour[static_cast<size_t>(c)];
    return image;
}

/// The number that such a picture shows.
inline int numberIn(const ImageU8& image) {
    int number = 0;
    for (int bit = 0; bit < 8; ++bit)
        if (image.at(8 * bit + 4, 4, 1) > 60) number |= 1 << bit;
    return number;
}

/// Red and blue of the lower half.
inline bool isRedder(const ImageU8& image) {
    return image.at(32, 12, 0) > image.at(32, 12, 2) + 60;
}
inline bool isBluer(const ImageU8& image) {
    return image.at(32, 12, 2) > image.at(32, 12, 0) + 60;
}

/// Pixels of pictures 0 .. count-1, one behind the other.
inline std::vector<uint8_t> rawPictures(int count) {
    std::vector<uint8_t> all;
    for (int i = 0; i < count; ++i) {
        const ImageU8 image = countedPicture(i);
        all.insert(all.end(), image.data.begin(), image.data.end());
    }
    return all;
}

}  // namespace camframe::test
