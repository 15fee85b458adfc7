// SPDX-License-Identifier: Apache-2.0
#include "model/qt/camera_state.h"

#include <algorithm>

namespace camframe {

bool Intrinsics::operator==(const Intrinsics& other) const {
    const CameraModel& a = camera;
    const CameraModel& b = other.camera;
    return source == other.source && locked == other.locked && a.width == b.width && a.height == b.height &&
           a.fx == b.fx && a.fy == b.fy && a.cx == b.cx && a.cy == b.cy && a.distortion == b.distortion;
}

bool sameMasks(const FrameMasks& a, const FrameMasks& b) {
    return std::ranges::equal(a, b, [](const auto& one, const auto& other) {
        return one.first == other.first && (one.second == other.second || *one.second == *other.second);
    });
}

const Keypoint* findKeypoint(const CameraState& state, int id) {
    const auto found = std::ranges::lower_bound(state.keypoints, id, {}, &Keypoint::id);
    return found == state.keypoints.end() || found->id != id ? nullptr : &*found;
}

}  // namespace camframe
