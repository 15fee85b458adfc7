// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numbers>

#include "calib/conventions/pose_ranking.h"
#include "calib/conventions/pose_readings.h"
#include "calib/pose_search.h"
#include "model/core/parallel.h"

namespace camframe {

namespace {

constexpr double decisive = 0.01;
constexpr double leastOverlap = 0.2;
constexpr size_t mostPictured = 50;

/// A reading with the poses that it gives in the frames with pictures.
struct Reading {
    RankedPose ranked;
    std::vector<RigidTransform> baseFromLink;
    bool speaksForItself = false;
    int same = -1;  ///< An earlier reading that gives the same poses in these frames; -1: none.
};

/// Whether people could have meant so large or small numbers: metres within a robot's reach that move by more
/// than a centimetre, radians within two turns, degrees beyond one.
bool plausible(const Eigen::MatrixXd& stored, const PoseMapping& mapping) {
    const double unit = mapping.millimetres ? 1e-3 : 1;
    double least = 0, most = 0, angle = 0;
    Eigen::Vector3d low = Eigen::Vector3d::Constant(HUGE_VAL), high = -low;
    for (Eigen::Index t = 0; t < stored.rows(); ++t) {
        for (int axis = 0; axis < 3; ++axis) {
            const double value = unit * stored(t, mapping.columns.indices[static_cast<size_t>(axis)]);
            if (!std::isfinite(value)) continue;
            low[axis] = std::min(low[axis], value);
            high[axis] = std::max(high[axis], value);
            most = std::max(most, std::abs(value));
        }
        for (size_t i = 3; i < mapping.columns.indices.size(); ++i)
            if (const double value = std::abs(stored(t, mapping.columns.indices[i])); std::isfinite(value))
                angle = std::max(angle, value);
    }
    least = (high - low).maxCoeff();
    constexpr double farthest = 3, stillest = 0.01;
    if (!(least > stillest) || most > farthest) return false;
    const bool angles =
        mapping.rotation == RotationKind::Euler || mapping.rotation == RotationKind::AxisAngle;
    if (!angles) return true;
    return mapping.degrees ? angle > 2.01 * std::numbers::pi : angle < 4 * std::numbers::pi;
}

class PictureSearch {
public:
    PictureSearch(const PicturedPoses& poses, const ConventionProblem& problem, const RunContext& context)
        : m_poses(poses), m_problem(problem), m_context(context) {
        m_known.assign(problem.robot->links().size(), false);
        m_group = problem.robot->rigidGroup(poses.link);
        for (const int member : m_group) m_known[static_cast<size_t>(member)] = true;
        m_linkFromMember = problem.robot->forwardKinematics(problem.robot->defaultJointValues(), poses.link);
        if (problem.camFromBase) m_cameras.push_back(*problem.camFromBase);
        for (const ExtrinsicConvention& convention : extrinsicConventions(problem.extrinsics.size()))
            if (const auto pose = camFromBaseOf(problem.extrinsics, convention)) m_cameras.push_back(*pose);
    }

