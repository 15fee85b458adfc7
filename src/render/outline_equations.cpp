// SPDX-License-Identifier: Apache-2.0
#include "render/outline_equations.h"

namespace camframe {

Result<void> checkOutlineFrames(std::span<const OutlineFrame> frames) {
    for (size_t i = 0; i < frames.size(); ++i) {
        const OutlineFrame& frame = frames[i];
        const ImageF* first = frames[0].distance;
        if (!frame.distance || frame.distance->empty() || frame.distance->width != first->width ||
            frame.distance->height != first->height)
            return makeError(ErrorKind::Usage,
                             "frame {}: distances are missing or of another size than those of frame 0.", i);
        if (frame.ignore && !frame.ignore->empty() &&
            (frame.ignore->width != first->width || frame.ignore->height != first->height))
            return makeError(ErrorKind::Usage,
                             "frame {}: the ignored region has another size than the distances.", i);
    }
    return {};
}

Result<void> checkOutlineState(std::span<const OutlineFrame> frames, const OutlineState& state) {
    if (!frames.empty() && (frames[0].distance->width != state.camera.width ||
                            frames[0].distance->height != state.camera.height))
        return makeError(ErrorKind::Usage, "the camera draws {} x {} pixels, but distances have {} x {}.",
                         state.camera.width, state.camera.height, frames[0].distance->width,
                         frames[0].distance->height);
    if (!state.baseFromLink.empty() && state.baseFromLink.size() != frames.size())
        return makeError(ErrorKind::Usage, "link poses of {} frames are given for {} frames.",
                         state.baseFromLink.size(), frames.size());
    return {};
}

}  // namespace camframe
