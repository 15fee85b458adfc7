// SPDX-License-Identifier: Apache-2.0
#include "model/core/frame_ranges.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace camframe {

namespace {

constexpr int toTheEnd = std::numeric_limits<int>::max();

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0 || value == toTheEnd) return {};
    return value;
}

}  // namespace

Result<FrameRanges> FrameRanges::parse(std::string_view text) {
    std::string dense;
    std::ranges::copy_if(text, std::back_inserter(dense), [](char c) { return c != ' ' && c != '\t'; });
    FrameRanges ranges;
    if (dense.empty()) return ranges;
    std::vector<std::pair<int, int>> spans;
    for (size_t begin = 0; begin <= dense.size();) {
        const size_t end = std::min(dense.find(',', begin), dense.size());
        const std::string_view part = std::string_view(dense).substr(begin, end - begin);
        const size_t dash = part.find('-');
        const auto first = number(part.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first
                          : dash + 1 == part.size()      ? std::optional(toTheEnd)
                                                         : number(part.substr(dash + 1));
        if (!first || !last || *first > *last) {
            return makeError(ErrorKind::Usage,
                             "'{}' is no range of frames; write for example 10-200, or 0-9,12, or 100- for "
                             "all from 100 on.",
                             std::string(text.substr(0, 80)));
        }
        spans.emplace_back(*first, *last);
        begin = end + 1;
    }
    std::ranges::sort(spans);
    for (const auto& span : spans) {
        auto& kept = ranges.m_spans;
        if (!kept.empty() && (kept.back().second == toTheEnd || span.first <= kept.back().second + 1)) {
            kept.back().second = std::max(kept.back().second, span.second);
        } else {
            kept.push_back(span);
        }
    }
    return ranges;
}

std::vector<int> FrameRanges::of(int count) const {
    std::vector<int> frames;
    if (all()) {
        for (int frame = 0; frame < count; ++frame) frames.push_back(frame);
        return frames;
    }
    for (const auto& [first, last] : m_spans)
        for (int frame = first; frame < count && frame <= last; ++frame) frames.push_back(frame);
    return frames;
}

int FrameRanges::countOf(int count) const {
    if (all()) return count;
    int sum = 0;
    for (const auto& [first, last] : m_spans)
        if (first < count) sum += std::min(last, count - 1) - first + 1;
    return sum;
}

std::string FrameRanges::text() const {
    std::string out;
    for (const auto& [first, last] : m_spans) {
        if (!out.empty()) out += ',';
        out += last == toTheEnd ? fmt::format("{}-", first)
               : first == last  ? fmt::format("{}", first)
                                : fmt::format("{}-{}", first, last);
    }
    return out;
}

}  // namespace camframe
