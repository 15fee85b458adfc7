// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/guessed_gripper.h"

namespace camframe {

namespace {

/// The last joint that moves on the way to a link; -1 without.
int lastMovingJoint(const RobotModel& model, int link) {
    for (int j = model.links()[static_cast<size_t>(link)].parentJoint; j != -1;) {
        const Joint& joint = model.joints()[static_cast<size_t>(j)];
        if (joint.moves()) return j;
        j = model.links()[static_cast<size_t>(joint.parentLink)].parentJoint;
    }
    return -1;
}

void addBelow(const RobotModel& model, int link, std::vector<int>& links) {
    links.push_back(link);
    for (const int j : model.links()[static_cast<size_t>(link)].childJoints)
        addBelow(model, model.joints()[static_cast<size_t>(j)].childLink, links);
}

}  // namespace

std::optional<GuessedGripper> guessGripper(const RobotModel& model, int tip) {
    const int last = lastMovingJoint(model, tip);
    if (last == -1) return {};
    const auto& joints = model.joints();
    const auto isSlider = [&](int j) { return joints[static_cast<size_t>(j)].type == JointType::Prismatic; };
    const auto driverOf = [&](int j) {
        const Joint& joint = joints[static_cast<size_t>(j)];
        return joint.mimic ? joint.mimic->joint : j;
    };
    if (!isSlider(last)) return {};
    GuessedGripper gripper;
    gripper.joint = driverOf(last);
    const int hand = joints[static_cast<size_t>(last)].parentLink;
    std::vector<int> fingerLinks;
    for (const int j : model.links()[static_cast<size_t>(hand)].childJoints)
        if (isSlider(j) && driverOf(j) == gripper.joint)
            fingerLinks.push_back(joints[static_cast<size_t>(j)].childLink);
    const Joint& driver = joints[static_cast<size_t>(gripper.joint)];
    if (fingerLinks.size() < 2 || !(driver.upper > driver.lower)) return {};
    const auto apart = [&](double value) {
        Eigen::VectorXd values = model.defaultJointValues();
        values[gripper.joint] = value;
        const std::vector<RigidTransform> poses = model.forwardKinematics(values);
        return (poses[static_cast<size_t>(fingerLinks[0])].translation() -
                poses[static_cast<size_t>(fingerLinks[1])].translation())
            .norm();
    };
    const bool opensUpwards = apart(driver.upper) >= apart(driver.lower);
    gripper.open = opensUpwards ? driver.upper : driver.lower;
    gripper.closed = opensUpwards ? driver.lower : driver.upper;
    for (const int link : fingerLinks) addBelow(model, link, gripper.fingers);
    return gripper;
}

}  // namespace camframe
