// SPDX-License-Identifier: Apache-2.0
#include "calib/conventions/convention_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <random>

#include "calib/mask_evidence.h"
#include "calib/pose_search.h"
#include "model/core/parallel.h"

namespace camframe {

namespace {

constexpr double quarter = std::numbers::pi / 4;
constexpr double usualOffsets[] = {0, quarter, -quarter, 2 * quarter, -2 * quarter};
constexpr int scorerWidth = 160;
constexpr size_t beamWidth = 16, drawnStarts = 40;
constexpr int fewFrames = 6, mostRounds = 4;
constexpr double decisive = 0.01;     ///< Margin of a choice that counts as determined.
constexpr double leastOverlap = 0.2;  ///< Below nothing is believed.

tl::unexpected<Error> stopped() {
    return makeError(ErrorKind::Stopped, "Stopped.");
}

/// Draws a convention's robot and compares it with what changed.
class Judge {
public:
    explicit Judge(const ConventionProblem& problem) : m_problem(problem) {
        const int width = std::min(scorerWidth, problem.camera.width);
        const int height = std::max(8, width * problem.camera.height / problem.camera.width);
        for (const ObservedFrame& frame : problem.observed) {
            m_observed.push_back(resizeMask(frame.observed, width, height));
            m_stored.push_back(problem.stored.row(frame.frame));
        }
        Eigen::MatrixXd rows(static_cast<Eigen::Index>(m_stored.size()), problem.stored.cols());
        for (size_t i = 0; i < m_stored.size(); ++i) rows.row(static_cast<Eigen::Index>(i)) = m_stored[i];
        m_rows = std::move(rows);
        // The grippers' range is that of the whole recording, not of the frames at hand.
        for (Eigen::Index c = 0; c < m_rows.cols(); ++c)
            m_range.emplace_back(problem.stored.col(c).minCoeff(), problem.stored.col(c).maxCoeff());
    }

    /// A scorer for the robot as these joints move it.
    SilhouetteScorer scorer(const JointConvention& joints) const {
        const std::vector<Eigen::VectorXd> values = valuesOf(joints);
        std::vector<std::vector<RigidTransform>> poses;
        poses.reserve(values.size());
        std::vector<SilhouetteScorer::Frame> frames;
        for (size_t i = 0; i < values.size(); ++i) {
            if (values[i].size() == 0) continue;
            poses.push_back(m_problem.robot->forwardKinematics(values[i], m_problem.baseLink));
            frames.push_back({poses.back(), m_observed[i]});
        }
        return {*m_problem.geometry, {}, m_problem.camera, frames, {.width = scorerWidth}};
    }
    /// Whether the robot can take the values of a joint.
    bool feasible(const JointConvention& joints, int index) const {
        constexpr double most = 0.1;
        return shareBeyondLimits(*m_problem.robot, index, valuesOf(joints)) <= most;
    }
    void judge(ConventionCandidate& candidate) const {
        candidate.score = scorer(candidate.joints).score(candidate.camFromBase);
    }

private:
    /// Two more rows hold each column's range, so that grippers are scaled as in the whole recording.
    std::vector<Eigen::VectorXd> valuesOf(const JointConvention& joints) const {
        Eigen::MatrixXd rows(m_rows.rows() + 2, m_rows.cols());
        rows.topRows(m_rows.rows()) = m_rows;
        for (Eigen::Index c = 0; c < m_rows.cols(); ++c) {
            rows(m_rows.rows(), c) = m_range[static_cast<size_t>(c)].first;
            rows(m_rows.rows() + 1, c) = m_range[static_cast<size_t>(c)].second;
        }
        auto out = jointsUnder(joints, *m_problem.robot, m_problem.arms, rows);
        out.resize(static_cast<size_t>(m_rows.rows()));
        return out;
    }

