// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/profiles/guessed_profile.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace camframe {

namespace {

std::string lowered(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// How much a key sounds like measured joint positions; 0 not at all.
int jointLikeness(const std::string& key) {
    const std::string name = lowered(key);
    const auto has = [&](const char* word) { return name.find(word) != std::string::npos; };
    for (const char* word : {"vel", "effort", "torque", "action", "eef", "ee_", "end_effector", "cartesian",
                             "tcp", "pose", "force", "next", "reward", "timestamp", "index"})
        if (has(word)) return 0;
    if (has("qpos") || has("joint_pos")) return 4;
    if (has("joint")) return 3;
    if (has("state")) return 2;
    return has("proprio") ? 1 : 0;
}

/// Column of the signal for each joint by name, where all are named; LeRobot appends ".pos".
std::optional<std::vector<std::string>> columnsByName(const Signal& signal,
                                                      const std::vector<std::string>& joints) {
    std::vector<std::string> columns;
    for (const std::string& joint : joints) {
        const auto found = std::ranges::find_if(signal.names, [&](const std::string& name) {
            return name == joint || name == joint + ".pos" || sameKey(name, joint);
        });
        if (found == signal.names.end()) return std::nullopt;
        columns.push_back(*found);
    }
    return columns;
}

ValueUnit guessUnit(const Eigen::MatrixXd& values) {
    double largest = 0;
    for (const double value : values.reshaped())
        if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
    return largest > 4 * std::numbers::pi ? ValueUnit::Degrees : ValueUnit::Radians;
}

/// The values of a gripper's column: the joint's own where they lie in its range, else 0 closed .. 1 open.
GripperMapping guessGripper(const Signal& signal, int column, const ArmLayout& arm,
                            std::vector<std::string>& assumptions) {
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const double value : signal.values.col(column))
        if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
    const auto [least, most] = std::minmax(arm.gripperOpen, arm.gripperClosed);
    const double margin = 0.05 * (most - least);
    GripperMapping gripper;
    gripper.signal = signal.key;
    gripper.column = column;
    if (low >= least - margin && high <= most + margin) {
        gripper.open = arm.gripperOpen;
        gripper.closed = arm.gripperClosed;
    }
    assumptions.push_back(fmt::format("gripper of arm '{}': column {} of {}, {:g} open to {:g} closed",
                                      arm.name, column, signal.key, gripper.open, gripper.closed));
    return gripper;
}

/// One signal for one arm: n joints, or n and the gripper.
ArmMapping mapArm(const Signal& signal, int first, const ArmLayout& arm, bool withGripper,
                  std::vector<std::string>& assumptions) {
    const auto count = static_cast<int>(arm.joints.size());
    ArmMapping out;
    out.name = arm.name;
    out.joints.emplace();
    out.joints->columns.signals = {signal.key};
    out.joints->columns.slice = SignalColumns::Slice{first, first + count, 1};
    out.joints->unit = guessUnit(signal.values.middleCols(first, count));
    assumptions.push_back(fmt::format("joints of arm '{}': columns {} to {} of {}, in {}", arm.name, first,
                                      first + count - 1, signal.key,
                                      out.joints->unit == ValueUnit::Degrees ? "degrees" : "radians"));
    if (withGripper && !arm.gripperJoint.empty())
        out.gripper = guessGripper(signal, first + count, arm, assumptions);
    return out;
}

bool fitsOneArm(const Signal& signal, const ArmLayout& arm) {
    const auto count = static_cast<Eigen::Index>(arm.joints.size());
    return signal.values.cols() == count || signal.values.cols() == count + 1;
}

const Signal* best(const RecordedEpisode& episode, const auto& accepts) {
    const Signal* found = nullptr;
    int likeness = 0;
    for (const Signal& signal : episode.signals)
        if (const int here = jointLikeness(signal.key); here > likeness && accepts(signal)) {
            found = &signal;
            likeness = here;
        }
    return found;
}

std::vector<ArmMapping> mapByNames(const RecordedEpisode& episode, const RobotLayout& robot,
                                   std::vector<std::string>& assumptions) {
    std::vector<ArmMapping> arms;
    for (const ArmLayout& layout : robot.arms)
        for (const Signal& signal : episode.signals) {
            if (jointLikeness(signal.key) == 0) continue;
            const auto columns = columnsByName(signal, layout.joints);
            if (!columns) continue;
            ArmMapping arm;
            arm.name = layout.name;
            arm.joints.emplace();
            arm.joints->columns.signals = {signal.key};
            arm.joints->columns.names = *columns;
            arm.joints->unit = guessUnit(signal.values);
            assumptions.push_back(fmt::format(
                "joints of arm '{}': the columns of {} that are named like them, in {}", layout.name,
                signal.key, arm.joints->unit == ValueUnit::Degrees ? "degrees" : "radians"));
            if (const auto gripper = columnsByName(signal, {layout.gripperJoint});
                gripper && !layout.gripperJoint.empty())
                arm.gripper =
                    guessGripper(signal,
                                 static_cast<int>(std::ranges::find(signal.names, gripper->front()) -
                                                  signal.names.begin()),
                                 layout, assumptions);
            arms.push_back(std::move(arm));
            break;
        }
    if (arms.size() != robot.arms.size()) arms.clear();
    return arms;
}

/// All arms in one signal, side by side, each followed by its gripper or none.
std::vector<ArmMapping> mapSideBySide(const RecordedEpisode& episode, const RobotLayout& robot,
                                      std::vector<std::string>& assumptions) {
    Eigen::Index joints = 0;
    for (const ArmLayout& arm : robot.arms) joints += static_cast<Eigen::Index>(arm.joints.size());
    const Eigen::Index withGrippers = joints + static_cast<Eigen::Index>(robot.arms.size());
    const Signal* signal = best(episode, [&](const Signal& s) {
        return s.values.cols() == joints || s.values.cols() == withGrippers;
    });
    if (signal == nullptr) return {};
    const bool gripper = signal->values.cols() == withGrippers;
    std::vector<ArmMapping> arms;
    int first = 0;
    for (const ArmLayout& arm : robot.arms) {
        arms.push_back(mapArm(*signal, first, arm, gripper, assumptions));
        first += static_cast<int>(arm.joints.size()) + (gripper ? 1 : 0);
    }
    return arms;
}

/// One signal per arm, told apart by the arm's name in the key.
std::vector<ArmMapping> mapByArmNames(const RecordedEpisode& episode, const RobotLayout& robot,
                                      std::vector<std::string>& assumptions) {
    std::vector<std::pair<const Signal*, const ArmLayout*>> found;
    for (const ArmLayout& arm : robot.arms) {
        const Signal* signal = best(episode, [&](const Signal& s) {
            return lowered(s.key).find(lowered(arm.name)) != std::string::npos && fitsOneArm(s, arm);
        });
        if (signal == nullptr) return {};
        found.emplace_back(signal, &arm);
    }
    std::vector<ArmMapping> arms;
    for (const auto& [signal, arm] : found)
        arms.push_back(mapArm(*signal, 0, *arm,
                              signal->values.cols() > static_cast<Eigen::Index>(arm->joints.size()),
                              assumptions));
    return arms;
}

}  // namespace

DatasetProfile guessDatasetProfile(const RecordedEpisode& episode, const RobotLayout* robot,
                                   std::vector<std::string>& assumptions) {
    DatasetProfile profile;
    profile.name = "guessed";
    if (robot == nullptr) {
        const Signal* signal = best(episode, [](const Signal& s) { return s.values.cols() > 0; });
        if (signal == nullptr) return profile;
        ArmMapping arm;
        arm.name = "left";
        arm.joints.emplace();
        arm.joints->columns.signals = {signal->key};
        arm.joints->unit = guessUnit(signal->values);
        profile.arms.push_back(std::move(arm));
        assumptions.push_back(fmt::format(
            "{} holds the joints; give the robot with --robot to have its columns named", signal->key));
        return profile;
    }
    profile.robot = robot->name;
    for (const auto& attempt : {mapByNames, mapSideBySide, mapByArmNames}) {
        profile.arms = attempt(episode, *robot, assumptions);
        if (!profile.arms.empty()) return profile;
    }
    assumptions.push_back(fmt::format(
        "no signal was understood as the joints of robot '{}'; write a profile ('camframe profile new')",
        robot->name));
    return profile;
}

}  // namespace camframe
