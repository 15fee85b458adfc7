// SPDX-License-Identifier: Apache-2.0
#include "model/core/coco_rle.h"

#include <fmt/format.h>

#include <cassert>
#include <cstdint>

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

std::string cocoRleJson(const ImageU8& mask) {
    assert(mask.channels == 1);
    std::string counts;
    int64_t before = 0, twoBefore = 0, run = 0;
    int written = 0;
    bool inside = false;
    const auto finishRun = [&] {
        appendCount(counts, written > 2 ? run - twoBefore : run);
        twoBefore = before;
        before = run;
        run = 0;
        ++written;
    };
    for (int x = 0; x < mask.width; ++x)
        for (int y = 0; y < mask.height; ++y) {
            if ((mask.at(x, y) > 127) != inside) {
                finishRun();
                inside = !inside;
            }
            ++run;
        }
    finishRun();
    // The characters run from '0' to 'o'; of these JSON must escape the backslash only.
    std::string escaped;
    for (const char c : counts) escaped += c == '\\' ? std::string("\\\\") : std::string(1, c);
    return fmt::format("{{\"size\":[{},{}],\"counts\":\"{}\"}}", mask.height, mask.width, escaped);
}

}  // namespace camframe
