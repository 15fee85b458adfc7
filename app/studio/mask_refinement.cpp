// SPDX-License-Identifier: Apache-2.0
#include "app/studio/mask_refinement.h"

#include <algorithm>

namespace camframe {

namespace {

constexpr size_t framesForColours = 12;
constexpr size_t framesForError = 3;
constexpr int workWidth = 960;

/// How far starts are moved, and outlines may be (px).
int reach(int width) {
    return std::max(2, width / 64);
}

RenderedFrame asDrawn(const ImageU8& mask) {
    RenderedFrame drawn;
    drawn.linkId = ImageU8(mask.width, mask.height);
    for (size_t i = 0; i < mask.data.size(); ++i) drawn.linkId.data[i] = mask.data[i] > 127 ? 1 : 0;
    return drawn;
}

ImageU8 moved(const ImageU8& mask, int dx, int dy) {
    ImageU8 out(mask.width, mask.height);
    for (int y = std::max(0, dy); y < std::min(mask.height, mask.height + dy); ++y)
        for (int x = std::max(0, dx); x < std::min(mask.width, mask.width + dx); ++x)
            out.at(x, y) = mask.at(x - dx, y - dy);
    return out;
}

double pixelsBetween(const ImageU8& a, const ImageU8& b) {
    size_t count = 0;
    for (size_t i = 0; i < a.data.size(); ++i) count += (a.data[i] > 127) != (b.data[i] > 127);
    return static_cast<double>(count);
}

/// Pixels of a mask with a neighbour that is not in it; at least 1.
double outlineLength(const ImageU8& mask) {
    size_t count = 0;
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            count +=
                mask.at(x, y) > 127 &&
                ((x > 0 && mask.at(x - 1, y) <= 127) || (x + 1 < mask.width && mask.at(x + 1, y) <= 127) ||
                 (y > 0 && mask.at(x, y - 1) <= 127) || (y + 1 < mask.height && mask.at(x, y + 1) <= 127));
    return static_cast<double>(std::max<size_t>(1, count));
}

}  // namespace

ImageU8 MaskRefiner::outline(const ImageU8& picture, const ImageU8& start) const {
    return segmentRobot(picture, m_model.evidence(picture), asDrawn(start), workWidth);
}

Result<MaskRefiner> MaskRefiner::learn(FrameSource& frames, const std::vector<std::pair<int, ImageU8>>& known,
                                       const std::vector<std::pair<int, ImageU8>>& carried,
                                       const RunContext& context) {
    std::vector<const std::pair<int, ImageU8>*> masks;
    for (const auto& one : known) masks.push_back(&one);
    for (const auto& one : carried) masks.push_back(&one);
    std::vector<ImageU8> pictures;
    std::vector<RenderedFrame> drawn;
    const size_t count = std::min(framesForColours, masks.size());
    for (size_t i = 0; i < count; ++i) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        const auto& [frame, mask] = *masks[i * masks.size() / count];
        auto picture = frames.read(frame);
        if (!picture) return tl::unexpected(picture.error());
        pictures.push_back(std::move(*picture));
        drawn.push_back(asDrawn(mask));
    }
    MaskRefiner refiner(AppearanceModel::build(pictures, drawn, context.threads));
    const size_t tried = std::min(framesForError, known.size());
    for (size_t i = 0; i < tried; ++i) {
        const auto& [frame, truth] = known[i * known.size() / tried];
        const auto picture = frames.read(frame);
        if (!picture) return tl::unexpected(picture.error());
        const int step = reach(truth.width);
        for (const auto& [dx, dy] : {std::pair{0, 0}, {-step, 0}, {step, 0}, {0, -step}, {0, step}}) {
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            const ImageU8 found = refiner.outline(*picture, moved(truth, dx, dy));
            refiner.m_errorPx =
                std::max(refiner.m_errorPx, pixelsBetween(found, truth) / outlineLength(truth));
        }
    }
    return refiner;
}

Result<ImageU8> MaskRefiner::refine(FrameSource& frames, int frame, const ImageU8& mask) const {
    const auto picture = frames.read(frame);
    if (!picture) return tl::unexpected(picture.error());
    ImageU8 found = outline(*picture, mask);
    const double apart = pixelsBetween(mask, found) / outlineLength(found);
    const bool better = apart > 2 * caution * m_errorPx && apart <= reach(mask.width);
    if (better) return found;
    return mask;
}

}  // namespace camframe