    const ConventionProblem& m_problem;
    std::vector<ImageU8> m_observed;
    std::vector<Eigen::RowVectorXd> m_stored;
    Eigen::MatrixXd m_rows;
    std::vector<std::pair<double, double>> m_range;
};

bool sameMeaning(const ConventionCandidate& a, const ConventionCandidate& b) {
    return a.joints.columns == b.joints.columns && a.joints.gripperColumns == b.joints.gripperColumns &&
           a.joints.degrees == b.joints.degrees && a.joints.signs == b.joints.signs &&
           a.joints.offsets == b.joints.offsets && a.joints.gripperInverted == b.joints.gripperInverted &&
           (a.camFromBase.matrix() - b.camFromBase.matrix()).cwiseAbs().maxCoeff() < 1e-5;
}

bool better(const ConventionCandidate& a, const ConventionCandidate& b) {
    return a.score > b.score;
}

/// Sign and offset of one joint.
struct Turn {
    double sign = 1, offset = 0;
};

class Search {
public:
    Search(const ConventionProblem& problem, const RunContext& context)
        : m_problem(problem), m_context(context), m_judge(problem) {
        for (const ConventionArm& arm : problem.arms)
            m_joints.insert(m_joints.end(), arm.joints.begin(), arm.joints.end());
        if (!problem.extrinsics.empty())
            for (const ExtrinsicConvention& convention : extrinsicConventions(problem.extrinsics.size()))
                if (const auto pose = camFromBaseOf(problem.extrinsics, convention))
                    m_poses.emplace_back(convention, *pose);
    }

    Result<ConventionRanking> run() {
        const auto layouts = jointLayouts(m_problem.arms, m_problem.stored.cols());
        if (layouts.empty())
            return inputError(
                "The recording's {} columns are neither {} arm{} of {} joints nor these with a gripper each; "
                "choose the columns with a dataset profile or another --robot.",
                m_problem.stored.cols(), m_problem.arms.size(), m_problem.arms.size() == 1 ? "" : "s",
                m_problem.arms.front().joints.size());
        if (!m_problem.extrinsics.empty() && m_poses.empty())
            return inputError("The extrinsics are no rigid motion in any convention; check the numbers.");
        std::vector<JointConvention> starts;
        for (const JointConvention& layout : layouts)
            for (const bool degrees : {false, true}) addStarts(layout, degrees, starts);
        if (starts.empty())
            return inputError(
                "In no order, unit, sign and offset that was tried the values are within the robot's limits; "
                "check --robot.");
        m_context.report(0.1, "comparing readings");
        std::vector<std::vector<ConventionCandidate>> found(starts.size());
        parallelFor(static_cast<int>(starts.size()), m_problem.threads, [&](int i) {
            if (!m_context.stopped()) found[static_cast<size_t>(i)] = posed(starts[static_cast<size_t>(i)]);
        });
        std::vector<ConventionCandidate> beam;
        for (auto& candidates : found) std::ranges::move(candidates, std::back_inserter(beam));
        if (m_context.stopped()) return stopped();
        std::ranges::stable_sort(beam, better);
        if (beam.size() > beamWidth) beam.resize(beamWidth);
        m_context.report(0.4, "improving the best readings");
        std::vector<std::vector<ConventionCandidate>> improved(beam.size());
        parallelFor(static_cast<int>(beam.size()), m_problem.threads,
                    [&](int i) { improved[static_cast<size_t>(i)] = improve(beam[static_cast<size_t>(i)]); });
        for (auto& candidates : improved) std::ranges::move(candidates, std::back_inserter(m_all));
        if (m_context.stopped()) return stopped();
        m_context.report(0.8, "changing two joints at once");
        improvePairs();
        if (m_context.stopped()) return stopped();
        m_context.report(0.95, "judging the result");
        return rank();
    }

private:
    /// What the limits allow of a joint in this layout and unit.
    std::vector<Turn> turnsOf(const JointConvention& joints, size_t joint) const {
        std::vector<Turn> out;
        for (const double offset : usualOffsets)
            for (const double sign : {1.0, -1.0}) {
                JointConvention one = joints;
                one.signs[joint] = sign;
                one.offsets[joint] = offset;
                if (m_judge.feasible(one, m_joints[joint])) out.push_back({sign, offset});
            }
        return out;
    }

