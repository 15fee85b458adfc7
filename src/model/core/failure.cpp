// SPDX-License-Identifier: Apache-2.0
#include "model/core/failure.h"

#include <utility>

namespace camframe {

namespace {

std::pair<std::string_view, std::string_view> texts(FailureReason reason) {
    switch (reason) {
        case FailureReason::TooFewFrames:
            return {"too_few_frames", "Too few usable frames: record more poses of the robot"};
        case FailureReason::NoStart:
            return {"no_start",
                    "No convincing starting pose was found: click a mark on the gripper (--mark), give masks "
                    "(--masks) or a rough pose (--init)"};
        case FailureReason::AmbiguousStart:
            return {"ambiguous_start",
                    "Two different camera poses explain the pictures almost equally well: compare them and "
                    "choose, or click a mark"};
        case FailureReason::MarkLost:
            return {
                "mark_lost",
                "The mark could not be followed: place it on a corner or print with contrast, or place it "
                "again in later frames"};
        case FailureReason::MarkInconsistent:
            return {
                "mark_inconsistent",
                "The tracked mark does not move like any point of the link: check the link it is bound to "
                "and the joint order"};
        case FailureReason::DegenerateMotion:
            return {
                "degenerate_motion",
                "The motion of the mark does not fix the camera (too short, or all in one line or plane): "
                "use a longer recording or add a mark on another link"};
        case FailureReason::LowOverlap:
            return {"low_overlap",
                    "The drawn robot does not cover the robot in the picture: correct the pose by hand or "
                    "start from a mark"};
        case FailureReason::HoldoutDisagrees:
            return {"holdout_disagrees",
                    "Frames that were not used in the fit agree worse: look at them before accepting"};
        case FailureReason::HalvesDisagree:
            return {"halves_disagree",
                    "The first and the second half of the frames give different cameras: the camera may have "
                    "been bumped, or the evidence is too weak"};
        case FailureReason::PoorlyObserved:
            return {"poorly_observed",
                    "The pictures fix the camera only loosely: use more and more varied frames"};
        case FailureReason::NotConverged:
            return {"not_converged", "The refinement did not settle: start from a better pose"};
        case FailureReason::RobotNotVisible:
            return {"robot_not_visible", "The robot is hardly visible in this view: skip this camera"};
        case FailureReason::FocalUnobserved:
            return {"focal_unobserved",
                    "The pictures fix the focal length only loosely, and distances carry its error: use "
                    "frames in which the robot comes nearer and goes farther, or give --intrinsics"};
        case FailureReason::IntrinsicsDoubtful:
            return {"intrinsics_doubtful",
                    "The pictures fit clearly better with other intrinsics, and distances depend on them: "
                    "check "
                    "the intrinsics (--intrinsics) or solve for them (--refine pose+focal)"};
        case FailureReason::MaskQuality:
            return {"mask_quality",
                    "The robot masks are too poor to judge the pose: give better masks (--masks) or correct "
                    "them in the window"};
        case FailureReason::CameraMoves:
            return {"camera_moves",
                    "The camera moves while it films (on the wrist, on a vehicle or in a hand), and only a "
                    "camera that stands still can be calibrated: skip this camera"};
        case FailureReason::CameraBumped:
            return {"camera_bumped",
                    "The camera was knocked during the recording, and this pose holds only for its longest "
                    "still part: split the recording there"};
        case FailureReason::DepthUnusable:
            return {
                "depth_unusable",
                "The depth pictures do not fit the robot and were not used: check that they are laid over "
                "the colour pictures and in millimetres"};
        case FailureReason::TimeLag:
            return {
                "time_lag",
                "Pictures and joints seem to be out of step: check the recording's timestamps or solve for "
                "the lag (--refine pose+lag)"};
        case FailureReason::ArmBaseDoubtful:
            return {"arm_base_doubtful",
                    "A further arm of the robot seems to stand elsewhere than the robot's description says: "
                    "solve for its place (--refine pose+arm_bases)"};
        case FailureReason::JointOffset:
            return {"joint_offset",
                    "A joint seems to be counted from another zero than the robot's description has: solve "
                    "for the offsets (--refine pose+joints)"};
        case FailureReason::WeakEvidence:
            return {"weak_evidence",
                    "Nothing independent confirms this pose: look at the overlay before accepting"};
    }
    return {"unknown", "Unknown reason"};
}

}  // namespace

std::string_view identifier(FailureReason reason) {
    return texts(reason).first;
}
std::string_view explanation(FailureReason reason) {
    return texts(reason).second;
}

std::string Finding::text() const {
    std::string out(explanation(reason));
    if (!detail.empty()) out += " (" + detail + ")";
    return out + ".";
}

}  // namespace camframe