    Result<PoseRanking> run() {
        const auto orders = poseOrders(m_poses.recorded);
        if (orders.empty())
            return inputError(
                "{} columns are no poses in any order (6 to 10, 12, 13 or 16 for each arm are).",
                m_poses.recorded.stored.cols());
        for (const PoseOrder& order : orders) addReadings(order);
        // Pictures tell little of a hand; numbers that are quaternions or matrices were meant as such.
        const auto formless = [](const Reading& reading) { return !reading.speaksForItself; };
        if (!std::ranges::all_of(m_readings, formless)) std::erase_if(m_readings, formless);
        for (size_t i = 0; i < m_readings.size(); ++i) m_readings[i].same = sameBefore(i);
        if (m_readings.empty())
            return inputError(
                "The end-effector poses are no motion of a robot in any reading; check the columns and "
                "--robot.");
        m_context.report(0.1, "comparing readings");
        parallelFor(static_cast<int>(m_readings.size()), m_problem.threads, [&](int i) {
            Reading& reading = m_readings[static_cast<size_t>(i)];
            if (!m_context.stopped() && reading.same < 0) judge(reading);
        });
        if (m_context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        for (Reading& reading : m_readings)
            if (reading.same >= 0) {
                const RankedPose& other = m_readings[static_cast<size_t>(reading.same)].ranked;
                reading.ranked.score = other.score;
                reading.ranked.camFromBase = other.camFromBase;
            }
        PoseRanking out;
        out.byPictures = true;
        for (Reading& reading : m_readings) out.ranked.push_back(std::move(reading.ranked));
        preferUsual(out.ranked);
        const RankedPose winner = out.ranked.front();
        const auto behind = [&](const RankedPose& other) { return winner.score - other.score; };
        out.choices = poseChoices(out.ranked, winner, behind, decisive, m_poses.linkFromBody.size() > 1);
        // Axes that were not tried are not settled: the camera turns with the base.
        if (m_cameras.empty())
            for (ConventionChoice& choice : out.choices)
                if (choice.what == "pose base axes") choice.determined = false;
        out.convincing = winner.score >= leastOverlap;
        if (out.ranked.size() > mostPictured) out.ranked.resize(mostPictured);
        return out;
    }

private:
    /// Best first; of readings that score alike, the one that was tried first, which is the most usual.
    static void preferUsual(std::vector<RankedPose>& ranked) {
        const double best = std::ranges::max_element(ranked, {}, &RankedPose::score)->score;
        const auto usual = std::ranges::find_if(ranked, [&](const auto& p) { return p.score > best - 1e-3; });
        std::rotate(ranked.begin(), usual, usual + 1);
        std::stable_sort(ranked.begin() + 1, ranked.end(),
                         [](const RankedPose& a, const RankedPose& b) { return a.score > b.score; });
    }

    void addReadings(const PoseOrder& order) {
        const Eigen::MatrixXd& stored = m_poses.recorded.stored;
        const auto turns =
            m_cameras.empty() ? std::vector{Eigen::Matrix3d(Eigen::Matrix3d::Identity())} : axisTurns();
        for (const RotationReading& rotation : rotationReadings(order.rotationSize()))
            for (const bool millimetres : {false, true}) {
                const PoseMapping mapping = poseMapping(order, rotation, millimetres);
                if (!plausible(stored, mapping)) continue;
                const auto poses = readPoses(stored, mapping);
                if (!poses) continue;
                const bool formed = speaksForItself(stored, mapping);
                for (const Eigen::Matrix3d& turn : turns)
                    for (const RigidTransform& body : m_poses.linkFromBody) {
                        Reading one;
                        one.ranked.order = order.words;
                        one.ranked.mapping = mapping;
                        one.ranked.mapping.baseFromOrigin.linear() = turn;
                        one.ranked.mapping.linkFromBody = body;
                        for (const ObservedFrame& frame : m_problem.observed)
                            one.baseFromLink.push_back(one.ranked.mapping.baseFromOrigin *
                                                       (*poses)[static_cast<size_t>(frame.frame)] *
                                                       body.inverse());
                        one.speaksForItself = formed;
                        m_readings.push_back(std::move(one));
                    }
            }
    }

    /// The first reading before one that gives the same poses; -1: none.
    int sameBefore(size_t index) const {
        const std::vector<RigidTransform>& poses = m_readings[index].baseFromLink;
        for (size_t i = 0; i < index; ++i)
            if (m_readings[i].same < 0 &&
                std::ranges::equal(poses, m_readings[i].baseFromLink, [](const auto& a, const auto& b) {
                    return !a.matrix().allFinite() || (a.matrix() - b.matrix()).cwiseAbs().maxCoeff() < 1e-6;
                }))
                return static_cast<int>(i);
        return -1;
    }

    void judge(Reading& reading) const {
        std::vector<std::vector<RigidTransform>> links;
        std::vector<SilhouetteScorer::Frame> frames;
        links.reserve(reading.baseFromLink.size());
        for (size_t i = 0; i < reading.baseFromLink.size(); ++i) {
            if (!reading.baseFromLink[i].matrix().allFinite()) continue;
            links.emplace_back(m_known.size(), RigidTransform::Identity());
            for (const int member : m_group)
                links.back()[static_cast<size_t>(member)] =
                    reading.baseFromLink[i] * m_linkFromMember[static_cast<size_t>(member)];
            frames.push_back({links.back(), m_problem.observed[i].observed});
        }
        // As for calibrations from such recordings: most of what changes is the arm, which is not drawn.
        const SilhouetteScorer scorer(*m_problem.geometry, m_known, m_problem.camera, frames,
                                      {.unexplainedWeight = 0.2});
        RankedPose& ranked = reading.ranked;
        ranked.score = -1;
        if (m_cameras.empty()) {
            PoseSearchOptions options;
            options.seed = m_problem.seed;
            for (const PoseCandidate& found : searchPoses(scorer, options, m_context))
                if (found.score > ranked.score) {
                    ranked.score = found.score;
                    ranked.camFromBase = found.camFromBase;
                }
        }
        for (const RigidTransform& camera : m_cameras)
            if (const double score = scorer.score(camera); score > ranked.score) {
                ranked.score = score;
                ranked.camFromBase = camera;
            }
    }

    const PicturedPoses& m_poses;
    const ConventionProblem& m_problem;
    const RunContext& m_context;
    std::vector<bool> m_known;  ///< Links whose poses the recording tells.
    std::vector<int> m_group;
    std::vector<RigidTransform> m_linkFromMember;
    std::vector<RigidTransform> m_cameras;  ///< That are given; empty: searched for.
    std::vector<Reading> m_readings;
};

}  // namespace

Result<PoseRanking> rankPosesByPictures(const PicturedPoses& poses, const ConventionProblem& problem,
                                        const RunContext& context) {
    if (problem.observed.size() < 5)
        return inputError(
            "Fewer than five frames have pictures and poses; conventions need a recording that moves.");
    return PictureSearch(poses, problem, context).run();
}

}  // namespace camframe
