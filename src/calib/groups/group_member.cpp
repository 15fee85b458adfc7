// SPDX-License-Identifier: Apache-2.0
#include "calib/groups/group_member.h"

#include <algorithm>

namespace camframe {

namespace {

/// Few frames leave much open that the group knows; this is not among it.
bool ofTheEpisode(FailureReason reason) {
    switch (reason) {
        case FailureReason::TimeLag:
        case FailureReason::CameraBumped:
        case FailureReason::CameraMoves:
        case FailureReason::JointOffset:
        case FailureReason::ArmBaseDoubtful:
        case FailureReason::LowOverlap:
        case FailureReason::RobotNotVisible:
            return true;
        default:
            return false;
    }
}

}  // namespace

std::string_view toString(MemberVerdict verdict) {
    switch (verdict) {
        case MemberVerdict::Confirmed:
            return "confirmed";
        case MemberVerdict::Unconfirmed:
            return "unconfirmed";
        case MemberVerdict::Bumped:
            return "bumped";
        case MemberVerdict::Stranger:
            return "stranger";
    }
    return {};
}

MemberCheck judgeMember(const Calibration& group, const Calibration& own, std::span<const Finding> findings,
                        bool backgroundStill) {
    MemberCheck out;
    for (const Finding& finding : findings)
        if (ofTheEpisode(finding.reason)) out.trouble.push_back(finding);
    out.ownRisk = own.quality.risk.value_or(1);
    out.lagFrames = own.lagFrames;
    if (!group.camFromBase || !own.camFromBase || !own.covariance) return out;
    // A pose that a person gave has no covariance: it is taken at its word.
    out.difference = poseDifference(*group.camFromBase, group.covariance.value_or(Matrix6d::Zero()),
                                    *own.camFromBase, *own.covariance);
    const PoseDifference& d = *out.difference;
    if (!d.beyondBump() || !d.significant()) {
        // An own pose that could be anywhere confirms nothing: it must be right, or could be, to what people
        // call right (1 deg, 10 mm).
        constexpr double kRightDegrees = 1, kRightMillimetres = 10;
        if (d.degrees < kRightDegrees && d.millimetres < kRightMillimetres)
            out.verdict = MemberVerdict::Confirmed;
        return out;
    }
    if (backgroundStill) return out;
    constexpr double kNearbyDegrees = 15, kNearbyMillimetres = 300;
    out.verdict = d.degrees < kNearbyDegrees && d.millimetres < kNearbyMillimetres ? MemberVerdict::Bumped
                                                                                   : MemberVerdict::Stranger;
    return out;
}

Result<CalibrationRun> refineMember(const CalibrationInput& member, const Calibration& group,
                                    const CalibrationOptions& options, const RunContext& context) {
    CalibrationInput input = member;
    input.initialCamFromBase = group.camFromBase;
    input.camera = group.camera;  // with the intrinsics that the group found
    input.marks.clear();
    CalibrationOptions few = options;
    few.fitFrames = 8;
    few.holdoutFrames = 2;
    few.refine.focal = few.refine.principal = few.refine.distortion = false;
    if (input.intrinsicsSource == IntrinsicsSource::Estimated)
        input.intrinsicsSource = IntrinsicsSource::Refined;
    return calibrateCamera(input, few, context);
}

Calibration memberResult(const Calibration& group, const MemberCheck& check) {
    Calibration out = group;
    if (check.lagFrames) out.lagFrames = check.lagFrames;
    const bool confirmed = check.verdict == MemberVerdict::Confirmed;
    if (out.status == CalibrationStatus::Failed || (confirmed && check.trouble.empty())) return out;
    out.status = CalibrationStatus::Review;
    // A toss-up until somebody has looked, whatever the group's own frames say.
    constexpr double kUnknown = 0.5;
    out.quality.risk = std::max(confirmed ? check.ownRisk : kUnknown, out.quality.risk.value_or(1));
    for (const Finding& finding : check.trouble) out.reasons.push_back(finding.text());
    if (confirmed) return out;
    out.reasons.push_back(
        check.difference
            ? fmt::format(
                  "The pose of its group does not fit this episode's own frames, which say {:.1f} mm and "
                  "{:.2f} deg elsewhere: look whether the camera or the robot was moved.",
                  check.difference->millimetres, check.difference->degrees)
            : std::string(
                  "The frames of this episode alone do not confirm the pose of its group: look whether "
                  "the drawn robot fits."));
    return out;
}

}  // namespace camframe
