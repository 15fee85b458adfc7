// SPDX-License-Identifier: Apache-2.0
#include "model/core/recorded_dataset.h"

#include <algorithm>

namespace camframe {

const Signal* RecordedEpisode::findSignal(std::string_view key) const {
    const auto it = std::ranges::find(signals, key, &Signal::key);
    return it == signals.end() ? nullptr : &*it;
}

const RecordedCamera* RecordedEpisode::findCamera(std::string_view key) const {
    const auto it = std::ranges::find(cameras, key, &RecordedCamera::key);
    return it == cameras.end() ? nullptr : &*it;
}

Result<std::unique_ptr<DepthSource>> RecordedDataset::openDepth(int index, const std::string& cameraKey) {
    return inputError("Dataset {}: camera '{}' of episode {} has no depth pictures; leave out --depth.",
                      folder().string(), cameraKey, index);
}

}  // namespace camframe
