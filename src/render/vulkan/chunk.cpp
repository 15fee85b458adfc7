// SPDX-License-Identifier: Apache-2.0
#include "render/vulkan/chunk.h"

#include <algorithm>

namespace camframe::vulkan {

namespace {

constexpr uint64_t kPixelBytes = 8 + 5, kSampleBytes = 8;

}  // namespace

uint64_t Chunk::bytes() const {
    return pixelCount * kPixelBytes + samplePoints * kSampleBytes;
}

Result<void> checkSize(const ViewSetup& view) {
    if (view.width <= kLargestSide && view.height <= kLargestSide) return {};
    return makeError(
        ErrorKind::System,
        "Vulkan: pictures of {} x {} pixels are too large, {} is the most; choose --backend cpu.", view.width,
        view.height, kLargestSide);
}

ViewRecord viewRecordOf(const ViewSetup& view, uint32_t firstSample) {
    ViewRecord record{};
    record.width = static_cast<uint32_t>(view.width);
    record.height = static_cast<uint32_t>(view.height);
    record.firstSample = view.lens ? firstSample : kNone;
    record.fx = view.fx;
    record.fy = view.fy;
    record.cx = view.cx;
    record.cy = view.cy;
    record.guardLeft = view.guardLeft;
    record.guardTop = view.guardTop;
    record.guardRight = view.guardRight;
    record.guardBottom = view.guardBottom;
    if (!view.lens) return record;
    record.lensLeft = view.lens->left;
    record.lensTop = view.lens->top;
    record.lensRight = view.lens->right;
    record.lensBottom = view.lens->bottom;
    const auto [k1, k2, p1, p2, k3] = view.lens->camera.distortion;
    record.k1 = static_cast<float>(k1);
    record.k2 = static_cast<float>(k2);
    record.p1 = static_cast<float>(p1);
    record.p2 = static_cast<float>(p2);
    record.k3 = static_cast<float>(k3);
    record.lensRadius = static_cast<float>(view.lens->radius);
    record.lensCurvature = static_cast<float>(view.lens->curvature);
    return record;
}

bool addView(Chunk& chunk, const ViewSetup& view, size_t index,
             const std::vector<std::vector<MeshRange>>& ranges, const ChunkLimits& limits) {
    const auto rangeOf = [&](const DrawItem& item) {
        return ranges[static_cast<size_t>(item.part)][static_cast<size_t>(item.lod)];
    };
    // Padding to four pixels lets pack.comp write whole words.
    const uint32_t pixels =
        (static_cast<uint32_t>(view.width) * static_cast<uint32_t>(view.height) + 3) / 4 * 4;
    const auto known = std::find(chunk.lenses.begin(), chunk.lenses.end(), view.lens);
    const uint32_t samples =
        view.lens && known == chunk.lenses.end() ? static_cast<uint32_t>(view.lens->samples.size() / 2) : 0;
    if (!chunk.views.empty()) {
        uint64_t triangles = 0, meshlets = 0;
        for (const DrawItem& item : view.draws) {
            triangles += rangeOf(item).triangleCount;
            meshlets += rangeOf(item).meshletCount;
        }
        const uint64_t bytes = chunk.bytes() + pixels * kPixelBytes + samples * kSampleBytes;
        const uint64_t largest = std::max({(uint64_t{chunk.pixelCount} + pixels) * 8,
                                           (uint64_t{chunk.samplePoints} + samples) * kSampleBytes,
                                           // should all of them be clipped
                                           (chunk.triangleCount + triangles) * kClippedBytes});
        if (bytes > limits.bytes || largest > limits.bufferBytes ||
            chunk.batches.size() + meshlets > limits.workgroups || chunk.views.size() + 1 > limits.workgroups)
            return false;
    }

    uint32_t firstSample = 0;
    if (view.lens) {
        for (auto lens = chunk.lenses.begin(); lens != known; ++lens)
            firstSample += static_cast<uint32_t>((*lens)->samples.size() / 2);
        if (known == chunk.lenses.end()) chunk.lenses.push_back(view.lens);
        chunk.samplePoints += samples;
    }
    ViewRecord record = viewRecordOf(view, firstSample);
    record.firstPixel = chunk.pixelCount;
    record.firstRow = chunk.rowCount;
    record.firstWord = chunk.wordCount;
    const auto viewNumber = static_cast<uint32_t>(chunk.views.size());
    for (const DrawItem& item : view.draws) {
        const MeshRange& range = rangeOf(item);
        DrawRecord draw{};
        draw.view = viewNumber;
        draw.id = static_cast<uint32_t>(item.part + 1);
        std::copy(item.camFromLink.begin(), item.camFromLink.end(), draw.m);
        const auto number = static_cast<uint32_t>(chunk.draws.size());
        for (uint32_t i = 0; i < range.meshletCount; ++i)
            chunk.batches.push_back({number, range.firstMeshlet + i});
        chunk.triangleCount += range.triangleCount;
        chunk.draws.push_back(draw);
    }
    chunk.views.push_back(record);
    chunk.viewIndices.push_back(index);
    chunk.pixelCount += pixels;
    chunk.rowCount += record.height;
    chunk.wordCount += maskWords(record.width, record.height);
    chunk.maxHeight = std::max(chunk.maxHeight, record.height);
    return true;
}

}  // namespace camframe::vulkan
