// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// Which frames of a recording are meant, as people write it: "10-200", "0-9,12", "100-" (to the end). Both
/// ends belong to it. Nothing written means all frames.
class FrameRanges {
public:
    /// Blanks do not count. Fails with a sentence when the text is no list of ranges.
    static Result<FrameRanges> parse(std::string_view text);

    bool all() const { return m_spans.empty(); }
    /// The frames of a recording that has `count` of them, ascending. What lies beyond the end is left out.
    std::vector<int> of(int count) const;
    /// How many of() gives.
    int countOf(int count) const;
    /// Shortest way to write it: sorted, touching ranges joined; empty for all.
    std::string text() const;
    bool operator==(const FrameRanges&) const = default;

private:
    std::vector<std::pair<int, int>> m_spans;  ///< First and last, ascending and apart from each other.
};

}  // namespace camframe
