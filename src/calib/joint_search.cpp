// SPDX-License-Identifier: Apache-2.0
#include "calib/joint_search.h"

#include <algorithm>
#include <limits>
#include <numbers>

#include "model/core/parallel.h"

namespace camframe {

namespace {

constexpr double kEighth = std::numbers::pi / 4;

/// What a joint may be off by: its values plus the offset stay within its limits, which URDFs round.
std::vector<double> offsetsOf(const Joint& joint, double least, double most) {
    if (joint.type != JointType::Revolute && joint.type != JointType::Continuous) return {};
    constexpr double kSlack = 0.2;
    const bool limited = joint.type == JointType::Revolute && joint.lower < joint.upper;
    std::vector<double> out;
    for (const int eighths : {-2, -1, 1, 2, 4, -4}) {
        const double offset = eighths * kEighth;
        if (limited && (least + offset < joint.lower - kSlack || most + offset > joint.upper + kSlack))
            continue;
        if (eighths == -4 && !out.empty() && out.back() == 4 * kEighth) continue;  // the same place
        out.push_back(offset);
    }
    return out;
}

class Search {
public:
    Search(const RobotModel& robot, const RobotGeometry& geometry, const RobotMotion& motion,
           const RobotCorrection& correction, const CameraModel& camera,
           std::span<const ObservedFrame> frames, const JointSearchOptions& options)
        : m_robot(robot),
          m_geometry(geometry),
          m_motion(motion),
          m_correction(correction),
          m_camera(camera),
          m_frames(frames),
          m_options(options) {}

    /// Improves trial.best under the trial's offsets from where it stands, and from where the camera would
    /// stand if it had turned with the links behind the last joint: what the picture fixed so far may be
    /// those or the links before it.
    void climbFrom(JointOffsetTrial& trial, int steps) const {
        const Posed posed = pose(trial);
        const auto climbed = [&](const RigidTransform& start) {
            return climb(posed.scorer, {start, posed.scorer.score(start)}, steps, 0.1, 0.1, m_options.seed);
        };
        const RigidTransform start = trial.best.camFromBase;
        trial.best = climbed(start);
        if (trial.lastJoint < 0) return;
        JointOffsetTrial before = trial;
        before.offsets[trial.lastJoint] = 0;
        const auto link =
            static_cast<size_t>(m_robot.joints()[static_cast<size_t>(trial.lastJoint)].childLink);
        const int frame = m_frames[m_frames.size() / 2].frame;
        const auto turned = posesOf(trial, frame), straight = posesOf(before, frame);
        if (turned.empty()) return;
        const PoseCandidate other = climbed(start * straight[link] * turned[link].inverse(Eigen::Isometry));
        if (other.score > trial.best.score) trial.best = other;
    }

    /// Likewise from nothing; keeps what is better.
    void searchFor(JointOffsetTrial& trial) const {
        PoseSearchOptions search;
        search.seed = m_options.seed;
        search.candidates = 1000;
        search.climbed = 6;
        search.climbSteps = 120;
        search.kept = 1;
        RunContext alone;
        alone.threads = 1;
        const auto found = searchPoses(pose(trial).scorer, search, alone);
        if (!found.empty() && found[0].score > trial.best.score) trial.best = found[0];
    }

private:
    struct Posed {
        std::vector<std::vector<RigidTransform>> poses;
        SilhouetteScorer scorer;
    };
    std::vector<RigidTransform> posesOf(const JointOffsetTrial& trial, int frame) const {
        return correctedPoses(m_robot, m_motion, frame, withOffsets(m_correction, trial.offsets));
    }
    Posed pose(const JointOffsetTrial& trial) const {
        std::vector<std::vector<RigidTransform>> poses;
        std::vector<SilhouetteScorer::Frame> frames;
        poses.reserve(m_frames.size());
        for (const ObservedFrame& frame : m_frames) {
            poses.push_back(posesOf(trial, frame.frame));
            if (!poses.back().empty()) frames.push_back({poses.back(), frame.observed});
        }
        SilhouetteScorer scorer(m_geometry, m_motion.linkKnown, m_camera, frames, m_options.scorer);
        return {std::move(poses), std::move(scorer)};
    }

