// SPDX-License-Identifier: Apache-2.0
#include "calib/conventions/pose_readings.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <limits>

#include "model/core/io/profiles/signal_values.h"

namespace camframe {

namespace {

bool sameBody(const RankedPose& a, const RankedPose& b) {
    return a.mapping.linkFromBody.isApprox(b.mapping.linkFromBody);
}

bool sameAxes(const RankedPose& a, const RankedPose& b) {
    return a.mapping.baseFromOrigin.linear().isApprox(b.mapping.baseFromOrigin.linear());
}

bool sameRotation(const RankedPose& a, const RankedPose& b) {
    return a.mapping.rotation == b.mapping.rotation && a.mapping.eulerOrder == b.mapping.eulerOrder &&
           a.mapping.degrees == b.mapping.degrees;
}

/// Columns first, first + 1 ...
std::vector<int> run(int first, int count) {
    std::vector<int> out;
    for (int i = 0; i < count; ++i) out.push_back(first + i);
    return out;
}

}  // namespace

std::vector<PoseOrder> poseOrders(const RecordedPoses& recorded) {
    std::vector<PoseOrder> out;
    const auto columns = static_cast<int>(recorded.stored.cols());
    if (recorded.arms < 1 || columns % recorded.arms != 0) return out;
    const int width = columns / recorded.arms, first = recorded.arm * width;
    const auto add = [&](std::string words, std::vector<int> position, const std::vector<int>& rotation) {
        position.insert(position.end(), rotation.begin(), rotation.end());
        for (int& column : position) column += first;
        out.push_back({std::move(words), std::move(position)});
    };
    for (const int size : {4, 3, 6, 9}) {
        const int more = width - 3 - size;
        if (more == 0 || more == 1) {
            const std::string gripper = more == 1 ? ", gripper" : "";
            add("x y z, rotation" + gripper, run(0, 3), run(3, size));
            add("rotation, x y z" + gripper, run(size, 3), run(0, size));
        }
        if (more == 1) add("gripper, x y z, rotation", run(1, 3), run(4, size));
    }
    if (width == 12 || width == 16)
        add(width == 12 ? "matrix 3x4 by rows" : "matrix 4x4 by rows", {3, 7, 11},
            {0, 1, 2, 4, 5, 6, 8, 9, 10});
    // Each column of the matrix is a run of four: the rotation's are then given row by row of the transpose.
    if (width == 16) add("matrix 4x4 by columns", {12, 13, 14}, {0, 4, 8, 1, 5, 9, 2, 6, 10});
    return out;
}

std::vector<Eigen::Matrix3d> axisTurns() {
    std::vector<Eigen::Matrix3d> out;
    // Where z stays first: bases are turned about it more often than laid on their sides.
    for (const bool upright : {true, false})
        for (int x = 0; x < 3; ++x)
            for (int y = 0; y < 3; ++y)
                for (const double sx : {1.0, -1.0})
                    for (const double sy : {1.0, -1.0}) {
                        if (x == y) continue;
                        Eigen::Matrix3d turn = Eigen::Matrix3d::Zero();
                        turn(0, x) = sx;
                        turn(1, y) = sy;
                        turn.row(2) = turn.row(0).cross(turn.row(1));
                        if ((turn(2, 2) == 1) == upright) out.push_back(turn);
                    }
    return out;
}

std::string axisWords(const Eigen::Matrix3d& turn) {
    std::string out;
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column)
            if (const double value = turn(row, column); std::abs(value) > 0.5) {
                out += out.empty() ? "" : " ";
                out += value < 0 ? "-" : "";
                out += static_cast<char>('x' + column);
            }
    return out;
}

PoseMapping poseMapping(const PoseOrder& order, const RotationReading& rotation, bool millimetres) {
    PoseMapping out;
    out.columns.indices = order.columns;
    out.millimetres = millimetres;
    out.rotation = rotation.kind;
    out.eulerOrder = rotation.eulerOrder;
    out.degrees = rotation.degrees;
    return out;
}

