// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "model/core/camera_model.h"
#include "model/core/episode.h"
#include "model/core/rigid_transform.h"
#include "model/qt/camera_state.h"

namespace camframe {

/// Where a point of the robot should be seen in frames between those in which a person saw it.
///
/// With a pose, the robot's motion predicts the point's pixel in every frame; what the predictions are off in
/// the corrected frames is interpolated linearly over the frames between them, kept before the first and
/// after the last, and added. So the point goes along with the arm where straight lines between corrections
/// would cut its corners, and an error of the pose or of a joint that changes slowly cancels. Without a pose,
/// pixels themselves are interpolated.
class TrackInterpolation {
public:
    /// @param state  Pose, intrinsics, and the keypoints: those of this point that a person placed and did
    /// not
    ///               hide are the corrections.
    TrackInterpolation(const CameraState& state, std::shared_ptr<const RobotMotion> motion,
                       const BoundPoint& point);

    /// Frames that a person corrected, and the pixels.
    const std::map<int, Eigen::Vector2d>& corrections() const { return m_seen; }
    /// Pixel of the recorded picture. Nothing: no joint values or behind the camera; without a pose, also
    /// before the first and after the last correction.
    std::optional<Eigen::Vector2d> at(int frame) const;

private:
    /// Where pose and motion put the point; zero without a pose.
    std::optional<Eigen::Vector2d> base(int frame) const;

    CameraModel m_camera;
    std::optional<RigidTransform> m_pose;
    std::shared_ptr<const RobotMotion> m_motion;
    BoundPoint m_point;
    std::map<int, Eigen::Vector2d> m_seen;
    std::map<int, Eigen::Vector2d> m_off;  ///< Seen minus base, where there is one.
};

}  // namespace camframe
