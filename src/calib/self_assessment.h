// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "model/core/calibration.h"
#include "model/core/failure.h"

namespace camframe {

/// Everything that is known about how good a result is. Absent = could not be computed.
struct Evidence {
    bool masksGiven = false;
    bool converged = false;
    int fitFrames = 0;
    bool heldOut = false;                   ///< Are there frames outside the fit?
    double inlierShare = 0;                 ///< Of contour measurements at the solution.
    std::optional<double> maskInlierShare;  ///< The masks' where outlines took their place at the end.
    std::optional<double> fitIou;           ///< With given masks.
    std::optional<double> holdoutIou;       ///< With given masks, frames outside the fit.
    std::optional<double> motionPrecision;  ///< Drawn robot that changed against the median; independent of
    std::optional<double> motionRecall;     ///< the fit's own colour model.
    std::optional<double> fitOutline;       ///< Share of the drawn outline that meets one in the pictures,
    std::optional<double> holdoutOutline;   ///< ... and the same on hold-out frames.
    std::optional<double> halvesRotation, halvesTranslation;  ///< Between poses from two halves (rad, m).
    std::optional<double> focalFactor;  ///< Best focal length over the given one when it is set free,
    double focalSigma = 0;              ///< ... and the standard deviation of its logarithm.
    double principalPx = 0, principalSigmaPx = 0;    ///< Likewise how far the principal point wanders.
    double focalShift = 0, principalTurn = 0;        ///< What these two move the camera by, roughly (m, rad).
    double sigmaRotation = 0, sigmaTranslation = 0;  ///< Of the covariance, of the camera centre (rad, m).
    std::optional<double> solvedFocalSigma;  ///< Of the focal length's logarithm, where it was solved for.
    std::optional<double> lagFrames;  ///< Time lag left between pictures and joints when it is set free,
    double lagSigma = 0;              ///< ... and its standard deviation (frames).
    bool armsRefined = false;         ///< Were the further arms' bases solved for?
    std::optional<double> armShift;   ///< How far further arms move when their bases are set free (m),
    double armSigma = 0;              ///< ... and the standard deviation.
    /// What the overlap gains when one joint is turned by 45, 90 or 180 degrees, at most; >= 0.
    std::optional<double> turnedJointGain;
    std::optional<double> rivalScore;  ///< Score of the best distinct alternative relative to the winner's.
};

/// Calls visit(name, field) for every field, for whoever writes evidence to a file or reads it back. The
/// binding does not compile when a field is missing here.
template <class SomeEvidence, class Visit>
void forEachField(SomeEvidence& evidence, Visit&& visit) {
    auto& [masksGiven, converged, fitFrames, heldOut, inlierShare, maskInlierShare, fitIou, holdoutIou,
           motionPrecision, motionRecall, fitOutline, holdoutOutline, halvesRotation, halvesTranslation,
           focalFactor, focalSigma, principalPx, principalSigmaPx, focalShift, principalTurn, sigmaRotation,
           sigmaTranslation, solvedFocalSigma, lagFrames, lagSigma, armsRefined, armShift, armSigma,
           turnedJointGain, rivalScore] = evidence;
    visit("masks_given", masksGiven);
    visit("converged", converged);
    visit("fit_frames", fitFrames);
    visit("held_out", heldOut);
    visit("inlier_share", inlierShare);
    visit("mask_inlier_share", maskInlierShare);
    visit("fit_iou", fitIou);
    visit("holdout_iou", holdoutIou);
    visit("motion_precision", motionPrecision);
    visit("motion_recall", motionRecall);
    visit("fit_outline", fitOutline);
    visit("holdout_outline", holdoutOutline);
    visit("halves_rotation", halvesRotation);
    visit("halves_translation", halvesTranslation);
    visit("focal_factor", focalFactor);
    visit("focal_sigma", focalSigma);
    visit("principal_px", principalPx);
    visit("principal_sigma_px", principalSigmaPx);
    visit("focal_shift", focalShift);
    visit("principal_turn", principalTurn);
    visit("sigma_rotation", sigmaRotation);
    visit("sigma_translation", sigmaTranslation);
    visit("solved_focal_sigma", solvedFocalSigma);
    visit("lag_frames", lagFrames);
    visit("lag_sigma", lagSigma);
    visit("arms_refined", armsRefined);
    visit("arm_shift", armShift);
    visit("arm_sigma", armSigma);
    visit("turned_joint_gain", turnedJointGain);
    visit("rival_score", rivalScore);
}

struct Assessment {
    CalibrationStatus status = CalibrationStatus::Failed;
    double risk = 1;  ///< Probability that rotation is off by >= 1 deg or the camera centre by >= 10 mm.
    std::vector<Finding> findings;
};

/// Decides ok / review / failed and says why.
///
/// Each piece of evidence gives a probability that the pose is wrong by a logistic curve; they are combined
/// as independent causes, risk = 1 - prod(1 - p), but no less than the probability by Bayes' rule that the
/// intrinsics are wrong. `ok` asks for risk < 0.1 and no finding; `failed` means
/// that the pictures contradict the pose (hardly any overlap, hardly any outline on an edge); all else is for
/// a person to review.
Assessment assess(const Evidence& evidence);

}  // namespace camframe
