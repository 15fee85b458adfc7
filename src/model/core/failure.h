// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace camframe {

/// Every reason why a calibration is not simply "ok". Shared by pipeline, window and export.
enum class FailureReason {
    TooFewFrames,        ///< Fewer usable frames than the method needs.
    NoStart,             ///< No automatic start was convincing.
    AmbiguousStart,      ///< Two different poses explain the pictures about equally well.
    MarkLost,            ///< The mark could be followed in too few frames.
    MarkInconsistent,    ///< Tracked positions do not fit one rigid motion.
    DegenerateMotion,    ///< The mark moved on a line, in a plane or too little to fix the pose.
    LowOverlap,          ///< Rendered robot and observed mask do not cover each other.
    HoldoutDisagrees,    ///< Frames that were not used in the fit score clearly worse.
    HalvesDisagree,      ///< Two halves of the frames give different poses.
    PoorlyObserved,      ///< The covariance is large in some direction.
    NotConverged,        ///< The refinement did not settle.
    RobotNotVisible,     ///< The robot is hardly in the picture.
    FocalUnobserved,     ///< The focal length was to be found, and the pictures fix it only loosely.
    IntrinsicsDoubtful,  ///< The pictures fit clearly better with other intrinsics.
    MaskQuality,         ///< The observed masks are too poor or inconsistent to judge the pose.
    CameraMoves,         ///< The background moves with the camera: on a wrist, a vehicle, in a hand.
    CameraBumped,        ///< The camera was knocked; only part of the recording was used.
    DepthUnusable,       ///< Depth pictures do not agree with the drawn robot and were left out.
    TimeLag,             ///< Pictures and joints are out of step.
    ArmBaseDoubtful,     ///< A further arm does not stand where the model says.
    JointOffset,         ///< A joint seems to be counted from another zero.
    WeakEvidence,        ///< Nothing independent confirms the result.
};

/// Stable identifier for files, e.g. "mark_lost".
std::string_view identifier(FailureReason reason);
/// Plain words with a next step, e.g. "The mark was lost after a few frames: place it again ...".
std::string_view explanation(FailureReason reason);

/// One reason with its details, printed as "explanation (detail)".
struct Finding {
    FailureReason reason{};
    std::string detail;  ///< Figures, frame numbers; may be empty.
    std::string text() const;
};

}  // namespace camframe
