// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace camframe {

// No file can make a reader allocate more than these allow; real recordings stay far below.
inline constexpr int kMaxSide = 32768;  ///< Width and height of a picture (px).
inline constexpr int kMaxFrames = 10'000'000;
inline constexpr int kMaxColumns =
    4096;  ///< Of a table, and of arrays that are signals: wider ones are none.
inline constexpr int kMaxDimensions = 8;  ///< Of an array.

}  // namespace camframe
