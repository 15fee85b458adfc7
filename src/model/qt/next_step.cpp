// SPDX-License-Identifier: Apache-2.0
#include "model/qt/next_step.h"

#include <algorithm>

#include "model/core/failure.h"

namespace camframe {

namespace {

constexpr size_t keypointsForAPose = 4;

bool cameraMoves(const Calibration& calibration) {
    return calibration.status == CalibrationStatus::Failed &&
           std::ranges::any_of(calibration.reasons, [](const std::string& reason) {
               return reason.starts_with(explanation(FailureReason::CameraMoves));
           });
}

}  // namespace

NextStep nextStep(const CameraState& state, const Calibration& exported, bool scored) {
    if (state.verdict != Verdict::None && state.verdict != Verdict::ToFix) return NextStep::Continue;
    if (cameraMoves(exported)) return NextStep::Skip;
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
