// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>

#include "fuzz/fuzz_target.h"
#include "model/core/io/datasets/dataset_formats.h"

namespace camframe::fuzz {

/// Opens a dataset as one format and reads what a calibration would: the index, signals, first and last
/// pictures. Whether everything could be read.
inline bool readDataset(const std::filesystem::path& path, std::string_view format) {
    constexpr int kEpisodes = 2;
    const auto dataset = openRecordedDataset(path, format);
    if (!accepted(dataset)) return false;
    bool whole = true;
    for (int i = 0; i < std::min((*dataset)->episodeCount(), kEpisodes); ++i) {
        whole = accepted((*dataset)->summary(i)) && whole;
        const auto episode = (*dataset)->readEpisode(i);
        whole = accepted(episode) && whole;
        if (!episode) continue;
        whole = !episode->cameras.empty() && whole;
        for (const Signal& signal : episode->signals)
            if (signal.values.rows() != episode->frameCount)
                throw BrokenPromise("a signal of another length");
        for (const RecordedCamera& camera : episode->cameras) {
            const auto frames = (*dataset)->openFrames(i, camera.key);
            whole = accepted(frames) && whole;
            if (!frames) continue;
            for (const int frame : {0, episode->frameCount - 1}) {
                const auto picture = (*frames)->read(frame);
                whole = accepted(picture) && whole;
                if (picture && (picture->width != camera.width || picture->height != camera.height))
                    throw BrokenPromise("a picture of another size than its camera states");
            }
            if (!camera.hasDepth) continue;
            const auto depth = (*dataset)->openDepth(i, camera.key);
            whole = accepted(depth) && whole;
            if (depth) whole = accepted((*depth)->read(0)) && whole;
        }
    }
    return whole && (*dataset)->episodeCount() > 0;
}

}  // namespace camframe::fuzz
