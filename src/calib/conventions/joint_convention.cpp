// SPDX-License-Identifier: Apache-2.0
#include "calib/conventions/joint_convention.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace camframe {

std::vector<JointConvention> jointLayouts(const std::vector<ConventionArm>& arms, Eigen::Index columns) {
    const auto count = static_cast<int>(arms.size());
    const size_t joints = arms.front().joints.size();
    if (std::ranges::any_of(arms, [&](const ConventionArm& a) { return a.joints.size() != joints; }))
        return {};
    const auto bare = static_cast<Eigen::Index>(joints) * count;
    const bool withGripper = columns == bare + count;
    if (columns != bare && !withGripper) return {};
    const int width = static_cast<int>(joints) + (withGripper ? 1 : 0);
    std::vector<JointConvention> out;
    for (const bool gripperFirst : {false, true})
        for (const int order : {0, 1, 2}) {  // one after the other, exchanged, interleaved
            if ((gripperFirst && !withGripper) || (order > 0 && count != 2)) continue;
            JointConvention one;
            one.layout = !withGripper ? "joints" : gripperFirst ? "gripper, joints" : "joints, gripper";
            if (order == 1) one.layout += "; arms exchanged";
            if (order == 2) one.layout += "; arms interleaved";
            for (int arm = 0; arm < count; ++arm) {
                const auto place = [&](int k) {
                    return order == 2 ? k * count + arm : (order == 1 ? count - 1 - arm : arm) * width + k;
                };
                for (int j = 0; j < static_cast<int>(joints); ++j)
                    one.columns.push_back(place(j + (gripperFirst ? 1 : 0)));
                one.gripperColumns.push_back(withGripper ? place(gripperFirst ? 0 : width - 1) : -1);
            }
            one.signs.assign(one.columns.size(), 1);
            one.offsets.assign(one.columns.size(), 0);
            out.push_back(std::move(one));
        }
    return out;
}

std::vector<Eigen::VectorXd> jointsUnder(const JointConvention& convention, const RobotModel& robot,
                                         const std::vector<ConventionArm>& arms,
                                         const Eigen::MatrixXd& stored) {
    const double unit = convention.degrees ? std::numbers::pi / 180 : 1;
    std::vector<Eigen::VectorXd> out(static_cast<size_t>(stored.rows()));
    for (Eigen::Index t = 0; t < stored.rows(); ++t) {
        Eigen::VectorXd values = robot.defaultJointValues();
        size_t k = 0;
        for (size_t a = 0; a < arms.size(); ++a) {
            for (const int joint : arms[a].joints) {
                values[joint] =
                    convention.signs[k] * unit * stored(t, convention.columns[k]) + convention.offsets[k];
                ++k;
            }
            const int column = convention.gripperColumns[a];
            if (column < 0 || arms[a].gripperJoint < 0) continue;
            const double low = stored.col(column).minCoeff(), high = stored.col(column).maxCoeff();
            double open = high > low ? (stored(t, column) - low) / (high - low) : 1;
            if (convention.gripperInverted) open = 1 - open;
            values[arms[a].gripperJoint] = arms[a].closed + open * (arms[a].open - arms[a].closed);
        }
        if (values.allFinite()) out[static_cast<size_t>(t)] = std::move(values);
    }
    return out;
}

double shareBeyondLimits(const RobotModel& robot, int joint, const std::vector<Eigen::VectorXd>& joints) {
    const Joint& limits = robot.joints()[static_cast<size_t>(joint)];
    if (limits.type == JointType::Continuous || limits.lower >= limits.upper) return 0;
    double beyond = 0, all = 0;
    for (const Eigen::VectorXd& values : joints) {
        if (values.size() == 0) continue;
        all += 1;
        beyond += values[joint] < limits.lower - 0.1 || values[joint] > limits.upper + 0.1;
    }
    return all > 0 ? beyond / all : 0;
}

}  // namespace camframe
