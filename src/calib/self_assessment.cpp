// SPDX-License-Identifier: Apache-2.0
#include "calib/self_assessment.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace camframe {

namespace {

/// 0.5 at `centre`, falling over a few `width`s on the good side. Positive width: larger is worse.
double logistic(double value, double centre, double width) {
    return 1 / (1 + std::exp(-(value - centre) / width));
}

/// The product of many small doubts overstates them, and causes share their reasons. A line through the
/// logits mends that; its two numbers were fitted by maximum likelihood on generated recordings, see
/// docs/benchmark.md, and are judged there on others.
double calibrated(double doubt) {
    constexpr double kSlope = 0.7, kShift = -2;
    const double bounded = std::clamp(doubt, 1e-6, 1 - 1e-6);
    return 1 / (1 + std::exp(-(kSlope * std::log(bounded / (1 - bounded)) + kShift)));
}

/// Of a result that is ok; and the probability from which on a cause is told.
constexpr double kMostRisk = 0.1, kTold = 0.25;

/// How probable it is that something given was wrong, which wanders by `off` when it is set free: Bayes' rule
/// for two normal distributions around zero, one of the deviation with which the pictures tell, and one wider
/// by what wrong values are usually off (Kass and Raftery, Bayes factors, 1995).
/// @param sigma  Deviation of `off`, and what all frames share and no covariance knows.
/// @param usual  Deviation of wrong values, in the same unit.
double wrongWhenGiven(double off, double sigma, double usual) {
    constexpr double kWrongBefore = 0.2;  // One in five before any picture was looked at.
    const double right = sigma * sigma, wrong = right + usual * usual;
    const double exponent = std::min(off * off * (1 / right - 1 / wrong) / 2, 50.0);
    const double odds = kWrongBefore / (1 - kWrongBefore) * std::sqrt(right / wrong) * std::exp(exponent);
    return odds / (1 + odds);
}

}  // namespace