    void addStarts(const JointConvention& layout, bool degrees, std::vector<JointConvention>& out) {
        JointConvention joints = layout;
        joints.degrees = degrees;
        std::vector<std::vector<Turn>>& lists = m_turns[{layout.columns, degrees}];
        for (size_t k = 0; k < m_joints.size(); ++k) lists.push_back(turnsOf(joints, k));
        if (std::ranges::any_of(lists, [](const auto& list) { return list.empty(); })) return;
        std::mt19937_64 random(m_problem.seed + out.size());
        const size_t count = poseIsFree() ? 1 : drawnStarts;
        for (size_t i = 0; i < count; ++i) {
            for (size_t k = 0; k < m_joints.size(); ++k) {
                // The first start is the most usual that the limits allow.
                const size_t place = i == 0 || random() % 2 == 0 ? 0 : random() % lists[k].size();
                joints.signs[k] = lists[k][place].sign;
                joints.offsets[k] = lists[k][place].offset;
            }
            out.push_back(joints);
        }
    }

    /// The joints with the cameras that suit them best, in a few frames.
    std::vector<ConventionCandidate> posed(const JointConvention& joints) const {
        const SilhouetteScorer scorer = m_judge.scorer(joints);
        std::vector<ConventionCandidate> out;
        const auto add = [&](const RigidTransform& pose, std::optional<ExtrinsicConvention> extrinsics) {
            out.push_back({joints, std::move(extrinsics), pose, scorer.score(pose, fewFrames)});
        };
        if (m_problem.camFromBase) {
            add(*m_problem.camFromBase, std::nullopt);
        } else if (!poseIsFree()) {
            for (const auto& [convention, pose] : m_poses) add(pose, convention);
        } else {
            PoseSearchOptions options;
            options.seed = m_problem.seed;
            for (const PoseCandidate& found : searchPoses(scorer, options, m_context))
                add(found.camFromBase, std::nullopt);
        }
        std::ranges::stable_sort(out, better);
        constexpr size_t mostCameras = 2;
        if (out.size() > mostCameras) out.resize(mostCameras);
        return out;
    }

    /// Whether a pose must be found again when the joints are changed.
    bool poseIsFree() const { return !m_problem.camFromBase && m_problem.extrinsics.empty(); }

    void judge(ConventionCandidate& candidate) const {
        if (!poseIsFree()) return m_judge.judge(candidate);
        const SilhouetteScorer scorer = m_judge.scorer(candidate.joints);
        const PoseCandidate climbed =
            climb(scorer, {candidate.camFromBase, scorer.score(candidate.camFromBase)}, 60, 0.1, 0.05,
                  m_problem.seed);
        candidate.camFromBase = climbed.camFromBase;
        candidate.score = climbed.score;
    }

    const std::vector<Turn>& turns(const ConventionCandidate& of, size_t joint) const {
        return m_turns.at({of.joints.columns, of.joints.degrees})[joint];
    }

    /// Everything that differs from a candidate in one joint.
    std::vector<ConventionCandidate> variants(const ConventionCandidate& of, size_t joint) const {
        std::vector<ConventionCandidate> out;
        for (const Turn& turn : turns(of, joint)) {
            ConventionCandidate one = of;
            one.joints.signs[joint] = turn.sign;
            one.joints.offsets[joint] = turn.offset;
            if (one.joints == of.joints) continue;
            judge(one);
            out.push_back(std::move(one));
        }
        return out;
    }

    void tryExtrinsics(ConventionCandidate& best) const {
        if (m_poses.empty()) return;
        const SilhouetteScorer scorer = m_judge.scorer(best.joints);
        for (const auto& [convention, pose] : m_poses)
            if (const double score = scorer.score(pose); score > best.score + 1e-4) {
                best.extrinsics = convention;
                best.camFromBase = pose;
                best.score = score;
            }
    }

