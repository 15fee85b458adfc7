// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <span>

#include "app/studio/recording_loader.h"
#include "calib/point_segmenter.h"
#include "model/core/progress.h"

namespace camframe {

/// Outlines what points of a frame say: with the network of the models folder ("segmenter_encoder" and
/// "segmenter_decoder"), else by GrabCut. Keeps the last picture prepared, so that further clicks into it are
/// cheap. Thread safe.
class ClickSegmenter {
public:
    /// @return  255 = the thing, of the camera's size.
    Result<ImageU8> segment(const std::shared_ptr<OpenedRecording>& opened, int camera, int frame,
                            std::span<const PointPrompt> prompts, const RunContext& context);

private:
    Result<void> prepare(const std::shared_ptr<OpenedRecording>& opened, int camera, int frame,
                         const RunContext& context);

    std::mutex m_mutex;
    std::unique_ptr<PointSegmenter> m_segmenter;
    std::shared_ptr<OpenedRecording> m_opened;  ///< Of the picture that is prepared; null: none is.
    int m_camera = 0, m_frame = 0;
};

}  // namespace camframe
