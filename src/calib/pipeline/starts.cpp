// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "calib/lag_search.h"
#include "calib/mirror_poses.h"
#include "calib/pipeline/pipeline.h"
#include "calib/pose_solver.h"
#include "calib/temporal_pnp.h"
#include "model/core/evaluation.h"
#include "model/core/log.h"
#include "model/core/parallel.h"

namespace camframe {

std::vector<Hypothesis> Pipeline::startsFromKeypoints() {
    std::vector<PointObservation> observations;
    for (const Mark& mark : m_input.marks) {
        const int link = mark.link >= 0 ? mark.link : m_corrected.toolLink;
        if (!takesPart(mark.frame)) continue;
        if (!mark.pointInLink && m_input.isVideo && !m_input.marksAreKeypoints) continue;  // only tracked
        observations.push_back(
            {m_corrected.baseFromLink[static_cast<size_t>(mark.frame)][static_cast<size_t>(link)] *
                 mark.pointInLink.value_or(Eigen::Vector3d::Zero()),
             mark.pixel, 1.0});
    }
    if (const auto pose = solvePose(m_camera, observations))
        return {{pose->camFromBase, 0, true, pose->rmsPx}};
    return {};
}

std::vector<Hypothesis> Pipeline::startsFromMarks() {
    if (m_input.marksAreKeypoints || !m_input.isVideo) return startsFromKeypoints();
    const TemporalPnp pnp = m_markConstraints->solve(m_options.seed, m_context);
    if (std::ranges::none_of(m_input.marks, &Mark::found)) m_markFindings = pnp.findings;
    std::vector<Hypothesis> out;
    for (const TemporalPnpHypothesis& h : pnp.hypotheses) {
        // A path alone fixes some directions poorly; what moved mends that.
        const double score = m_scorer->score(h.camFromBase);
        const PoseCandidate climbed = climb(*m_scorer, {h.camFromBase, score}, 160, 0.1, 0.1, m_options.seed);
        out.push_back({climbed.camFromBase, climbed.score, true, h.rmsPx});
    }
    // Four vertices clicked in a frame need no track.
    const std::vector<Hypothesis> clicked = startsFromKeypoints();
    out.insert(out.end(), clicked.begin(), clicked.end());
    return out;
}

/// A rough pose as a person or another program gives it, and better ones around it.
Result<std::vector<Hypothesis>> Pipeline::startsNear(const RigidTransform& pose) const {
    std::vector<Hypothesis> out{{pose, m_scorer->score(pose), false, -1}};
    if (m_haveMasks) {  // they reach far; a pose that they lead to the robot needs no search
        const auto led = refineAgainstMasks(*m_scene, fitFrames(), pose, Detail::Quarter, {});
        if (!led) return tl::unexpected(led.error());
        constexpr double kOnTheRobot = 0.75;  // overlap; drawn as hulls, not even the true pose reaches 1
        const double score = m_scorer->score(led->camFromBase);
        if (score > kOnTheRobot) return std::vector<Hypothesis>{{led->camFromBase, score, false, -1}};
    }
    constexpr int kClimbs = 4, kSteps = 400;
    std::vector<PoseCandidate> climbed(kClimbs);
    parallelFor(kClimbs, m_context.threads, [&](int i) {
        if (m_context.stopped()) return;
        climbed[static_cast<size_t>(i)] = climb(*m_scorer, {pose, out[0].score}, kSteps, 0.2, 0.15,
                                                m_options.seed + static_cast<uint64_t>(i) + 1);
    });
    // A good pose is not to be had better by tiny pictures.
    for (const PoseCandidate& c : climbed)
        if (c.score > out[0].score + 0.05) out.push_back({c.camFromBase, c.score, false, -1});
    return out;
}

/// Where poses that show the marks where they were clicked explain the pictures about as well as others do,
/// the others are mirror images and the like.
void Pipeline::preferMarked() {
    if (!m_markConstraints) return;
    const auto shown = [&](const Hypothesis& h) {
        return m_markConstraints->clickDistancePx(h.camFromBase).value_or(0) < 0.06 * m_input.camera.width;
    };
    double best = 0, bestShown = 0;
    for (const Hypothesis& h : m_hypotheses) {
        best = std::max(best, h.score);
        if (shown(h)) bestShown = std::max(bestShown, h.score);
    }
    if (bestShown >= 0.8 * best) std::erase_if(m_hypotheses, [&](const Hypothesis& h) { return !shown(h); });
}

/// @param marks  Where given, every candidate shows the marks where they were clicked.
std::vector<Hypothesis> Pipeline::searchGlobally(PoseSearchOptions options, const MarkConstraints* marks) {
    if (marks)
        options.constrain = [marks](const RigidTransform& pose, size_t index) {
            return marks->turnedToMark(pose, index);
        };
    options.seed = m_options.seed;
    options.renderer = m_renderer.get();
    std::vector<Hypothesis> out;
    for (const PoseCandidate& c : searchPoses(*m_scorer, options, m_context))
        out.push_back({c.camFromBase, c.score, false, -1});
    return out;
}

void Pipeline::makeScorer() {
    m_scorerFrames.clear();
    const size_t stride = m_scene->fit.size() / 14 + 1;
    for (size_t i = 0; i < m_scene->fit.size(); i += stride)
        m_scorerFrames.push_back(
            {m_scene->fit[i].baseFromLink, m_haveMasks ? *m_scene->fit[i].mask : m_motion->changed[i]});
    if (partlyKnown() && m_motion) m_motion->unexplainedWeight = scorerOptions().unexplainedWeight;
    m_scorer.emplace(scorerThrough(m_scene->camera));
}

SilhouetteScorer::Options Pipeline::scorerOptions() const {
    SilhouetteScorer::Options out;
    out.changeMasks = !m_haveMasks;
    // Without joints the rest of the arm moves as well, but where it is nobody knows.
    if (partlyKnown()) out.unexplainedWeight = 0.2;
    return out;
}

Result<void> Pipeline::findStarts() {
    // What moved, or the given masks, as the common measure of all starts: up to 14 frames.
    if (!m_haveMasks) m_motion = findMotion(*m_scene);
    makeScorer();

    const bool observable = somethingToMatch();
    if (m_input.initialCamFromBase) {
        m_hypotheses = {{*m_input.initialCamFromBase, 0, false, -1}};
        if (observable) {
            auto near = startsNear(*m_input.initialCamFromBase);
            if (!near) return tl::unexpected(near.error());
            m_hypotheses = std::move(*near);
        }
    } else if (!m_marks.empty()) {
        m_markConstraints.emplace(*m_input.robot, *m_input.geometry, m_corrected, m_scene->camera, m_marks,
                                  [&](int frame) { return takesPart(frame); });
        m_hypotheses = startsFromMarks();
    }
    for (Hypothesis& h : m_hypotheses) h.score = m_scorer->score(h.camFromBase);
    if (m_context.stopped()) return {};

    const auto convincing = [&](double score) {
        return std::ranges::any_of(m_hypotheses, [&](const Hypothesis& h) { return h.score > score; });
    };
    const auto addSearch = [&](const MarkConstraints* marks) {
        std::vector<Hypothesis> found = searchGlobally({}, marks);
        m_searchedEverywhere = m_searchedEverywhere || !marks;
        m_hypotheses.insert(m_hypotheses.end(), found.begin(), found.end());
    };
    // A pose that was given is left only when it explains hardly anything; a mark that the program found may
    // be wrong, however well its pose seems to fit.
    const double enough = m_input.initialCamFromBase ? 0.25 : 0.4;
    const bool doubtful = std::ranges::any_of(m_input.marks, &Mark::found);
    if (observable && (doubtful || !convincing(enough)) && !m_input.marksAreKeypoints) {
        // With marks the search first looks only where they were clicked, which rules out most of space.
        if (m_markConstraints && !m_markConstraints->empty()) addSearch(&*m_markConstraints);
        if (doubtful || !convincing(std::min(enough, 0.3))) addSearch(nullptr);
        if (!doubtful) preferMarked();
    }
    if (m_focalStart && !m_input.marksAreKeypoints)
        m_hypotheses.push_back({*m_focalStart, m_scorer->score(*m_focalStart), false, -1});
    if (m_hypotheses.empty())
        fail(FailureReason::NoStart, observable ? "" : "hardly anything moves in the pictures");
    return {};
}

Result<void> Pipeline::chooseStart() {
    // The best few are refined and compared by what they explain.
    struct Refined {
        Hypothesis start;
        SilhouettePose pose;
        double score = 0;
    };
    const bool motionUsable = somethingToMatch();
    std::vector<Refined> refined;
    const auto refineAll = [&]() -> Result<void> {
        std::ranges::stable_sort(m_hypotheses, std::ranges::greater{}, &Hypothesis::score);
        constexpr size_t kMost = 4;
        if (m_hypotheses.size() > kMost) m_hypotheses.resize(kMost);
        for (const Hypothesis& h : m_hypotheses) {
            if (m_context.stopped()) return stoppedError();
            Refined r{h, {h.camFromBase, m_scene->camera, {}, m_scene->correction}, h.score};
            if (m_haveMasks) {
                auto pose = refineAgainstMasks(*m_scene, fitFrames(), h.camFromBase, Detail::Quarter, {});
                if (!pose) return tl::unexpected(pose.error());
                r.pose = std::move(*pose);
                r.score = m_scorer->score(r.pose.camFromBase);
            } else if (motionUsable) {
                if (h.fromMark) {
                    const PoseCandidate climbed =
                        climb(*m_scorer, {h.camFromBase, h.score}, 120, 0.03, 0.03, m_options.seed);
                    r.pose.camFromBase = climbed.camFromBase;
                }
                auto pose = refineAgainstMotion(*m_scene, *m_motion, r.pose.camFromBase);
                if (!pose) return tl::unexpected(pose.error());
                const auto before = compareWithMotion(*m_scene, *m_motion, r.pose.camFromBase);
                const auto after = compareWithMotion(*m_scene, *m_motion, pose->camFromBase);
                if (!before || !after) return tl::unexpected(before ? after.error() : before.error());
                // The fit may run away when the change masks are poor; keep what explains more.
                if (after->iou >= before->iou) r.pose = std::move(*pose);
                r.score = std::max(before->iou, after->iou);
            }
            refined.push_back(std::move(r));
        }
        std::ranges::stable_sort(refined, std::ranges::greater{}, &Refined::score);
        return {};
    };
    if (auto ok = refineAll(); !ok) return ok;
    // A start that leads nowhere, from a person or a mark: look everywhere before giving up.
    if (motionUsable && !m_searchedEverywhere && !m_input.marksAreKeypoints &&
        refined[0].score < (m_haveMasks ? 0.6 : 0.35)) {
        m_hypotheses = searchGlobally({});
        m_searchedEverywhere = true;
        if (auto ok = refineAll(); !ok) return ok;
    }
    // An arm that fills the picture, or is half outside, is met by few random cameras: look harder before a
    // pose that explains little is taken. Not where the focal length is a guess: with that freedom, cameras
    // close to a link explain a whole picture.
    if (motionUsable && m_searchedEverywhere && m_input.intrinsicsSource != IntrinsicsSource::Estimated &&
        refined[0].score < (m_haveMasks ? 0.6 : 0.55)) {
        log(LogLevel::Info,
            fmt::format("the best start explains {:.2f} only; searching more thoroughly", refined[0].score));
        m_hypotheses = searchGlobally(PoseSearchOptions::thorough());
        if (auto ok = refineAll(); !ok) return ok;
    }
    if (motionUsable && !m_input.marksAreKeypoints) {
        m_hypotheses = mirrorsOf(refined[0].pose.camFromBase);
        if (auto ok = refineAll(); !ok) return ok;
    }
    const Refined& best = refined[0];
    const auto close = [](const RigidTransform& a, const RigidTransform& b) {
        return rotationAngleBetween(a, b) < 0.06 && (cameraCentre(a) - cameraCentre(b)).norm() < 0.06;
    };
    for (const Refined& other : refined) {
        const RigidTransform& pose = other.pose.camFromBase;
        if (close(pose, best.pose.camFromBase)) continue;
        const double share = best.score > 0 ? other.score / best.score : 1.0;
        constexpr size_t kMostRivals = 4;
        if (share <= 0.85)
            m_rivalScore = std::max(m_rivalScore.value_or(0), share);
        else if (m_rivals.size() < kMostRivals &&
                 std::ranges::none_of(m_rivals, [&](const RigidTransform& r) { return close(pose, r); }))
            m_rivals.push_back(pose);
    }
    m_chosen = best.start;
    m_pose = best.pose;
    if (m_haveMasks) {
        auto pose = refineAgainstMasks(*m_scene, fitFrames(), m_pose.camFromBase, Detail::Half, {});
        if (!pose) return tl::unexpected(pose.error());
        m_pose = std::move(*pose);
    }
    // What a person would have seen as the coarse answer.
    m_run.coarseCamFromBase = best.start.camFromBase;
    if (best.start.trackRmsPx >= 0) m_run.calibration.quality.trackRmsPx = best.start.trackRmsPx;
    return {};
}

/// Poses that might be mistaken for this one, as far as no person's hint rules them out.
std::vector<Hypothesis> Pipeline::mirrorsOf(const RigidTransform& pose) const {
    constexpr double kShare = 0.7;  // of what the pose explains in tiny pictures; refinement brings the rest
    const bool clicked = m_markConstraints && std::ranges::none_of(m_input.marks, &Mark::found);
    std::vector<Hypothesis> out;
    for (const PoseCandidate& c : climbMirrors(*m_scorer, pose, kShare, m_options.seed, m_context)) {
        const auto off = clicked ? m_markConstraints->clickDistancePx(c.camFromBase) : std::nullopt;
        if (off && *off > 0.06 * m_input.camera.width) continue;
        constexpr double kClearlyFarther = 0.5;  // rad
        if (m_input.initialCamFromBase &&
            rotationAngleBetween(c.camFromBase, *m_input.initialCamFromBase) >
                rotationAngleBetween(pose, *m_input.initialCamFromBase) + kClearlyFarther)
            continue;
        out.push_back({c.camFromBase, c.score, false, -1});
    }
    return out;
}

Result<void> Pipeline::checkLag() {
    if (!isClip() || !(m_haveMasks || m_motion->changedShare > 2e-3)) return {};
    // With end-effector poses only, little is drawn, and from a poor start another moment fits better by
    // chance. The fine stage still tells when time does not stay where it is.
    if (partlyKnown()) return {};
    const std::vector<ObservedFrame> frames = observedFrames();
    constexpr int kReach = 6;
    const std::vector<LagScore> lags =
        scoreLags(*m_input.robot, *m_input.geometry, *m_input.motion, m_scene->correction, m_scene->camera,
                  frames, m_pose.camFromBase, kReach, scorerOptions(), m_options.seed, m_context.threads);
    if (lags.empty()) return {};
    const auto best = std::ranges::max_element(lags, {}, [](const LagScore& l) { return l.best.score; });
    const double none = lags[lags.size() / 2].best.score;
    std::string text;
    for (const LagScore& l : lags) text += fmt::format(" {:+.0f}:{:.3f}", l.lagFrames, l.best.score);
    log(LogLevel::Info, "overlap by time lag:" + text);
    if (best->best.score < none * 1.03 + 0.005) return {};
    log(LogLevel::Info,
        fmt::format("the pictures seem to lag the joints by {:+.0f} frames", best->lagFrames));
    m_lagFound = true;
    m_refine.lag = true;
    RobotCorrection correction = m_scene->correction;
    correction.lagFrames = best->lagFrames;
    applyCorrection(correction);
    return startAgain(best->best.camFromBase);
}

/// Looks for starts once more after the robot was corrected: those of the wrong robot are poor.
/// @param pose  One found with the corrected robot.
Result<void> Pipeline::startAgain(const RigidTransform& pose) {
    m_hypotheses.clear();
    m_rivals.clear();
    m_rivalScore.reset();
    m_searchedEverywhere = false;
    if (auto ok = findStarts(); !ok) return ok;
    if (m_failed) {  // no start but the one in hand
        m_failed = false;
        m_run.findings.pop_back();
    }
    m_hypotheses.push_back({pose, m_scorer->score(pose), false, -1});
    return chooseStart();
}

std::vector<ObservedFrame> Pipeline::observedFrames() const {
    std::vector<ObservedFrame> out;
    for (size_t i = 0; i < m_scene->fit.size(); ++i)
        out.push_back({m_scene->fit[i].index, m_haveMasks ? *m_scene->fit[i].mask : m_motion->changed[i]});
    return out;
}

}  // namespace camframe
