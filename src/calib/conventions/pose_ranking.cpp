// SPDX-License-Identifier: Apache-2.0
#include "calib/conventions/pose_ranking.h"

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>

#include "calib/conventions/pose_readings.h"
#include "model/core/doctor/robot_checks.h"

namespace camframe {

namespace {

constexpr double hand = 0.1;         ///< m: what an angle means as a distance.
constexpr double longestTool = 0.5;  ///< m.
constexpr size_t mostFrames = 200, mostRanked = 50;

/// How one order, unit and turn of the base explain the positions.
struct PositionFit {
    double rms = 0;  ///< m.
    Eigen::Vector3d tool{0, 0, 0}, base{0, 0, 0};
    bool shifted = false;
};

PositionFit fitPositions(const std::vector<RigidTransform>& links,
                         const std::vector<Eigen::Vector3d>& positions, double spread) {
    const double explained = std::max(0.005, 0.05 * spread);
    const auto within = [](const ToolFit& fit) { return fit.tool.norm() < longestTool; };
    const ToolFit tool = fitTool(links, positions, false);
    if (within(tool) && tool.rms < explained) return {tool.rms, tool.tool, tool.base, false};
    const ToolFit both = fitTool(links, positions, true);
    if (within(both)) return {both.rms, both.tool, both.base, true};
    // Explained by a tool that nobody holds: as good as not at all.
    return {std::max(spread, both.rms), {0, 0, 0}, {0, 0, 0}, true};
}

/// The constant rotation from the recorded body to the link, and how far frames are from it (rad, rms).
std::pair<Eigen::Matrix3d, double> fitRotation(const std::vector<Eigen::Matrix3d>& linkFromBody) {
    Eigen::Matrix3d sum = Eigen::Matrix3d::Zero();
    for (const Eigen::Matrix3d& r : linkFromBody) sum += r;
    const Eigen::JacobiSVD<Eigen::Matrix3d> svd(sum, Eigen::ComputeFullU | Eigen::ComputeFullV);
    Eigen::Matrix3d sign = Eigen::Matrix3d::Identity();
    sign(2, 2) = (svd.matrixU() * svd.matrixV().transpose()).determinant() < 0 ? -1 : 1;
    const Eigen::Matrix3d mean = svd.matrixU() * sign * svd.matrixV().transpose();
    double squares = 0;
    for (const Eigen::Matrix3d& r : linkFromBody)
        squares += std::pow(Eigen::AngleAxisd(Eigen::Matrix3d(mean.transpose() * r)).angle(), 2);
    return {mean, std::sqrt(squares / static_cast<double>(linkFromBody.size()))};
}

class Comparison {
public:
    Comparison(const RecordedPoses& recorded, const std::vector<RigidTransform>& baseFromLink)
        : m_recorded(recorded) {
        std::vector<Eigen::Index> rows;
        for (Eigen::Index t = 0; t < recorded.stored.rows(); ++t)
            if (t < static_cast<Eigen::Index>(baseFromLink.size()) && recorded.stored.row(t).allFinite() &&
                baseFromLink[static_cast<size_t>(t)].matrix().allFinite())
                rows.push_back(t);
        const size_t count = std::min(rows.size(), mostFrames);
        m_rows.resize(static_cast<Eigen::Index>(count), recorded.stored.cols());
        for (size_t i = 0; i < count; ++i) {
            const Eigen::Index row = rows[i * rows.size() / count];
            m_rows.row(static_cast<Eigen::Index>(i)) = recorded.stored.row(row);
            m_links.push_back(baseFromLink[static_cast<size_t>(row)]);
        }
        Eigen::Vector3d mean = Eigen::Vector3d::Zero();
        for (const RigidTransform& link : m_links) mean += link.translation() / static_cast<double>(count);
        double squares = 0;
        for (const RigidTransform& link : m_links) squares += (link.translation() - mean).squaredNorm();
        m_spread = count > 0 ? std::sqrt(squares / static_cast<double>(count)) : 0;
    }