Assessment assess(const Evidence& e) {
    Assessment out;
    double good = 1, wrongIntrinsics = 0;
    bool contradicted = false;
    // Adds one cause; a probability above `told` is worth telling, above 0.97 it contradicts the pose.
    const auto cause = [&](double probability, FailureReason reason, const std::string& detail,
                           bool canContradict, double told = kTold) {
        good *= 1 - std::clamp(probability, 0.0, 0.999);
        if (probability > told) out.findings.push_back({reason, detail});
        if (canContradict && probability > 0.97) contradicted = true;
    };
    constexpr double kDegrees = 180 / std::numbers::pi;
    // Did outlines in the pictures give the pose, or masks?
    const bool outlines = !e.masksGiven || e.maskInlierShare;

    if (e.fitFrames < 3) cause(0.5, FailureReason::TooFewFrames, fmt::format("{} used", e.fitFrames), false);
    if (!e.converged) cause(0.3, FailureReason::NotConverged, "", false);
    // A percent of focal length is a percent of distance; three deviations of a solved one should stay
    // inside.
    if (e.solvedFocalSigma)
        cause(logistic(100 * *e.solvedFocalSigma, 0.4, 0.05), FailureReason::FocalUnobserved,
              fmt::format("standard deviation {:.1f} %", 100 * *e.solvedFocalSigma), false);

    const double degrees = e.sigmaRotation * kDegrees, millimetres = e.sigmaTranslation * 1e3;
    // Three sigma should stay inside the bounds of "right" (1 deg, 10 mm).
    cause(std::max(logistic(degrees, 0.40, 0.06), logistic(millimetres, 4.0, 0.6)),
          FailureReason::PoorlyObserved,
          degrees < 180 ? fmt::format("standard deviation {:.2f} deg, {:.1f} mm", degrees, millimetres)
                        : "one frame does not tell how far the pose is off",
          false);
    if (e.halvesRotation && e.halvesTranslation)
        cause(std::max(logistic(*e.halvesRotation * kDegrees, 1.2, 0.2),
                       logistic(*e.halvesTranslation * 1e3, 14.0, 2.0)),
              FailureReason::HalvesDisagree,
              fmt::format("by {:.2f} deg and {:.1f} mm", *e.halvesRotation * kDegrees,
                          *e.halvesTranslation * 1e3),
              false);

    if (e.focalFactor) {
        // Wandering by little counts as well, where the camera would stand elsewhere by half of what is
        // "right" or more.
        // One percent of focal length moves the camera by one percent of its distance, some 10 mm. Outlines
        // found in pictures are off by a fraction of a pixel all around, which looks like focal length too.
        const double off = std::abs(std::log(*e.focalFactor)), noise = outlines ? 0.009 : 0.004;
        const double wrongFocal = wrongWhenGiven(off, std::hypot(e.focalSigma, 0.002), 0.015) *
                                  logistic(1e3 * e.focalShift, 6.0, 0.7);
        cause(std::max(logistic(off / std::max(noise, 1.5 * e.focalSigma), 2.0, 0.3), wrongFocal),
              FailureReason::IntrinsicsDoubtful,
              fmt::format("focal length {:+.1f} %, which moves the camera by some {:.0f} mm",
                          100 * (*e.focalFactor - 1), 1e3 * e.focalShift),
              false, wrongFocal > kMostRisk ? kMostRisk : kTold);
        // A principal point that is off by some pixels turns the camera by as many. Outlines found in
        // pictures fix it only loosely: measured on generated recordings it wanders by up to 15 px when set
        // free.
        const double wrongPrincipal = wrongWhenGiven(e.principalPx, std::hypot(e.principalSigmaPx, 1), 10) *
                                      logistic(kDegrees * e.principalTurn, 0.6, 0.07);
        cause(std::max(logistic(e.principalPx / std::max(outlines ? 8.0 : 1.5, 1.5 * e.principalSigmaPx), 2.5,
                                0.3),
                       wrongPrincipal),
              FailureReason::IntrinsicsDoubtful,
              fmt::format("principal point {:.1f} px, which turns the camera by some {:.1f} deg",
                          e.principalPx, kDegrees * e.principalTurn),
              false, wrongPrincipal > kMostRisk ? kMostRisk : kTold);
        wrongIntrinsics = std::max(wrongFocal, wrongPrincipal);
    }
    // Half a frame of lag shakes every outline by half a frame's motion.
    if (e.lagFrames)
        cause(logistic(std::abs(*e.lagFrames) / std::max(0.15, 1.5 * e.lagSigma), 2.0, 0.3),
              FailureReason::TimeLag, fmt::format("by {:+.1f} frames", *e.lagFrames), false);
    // A second arm that fits better elsewhere pulls the camera there; exact outlines show a millimetre.
    if (e.armShift)
        cause(logistic(*e.armShift / std::max(outlines ? 0.004 : 0.0015, 1.5 * e.armSigma), 2.0, 0.3),
              FailureReason::ArmBaseDoubtful, fmt::format("by {:.1f} mm", 1e3 * *e.armShift), false);
    // The robust fit lets go of an arm that is centimetres off; what is left hardly fixes its base. One that
    // is not in the pictures at all keeps the prior's deviation, and says nothing against the camera.
    constexpr double kUnseen = 0.05;
    if (e.armsRefined || (e.armShift && e.armSigma < kUnseen))
        cause(logistic(1e3 * e.armSigma, 3.0, 0.4), FailureReason::PoorlyObserved,
              fmt::format("a further arm's standard deviation is {:.1f} mm", 1e3 * e.armSigma), false);
    // What could not be checked is no proof of anything.
    std::string unchecked;
    const auto lacks = [&](bool present, const char* what) {
        if (!present) unchecked += (unchecked.empty() ? "" : ", ") + std::string(what);
    };
    lacks(e.heldOut, "hold-out frames");
    lacks(e.halvesRotation && e.halvesTranslation, "two halves of the frames");
    lacks(e.focalFactor.has_value(), "the intrinsics");
    if (!unchecked.empty()) cause(0.3, FailureReason::WeakEvidence, "not checked: " + unchecked, false);

    if (e.masksGiven) {
        const double iou = e.fitIou.value_or(0), inlierShare = e.maskInlierShare.value_or(e.inlierShare);
        // Holes and blobs cost a small robot a quarter of its overlap. Where most of the outline agrees all
        // the same, they speak against the masks and not against the pose, unless it is more than that.
        cause(std::max(logistic(-iou, -0.75, 0.03) * logistic(-inlierShare, -0.55, 0.03),
                       logistic(-iou, -0.60, 0.03)),
              FailureReason::LowOverlap, fmt::format("mean overlap {:.2f}", iou), true);
        if (e.holdoutIou)
            cause(logistic(iou - *e.holdoutIou, 0.08, 0.015), FailureReason::HoldoutDisagrees,
                  fmt::format("overlap {:.2f} against {:.2f}", *e.holdoutIou, iou), false);
        cause(logistic(-inlierShare, -0.45, 0.05), FailureReason::MaskQuality,
              fmt::format("{:.0f} % of the contour agrees", 100 * inlierShare), false);
    } else {
        // Where the robot rests in most frames, stands behind something or shows in a few stills, the scene
        // behind it is half known, and little of it seems to move. Motion speaks against a pose only where
        // outlines do not speak for it.
        const double unseen = std::max(e.fitOutline ? logistic(-*e.fitOutline, -0.45, 0.04) : 1.0,
                                       logistic(-e.inlierShare, -0.85, 0.02));
        if (e.motionPrecision && e.motionRecall) {
            cause(unseen * logistic(-*e.motionPrecision, -0.42, 0.035), FailureReason::LowOverlap,
                  fmt::format("{:.0f} % of the drawn robot lies where the picture changes",
                              100 * *e.motionPrecision),
                  true);
            cause(unseen * logistic(-*e.motionRecall, -0.42, 0.04), FailureReason::LowOverlap,
                  fmt::format("the drawn robot explains {:.0f} % of what moves", 100 * *e.motionRecall),
                  true);
        } else {
            cause(0.7, FailureReason::WeakEvidence, "the robot hardly moves", false);
        }
    }
    if (outlines) {
        // At the true pose nearly all of the outline is found; where a wrong one settles, part of it.
        if (e.fitOutline)
            cause(logistic(-*e.fitOutline, -0.30, 0.03), FailureReason::LowOverlap,
                  fmt::format("{:.0f} % of the drawn outline is seen in the pictures", 100 * *e.fitOutline),
                  false);
        else
            cause(0.5, FailureReason::WeakEvidence, "the scene behind the robot is hardly seen", false);
        if (e.holdoutOutline && e.fitOutline)
            cause(logistic(*e.fitOutline - *e.holdoutOutline, 0.2, 0.03), FailureReason::HoldoutDisagrees,
                  fmt::format("outline seen {:.0f} % against {:.0f} %", 100 * *e.holdoutOutline,
                              100 * *e.fitOutline),
                  false);
        // Of what is found, nearly all lies where the true pose draws it; a wrong camera or robot tears it
        // off.
        constexpr double kTorn = 0.42;
        cause(logistic(-e.inlierShare, -0.82, 0.02), FailureReason::LowOverlap,
              fmt::format("{:.0f} % of the drawn outline meets an edge", 100 * e.inlierShare),
              e.inlierShare < kTorn);
    }
    // Symmetric hands gain nothing by being turned the wrong way, noise of the masks a few thousandths.
    if (e.turnedJointGain)
        cause(logistic(*e.turnedJointGain, 0.01, 0.0015), FailureReason::JointOffset,
              fmt::format("the overlap would grow by {:.3f}", *e.turnedJointGain), false);
    if (e.rivalScore)
        cause(logistic(*e.rivalScore, 0.91, 0.02), FailureReason::AmbiguousStart,
              fmt::format("the second best scores {:.0f} % of the best", 100 * *e.rivalScore), false);

    // What Bayes' rule says is a probability already. Where other intrinsics would put the camera elsewhere,
    // the pictures have to speak for those that were given.
    out.risk = std::max(calibrated(1 - good), wrongIntrinsics);
    if (contradicted)
        out.status = CalibrationStatus::Failed;
    else if (out.risk < kMostRisk && out.findings.empty())
        out.status = CalibrationStatus::Ok;
    else
        out.status = CalibrationStatus::Review;
    if (out.status == CalibrationStatus::Review && out.findings.empty())
        out.findings.push_back({FailureReason::WeakEvidence, fmt::format("risk {:.2f}", out.risk)});
    return out;
}

}  // namespace camframe
