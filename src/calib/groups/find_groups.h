// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "calib/groups/placement.h"
#include "model/core/calibration.h"

namespace camframe {

/// What is known of one camera-episode when groups are looked for.
struct PlacementRecord {
    int episode = 0;
    std::string camera;
    int width = 0, height = 0;  ///< Of the recorded pictures.
    double focalPx = 0;         ///< 0: nobody knows; a common lens is assumed.
    PlacementSignature signature = PlacementSignature::Zero();
    /// Of its own calibration, where that is `ok`.
    std::optional<RigidTransform> camFromBase;
    std::optional<Matrix6d> covariance;

    double focal() const { return focalPx > 0 ? focalPx : CameraModel::guessed(width, height).fx; }
};

/// How far away that is what a camera looks at (m): the robot's base, where the pose is known.
double viewingDistance(const PlacementRecord& record);

/// Camera-episodes that were filmed from one place, unmoved in between.
struct PlacementGroup {
    std::vector<size_t> members;         ///< Indices of records, ascending. The first is the leader.
    std::vector<PlacementShift> shifts;  ///< Of each member's background against the leader's.
    /// The group whose camera stands here after a bump, and by how much it moved.
    std::optional<size_t> bumpedFrom;
    std::optional<PlacementShift> bump;
};

/// Puts camera-episodes that were filmed from one place into groups; every record is in exactly one.
///
/// Records are taken in the order given. Of the leaders of groups of the same camera and picture size, those
/// with the likest signatures are looked at exactly (comparePlacements()), and the group that the last record
/// of the camera went into besides; the first whose background has not moved takes it. Two poses that
/// contradict each other (posesContradict()) keep them apart, whatever the backgrounds say: then the robot
/// was moved. Where no background can be compared, groups whose poses agree within a bump are joined.
///
/// Only signatures, some hundred numbers each, are compared with those of all leaders; backgrounds are
/// compared a few times per record. Deterministic.
/// @param background  Of a record, by index; asked for more than once.
/// Errors: those of `background`, and Stopped.
Result<std::vector<PlacementGroup>> findGroups(std::span<const PlacementRecord> records,
                                               const std::function<Result<ImageU8>(size_t)>& background,
                                               const RunContext& context);

/// How two poses of one camera differ, and whether by more than both of them leave open.
struct PoseDifference {
    double degrees = 0;
    double millimetres = 0;  ///< Between the camera centres.
    /// Squared Mahalanobis distance under the sum of both covariances; 6 degrees of freedom.
    double chiSquared = 0;

    bool beyondBump() const;
    /// More than chance: probability of so much by chance < 1e-4, judged with deviations half as large again
    /// as stated, since those of single episodes do not know what they share (light, lens, shape).
    bool significant() const;
};
PoseDifference poseDifference(const RigidTransform& pose, const Matrix6d& covariance,
                              const RigidTransform& other, const Matrix6d& otherCovariance);

}  // namespace camframe
