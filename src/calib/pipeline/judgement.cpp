// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cmath>

#include "calib/contour_derivatives.h"
#include "calib/mask_evidence.h"
#include "calib/overlap_step.h"
#include "calib/pipeline/pipeline.h"
#include "model/core/evaluation.h"
#include "model/core/log.h"
#include "model/core/parallel.h"
#include "model/core/robot_assembly.h"

namespace camframe {

namespace {

/// Overlap of two masks where `ignore` (may be empty) is 0.
double overlapOutside(const ImageU8& ignore, ImageU8 a, ImageU8 b) {
    for (size_t i = 0; i < ignore.data.size(); ++i)
        if (ignore.data[i] != 0) a.data[i] = b.data[i] = 0;
    return maskIou(a, b);
}

/// Share of the drawn outline that lies within 1.3 px of the mask's boundary.
std::optional<double> outlineMet(const ImageU8& mask, const RenderedFrame& rendered, double offsetPx) {
    constexpr double kNearPx = 1.3;
    constexpr size_t kFewest = 30;  // points
    std::vector<ContourMeasurement> found;
    observeMask(makeMaskField(mask, {}), rendered, false, found);
    if (found.size() < kFewest) return {};
    const auto met = std::ranges::count_if(found, [&](const ContourMeasurement& m) {
        return std::abs(m.residual + m.offsetSign * offsetPx) < kNearPx;
    });
    return static_cast<double>(met) / static_cast<double>(rendered.contour.size());
}

}  // namespace

PoseSigmas poseSigmas(const RigidTransform& camFromBase, const Matrix6d& covariance) {
    // The covariance speaks of the camera's translation t; people care about its centre -R^T t, which a left
    // perturbation (w, v) moves by -R^T v.
    Eigen::Matrix<double, 3, 6> centreByPose;
    centreByPose << Eigen::Matrix3d::Zero(), -camFromBase.linear().transpose();
    return {std::sqrt(std::max(0.0, covariance.topLeftCorner<3, 3>().trace())),
            std::sqrt(std::max(0.0, (centreByPose * covariance * centreByPose.transpose()).trace()))};
}

Result<void> Pipeline::setFree() {
    // What is taken as given should stay where it is when it is set free at the final pose.
    if (m_scene->fit.size() < 4) return {};
    UnknownPriors unknowns = priors(m_refine);
    RefineSet all;
    all.focal = all.principal = true;
    all.lag = isClip();
    all.armBases = knowsFurtherArms();
    const UnknownPriors extra = priors(all);
    unknowns.focal = extra.focal;
    unknowns.principalPx = extra.principalPx;
    unknowns.lagFrames = extra.lagFrames;
    unknowns.armRotation = extra.armRotation;
    unknowns.armTranslation = extra.armTranslation;
    for (int round = 0;; ++round) {
        auto pose = refined(fitFrames(), m_pose.camFromBase, unknowns);
        if (!pose) return tl::unexpected(pose.error());
        m_free = std::move(*pose);
        const double off = m_free->correction.lagFrames - m_scene->correction.lagFrames;
        constexpr int kRounds = 3;
        const bool outOfStep = all.lag && settled(m_free->last) && m_free->last.lagSigma > 0 &&
                               std::abs(off) > std::max(0.15, 5 * m_free->last.lagSigma);
        if (!outOfStep || round + 1 == kRounds || m_context.stopped()) return {};
        // A lag too small for the coarse check: put it right and look again.
        m_lagFound = m_refine.lag = true;
        RobotCorrection correction = m_scene->correction;
        correction.lagFrames = m_free->correction.lagFrames;
        m_pose.camFromBase = m_free->camFromBase;
        applyCorrection(correction);
        if (m_scene->fit.size() < 4) return {};
        m_rivals.clear();
        if (auto ok = refineFine(); !ok || m_failed) return ok;
    }
}

Result<void> Pipeline::makeMasks() {
    // Given masks go out as they are; without them the robot is outlined at the final pose, for the person
    // who reviews and as a figure of overlap.
    const auto all = [&](auto&& visit) {
        for (const WorkFrame& frame : m_scene->fit) visit(frame);
        for (const WorkFrame& frame : m_scene->holdout) visit(frame);
    };
    std::vector<const WorkFrame*> frames;
    all([&](const WorkFrame& frame) { frames.push_back(&frame); });
    std::vector<RenderView> views;
    for (const WorkFrame* frame : frames)
        views.push_back({m_pose.camera, m_pose.camFromBase, frame->baseFromLink, m_scene->linkKnown});
    const auto rendered = m_renderer->render(views, {.lodTolerancePx = 0.1});
    if (!rendered) return tl::unexpected(rendered.error());
    std::vector<ImageU8> masks(frames.size());
    if (m_haveMasks) {
        for (size_t i = 0; i < frames.size(); ++i) masks[i] = *frames[i]->mask;
    } else {
        std::vector<ImageU8> pictures;
        for (const WorkFrame* frame : frames) pictures.push_back(frame->rgb);
        const AppearanceModel model = AppearanceModel::build(pictures, *rendered, m_context.threads);
        parallelFor(static_cast<int>(frames.size()), m_context.threads, [&](int f) {
            const auto i = static_cast<size_t>(f);
            if (m_context.stopped()) return;
            masks[i] = segmentRobot(pictures[i], model.evidence(pictures[i]), (*rendered)[i], 480);
        });
        if (m_context.stopped()) return stoppedError();
    }
    // How much of each frame's drawn outline is there.
    std::vector<std::optional<double>> outlines(frames.size());
    if (m_haveMasks && !m_maskInlierShare) {
        parallelFor(static_cast<int>(frames.size()), m_context.threads, [&](int f) {
            const auto i = static_cast<size_t>(f);
            outlines[i] = outlineMet(masks[i], (*rendered)[i], m_pose.last.offsetPx);
        });
    } else {
        auto agreement = compareWithOutlines(*m_scene, *m_outlines, m_pose);
        if (!agreement) return tl::unexpected(agreement.error());
        m_outlineAgreement = std::move(*agreement);
        outlines = m_outlineAgreement.ofFrame;
    }
    double fit = 0, hold = 0;
    std::vector<FrameOverlap> overlaps;
    for (size_t i = 0; i < frames.size(); ++i) {
        const double iou = overlapOutside(frames[i]->ignore, masks[i], (*rendered)[i].mask());
        (i < m_scene->fit.size() ? fit : hold) += iou;
        overlaps.push_back({frames[i]->index, iou, outlines[i]});
        m_run.masks.emplace_back(frames[i]->index, m_lens.distortMask(masks[i]));
    }
    m_run.calibration.quality.maskIou = fit / static_cast<double>(m_scene->fit.size());
    if (!m_scene->holdout.empty())
        m_run.calibration.quality.holdoutIou = hold / static_cast<double>(m_scene->holdout.size());
    // A jump that the background did not give away (it fills little of the picture, or moved too far). Where
    // no part fits well, something else may have come before the robot.
    std::ranges::sort(overlaps, {}, &FrameOverlap::frame);
    if (const auto step = m_bumped ? std::nullopt : findOverlapStep(overlaps)) {
        constexpr double fitsWell = 0.9;
        m_fitsOnlyPart = true;
        m_run.findings.push_back(
            {std::max(step->before, step->after) >= fitsWell ? FailureReason::CameraBumped
                                                             : FailureReason::LowOverlap,
             fmt::format(
                 "the drawn robot covers {:.0f} % of the robot before frame {}, {:.0f} % from there on",
                 100 * step->before, step->frame, 100 * step->after)});
    }
    return {};
}

double Pipeline::expectedTcpError() const {
    double sum = 0, count = 0;
    for (const auto& poses : m_corrected.baseFromLink) {
        if (poses.empty()) continue;
        const Eigen::Vector3d p =
            m_pose.camFromBase * poses[static_cast<size_t>(m_corrected.toolLink)].translation();
        Eigen::Matrix<double, 3, 6> byPose;
        byPose << 0, p.z(), -p.y(), 1, 0, 0, -p.z(), 0, p.x(), 0, 1, 0, p.y(), -p.x(), 0, 0, 0, 1;
        sum += (byPose * m_pose.last.covariance * byPose.transpose()).trace();
        count += 1;
    }
    return count > 0 ? 1e3 * std::sqrt(sum / count) : 0;
}

/// How far the worst of the further arms moves when its base is set free: root mean square over its links.
void Pipeline::measureArms(Evidence& e) const {
    for (size_t a = 0; a < m_scene->correction.armBases.size(); ++a) {
        const auto& [base, fixed] = m_scene->correction.armBases[a];
        const RigidTransform change = m_free->correction.armBases[a].second * fixed.inverse();
        double squares = 0, variances = 0, count = 0;
        for (const WorkFrame& frame : m_scene->fit)
            for (const int link : subtreeOf(*m_input.robot, base)) {
                const Eigen::Vector3d p = frame.baseFromLink[static_cast<size_t>(link)].translation();
                Eigen::Matrix<double, 3, 6> byBase;
                byBase << 0, p.z(), -p.y(), 1, 0, 0, -p.z(), 0, p.x(), 0, 1, 0, p.y(), -p.x(), 0, 0, 0, 1;
                squares += (change * p - p).squaredNorm();
                variances += (byBase * m_free->last.armBaseCovariances[a] * byBase.transpose()).trace();
                ++count;
            }
        if (count == 0) continue;
        const double shift = std::sqrt(squares / count), sigma = std::sqrt(std::max(0.0, variances / count));
        if (shift > e.armShift.value_or(-1)) e.armShift = shift;
        e.armSigma = std::max(e.armSigma, sigma);
    }
}

Result<void> Pipeline::judge() {
    Calibration& c = m_run.calibration;
    Evidence e;
    e.masksGiven = m_haveMasks;
    e.converged = settled(m_pose.last);
    e.fitFrames = static_cast<int>(m_scene->fit.size());
    e.inlierShare = m_pose.last.inlierShare;
    e.maskInlierShare = m_maskInlierShare;
    e.rivalScore = m_rivalScore;
    if (m_haveMasks) {
        e.fitIou = c.quality.maskIou;
        e.holdoutIou = c.quality.holdoutIou;
    } else if (m_motion && m_motion->changedShare > 2e-3 && m_scene->fit.size() >= 4) {
        const auto agreement = compareWithMotion(*m_scene, *m_motion, m_pose.camFromBase);
        if (!agreement) return tl::unexpected(agreement.error());
        if (agreement->drawnShare > 1e-3) {
            e.motionPrecision = agreement->precision;
            // With end-effector poses only, most of what moves is the arm, which cannot be drawn.
            e.motionRecall = partlyKnown() ? 1.0 : agreement->recall;
        }
    }
    e.heldOut = !m_scene->holdout.empty();
    if (!m_haveMasks || m_maskInlierShare) {
        e.fitOutline = m_outlineAgreement.fit;
        e.holdoutOutline = m_outlineAgreement.holdout;
    }
    if (m_scene->fit.size() >= 8) {
        // The first and the second half in time: a camera that was bumped in between gives itself away.
        std::vector<const WorkFrame*> halves[2];
        for (size_t i = 0; i < m_scene->fit.size(); ++i)
            halves[2 * i >= m_scene->fit.size() ? 1 : 0].push_back(&m_scene->fit[i]);
        RigidTransform poses[2];
        bool bothSettled = true;
        for (int h = 0; h < 2; ++h) {
            auto pose = refined(halves[h], m_pose.camFromBase, {});
            if (!pose) return tl::unexpected(pose.error());
            poses[h] = pose->camFromBase;
            bothSettled = bothSettled && settled(pose->last);
        }
        if (bothSettled) {
            e.halvesRotation = rotationAngleBetween(poses[0], poses[1]);
            e.halvesTranslation = (cameraCentre(poses[0]) - cameraCentre(poses[1])).norm();
        }
    }
    if (m_refine.focal) e.solvedFocalSigma = m_pose.last.focalSigma;
    Matrix6d& covariance = m_pose.last.covariance;
    const auto sigmas = [&] {
        const PoseSigmas now = poseSigmas(m_pose.camFromBase, covariance);
        e.sigmaRotation = now.rotation;
        e.sigmaTranslation = now.translation;
    };
    sigmas();
    if (e.halvesRotation && e.halvesTranslation && e.sigmaRotation > 0 && e.sigmaTranslation > 0) {
        // Poses from halves differ by about twice the deviation of the whole, by chance alone up to 1.6 times
        // that (chi-squared of three, 95 %). Where they differ more, errors are shared between frames (light,
        // shape, mask bias) and the covariance must grow to say so.
        constexpr double kChance = 1.6;
        const double excess =
            0.5 / kChance *
            std::max(*e.halvesRotation / e.sigmaRotation, *e.halvesTranslation / e.sigmaTranslation);
        if (excess > 1) covariance *= excess * excess;
        if (excess > 1 && e.solvedFocalSigma) *e.solvedFocalSigma *= excess;
        sigmas();
    }

    if (m_free && settled(m_free->last)) {
        const CameraModel& before = m_scene->camera;
        e.focalFactor = focalRatio(m_free->camera, before);
        e.focalSigma = m_free->last.focalSigma;
        e.principalPx = std::hypot(m_free->camera.cx - before.cx, m_free->camera.cy - before.cy);
        e.principalSigmaPx = m_free->last.principalSigmaPx;
        e.focalShift = std::abs(std::log(*e.focalFactor)) * m_pose.camFromBase.translation().norm();
        e.principalTurn = e.principalPx / before.fx;
        if (isClip()) {
            e.lagFrames = m_free->correction.lagFrames - m_scene->correction.lagFrames;
            e.lagSigma = m_free->last.lagSigma;
        }
        e.armsRefined = m_refine.armBases;
        if (knowsFurtherArms()) measureArms(e);
    }

    std::string turned;
    if (auto ok = compareWithTurnedJoints(e, turned); !ok) return ok;
    m_run.evidence = e;
    Assessment assessment = assess(e);
    for (Finding& finding : assessment.findings)
        if (finding.reason == FailureReason::JointOffset) finding.detail = turned + ": " + finding.detail;
    c.status = assessment.status;
    m_run.findings.insert(m_run.findings.end(), assessment.findings.begin(), assessment.findings.end());
    if (const auto off =
            m_markConstraints ? m_markConstraints->clickDistancePx(m_pose.camFromBase) : std::nullopt;
        off && *off > 0.06 * m_input.camera.width && std::ranges::none_of(m_input.marks, &Mark::found)) {
        // A person said where the mark is; a pose that draws it elsewhere contradicts that person.
        if (c.status == CalibrationStatus::Ok) c.status = CalibrationStatus::Review;
        m_run.findings.push_back({FailureReason::MarkInconsistent,
                                  fmt::format("the pose draws it {:.0f} px from the click", *off)});
    }
    c.camFromBase = m_pose.camFromBase;
    const bool known = isKnown(covariance);
    if (known) c.covariance = covariance;
    c.quality.contourRmsPx = m_pose.last.rmsPx;
    // Where it does not fit, it is not right, whatever the rest says.
    constexpr double wrongForSome = 0.5;
    c.quality.risk = m_fitsOnlyPart ? std::max(assessment.risk, wrongForSome) : assessment.risk;
    if (known) c.quality.expectedTcpErrorMm = expectedTcpError();
    log(LogLevel::Info,
        fmt::format("evidence: inliers {:.2f}, motion precision {:.2f} recall {:.2f}, outline fit {:.2f} "
                    "hold-out {:.2f}, "
                    "focal {:+.2f} +- {:.2f} %, principal {:.1f} +- {:.1f} px, halves {:.3f} deg {:.2f} mm, "
                    "sigma {:.3f} deg {:.2f} mm, "
                    "lag {:+.2f} +- {:.2f}, arms {:.2f} +- {:.2f} mm, rival {:.2f}",
                    e.inlierShare, e.motionPrecision.value_or(-1), e.motionRecall.value_or(-1),
                    e.fitOutline.value_or(-1), e.holdoutOutline.value_or(-1),
                    100 * (e.focalFactor.value_or(1) - 1), 100 * e.focalSigma, e.principalPx,
                    e.principalSigmaPx, e.halvesRotation.value_or(-1) * 57.29578,
                    e.halvesTranslation.value_or(-1) * 1e3, e.sigmaRotation * 57.29578,
                    e.sigmaTranslation * 1e3, e.lagFrames.value_or(0), e.lagSigma,
                    1e3 * e.armShift.value_or(0), 1e3 * e.armSigma, e.rivalScore.value_or(-1)));
    return {};
}

}  // namespace camframe
