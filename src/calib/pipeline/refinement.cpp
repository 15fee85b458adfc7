// SPDX-License-Identifier: Apache-2.0

#include <Eigen/Cholesky>
#include <algorithm>
#include <numbers>

#include "calib/near_ties.h"
#include "calib/occlusion.h"
#include "calib/pipeline/pipeline.h"
#include "model/core/evaluation.h"
#include "model/core/log.h"
#include "model/core/parallel.h"

namespace camframe {

void Pipeline::applyCorrection(const RobotCorrection& correction) {
    m_outlines.reset();  // it knows the frames by their place in memory
    m_scene->correction = correction;
    m_corrected = correctedMotion(*m_input.robot, *m_input.motion, correction);
    // A lag leaves frames at the ends without joints.
    for (size_t i = m_scene->fit.size(); i-- > 0;)
        if (!m_corrected.valid(m_scene->fit[i].index)) {
            m_scene->fit.erase(m_scene->fit.begin() + static_cast<std::ptrdiff_t>(i));
            if (m_motion) m_motion->changed.erase(m_motion->changed.begin() + static_cast<std::ptrdiff_t>(i));
        }
    std::erase_if(m_scene->holdout, [&](const WorkFrame& f) { return !m_corrected.valid(f.index); });
    for (auto* frames : {&m_scene->fit, &m_scene->holdout})
        for (WorkFrame& frame : *frames)
            frame.baseFromLink = m_corrected.baseFromLink[static_cast<size_t>(frame.index)];
    noteFramesUsed();
    m_scene->keypoints = keypoints();
    makeScorer();
}

UnknownPriors Pipeline::priors(const RefineSet& refine) const {
    UnknownPriors out;
    // How far intrinsics may be off depends on who says so.
    const bool guessed = m_input.intrinsicsSource == IntrinsicsSource::Estimated;
    if (refine.focal) out.focal = guessed ? 0.3 : 0.05;
    if (refine.focal && guessed) out.aspect = 0.002;  // lenses are square to one or two thousandths
    if (refine.principal) out.principalPx = (guessed ? 0.03 : 0.025) * m_input.camera.width;
    if (refine.distortion) out.distortion = m_input.camera.hasDistortion() ? 0.05 : 0.1;
    if (refine.lag) out.lagFrames = 1;
    if (refine.armBases) {
        out.armRotation = 0.1;
        out.armTranslation = 0.1;
    }
    if (refine.joints)
        for (const ArmChain& arm : m_input.arms)
            for (size_t k = 1; k < arm.joints.size(); ++k) out.joints.emplace_back(arm.joints[k], 0.06);
    return out;
}

/// Is there a second arm whose joints are known?
bool Pipeline::knowsFurtherArms() const {
    return m_input.arms.size() >= 2 &&
           std::ranges::any_of(m_input.motion->jointValues, [](const auto& v) { return v.size() > 0; });
}

/// Gives every further arm's base a place in the correction, where it changes nothing as yet.
void Pipeline::nameArmBases() {
    if (!knowsFurtherArms() || !m_scene->correction.armBases.empty()) return;
    for (size_t a = 1; a < m_input.arms.size(); ++a)
        m_scene->correction.armBases.emplace_back(m_input.arms[a].baseLink, RigidTransform::Identity());
}

Result<SilhouettePose> Pipeline::refined(std::span<const WorkFrame* const> frames,
                                         const RigidTransform& start, const UnknownPriors& unknowns) {
    if (m_haveMasks && !m_maskInlierShare)
        return refineAgainstMasks(*m_scene, frames, start, Detail::Full, unknowns);
    if (!m_outlines) {  // the frames have changed since
        auto outlines = findOutlines(*m_scene, {start, m_scene->camera, {}, m_scene->correction});
        if (!outlines) return tl::unexpected(outlines.error());
        m_outlines = std::move(*outlines);
    }
    return refineAgainstOutlines(*m_scene, *m_outlines, frames,
                                 {start, m_scene->camera, {}, m_scene->correction}, unknowns);
}

Result<Explanation> Pipeline::explanationOf(const SilhouettePose& pose) {
    if (m_haveMasks) return compareWithMasks(*m_scene, pose);
    const auto motion = compareWithMotion(*m_scene, *m_motion, pose.camFromBase);
    if (!motion) return tl::unexpected(motion.error());
    const auto outlines = compareWithOutlines(*m_scene, *m_outlines, pose);
    if (!outlines) return tl::unexpected(outlines.error());
    return Explanation{motion->iou, outlines->fit};
}

/// Colours bring the outline near, then it is measured.
Result<SilhouettePose> Pipeline::refineByOutlines(const RigidTransform& start) {
    const auto near = refineByColours(*m_scene, start, priors(m_refine));
    if (!near) return tl::unexpected(near.error());
    auto outlines = findOutlines(*m_scene, *near);
    if (!outlines) return tl::unexpected(outlines.error());
    m_outlines = std::move(*outlines);
    return refineAgainstOutlines(*m_scene, *m_outlines, fitFrames(), *near, priors(m_refine));
}

Result<void> Pipeline::useRecordedPictures() {
    // A lens that is refined must not be taken out of the pictures beforehand.
    m_lens = Lens(m_input.camera.withoutDistortion());
    m_scene->camera = m_camera;
    m_scene->keypoints = keypoints();
    for (auto* frames : {&m_scene->fit, &m_scene->holdout})
        for (WorkFrame& frame : *frames) {
            auto recorded = readFrame(frame.index);
            if (!recorded) return tl::unexpected(recorded.error());
            frame.rgb = std::move(recorded->rgb);
            frame.ignore = std::move(recorded->ignore);
            frame.mask = std::move(recorded->mask);
        }
    if (m_motion) m_motion = findMotion(*m_scene);
    makeScorer();
    return {};
}

Result<SilhouettePose> Pipeline::refinedFine(const RigidTransform& start) {
    return m_haveMasks ? refined(fitFrames(), start, priors(m_refine)) : refineByOutlines(start);
}

Result<void> Pipeline::refineFine() {
    m_maskInlierShare.reset();
    if (m_refine.intrinsics() && m_input.camera.hasDistortion())
        if (auto ok = useRecordedPictures(); !ok) return ok;
    nameArmBases();
    if (m_refine.armBases) {
        // The pose so far is a compromise between arms that do not stand where the model says; a few
        // centimetres are too far for full pictures.
        RefineSet bases;
        bases.armBases = true;
        auto near = m_haveMasks ? refineAgainstMasks(*m_scene, fitFrames(), m_pose.camFromBase, Detail::Half,
                                                     priors(bases))
                                : refineAgainstMotion(*m_scene, *m_motion, m_pose.camFromBase, priors(bases));
        if (!near) return tl::unexpected(near.error());
        RobotCorrection correction = m_scene->correction;
        correction.armBases = near->correction.armBases;
        m_pose = std::move(*near);
        applyCorrection(correction);
    }
    auto pose = refinedFine(m_pose.camFromBase);
    if (!pose) return tl::unexpected(pose.error());
    m_pose = std::move(*pose);
    if (auto ok = followFarJoints(); !ok) return ok;
    if (m_haveMasks) {
        // Things before the arm cut the masks; without them the known background tells them apart. A robot
        // that is drawn where it is not would look like one that is hidden.
        if (priors(m_refine).robot()) applyCorrection(m_pose.correction);
        const auto hidden = ignoreHidden();
        if (!hidden) return tl::unexpected(hidden.error());
        if (*hidden) {
            pose = refinedFine(m_pose.camFromBase);
            if (!pose) return tl::unexpected(pose.error());
            m_pose = std::move(*pose);
        }
    }
    if (!m_rivals.empty())
        if (auto ok = compareWithRivals(); !ok) return ok;
    if (m_pose.last.status == ContourRefinement::Status::NoMeasurements) {
        m_run.calibration.camFromBase = m_pose.camFromBase;
        fail(FailureReason::RobotNotVisible, "hardly any outline can be compared with the pictures");
        return {};
    }
    if (m_haveMasks)
        if (auto ok = measureInPictures(); !ok) return ok;
    adoptIntrinsics();
    if (!priors(m_refine).robot()) return {};
    applyCorrection(m_pose.correction);
    recordCorrection();
    if (m_scene->fit.empty()) fail(FailureReason::TooFewFrames, "none is left after the time lag");
    return {};
}

/// Masks that err by more than whole pixels tell where the robot is; where the scene behind it is known, the
/// pictures tell it to a fraction of a pixel. Their pose takes the place of the masks' if it is surer, if its
/// outline is there to be seen, and if it is one that the masks allow.
Result<void> Pipeline::measureInPictures() {
    constexpr double kNoisyPx = 0.5;
    if (m_pose.last.medianPx < kNoisyPx || !isKnown(m_pose.last.covariance)) return {};
    auto outlines = findOutlines(*m_scene, m_pose);
    if (!outlines) return tl::unexpected(outlines.error());
    auto pose = refineAgainstOutlines(*m_scene, *outlines, fitFrames(), m_pose, priors(m_refine));
    if (!pose) return tl::unexpected(pose.error());
    if (!settled(pose->last) || !isKnown(pose->last.covariance)) return {};
    const auto agreement = compareWithOutlines(*m_scene, *outlines, *pose);
    if (!agreement) return tl::unexpected(agreement.error());
    constexpr double kSeen = 0.45, kMet = 0.85;  // as in assess()
    const bool seen = agreement->fit.value_or(0) >= kSeen && pose->last.inlierShare >= kMet;
    const auto doubt = [](const SilhouettePose& p) {  // in units of what is right, 1 deg and 10 mm
        const PoseSigmas sigmas = poseSigmas(p.camFromBase, p.last.covariance);
        return sigmas.rotation * 180 / std::numbers::pi + sigmas.translation / 0.01;
    };
    const Vector6d apart = logPose(pose->camFromBase * m_pose.camFromBase.inverse(Eigen::Isometry));
    const Matrix6d expected = m_pose.last.covariance + pose->last.covariance;
    const double distance = apart.dot(expected.ldlt().solve(apart));
    constexpr double kAllowed = 22.46;  // chi-squared of six, 99.9 %
    log(LogLevel::Info,
        fmt::format("outlines in the pictures: {:.0f} % seen, {:.0f} % met, {:.2f} of the masks' doubt, "
                    "squared distance {:.1f}",
                    100 * agreement->fit.value_or(0), 100 * pose->last.inlierShare,
                    doubt(*pose) / doubt(m_pose), distance));
    if (!seen || !(doubt(*pose) < doubt(m_pose)) || !(distance < kAllowed)) return {};
    m_maskInlierShare = m_pose.last.inlierShare;
    m_pose = std::move(*pose);
    m_outlines = std::move(*outlines);
    return {};
}

/// A joint far outside its prior was counted from another zero, and the prior, which stands for small errors
/// around the recorded one, speaks of the wrong place: along directions that the pictures hardly fix it would
/// pull the camera away. It is laid around where the joint was found instead.
Result<void> Pipeline::followFarJoints() {
    constexpr int kRounds = 3;
    constexpr double kFar = 0.12;  // rad, two deviations
    for (int round = 0; round < kRounds && m_refine.joints; ++round) {
        const Eigen::VectorXd &found = m_pose.correction.jointOffsets,
                              &middle = m_scene->correction.jointOffsets;
        if (found.size() == 0) return {};
        const Eigen::VectorXd moved = middle.size() > 0 ? Eigen::VectorXd(found - middle) : found;
        if (moved.cwiseAbs().maxCoeff() < kFar || m_context.stopped()) return {};
        applyCorrection(m_pose.correction);
        auto pose = refinedFine(m_pose.camFromBase);
        if (!pose) return tl::unexpected(pose.error());
        m_pose = std::move(*pose);
    }
    return {};
}

/// Refines near-ties as well. Either both end in the same place, or the better one wins and the other stays
/// on record.
Result<void> Pipeline::compareWithRivals() {
    struct Contender {
        SilhouettePose pose;
        Explanation explanation;
    };
    const auto same = [](const SilhouettePose& a, const SilhouettePose& b) {
        // Depth is known in proportion to the distance only.
        const double near = 0.01 * std::max(1.0, cameraCentre(a.camFromBase).norm());
        return rotationAngleBetween(a.camFromBase, b.camFromBase) < 0.01 &&
               (cameraCentre(a.camFromBase) - cameraCentre(b.camFromBase)).norm() < near;
    };
    auto explanation = explanationOf(m_pose);
    if (!explanation) return tl::unexpected(explanation.error());
    Contender winner{m_pose, *explanation};
    std::vector<Contender> losers;
    std::optional<OutlineEvidence> outlines = std::move(m_outlines);
    for (const RigidTransform& rival : m_rivals) {
        if (m_context.stopped()) return stoppedError();
        auto pose = refinedFine(rival);
        if (!pose) return tl::unexpected(pose.error());
        if (same(*pose, winner.pose) ||
            std::ranges::any_of(losers, [&](const Contender& c) { return same(*pose, c.pose); }))
            continue;
        explanation = explanationOf(*pose);
        if (!explanation) return tl::unexpected(explanation.error());
        Contender other{std::move(*pose), *explanation};
        if (other.explanation.sum() > winner.explanation.sum()) {
            std::swap(other, winner);
            outlines = std::move(m_outlines);
        }
        losers.push_back(std::move(other));
    }
    m_pose = winner.pose;
    m_outlines = std::move(outlines);

    std::vector<std::pair<double, const Contender*>> nearTies;
    for (const Contender& other : losers) {
        const double share = relativeTo(winner.explanation, other.explanation);
        log(LogLevel::Info,
            fmt::format("rival {:.1f} deg away: overlap {:.3f} against {:.3f}, outline {:.2f} against {:.2f}",
                        rotationAngleBetween(other.pose.camFromBase, m_pose.camFromBase) * 57.29578,
                        other.explanation.overlap, winner.explanation.overlap,
                        other.explanation.outline.value_or(-1), winner.explanation.outline.value_or(-1)));
        m_rivalScore = std::max(m_rivalScore.value_or(0), share);
        if (share >= kNearTie) nearTies.emplace_back(share, &other);
    }
    std::ranges::stable_sort(nearTies, std::ranges::greater{}, &decltype(nearTies)::value_type::first);
    std::vector<AlternativePose>& alternatives = m_run.calibration.alternatives;
    alternatives.clear();
    m_run.alternativePictures.clear();
    for (const auto& [share, other] : nearTies) {
        // Where depth is poorly observed the same place is reached with some centimetres between.
        const RigidTransform& pose = other->pose.camFromBase;
        const double distance = cameraCentre(pose).norm();
        if (std::ranges::any_of(alternatives, [&](const AlternativePose& a) {
                return rotationAngleBetween(a.camFromBase, pose) < 0.1 &&
                       (cameraCentre(a.camFromBase) - cameraCentre(pose)).norm() < 0.1 * distance;
            }))
            continue;
        auto view = distinguishingView(*m_scene, m_pose, other->pose);
        if (!view) return tl::unexpected(view.error());
        alternatives.push_back({pose, share, view->frame, {}});
        m_run.alternativePictures.push_back(std::move(view->rgb));
    }
    return {};
}

void Pipeline::adoptIntrinsics() {
    if (!m_refine.intrinsics()) return;
    m_run.calibration.camera = m_pose.camera;
    if (m_scene->camera.distortion != m_input.camera.distortion)  // undistorted pictures were used
        m_run.calibration.camera.distortion = m_input.camera.distortion;
    // A guess that the pictures hardly mend is still a guess.
    constexpr double kKnown = 0.01;
    const bool guess = m_input.intrinsicsSource == IntrinsicsSource::Estimated;
    m_run.calibration.intrinsicsSource =
        guess && m_pose.last.focalSigma > kKnown ? IntrinsicsSource::Estimated : IntrinsicsSource::Refined;
    // What judges the result looks through the refined camera too.
    m_scene->camera = m_pose.camera;
    if (m_motion) m_motion->camera = m_pose.camera.resized(m_motion->camera.width, m_motion->camera.height);
    if (m_outlines)
        m_outlines->camera = m_pose.camera.resized(m_outlines->camera.width, m_outlines->camera.height);
}

/// Lets depth pictures join, provided that they agree with the robot where the pictures show it.
Result<void> Pipeline::useDepth() {
    if (!m_input.depthOfFrame) return {};
    const bool recorded = m_scene->camera.hasDistortion();  // see useRecordedPictures()
    int measured = 0;
    for (WorkFrame& frame : m_scene->fit) {
        auto depth = m_input.depthOfFrame(frame.index);
        if (!depth) return tl::unexpected(depth.error());
        if (!*depth) continue;
        frame.depthMm = recorded ? std::move(**depth) : m_lens.undistortDepth(**depth);
        ++measured;
    }
    const auto refuse = [&](const std::string& why) {
        for (WorkFrame& frame : m_scene->fit) frame.depthMm = {};
        m_depthRefused = true;
        m_run.findings.push_back({FailureReason::DepthUnusable, why});
    };
    if (measured == 0) {
        refuse("no depth picture belongs to the frames in use");
        return {};
    }
    constexpr double kSharpest = 0.1;
    m_scene->outlineSigmaPx = std::clamp(m_pose.last.rmsPx, kSharpest, 1.0);
    auto pose = refined(fitFrames(), m_pose.camFromBase, priors(m_refine));
    if (!pose) return tl::unexpected(pose.error());
    const ContourRefinement& with = pose->last;
    log(LogLevel::Info, fmt::format("depth: {} values, {:.0f} % agree, common error {:+.1f} mm, outline "
                                    "agreement {:.2f} after {:.2f}",
                                    with.depthMeasurements, 100 * with.depthInlierShare, 1e3 * with.depthBias,
                                    with.inlierShare, m_pose.last.inlierShare));
    // Depths of something else (another view, another moment, other units) scatter far beyond the noise. A
    // few frames or a thin arm give few values, which prove nothing.
    constexpr int kFewest = 50;
    constexpr double kAgree = 0.6, kOutlineLoss = 0.08;
    if (with.depthMeasurements < kFewest)
        refuse(fmt::format("{} values on the robot", with.depthMeasurements));
    else if (with.depthInlierShare < kAgree)
        refuse(fmt::format("{:.0f} % of the values on the robot agree", 100 * with.depthInlierShare));
    else if (!settled(with) || with.inlierShare < m_pose.last.inlierShare - kOutlineLoss)
        refuse("they contradict the outlines");
    if (m_depthRefused) return {};
    m_pose = std::move(*pose);
    adoptIntrinsics();
    if (!priors(m_refine).robot()) return {};
    applyCorrection(m_pose.correction);
    recordCorrection();
    return {};
}

/// Finds what hides the robot at the present pose, and leaves it out of the fit from now on.
/// @return  Is there any?
Result<bool> Pipeline::ignoreHidden() {
    std::vector<RenderView> views;
    for (const WorkFrame& frame : m_scene->fit)
        views.push_back({m_pose.camera, m_pose.camFromBase, frame.baseFromLink, m_scene->linkKnown});
    const auto rendered = m_renderer->render(views, {.lodTolerancePx = 0.1});
    if (!rendered) return tl::unexpected(rendered.error());
    const int margin = std::max(3, m_pose.camera.width / 160);
    std::vector<std::optional<ImageU8>> hidden(m_scene->fit.size());
    parallelFor(static_cast<int>(hidden.size()), m_context.threads, [&](int f) {
        const auto i = static_cast<size_t>(f);
        hidden[i] = findOccluded((*rendered)[i].mask(), *m_scene->fit[i].mask, margin);
    });
    bool any = false;
    for (size_t i = 0; i < hidden.size(); ++i) {
        if (!hidden[i]) continue;
        any = true;
        m_scene->fit[i].hidden = std::move(*hidden[i]);
    }
    return any;
}

void Pipeline::recordCorrection() {
    Calibration& c = m_run.calibration;
    const ContourRefinement& last = m_pose.last;
    const RobotCorrection& correction = m_scene->correction;
    if (isClip() || m_refine.lag)
        c.lagFrames =
            Estimate{correction.lagFrames, m_refine.lag ? std::optional(last.lagSigma) : std::nullopt};
    const auto joints = priors(m_refine).joints;
    for (size_t k = 0; k < joints.size() && k < last.jointSigmas.size(); ++k)
        c.jointOffsets[m_input.robot->joints()[static_cast<size_t>(joints[k].first)].name] = {
            correction.jointOffsets[joints[k].first], last.jointSigmas[k]};
    c.armBases.clear();
    if (!m_refine.armBases) return;
    for (size_t a = 0; a < correction.armBases.size(); ++a)
        c.armBases.push_back(
            {m_input.arms[a + 1].name,
             m_input.robot->links()[static_cast<size_t>(correction.armBases[a].first)].name,
             correction.armBases[a].second,
             a < last.armBaseCovariances.size() ? std::optional(last.armBaseCovariances[a]) : std::nullopt});
}

}  // namespace camframe