std::optional<std::vector<RigidTransform>> readPoses(const Eigen::MatrixXd& stored,
                                                     const PoseMapping& mapping) {
    RigidTransform unknown = RigidTransform::Identity();
    unknown.matrix().topRows<3>().setConstant(std::numeric_limits<double>::quiet_NaN());
    std::vector<RigidTransform> out(static_cast<size_t>(stored.rows()), unknown);
    std::vector<double> row(mapping.columns.indices.size());
    size_t lost = 0;
    for (Eigen::Index t = 0; t < stored.rows(); ++t) {
        for (size_t i = 0; i < row.size(); ++i) row[i] = stored(t, mapping.columns.indices[i]);
        if (const auto pose = recordedPose(row, mapping))
            out[static_cast<size_t>(t)] = *pose;
        else
            ++lost;
    }
    if (10 * lost > out.size()) return std::nullopt;
    return out;
}

bool speaksForItself(const Eigen::MatrixXd& stored, const PoseMapping& mapping) {
    const int size = rotationSize(mapping.rotation);
    if (size == 3 || !readPoses(stored, mapping)) return false;
    if (size != 6) return true;
    Eigen::Index odd = 0;
    for (Eigen::Index t = 0; t < stored.rows(); ++t) {
        Eigen::Vector3d first, second;
        for (size_t i = 0; i < 3; ++i) {
            first[static_cast<Eigen::Index>(i)] = stored(t, mapping.columns.indices[3 + i]);
            second[static_cast<Eigen::Index>(i)] = stored(t, mapping.columns.indices[6 + i]);
        }
        constexpr double farthest = 0.05;
        odd += !(std::abs(first.norm() - 1) < farthest && std::abs(second.norm() - 1) < farthest &&
                 std::abs(first.dot(second)) < farthest);
    }
    return 10 * odd <= stored.rows();
}

std::vector<ConventionChoice> poseChoices(const std::vector<RankedPose>& all, const RankedPose& winner,
                                          const std::function<double(const RankedPose&)>& ahead,
                                          double enough, bool bodiesTried) {
    std::vector<ConventionChoice> out;
    const auto add = [&](const char* what, const auto& name, const auto& comparable) {
        ConventionChoice choice{what, name(winner), "all else", std::numeric_limits<double>::infinity()};
        for (const RankedPose& other : all)
            if (comparable(other) && name(other) != choice.chosen)
                if (const double margin = ahead(other); margin < choice.margin) {
                    choice.runnerUp = name(other);
                    choice.margin = margin;
                }
        if (!std::isfinite(choice.margin)) choice.margin = 1;
        choice.determined = choice.margin >= enough;
        out.push_back(std::move(choice));
    };
    const auto sameNumbers = [&](const RankedPose& p) {
        return p.mapping.columns.indices == winner.mapping.columns.indices &&
               (!bodiesTried || sameBody(p, winner));
    };
    const auto sameUnit = [&](const RankedPose& p) {
        return p.mapping.millimetres == winner.mapping.millimetres;
    };
    // Another order has other ways of writing rotations.
    add(
        "pose columns", [](const RankedPose& p) { return p.order; }, [](const RankedPose&) { return true; });
    add(
        "pose unit",
        [](const RankedPose& p) { return std::string(p.mapping.millimetres ? "millimetres" : "metres"); },
        [&](const RankedPose& p) {
            return sameNumbers(p) && sameRotation(p, winner) && sameAxes(p, winner);
        });
    add(
        "pose rotation",
        [](const RankedPose& p) {
            return RotationReading{p.mapping.rotation, p.mapping.eulerOrder, p.mapping.degrees}.words();
        },
        [&](const RankedPose& p) { return sameNumbers(p) && sameUnit(p) && sameAxes(p, winner); });
    add(
        "pose base axes", [](const RankedPose& p) { return axisWords(p.mapping.baseFromOrigin.linear()); },
        [&](const RankedPose& p) { return sameNumbers(p) && sameUnit(p) && sameRotation(p, winner); });
    if (bodiesTried)
        add(
            "pose body",
            [](const RankedPose& p) {
                return p.mapping.linkFromBody.isApprox(RigidTransform::Identity()) ? "the link"
                                                                                   : "a point of the link";
            },
            [&](const RankedPose& p) {
                return p.mapping.columns.indices == winner.mapping.columns.indices && sameUnit(p) &&
                       sameRotation(p, winner) && sameAxes(p, winner);
            });
    return out;
}

}  // namespace camframe
