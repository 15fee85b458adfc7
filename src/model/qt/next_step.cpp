// SPDX-License-Identifier: Apache-2.0
#include "model/qt/next_step.h"

#include <algorithm>
#include <optional>

#include "model/core/failure.h"

namespace camframe {

namespace {

constexpr size_t keypointsForAPose = 4;

bool says(const Calibration& calibration, FailureReason wanted) {
    return std::ranges::any_of(calibration.reasons, [wanted](const std::string& reason) {
        return reason.starts_with(explanation(wanted));
    });
}

/// What the pictures ask to be solved for and has not been yet.
std::optional<NextStep> missingUnknown(const CameraState& state, const Calibration& exported) {
    if (!state.run) return {};
    const Calibration& run = *state.run;
    if (!run.lagFrames && says(exported, FailureReason::TimeLag)) return NextStep::SolveLag;
    if (run.armBases.empty() && says(exported, FailureReason::ArmBaseDoubtful))
        return NextStep::SolveArmBases;
    if (run.jointOffsets.empty() && says(exported, FailureReason::JointOffset)) return NextStep::SolveJoints;
    if (!state.intrinsics.locked && state.intrinsics.source != IntrinsicsSource::Refined &&
        says(exported, FailureReason::IntrinsicsDoubtful))
        return NextStep::SolveFocal;
    return {};
}

}  // namespace

NextStep nextStep(const CameraState& state, const Calibration& exported, bool scored) {
    if (state.verdict != Verdict::None && state.verdict != Verdict::ToFix) return NextStep::Continue;
    if (exported.status == CalibrationStatus::Failed && says(exported, FailureReason::CameraMoves))
        return NextStep::Skip;
    if (!state.camFromBase) {
        if (state.keypoints.size() >= keypointsForAPose) return NextStep::Solve;
        return state.run ? NextStep::PlaceKeypoints : NextStep::Calibrate;
    }
    if (!exported.alternatives.empty()) return NextStep::ChooseNearTie;
    const auto& found = state.run
                            ? (state.run->camFromBase ? state.run->camFromBase : state.run->camFromBaseGuess)
                            : std::nullopt;
    const bool byHand = !found || found->matrix() != state.camFromBase->matrix();
    if (byHand) return NextStep::Refine;
    if (const auto missing = missingUnknown(state, exported)) return *missing;
    switch (exported.status) {
        case CalibrationStatus::Ok:
            return NextStep::Accept;
        case CalibrationStatus::Review:
            return scored ? NextStep::Accept : NextStep::Look;
        case CalibrationStatus::Failed:
            break;
    }
    return NextStep::PlaceKeypoints;
}

}  // namespace camframe
