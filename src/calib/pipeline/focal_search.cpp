// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "calib/pipeline/pipeline.h"
#include "model/core/log.h"

namespace camframe {

namespace {

/// A camera with its place: what competes while the focal length is unknown.
struct FocalTrial {
    CameraModel camera;
    RigidTransform camFromBase;
    double score = 0;
};

CameraModel withFocal(CameraModel camera, double factor) {
    camera.fx *= factor;
    camera.fy *= factor;
    return camera;
}

}  // namespace

SilhouetteScorer Pipeline::scorerThrough(const CameraModel& camera) const {
    return SilhouetteScorer(*m_input.geometry, m_corrected.linkKnown, camera, m_scorerFrames,
                            scorerOptions());
}

/// At reduced size, from a start that may be far off. Where intrinsics are among the unknowns, the scene's
/// camera follows.
Result<SilhouettePose> Pipeline::refinedCoarsely(const RigidTransform& start, const UnknownPriors& unknowns) {
    if (!m_haveMasks) return refineAgainstMotion(*m_scene, *m_motion, start, unknowns);
    const auto near = refineAgainstMasks(*m_scene, fitFrames(), start, Detail::Quarter, unknowns);
    if (!near) return tl::unexpected(near.error());
    m_scene->camera = near->camera;
    return refineAgainstMasks(*m_scene, fitFrames(), near->camFromBase, Detail::Half, unknowns);
}

/// Where nobody knows the intrinsics: tries focal lengths around the guess, each with the places from which
/// the robot looks most like the pictures, and refines place and focal length of the best few together. What
/// follows takes the winner for given until the fine stage sets it free again.
Result<void> Pipeline::estimateFocal() {
    if (m_input.intrinsicsSource != IntrinsicsSource::Estimated) return {};
    if (!m_haveMasks) m_motion = findMotion(*m_scene);
    if (!somethingToMatch()) return {};
    makeScorer();
    const CameraModel guess = m_scene->camera;
    constexpr double kFactors[] = {0.55, 0.75, 1.0, 1.35, 1.8};
    std::vector<FocalTrial> trials;
    for (const double factor : kFactors) {
        if (m_context.stopped()) return stoppedError();
        const CameraModel camera = withFocal(guess, factor);
        const SilhouetteScorer scorer = scorerThrough(camera);
        PoseSearchOptions search;
        search.seed = m_options.seed;
        search.renderer = m_renderer.get();
        search.candidates = 1500;
        search.climbed = 8;
        search.kept = 3;
        for (const PoseCandidate& c : searchPoses(scorer, search, m_context))
            trials.push_back({camera, c.camFromBase, c.score});
        if (!m_input.initialCamFromBase) continue;
        const PoseCandidate start{*m_input.initialCamFromBase, scorer.score(*m_input.initialCamFromBase)};
        const PoseCandidate near = climb(scorer, start, 300, 0.2, 0.3, m_options.seed);
        trials.push_back({camera, near.camFromBase, near.score});
    }
    std::ranges::stable_sort(trials, std::ranges::greater{}, &FocalTrial::score);
    constexpr size_t kRefined = 3;
    if (trials.size() > kRefined) trials.resize(kRefined);

    RefineSet focal;
    focal.focal = true;
    FocalTrial best{guess, RigidTransform::Identity(), 0};
    for (const FocalTrial& trial : trials) {
        if (m_context.stopped()) return stoppedError();
        m_scene->camera = trial.camera;
        if (m_motion)
            m_motion->camera = trial.camera.resized(m_motion->camera.width, m_motion->camera.height);
        auto pose = refinedCoarsely(trial.camFromBase, priors(focal));
        if (!pose) return tl::unexpected(pose.error());
        const double score = scorerThrough(pose->camera).score(pose->camFromBase);
        log(LogLevel::Info, fmt::format("focal length {:.0f} px explains {:.3f}, refined {:.0f} px {:.3f}",
                                        trial.camera.fx, trial.score, pose->camera.fx, score));
        if (trial.score > best.score) best = trial;
        if (score > best.score) best = {pose->camera, pose->camFromBase, score};
    }
    m_scene->camera = best.camera;
    m_camera.fx = best.camera.fx;
    m_camera.fy = best.camera.fy;
    if (best.score > 0) m_focalStart = best.camFromBase;
    return {};
}

}  // namespace camframe
