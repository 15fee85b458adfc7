// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "model/core/calibration.h"
#include "model/core/episode.h"

namespace camframe {

/// What is wrong with a recorded motion: corrections that turn recorded joints into the robot of a picture.
struct RobotCorrection {
    /// The pictures lag the joints by so many frames (negative: they lead): picture f shows the joints of
    /// time f - lagFrames.
    double lagFrames = 0;
    /// Added to the recorded values, one per joint of the model (rad, m); empty: none.
    Eigen::VectorXd jointOffsets;
    /// Left perturbations in base space of everything from a link on: baseFromLink' = value * baseFromLink.
    std::vector<std::pair<int, RigidTransform>> armBases;

    bool none() const;
    bool operator==(const RobotCorrection& other) const;
};

/// One scalar unknown of a correction.
struct RobotUnknown {
    enum class Kind { Lag, JointOffset, ArmBase };
    Kind kind = Kind::Lag;
    int index = 0;      ///< Joint of the model, or position in RobotCorrection::armBases.
    int component = 0;  ///< Of an arm base: 0..2 rotation (rad), 3..5 translation (m), left perturbation.
};

/// How the unknowns move a link: column k holds the angular velocity w (rows 0..2) and the velocity v of the
/// point at base space's origin (rows 3..5), so that a point p of the link moves by w x p + v per unit.
using LinkTwists = Eigen::Matrix<double, 6, Eigen::Dynamic>;

/// Poses of all links in one frame after correction; empty when the corrected time lies outside the recorded
/// motion or beside frames without joints.
///
/// Between frames joints follow a Catmull-Rom spline (Catmull & Rom, 1974), which is smooth enough for the
/// derivative by the lag to be continuous; recordings without joints move along screws from frame to frame.
std::vector<RigidTransform> correctedPoses(const RobotModel& robot, const RobotMotion& motion, int frame,
                                           const RobotCorrection& correction);

/// Derivatives of correctedPoses by the unknowns, one entry per link; empty where correctedPoses is.
std::vector<LinkTwists> correctedTwists(const RobotModel& robot, const RobotMotion& motion, int frame,
                                        const RobotCorrection& correction,
                                        std::span<const RobotUnknown> unknowns);

/// The whole motion after correction: what drawings and exports are made from. Frames whose corrected time
/// lies outside the recording become invalid. jointValues hold the corrected values.
RobotMotion correctedMotion(const RobotModel& robot, const RobotMotion& motion,
                            const RobotCorrection& correction);

/// The correction that a result holds. Fails when it names a joint or link that the robot does not have.
Result<RobotCorrection> correctionOf(const RobotModel& robot, const Calibration& calibration);

}  // namespace camframe
