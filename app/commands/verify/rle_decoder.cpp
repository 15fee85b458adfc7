// SPDX-License-Identifier: Apache-2.0
#include "app/commands/verify/rle_decoder.h"

#include <nlohmann/json.hpp>

namespace camframe::verify {

Result<ImageU8> decodeRleCounts(const std::string& counts, int width, int height) {
    ImageU8 mask(width, height);
    const int64_t total = int64_t{width} * height;
    int64_t filled = 0, oneAgo = 0, twoAgo = 0;
    size_t runs = 0;
    for (size_t at = 0; at < counts.size(); ++runs) {
        int64_t number = 0;
        int shift = 0;
        bool more = true, negative = false;
        while (more) {
            if (at == counts.size()) return inputError("run lengths end within a number");
            const int bits = counts[at++] - '0';
            if (bits < 0 || bits > 63) return inputError("a character that run lengths do not have");
            if (shift > 50) return inputError("a run length of more than 50 bits");
            number += int64_t{bits & 31} << shift;
            shift += 5;
            more = (bits & 32) != 0;
            negative = (bits & 16) != 0;
        }
        if (negative) number -= int64_t{1} << shift;
        const int64_t run = runs > 2 ? number + twoAgo : number;
        if (run < 0) return inputError("a negative run length");
        if (run == 0 && runs > 0) return inputError("a run of length 0");
        if (run > total - filled) return inputError("run lengths longer than the picture");
        if (runs % 2 == 1)
            for (int64_t i = filled; i < filled + run; ++i)
                mask.at(static_cast<int>(i / height), static_cast<int>(i % height)) = 255;
        filled += run;
        twoAgo = oneAgo;
        oneAgo = run;
    }
    if (filled != total) return inputError("run lengths of {} of {} pixels", filled, total);
    return mask;
}

Result<ImageU8> decodeRleJson(const std::string& json, int width, int height) {
    const auto document = nlohmann::json::parse(json, nullptr, false);
    if (!document.is_object() || !document.contains("size") || !document.contains("counts") ||
        !document["counts"].is_string())
        return inputError("no JSON of size and counts");
    if (document["size"] != nlohmann::json::array({height, width}))
        return inputError("size {} instead of [{},{}]", document["size"].dump(), height, width);
    return decodeRleCounts(document["counts"].get<std::string>(), width, height);
}

}  // namespace camframe::verify
