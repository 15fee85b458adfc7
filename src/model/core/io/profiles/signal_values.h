// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/core/io/profiles/dataset_profile.h"
#include "model/core/recorded_dataset.h"
#include "model/core/result.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// The signal that a key of a profile means ("a|b": the first that is there), or null.
const Signal* findSignal(const RecordedEpisode& episode, std::string_view key);

/// The chosen columns, T x n, as recorded. Errors name profile, key and what the recording has instead.
/// @param what  The profile and its field, for errors.
Result<Eigen::MatrixXd> selectColumns(const RecordedEpisode& episode, const SignalColumns& columns,
                                      const std::string& what);

/// T x n joint values in rad or m: sign * unit(value) + offset. Lists of the mapping must have n entries.
Result<Eigen::MatrixXd> jointValues(const RecordedEpisode& episode, const JointMapping& mapping,
                                    const std::string& what);

/// Rotation matrix of numbers as `kind` says, or nothing where they are not finite or no rotation (a zero
/// quaternion, columns that are parallel). Quaternions, matrices and 6D vectors are made exactly orthonormal.
/// @param values  3, 4, 6 or 9 numbers.
std::optional<Eigen::Matrix3d> rotationFrom(std::span<const double> values, RotationKind kind,
                                            const std::string& eulerOrder = "xyz", bool degrees = false);

/// Numbers of a rotation as `kind` writes them; 3, 4, 6 or 9 (16 for Transform...).
int rotationSize(RotationKind kind);

/// A pose as `mapping` reads the numbers, still of its body in its origin; nothing where they are not finite
/// or no pose. As many numbers as poseSize() says.
std::optional<RigidTransform> recordedPose(std::span<const double> values, const PoseMapping& mapping);

/// Numbers of a pose whose rotation is written like that.
int poseSize(RotationKind kind);

/// baseFromLink of every frame; NaN where the recording has none.
Result<std::vector<RigidTransform>> poseValues(const RecordedEpisode& episode, const PoseMapping& mapping,
                                               const std::string& what);

/// What is recorded about a gripper, one value per frame.
struct GripperValues {
    std::vector<double> raw;   ///< NaN where nothing is recorded.
    std::vector<double> open;  ///< 0 closed .. 1 open, clamped; NaN where unknown.
};
Result<GripperValues> gripperValues(const RecordedEpisode& episode, const GripperMapping& mapping,
                                    const std::string& what);

}  // namespace camframe
