// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>

namespace camframe {

/// The frame of a range in which a correction helps most: the one with the largest error times its distance
/// from the nearest corrected frame, so that corrections halve the range between them and go to where the
/// error is. Where nothing is corrected yet, the middle of the range counts most.
///
/// @param corrected  Frames with a correction; may lie outside the range.
/// @param usable     False for frames in which nothing can be corrected.
/// @param error      Of a frame, any unit, > 0; NaN: not known, which counts as the mean of the known ones.
/// @return           -1 when every usable frame is corrected.
int frameToCorrect(int first, int last, const std::set<int>& corrected,
                   const std::function<bool(int)>& usable, const std::function<double(int)>& error);

}  // namespace camframe