    std::vector<ConventionCandidate> improve(ConventionCandidate best) const {
        std::vector<ConventionCandidate> seen;
        judge(best);
        seen.push_back(best);
        for (int round = 0; round < mostRounds; ++round) {
            const double before = best.score;
            for (size_t joint = 0; joint < m_joints.size(); ++joint) {
                if (m_context.stopped()) return seen;
                const ConventionCandidate of = best;
                for (ConventionCandidate& one : variants(of, joint)) {
                    // The usual reading stays unless another is clearly better.
                    if (one.score > best.score + 1e-4) best = one;
                    seen.push_back(std::move(one));
                }
            }
            tryExtrinsics(best);
            seen.push_back(best);
            ConventionCandidate other = best;
            other.joints.gripperInverted = !other.joints.gripperInverted;
            judge(other);
            seen.push_back(other);
            if (other.score > best.score + 1e-4) best = other;
            if (best.score <= before) break;
        }
        return seen;
    }

    /// Two wrong joints can hide each other: all pairs of the best, then joint by joint again.
    void improvePairs() {
        const ConventionCandidate best = *std::ranges::max_element(m_all, {}, &ConventionCandidate::score);
        std::vector<ConventionCandidate> pairs;
        for (size_t a = 0; a < m_joints.size(); ++a)
            for (size_t b = a + 1; b < m_joints.size(); ++b)
                for (const Turn& first : turns(best, a))
                    for (const Turn& second : turns(best, b)) {
                        ConventionCandidate one = best;
                        one.joints.signs[a] = first.sign;
                        one.joints.offsets[a] = first.offset;
                        one.joints.signs[b] = second.sign;
                        one.joints.offsets[b] = second.offset;
                        pairs.push_back(std::move(one));
                    }
        parallelFor(static_cast<int>(pairs.size()), m_problem.threads, [&](int i) {
            if (!m_context.stopped()) judge(pairs[static_cast<size_t>(i)]);
        });
        const auto found = std::ranges::max_element(pairs, {}, &ConventionCandidate::score);
        if (found == pairs.end() || found->score <= best.score + 1e-4) return;
        std::ranges::move(improve(*found), std::back_inserter(m_all));
    }

    Result<ConventionRanking> rank() {
        ConventionRanking out;
        std::ranges::stable_sort(m_all, better);
        for (ConventionCandidate& one : m_all) {
            if (out.ranked.size() == 50) break;
            if (std::ranges::none_of(out.ranked, [&](const auto& other) { return sameMeaning(one, other); }))
                out.ranked.push_back(std::move(one));
        }
        preferUsual(out.ranked);
        out.convincing = out.ranked.front().score >= leastOverlap;
        addChoices(out);
        return out;
    }

    /// Of readings that score alike, the one with the fewest oddities goes first.
    void preferUsual(std::vector<ConventionCandidate>& ranked) const {
        const auto oddities = [](const ConventionCandidate& c) {
            return std::ranges::count(c.joints.signs, -1.0) + static_cast<long>(c.joints.offsets.size()) -
                   std::ranges::count(c.joints.offsets, 0.0) + static_cast<long>(c.joints.gripperInverted);
        };
        const double best = ranked.front().score;
        const auto alike = std::ranges::find_if(ranked, [&](const auto& c) { return c.score < best - 1e-3; });
        std::stable_sort(ranked.begin(), alike,
                         [&](const auto& a, const auto& b) { return oddities(a) < oddities(b); });
    }

