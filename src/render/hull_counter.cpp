// SPDX-License-Identifier: Apache-2.0
#include "render/hull_counter.h"

#include <numeric>

namespace camframe {

int64_t HullScene::observedInFirst(size_t count) const {
    return std::accumulate(observedPixels.begin(),
                           observedPixels.begin() + static_cast<std::ptrdiff_t>(count), int64_t{0});
}

Result<void> checkHullScene(const HullScene& scene) {
    if (scene.frames > 63 || scene.observedPixels.size() != scene.frames ||
        scene.observed.size() != scene.frames * scene.size.words())
        return makeError(
            ErrorKind::Usage,
            "{} frames of {} x {} pixels do not fit to {} words and {} counts, or are more than 63.",
            scene.frames, scene.size.width, scene.size.height, scene.observed.size(),
            scene.observedPixels.size());
    for (const HullPoints& body : scene.bodies)
        if (body.size() > HullScene::kMostPoints)
            return makeError(ErrorKind::Usage, "a body has {} points, more than {}.", body.size(),
                             HullScene::kMostPoints);
    return {};
}

Result<size_t> hullCandidates(const HullScene& scene, std::span<const HullProjection> projections,
                              size_t frames) {
    const size_t each = frames * scene.bodies.size();
    if (frames > scene.frames || (each == 0 ? !projections.empty() : projections.size() % each != 0))
        return makeError(
            ErrorKind::Usage,
            "{} projections are not those of whole candidates with {} of {} frames and {} bodies.",
            projections.size(), frames, scene.frames, scene.bodies.size());
    return each == 0 ? 0 : projections.size() / each;
}

BitCounts countHulls(const HullScene& scene, std::span<const HullProjection> projections, size_t frames,
                     HullPainter& painter, std::vector<uint64_t>& drawn) {
    drawn.assign(frames * scene.size.words(), 0);
    for (size_t f = 0, k = 0; f < frames; ++f)
        for (const HullPoints& body : scene.bodies)
            painter.draw(body, projections[k++], scene.size, drawn.data() + f * scene.size.words());
    return countBits(drawn, scene.observed, frames, scene.size, scene.skipUsual,
                     scene.observedInFirst(frames));
}

}  // namespace camframe