    Result<PoseRanking> run() {
        const std::vector<PoseOrder> orders = poseOrders(m_recorded);
        if (orders.empty())
            return inputError(
                "{} columns are no poses in any order (6 to 10, 12, 13 or 16 for each arm are).",
                m_recorded.stored.cols());
        if (m_links.size() < 8)
            return inputError(
                "Fewer than eight frames have both joints and end-effector poses; nothing can be compared.");
        if (m_spread < 0.02)
            return inputError(
                "The tool moves by less than 2 cm, so that nothing tells the readings of its poses apart; "
                "choose "
                "another --episode.");
        for (const PoseOrder& order : orders) addReadings(order);
        if (m_all.empty())
            return inputError("The end-effector poses are no rotations in any reading; check the columns.");
        PoseRanking out;
        std::ranges::stable_sort(m_all, {}, [](const Scored& s) { return s.pose.score; });
        preferUsual();
        for (Scored& scored : m_all) out.ranked.push_back(std::move(scored.pose));
        const RankedPose winner = out.ranked.front();
        const auto behind = [&](const RankedPose& other) { return other.score - winner.score; };
        out.choices = poseChoices(out.ranked, winner, behind, std::max(0.002, 0.5 * winner.score), false);
        for (ConventionChoice& choice : out.choices) choice.inMetres = true;
        out.convincing = winner.score < std::max(0.01, 0.1 * m_spread);
        if (out.ranked.size() > mostRanked) out.ranked.resize(mostRanked);
        return out;
    }

private:
    struct Scored {
        RankedPose pose;
        bool shifted = false;  ///< The base.
        size_t turn = 0;       ///< Of axisTurns().
    };

    /// Of readings that agree alike, the one with the fewest oddities goes first.
    void preferUsual() {
        const double alike = 1.05 * m_all.front().pose.score + 2e-4;
        const auto end = std::ranges::find_if(m_all, [&](const Scored& s) { return s.pose.score > alike; });
        const auto usual = std::min_element(m_all.begin(), end, [](const Scored& a, const Scored& b) {
            return std::pair(a.shifted, a.turn) < std::pair(b.shifted, b.turn);
        });
        std::rotate(m_all.begin(), usual, usual + 1);
    }

    void addReadings(const PoseOrder& order) {
        static const std::vector<Eigen::Matrix3d> turns = axisTurns();
        std::vector<std::vector<PositionFit>> positions;  // [unit][turn]
        for (const double unit : {1.0, 1e-3}) {
            positions.emplace_back();
            for (const Eigen::Matrix3d& turn : turns) {
                std::vector<Eigen::Vector3d> turned;
                for (Eigen::Index t = 0; t < m_rows.rows(); ++t)
                    turned.emplace_back(turn * (unit * Eigen::Vector3d(m_rows(t, order.columns[0]),
                                                                       m_rows(t, order.columns[1]),
                                                                       m_rows(t, order.columns[2]))));
                positions.back().push_back(fitPositions(m_links, turned, m_spread));
            }
        }
        for (const RotationReading& rotation : rotationReadings(order.rotationSize())) {
            const PoseMapping mapping = poseMapping(order, rotation, false);
            const auto poses = readPoses(m_rows, mapping);
            if (!poses) continue;
            for (size_t k = 0; k < turns.size(); ++k) {
                std::vector<Eigen::Matrix3d> linkFromBody;
                for (size_t t = 0; t < poses->size(); ++t)
                    if ((*poses)[t].matrix().allFinite())
                        linkFromBody.emplace_back(m_links[t].linear().transpose() * turns[k] *
                                                  (*poses)[t].linear());
                const auto [turned, angle] = fitRotation(linkFromBody);
                for (const bool millimetres : {false, true}) {
                    const PositionFit& fit = positions[millimetres ? 1 : 0][k];
                    RankedPose one{order.words, mapping, std::hypot(fit.rms, hand * angle)};
                    one.mapping.millimetres = millimetres;
                    // q = A p reads p = R o + t + b, so that the base is at -b of what is recorded, turned.
                    one.mapping.baseFromOrigin.linear() = turns[k];
                    one.mapping.baseFromOrigin.translation() = -fit.base;
                    one.mapping.linkFromBody.linear() = turned;
                    one.mapping.linkFromBody.translation() = fit.tool;
                    m_all.push_back({std::move(one), fit.shifted, k});
                }
            }
        }
    }

    const RecordedPoses& m_recorded;
    Eigen::MatrixXd m_rows;
    std::vector<RigidTransform> m_links;
    double m_spread = 0;
    std::vector<Scored> m_all;
};

}  // namespace

Result<PoseRanking> rankPosesByJoints(const RecordedPoses& recorded,
                                      const std::vector<RigidTransform>& baseFromLink) {
    return Comparison(recorded, baseFromLink).run();
}

}  // namespace camframe
