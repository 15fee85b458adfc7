// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "calib/observed_frame.h"
#include "calib/pose_search.h"
#include "model/core/progress.h"
#include "model/core/robot_correction.h"

namespace camframe {

/// Constant joint offsets with the camera under which they explain most.
struct JointOffsetTrial {
    Eigen::VectorXd offsets;  ///< One per joint of the model (rad), added to the recorded values.
    int changed = 0;          ///< Joints that have one.
    int lastJoint = -1;       ///< Which of them got its own last.
    PoseCandidate best;
};

/// The correction with the trial's offsets on top.
RobotCorrection withOffsets(const RobotCorrection& correction, const Eigen::VectorXd& offsets);

/// Every way to give one joint more than `from` has an offset of 45, 90 or 180 degrees under which its
/// recorded values stay within its limits. Poses are those of `from`.
std::vector<JointOffsetTrial> furtherOffsets(const RobotModel& robot, const RobotMotion& motion,
                                             const JointOffsetTrial& from, std::span<const int> joints);

struct JointSearchOptions {
    uint64_t seed = 0;
    int mostChanged = 2;  ///< Joints that may have an offset at once.
    int kept = 3;         ///< Trials that are followed and returned per number of changed joints.
    SilhouetteScorer::Options scorer;
};

/// Looks for joints that the recording counts from another zero: by 45, 90 or 180 degrees. Conventions differ
/// by such angles, while the refinement reaches a few degrees only.
///
/// One joint after another gets every such offset that keeps its values within its limits. Each trial's
/// camera starts from its predecessor's and is searched from nothing as well, since with wrong joints the
/// former may be anywhere; silhouettes in tiny pictures decide (SilhouetteScorer). The best few are followed
/// with a further joint.
///
/// @param joints      Joints of the model that may be off. An arm's first joint does not belong to them: its
///                    offset turns the whole arm, as another camera would.
/// @param correction  What is known to be wrong already; offsets come on top.
/// @param start       Camera found with the joints as they are.
/// @return            That one first, then the best trials with one changed joint, then with two; within a
///                    number the best first. Only the start when nothing can be tried or the run is stopped.
std::vector<JointOffsetTrial> searchJointOffsets(const RobotModel& robot, const RobotGeometry& geometry,
                                                 const RobotMotion& motion, const RobotCorrection& correction,
                                                 const CameraModel& camera,
                                                 std::span<const ObservedFrame> frames,
                                                 std::span<const int> joints, const RigidTransform& start,
                                                 const JointSearchOptions& options,
                                                 const RunContext& context);

}  // namespace camframe
