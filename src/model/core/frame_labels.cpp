// SPDX-License-Identifier: Apache-2.0
#include "model/core/frame_labels.h"

#include <algorithm>

namespace camframe {

std::string_view toString(LabelPart part) {
    switch (part) {
        case LabelPart::All:
            return "all";
        case LabelPart::Arm:
            return "arm";
        case LabelPart::Gripper:
            return "gripper";
    }
    return "all";
}

PixelBox boundingBox(const ImageU8& mask) {
    PixelBox box;
    for (int y = 0; y < mask.height; ++y) {
        const uint8_t* row = mask.row(y);
        const uint8_t* end = row + mask.width;
        const auto inside = [](uint8_t value) { return value > 127; };
        const uint8_t* first = std::find_if(row, end, inside);
        if (first == end) continue;
        const uint8_t* last = end - 1;
        while (!inside(*last)) --last;
        const auto x1 = static_cast<int32_t>(first - row), x2 = static_cast<int32_t>(last - row);
        if (box.empty()) box = {x1, y, x2, y};
        box.x1 = std::min(box.x1, x1);
        box.x2 = std::max(box.x2, x2);
        box.y2 = y;
    }
    return box;
}

}  // namespace camframe
