// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "calib/appearance.h"
#include "calib/conventions/convention_search.h"

namespace camframe {

Result<std::vector<ObservedFrame>> changedPixels(FrameSource& frames, int frameCount,
                                                 const CameraModel& camera, const RunContext& context) {
    constexpr int most = 14, workWidth = 320;
    const int count = std::min(frames.frameCount(), frameCount);
    const int taken = std::min(most, count);
    const int width = std::min(workWidth, camera.width),
              height = std::max(8, width * camera.height / camera.width);
    std::vector<ImageU8> small;
    std::vector<int> indices;
    for (int i = 0; i < taken; ++i) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        const int frame =
            taken == 1 ? 0 : static_cast<int>(static_cast<int64_t>(i) * (count - 1) / (taken - 1));
        const auto picture = frames.read(frame);
        if (!picture) return tl::unexpected(picture.error());
        ImageU8 reduced(width, height, 3);
        for (int y = 0; y < height; ++y)  // means of blocks
            for (int x = 0; x < width; ++x) {
                const int x0 = x * picture->width / width,
                          x1 = std::max(x0 + 1, (x + 1) * picture->width / width);
                const int y0 = y * picture->height / height,
                          y1 = std::max(y0 + 1, (y + 1) * picture->height / height);
                for (int c = 0; c < 3; ++c) {
                    int sum = 0;
                    for (int v = y0; v < y1; ++v)
                        for (int u = x0; u < x1; ++u) sum += picture->at(u, v, c);
                    reduced.at(x, y, c) = static_cast<uint8_t>(sum / ((x1 - x0) * (y1 - y0)));
                }
            }
        small.push_back(std::move(reduced));
        indices.push_back(frame);
    }
    const Background background = estimateBackground(small, {}, 2, context.threads);
    std::vector<ObservedFrame> out;
    for (size_t i = 0; i < small.size(); ++i)
        out.push_back({indices[i], changeMask(small[i], background, 18)});
    return out;
}

}  // namespace camframe
