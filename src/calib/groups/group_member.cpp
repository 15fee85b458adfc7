// SPDX-License-Identifier: Apache-2.0
#include "calib/groups/group_member.h"

#include <algorithm>

namespace camframe {

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

MemberCheck judgeMember(const Calibration& group, const Calibration& own, bool backgroundStill) {
    MemberCheck out;
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
    if (check.verdict == MemberVerdict::Confirmed || out.status == CalibrationStatus::Failed) return out;
    out.status = CalibrationStatus::Review;
    // A toss-up until somebody has looked, whatever the group's own frames say.
    constexpr double kUnknown = 0.5;
    out.quality.risk = std::max(kUnknown, out.quality.risk.value_or(1));
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