    void addChoices(ConventionRanking& out) const {
        const ConventionCandidate& winner = out.ranked.front();
        const auto judgeAll = [&](std::string what, std::string chosen,
                                  const std::vector<std::pair<std::string, ConventionCandidate>>& others) {
            ConventionChoice choice{std::move(what), std::move(chosen), {}, winner.score, true};
            for (const auto& [name, other] : others)
                if (const double margin = winner.score - other.score;
                    choice.runnerUp.empty() || margin < choice.margin) {
                    choice.runnerUp = name;
                    choice.margin = margin;
                }
            if (choice.runnerUp.empty()) {
                choice.runnerUp = "all else";
                choice.margin = 1;
            }
            choice.determined = choice.margin >= decisive;
            out.choices.push_back(std::move(choice));
        };
        using Others = std::vector<std::pair<std::string, ConventionCandidate>>;
        Others others;
        for (const JointConvention& layout : jointLayouts(m_problem.arms, m_problem.stored.cols()))
            if (layout.columns != winner.joints.columns) {
                ConventionCandidate other = winner;
                other.joints.columns = layout.columns;
                other.joints.gripperColumns = layout.gripperColumns;
                judge(other);
                others.emplace_back(layout.layout, std::move(other));
            }
        judgeAll("order of the columns", winner.joints.layout, others);
        ConventionCandidate unit = winner;
        unit.joints.degrees = !unit.joints.degrees;
        judge(unit);
        judgeAll("unit", winner.joints.degrees ? "degrees" : "radians",
                 Others{{winner.joints.degrees ? "radians" : "degrees", unit}});
        if (winner.extrinsics) {
            others.clear();
            for (const ExtrinsicConvention& convention : extrinsicConventions(m_problem.extrinsics.size()))
                if (const auto pose = camFromBaseOf(m_problem.extrinsics, convention)) {
                    ConventionCandidate other = winner;
                    other.camFromBase = *pose;
                    other.extrinsics = convention;
                    if (sameMeaning(other, winner)) continue;
                    m_judge.judge(other);
                    others.emplace_back(convention.words(), std::move(other));
                }
            judgeAll("extrinsics", winner.extrinsics->words(), others);
        }
        size_t k = 0;
        for (const ConventionArm& arm : m_problem.arms)
            for (const int index : arm.joints) addJointChoice(out, judgeAll, k++, index);
        if (std::ranges::any_of(winner.joints.gripperColumns, [](int c) { return c >= 0; })) {
            ConventionCandidate other = winner;
            other.joints.gripperInverted = !other.joints.gripperInverted;
            judge(other);
            const auto name = [](bool inverted) {
                return inverted ? "largest value closed" : "largest value open";
            };
            judgeAll("gripper", name(winner.joints.gripperInverted),
                     Others{{name(other.joints.gripperInverted), other}});
        }
    }

    template <class JudgeAll>
    void addJointChoice(ConventionRanking& out, const JudgeAll& judgeAll, size_t k, int index) const {
        const ConventionCandidate& winner = out.ranked.front();
        const std::string& name = m_problem.robot->joints()[static_cast<size_t>(index)].name;
        const auto words = [&](const ConventionCandidate& c) {
            const std::string sign = c.joints.signs[k] < 0 ? "-q" : "q";
            const double offset = c.joints.offsets[k] * 180 / std::numbers::pi;
            return offset == 0 ? sign : fmt::format("{} {:+.0f} deg", sign, offset);
        };
        std::vector<std::pair<std::string, ConventionCandidate>> others;
        for (ConventionCandidate& other : variants(winner, k)) {
            std::string text = words(other);
            others.emplace_back(std::move(text), std::move(other));
        }
        judgeAll("joint " + name, words(winner), others);
        // The camera turns with the base: without its pose nothing tells how far the first joint is turned.
        if (k == 0 && poseIsFree()) out.choices.back().determined = false;
    }

    const ConventionProblem& m_problem;
    const RunContext& m_context;
    Judge m_judge;
    std::vector<int> m_joints;                                            ///< Of all arms.
    std::vector<std::pair<ExtrinsicConvention, RigidTransform>> m_poses;  ///< All that the numbers can mean.
    /// What the limits allow, by layout and unit: one list per joint.
    std::map<std::pair<std::vector<int>, bool>, std::vector<std::vector<Turn>>> m_turns;
    std::vector<ConventionCandidate> m_all;
};

}  // namespace

Result<ConventionRanking> rankConventions(const ConventionProblem& problem, const RunContext& context) {
    if (problem.observed.size() < 5)
        return inputError(
            "Fewer than five frames have pictures and joints; conventions need a recording that moves.");
    return Search(problem, context).run();
}

}  // namespace camframe
