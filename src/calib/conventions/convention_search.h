// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "calib/conventions/extrinsic_convention.h"
#include "calib/conventions/joint_convention.h"
#include "calib/observed_frame.h"
#include "model/core/camera_model.h"
#include "model/core/episode.h"
#include "model/core/progress.h"
#include "render/robot_geometry.h"

namespace camframe {

/// A recording of which nobody knows what its numbers mean.
struct ConventionProblem {
    const RobotModel* robot = nullptr;
    const RobotGeometry* geometry = nullptr;
    int baseLink = 0;
    std::vector<ConventionArm> arms;
    Eigen::MatrixXd stored;               ///< T x n, as recorded.
    CameraModel camera;                   ///< Without distortion.
    std::vector<ObservedFrame> observed;  ///< What changed: see changedPixels().
    /// Where the camera stands, as somebody shipped it; empty: unknown.
    std::vector<double> extrinsics;
    std::optional<RigidTransform> camFromBase;  ///< Where it stands for sure (a calibration of ours).
    uint64_t seed = 0;
    int threads = 0;
};

/// One reading of the numbers and how well it explains the pictures.
struct ConventionCandidate {
    JointConvention joints;
    std::optional<ExtrinsicConvention> extrinsics;  ///< With ConventionProblem::extrinsics.
    RigidTransform camFromBase = RigidTransform::Identity();
    double score = 0;  ///< Overlap of the drawn robot and what changed, intersection over union, 0..1.
};

/// How sure one choice of the winner is.
struct ConventionChoice {
    std::string what;      ///< "unit", "sign of demo_joint2" ...
    std::string chosen;    ///< "degrees", "-1" ...
    std::string runnerUp;  ///< The best other choice, all else as in the winner.
    double margin = 0;     ///< Of the score over that; large where no other can be.
    bool determined = false;
    bool inMetres = false;  ///< The margin; else it is an overlap.
};

struct ConventionRanking {
    std::vector<ConventionCandidate> ranked;  ///< Best first; readings with the same meaning once.
    std::vector<ConventionChoice> choices;    ///< Of ranked[0].
    /// Nothing that can be believed: the best one explains hardly anything.
    bool convincing = false;
};

/// Pixels that change in some 14 frames of a recording, spread over all: what the robot must explain.
/// Frames are undistorted by the caller's source, if at all. Errors: those of the source, Stopped.
Result<std::vector<ObservedFrame>> changedPixels(FrameSource& frames, int frameCount,
                                                 const CameraModel& camera, const RunContext& context);

/// Tries what the numbers of a recording could mean: order of the columns, unit, readings of the extrinsics,
/// then for each joint both signs with offsets of 0, 45 and 90 degrees either way, the gripper either way.
/// Each reading moves the robot before the camera, and what it then covers is compared with what changed.
///
/// Readings under which a joint leaves its limits in more than a tenth of the frames are left out. The others
/// are combinations by the thousand: many starts, drawn at random among what the limits allow, are compared
/// in a few frames; the best are improved joint by joint from the base, with all extrinsics tried in between,
/// and the very best by pairs of joints. Without any extrinsics the camera is searched for each order and
/// unit.
///
/// A choice counts as determined when the winner scores at least 0.01 above what remains if only that is
/// changed. Deterministic. Errors: columns that fit no layout or no limits, numbers that are no pose in any
/// reading, fewer than five frames, Stopped.
Result<ConventionRanking> rankConventions(const ConventionProblem& problem, const RunContext& context);

/// The winner's joints, with what is not determined left as usual: sign +, offset 0, largest value open.
JointConvention settled(const ConventionRanking& ranking);

/// The ranking in sentences: the winner, the runner-up and the margin, and what is not determined.
std::vector<std::string> explain(const ConventionRanking& ranking);

}  // namespace camframe
