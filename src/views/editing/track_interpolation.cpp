// SPDX-License-Identifier: Apache-2.0
#include "views/editing/track_interpolation.h"

namespace camframe {

TrackInterpolation::TrackInterpolation(const CameraState& state, std::shared_ptr<const RobotMotion> motion,
                                       const BoundPoint& point)
    : m_camera(state.intrinsics.camera),
      m_pose(state.camFromBase),
      m_motion(std::move(motion)),
      m_point(point) {
    for (const Keypoint& keypoint : state.keypoints) {
        if (keypoint.origin != KeypointOrigin::Human || keypoint.hidden || keypoint.boundPoint() != point)
            continue;
        m_seen[keypoint.frame] = keypoint.pixel;
        if (const auto from = base(keypoint.frame)) m_off[keypoint.frame] = keypoint.pixel - *from;
    }
}

std::optional<Eigen::Vector2d> TrackInterpolation::base(int frame) const {
    const auto inBase = m_motion->pointInBase(frame, m_point.link, m_point.pointInLink);
    if (!inBase) return {};
    if (!m_pose) return Eigen::Vector2d(0, 0);
    return m_camera.project(*m_pose * *inBase);
}

std::optional<Eigen::Vector2d> TrackInterpolation::at(int frame) const {
    auto from = base(frame);
    if (!from) return {};
    const auto next = m_off.lower_bound(frame);
    const auto previous = next == m_off.begin() ? m_off.end() : std::prev(next);
    const bool between = next != m_off.end() && (next->first == frame || previous != m_off.end());
    if (!m_pose && !between) return {};
    if (m_off.empty()) return from;
    if (previous == m_off.end()) return *from + next->second;
    if (next == m_off.end()) return *from + previous->second;
    const double t =
        static_cast<double>(frame - previous->first) / static_cast<double>(next->first - previous->first);
    return *from + (1 - t) * previous->second + t * next->second;
}

}  // namespace camframe
