// SPDX-License-Identifier: Apache-2.0
#include "model/core/coco_rle.h"

#include <fmt/format.h>

#include <cassert>
#include <cstdint>

#include "model/core/frame_labels.h"

namespace camframe {

namespace {

void appendCount(std::string& text, int64_t value) {
    bool more = true;
    while (more) {
        auto group = static_cast<char>(value & 0x1F);
        value >>= 5;
        // Done when the rest is only the sign, and the sign bit of this group says the same.
        more = (group & 0x10) ? value != -1 : value != 0;
        if (more) group = static_cast<char>(group | 0x20);
        text += static_cast<char>('0' + group);
    }
}

}  // namespace

std::string cocoRleCounts(const ImageU8& mask) {
    assert(mask.channels == 1);
    std::string counts;
    int64_t before = 0, twoBefore = 0, last = 0;
    int written = 0;
    bool inside = false;
    // A run ends before this position, counted down the columns.
    const auto endRun = [&](int64_t position) {
        const int64_t run = position - last;
        appendCount(counts, written > 2 ? run - twoBefore : run);
        twoBefore = before;
        before = run;
        last = position;
        ++written;
        inside = !inside;
    };
    const int64_t height = mask.height, total = height * mask.width;
    // Columns are slow to walk: only those that hold anything are.
    if (const PixelBox box = boundingBox(mask); !box.empty()) {
        for (int x = box.x1; x <= box.x2; ++x) {
            for (int y = box.y1; y <= box.y2; ++y)
                if ((mask.at(x, y) > 127) != inside) endRun(x * height + y);
            // Beyond the box all is outside, also at the top of the next column.
            const int64_t end = x * height + box.y2 + 1;
            const bool goesOn = box.y1 == 0 && box.y2 + 1 == height && x < box.x2;
            if (inside && !goesOn && end < total) endRun(end);
        }
    }
    endRun(total);
    return counts;
}

std::string cocoRleJson(const ImageU8& mask) {
    // The characters run from '0' to 'o'; of these JSON must escape the backslash only.
    std::string escaped;
    for (const char c : cocoRleCounts(mask)) escaped += c == '\\' ? std::string("\\\\") : std::string(1, c);
    return fmt::format("{{\"size\":[{},{}],\"counts\":\"{}\"}}", mask.height, mask.width, escaped);
}

}  // namespace camframe
