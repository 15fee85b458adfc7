// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace camframe {

/// A picture in memory: rows from the top, pixels interleaved, no padding. Colour is R, G, B.
///
/// The centre of the top-left pixel is (0, 0); see spaces.h.
template <class T>
struct Image {
    int width = 0;
    int height = 0;
    int channels = 1;
    std::vector<T> data;

    Image() = default;
    Image(int width_, int height_, int channels_ = 1, T value = T{})
        : width(width_),
          height(height_),
          channels(channels_),
          data(static_cast<size_t>(width_) * static_cast<size_t>(height_) * static_cast<size_t>(channels_),
               value) {}

    bool empty() const { return data.empty(); }
    size_t pixelCount() const { return static_cast<size_t>(width) * static_cast<size_t>(height); }
    T* row(int y) { return data.data() + static_cast<size_t>(y) * rowLength(); }
    const T* row(int y) const { return data.data() + static_cast<size_t>(y) * rowLength(); }
    T& at(int x, int y, int c = 0) { return row(y)[x * channels + c]; }
    const T& at(int x, int y, int c = 0) const { return row(y)[x * channels + c]; }
    bool operator==(const Image&) const = default;

private:
    size_t rowLength() const { return static_cast<size_t>(width) * static_cast<size_t>(channels); }
};

using ImageU8 = Image<uint8_t>;    ///< RGB frames (3 channels), masks (255 = robot), link indices.
using ImageU16 = Image<uint16_t>;  ///< Depth as stored: millimetres, 0 = none.
using ImageF = Image<float>;       ///< Depth in metres (0 = none), distance fields in pixels.

}  // namespace camframe
