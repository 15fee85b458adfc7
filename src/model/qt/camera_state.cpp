// SPDX-License-Identifier: Apache-2.0
#include "model/qt/camera_state.h"

#include <algorithm>

namespace camframe {

bool Intrinsics::operator==(const Intrinsics& other) const {
    const CameraModel& a = camera;
    const CameraModel& b = other.camera;
    return source == other.source && a.width == b.width && a.height == b.height && a.fx == b.fx &&
           a.fy == b.fy && a.cx == b.cx && a.cy == b.cy && a.distortion == b.distortion;
}

bool sameMasks(const FrameMasks& a, const FrameMasks& b) {
    return std::ranges::equal(a, b, [](const auto& one, const auto& other) {
        return one.first == other.first && (one.second == other.second || *one.second == *other.second);
    });
}

const Keypoint* findKeypoint(const CameraState& state, int id) {
    const auto found = std::find_if(state.keypoints.begin(), state.keypoints.end(),
                                    [id](const Keypoint& keypoint) { return keypoint.id == id; });
    return found == state.keypoints.end() ? nullptr : &*found;
}

}  // namespace camframe
