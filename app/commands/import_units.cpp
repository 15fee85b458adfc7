// SPDX-License-Identifier: Apache-2.0
#include "app/commands/import_units.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <numbers>
#include <optional>

namespace camframe {

namespace {

using Column = Eigen::MatrixXd::ColXpr;

/// Smallest and largest of the values that are there.
std::pair<double, double> rangeOf(const Column& column) {
    constexpr double kFar = std::numeric_limits<double>::infinity();
    return {column.array().isFinite().select(column.array(), kFar).minCoeff(),
            column.array().isFinite().select(column.array(), -kFar).maxCoeff()};
}

bool slides(const Robot* robot, const std::string& name) {
    if (!robot) return false;
    const int joint = robot->model.findJoint(name);
    return joint != -1 && robot->model.joints()[static_cast<size_t>(joint)].type == JointType::Prismatic;
}

const Arm* armOfGripper(const Robot* robot, const std::string& name) {
    if (!robot) return nullptr;
    const int joint = robot->model.findJoint(name);
    const auto arm = std::ranges::find(robot->arms, joint, &Arm::gripperJoint);
    return joint == -1 || arm == robot->arms.end() ? nullptr : &*arm;
}

/// Nothing, or why the gripper's values can hardly be those of its joint.
std::optional<std::string> doubtAbout(const Arm& arm, const std::string& name, const Column& column) {
    const auto [low, high] = std::minmax({arm.gripperOpen, arm.gripperClosed});
    const auto [least, most] = rangeOf(column);
    const double beyond = (high - low) / 2;
    if (least >= low - beyond && most <= high + beyond) return {};
    return fmt::format(
        "the gripper '{}' goes from {:.4g} to {:.4g}, but its joint from {:.4g} to {:.4g}: if the table has "
        "another unit, give what it says when closed and when open, such as --gripper {:.4g},{:.4g}",
        name, least, most, low, high, least, most);
}

}  // namespace

Result<std::vector<std::string>> convertUnits(const UnitRequest& request, const Robot* robot,
                                              NamedColumns& table) {
    if (!request.gripper.empty() && !robot)
        return makeError(ErrorKind::Usage, "--gripper needs --robot, which says how the joint moves.");
    if (!request.gripper.empty() &&
        (request.gripper.size() != 2 || request.gripper[0] == request.gripper[1] ||
         !std::isfinite(request.gripper[0] + request.gripper[1])))
        return makeError(
            ErrorKind::Usage,
            "--gripper {}: give two different numbers, what the table says when the gripper is closed "
            "and when it is open.",
            fmt::join(request.gripper, ","));
    std::vector<std::string> notes, suspicious;
    bool scaled = false;
    for (size_t j = 0; j < table.joints.size(); ++j) {
        const std::string& name = table.joints[j];
        auto column = table.values.col(static_cast<Eigen::Index>(j));
        const Arm* arm = armOfGripper(robot, name);
        if (arm && !request.gripper.empty()) {
            const double share =
                (arm->gripperOpen - arm->gripperClosed) / (request.gripper[1] - request.gripper[0]);
            column = ((column.array() - request.gripper[0]) * share + arm->gripperClosed).matrix();
            scaled = true;
            continue;
        }
        const bool turns = !slides(robot, name);
        if (request.degrees && turns) column *= std::numbers::pi / 180;
        if (arm)
            if (const auto doubt = doubtAbout(*arm, table.columns[j], column)) notes.push_back(*doubt);
        const auto [least, most] = rangeOf(column);
        const double largest = std::max(-least, most);
        if (turns && !request.degrees && std::isfinite(largest) && largest > 3 * std::numbers::pi)
            suspicious.push_back(fmt::format("'{}' reaches {:.4g}", name, largest));
    }
    if (!request.gripper.empty() && !scaled)
        return makeError(
            ErrorKind::Usage,
            "--gripper: none of the columns is the gripper of {}; name it with --map COLUMN=JOINT.",
            robot->name);
    if (!suspicious.empty())
        notes.push_back(fmt::format("{}: if these are degrees, give --degrees", fmt::join(suspicious, ", ")));
    return notes;
}

}  // namespace camframe
