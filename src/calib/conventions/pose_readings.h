// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "calib/conventions/pose_ranking.h"
#include "calib/conventions/rotation_reading.h"

namespace camframe {

/// An order of columns: where position and rotation lie.
struct PoseOrder {
    std::string words;         ///< "x y z, rotation", "matrix 4x4 by rows" ...
    std::vector<int> columns;  ///< x, y, z, then 3, 4, 6 or 9 numbers of the rotation.
    int rotationSize() const { return static_cast<int>(columns.size()) - 3; }
};

/// All orders of so many columns, the usual first; empty where they can hold no pose.
std::vector<PoseOrder> poseOrders(const RecordedPoses& recorded);

/// The 24 rotations that exchange axes: the identity, turns about z, all others.
std::vector<Eigen::Matrix3d> axisTurns();

/// One of them in words: the base's x, y and z by the axes that are recorded, "-y x z".
std::string axisWords(const Eigen::Matrix3d& turn);

/// A mapping of these columns.
PoseMapping poseMapping(const PoseOrder& order, const RotationReading& rotation, bool millimetres);

/// The rows of a table as poses; nothing where more than a tenth are none. Such rows are not finite.
std::optional<std::vector<RigidTransform>> readPoses(const Eigen::MatrixXd& stored,
                                                     const PoseMapping& mapping);

/// Whether numbers have a form that they would hardly have by chance: quaternions of length 1, rotation
/// matrices, or two rows or columns of one, in nine of ten rows.
bool speaksForItself(const Eigen::MatrixXd& stored, const PoseMapping& mapping);

/// How sure each part of a winner is: order of the columns, unit, rotation, axes of the base, place of the
/// body.
/// @param all     Every reading that was scored.
/// @param ahead   By how much the winner is better than another.
/// @param enough  From where on a choice counts as determined.
/// @param bodiesTried  Several places of the body on the link were; else each reading has one of its own.
std::vector<ConventionChoice> poseChoices(const std::vector<RankedPose>& all, const RankedPose& winner,
                                          const std::function<double(const RankedPose&)>& ahead,
                                          double enough, bool bodiesTried);

}  // namespace camframe
