// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <numbers>
#include <utility>

#include "calib/joint_search.h"
#include "calib/pipeline/pipeline.h"
#include "model/core/log.h"
#include "model/core/parallel.h"

namespace camframe {

/// How well the robot as corrected so far covers what was observed.
Result<double> Pipeline::overlapOf(const SilhouettePose& pose) {
    if (m_haveMasks) {
        const auto explanation = compareWithMasks(*m_scene, pose);
        if (!explanation) return tl::unexpected(explanation.error());
        return explanation->overlap;
    }
    const auto motion = compareWithMotion(*m_scene, *m_motion, pose.camFromBase);
    if (!motion) return tl::unexpected(motion.error());
    return motion->iou;
}

/// Joints that are to be solved for may count from another zero, which the refinement's few degrees do not
/// reach. Only where the pictures are explained poorly: a robot that fits needs no turned joints.
Result<void> Pipeline::findJointOffsets() {
    if (!m_refine.joints || !somethingToMatch()) return {};
    std::vector<int> joints;
    for (const auto& [joint, sigma] : priors(m_refine).joints) joints.push_back(joint);
    const auto plain = overlapOf(m_pose);
    if (!plain) return tl::unexpected(plain.error());
    const double enough = m_haveMasks ? 0.93 : 0.65;
    if (*plain > enough || joints.empty()) return {};

    std::vector<ObservedFrame> frames;
    const std::vector<ObservedFrame> all = observedFrames();
    constexpr size_t kMost = 12;
    for (size_t i = 0; i < all.size(); i += (all.size() + kMost - 1) / kMost) frames.push_back(all[i]);
    JointSearchOptions options;
    options.seed = m_options.seed;
    options.scorer = scorerOptions();
    const RobotCorrection before = m_scene->correction;
    const std::vector<JointOffsetTrial> trials =
        searchJointOffsets(*m_input.robot, *m_input.geometry, *m_input.motion, before, m_scene->camera,
                           frames, joints, m_pose.camFromBase, options, m_context);

    // Tiny pictures propose; the robot as it is drawn decides. Every turned joint must explain clearly more.
    std::optional<RobotCorrection> best;
    RigidTransform bestPose = m_pose.camFromBase;
    double bestOverlap = *plain;
    int changed = 0;
    for (const JointOffsetTrial& trial : trials) {
        if (m_context.stopped()) return stoppedError();
        if (trial.changed == 0) continue;
        const RobotCorrection correction = withOffsets(before, trial.offsets);
        applyCorrection(correction);
        auto pose = refinedCoarsely(trial.best.camFromBase, {});
        if (!pose) return tl::unexpected(pose.error());
        const auto overlap = overlapOf(*pose);
        if (!overlap) return tl::unexpected(overlap.error());
        std::string text;
        for (const int joint : joints)
            if (trial.offsets[joint] != 0)
                text +=
                    fmt::format(" {} {:+.0f} deg", m_input.robot->joints()[static_cast<size_t>(joint)].name,
                                trial.offsets[joint] * 180 / std::numbers::pi);
        log(LogLevel::Info, fmt::format("joint offsets:{}: {:.3f}, refined {:.3f} after {:.3f}", text,
                                        trial.best.score, *overlap, bestOverlap));
        const bool more = trial.changed > changed;
        if (*overlap < bestOverlap + (more ? 0.02 : 0.0)) continue;
        best = correction;
        bestPose = pose->camFromBase;
        bestOverlap = *overlap;
        changed = trial.changed;
    }
    applyCorrection(best.value_or(before));
    return best ? startAgain(bestPose) : Result<void>{};
}

/// Would a joint that counts from another zero explain the pictures better, seen from the camera that was
/// found? A turned wrist spoils the hand only: the pose and its other figures are good all the same.
Result<void> Pipeline::compareWithTurnedJoints(Evidence& evidence, std::string& which) {
    if (!somethingToMatch() || m_scene->fit.empty()) return {};
    std::vector<int> joints;
    for (const ArmChain& arm : m_input.arms)
        for (size_t k = 1; k < arm.joints.size(); ++k) joints.push_back(arm.joints[k]);
    const auto values = static_cast<Eigen::Index>(m_input.robot->joints().size());
    const JointOffsetTrial none{Eigen::VectorXd::Zero(values), 0, -1, {m_pose.camFromBase, 0}};
    std::vector<JointOffsetTrial> trials = furtherOffsets(*m_input.robot, m_corrected, none, joints);
    if (trials.empty()) return {};

    using Poses = std::vector<std::vector<RigidTransform>>;  // [frame of the fit][link]
    const auto posesOf = [&](const JointOffsetTrial& trial) {
        Poses out;
        for (const WorkFrame& frame : m_scene->fit)
            out.push_back(correctedPoses(*m_input.robot, *m_input.motion, frame.index,
                                         withOffsets(m_scene->correction, trial.offsets)));
        return out;
    };
    const std::vector<ObservedFrame> observed = observedFrames();
    const size_t stride = observed.size() / 12 + 1;
    const auto tinyScore = [&](const Poses& poses) {
        std::vector<SilhouetteScorer::Frame> frames;
        for (size_t i = 0; i < poses.size(); i += stride) frames.push_back({poses[i], observed[i].observed});
        return SilhouetteScorer(*m_input.geometry, m_corrected.linkKnown, m_pose.camera, frames,
                                scorerOptions())
            .score(m_pose.camFromBase);
    };
    const double plainTiny = tinyScore(posesOf(none));
    parallelFor(static_cast<int>(trials.size()), m_context.threads, [&](int i) {
        JointOffsetTrial& trial = trials[static_cast<size_t>(i)];
        trial.best.score = tinyScore(posesOf(trial));
    });
    std::ranges::stable_sort(trials, std::ranges::greater{},
                             [](const JointOffsetTrial& t) { return t.best.score; });
    const auto plain = overlapOf(m_pose);
    if (!plain) return tl::unexpected(plain.error());
    evidence.turnedJointGain = 0;
    constexpr size_t kDrawn = 2;
    for (size_t k = 0; k < std::min(kDrawn, trials.size()); ++k) {
        if (trials[k].best.score < plainTiny) break;
        const Poses poses = posesOf(trials[k]);
        std::vector<std::span<const RigidTransform>> before;
        for (size_t i = 0; i < poses.size(); ++i)
            before.push_back(std::exchange(m_scene->fit[i].baseFromLink, poses[i]));
        const auto overlap = overlapOf(m_pose);
        for (size_t i = 0; i < poses.size(); ++i) m_scene->fit[i].baseFromLink = before[i];
        if (!overlap) return tl::unexpected(overlap.error());
        if (*overlap - *plain <= *evidence.turnedJointGain) continue;
        evidence.turnedJointGain = *overlap - *plain;
        const int joint = trials[k].lastJoint;
        which = fmt::format("{} by {:+.0f} degrees", m_input.robot->joints()[static_cast<size_t>(joint)].name,
                            trials[k].offsets[joint] * 180 / std::numbers::pi);
    }
    return {};
}

}  // namespace camframe