    const RobotModel& m_robot;
    const RobotGeometry& m_geometry;
    const RobotMotion& m_motion;
    const RobotCorrection& m_correction;
    const CameraModel& m_camera;
    std::span<const ObservedFrame> m_frames;
    const JointSearchOptions& m_options;
};

}  // namespace

RobotCorrection withOffsets(const RobotCorrection& correction, const Eigen::VectorXd& offsets) {
    RobotCorrection out = correction;
    out.jointOffsets = offsets;
    if (correction.jointOffsets.size() > 0) out.jointOffsets += correction.jointOffsets;
    return out;
}

std::vector<JointOffsetTrial> furtherOffsets(const RobotModel& robot, const RobotMotion& motion,
                                             const JointOffsetTrial& from, std::span<const int> joints) {
    std::vector<JointOffsetTrial> out;
    for (const int joint : joints) {
        if (from.offsets[joint] != 0) continue;
        double least = std::numeric_limits<double>::infinity(), most = -least;
        for (const Eigen::VectorXd& values : motion.jointValues) {
            if (values.size() == 0) continue;
            least = std::min(least, values[joint]);
            most = std::max(most, values[joint]);
        }
        if (least > most) return {};  // no joints are known
        for (const double offset : offsetsOf(robot.joints()[static_cast<size_t>(joint)], least, most)) {
            JointOffsetTrial trial = from;
            trial.offsets[joint] = offset;
            trial.lastJoint = joint;
            ++trial.changed;
            out.push_back(std::move(trial));
        }
    }
    return out;
}

std::vector<JointOffsetTrial> searchJointOffsets(const RobotModel& robot, const RobotGeometry& geometry,
                                                 const RobotMotion& motion, const RobotCorrection& correction,
                                                 const CameraModel& camera,
                                                 std::span<const ObservedFrame> frames,
                                                 std::span<const int> joints, const RigidTransform& start,
                                                 const JointSearchOptions& options,
                                                 const RunContext& context) {
    const Search search(robot, geometry, motion, correction, camera, frames, options);
    JointOffsetTrial none{Eigen::VectorXd::Zero(static_cast<Eigen::Index>(robot.joints().size())), 0, -1, {}};
    none.best.camFromBase = start;
    search.climbFrom(none, 150);

    std::vector<JointOffsetTrial> out{none}, beam{none};
    while (beam[0].changed < options.mostChanged) {
        std::vector<JointOffsetTrial> trials;
        for (const JointOffsetTrial& from : beam)
            for (JointOffsetTrial& trial : furtherOffsets(robot, motion, from, joints))
                if (std::ranges::none_of(trials, [&](const auto& t) { return t.offsets == trial.offsets; }))
                    trials.push_back(std::move(trial));
        if (trials.empty()) break;
        const auto sort = [&] {
            std::ranges::stable_sort(trials, std::ranges::greater{},
                                     [](const JointOffsetTrial& t) { return t.best.score; });
        };
        parallelFor(static_cast<int>(trials.size()), context.threads, [&](int i) {
            if (!context.stopped()) search.climbFrom(trials[static_cast<size_t>(i)], 100);
        });
        sort();
        // With one joint mended and another still wrong the predecessor's camera is a fair start.
        constexpr size_t kSearched = 10;
        if (trials[0].changed > 1 && trials.size() > kSearched) trials.resize(kSearched);
        parallelFor(static_cast<int>(trials.size()), context.threads, [&](int i) {
            if (!context.stopped()) search.searchFor(trials[static_cast<size_t>(i)]);
        });
        if (context.stopped()) return {out[0]};
        sort();
        if (trials.size() > static_cast<size_t>(options.kept))
            trials.resize(static_cast<size_t>(options.kept));
        out.insert(out.end(), trials.begin(), trials.end());
        beam = std::move(trials);
    }
    return out;
}

}  // namespace camframe
